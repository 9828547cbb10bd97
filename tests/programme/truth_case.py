"""One case of the truth table: what is given, the answer worked out by hand, and how it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import polars as pl

from seedbed.programme import progress, union_of_groups
from seedbed.programme.counting import COUNTED_SCHEMA
from seedbed.tables import schema_of

Cell = float | int | str | bool | None


@dataclass(frozen=True, slots=True)
class Placed:
    """Some counted placements that are alike."""

    number: int
    period: str
    sex: str = "unstated"
    groups: tuple[str, ...] = ()
    subproject: str = "unstated"
    verified: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What is given and what is right.

    ``expected`` are columns of the row of the (first) target, or of the union of groups where
    ``union`` is set; ``findings`` the codes that must be said, no more and no fewer. ``elsewhere``
    names what other systems answer.
    """

    key: str
    en: str
    zh: str
    working: str
    expected: Mapping[str, Cell]
    indicator: Mapping[str, Cell] = field(default_factory=dict)
    targets: Sequence[Mapping[str, object]] = ()
    placed: Sequence[Placed] = ()
    from_placements: bool = False
    reported: Sequence[Mapping[str, object]] = ()
    verified: Sequence[Mapping[str, object]] = ()
    required: bool = False
    year: str = "2023"
    on: str | None = None
    union: bool = False
    findings: tuple[str, ...] = ()
    elsewhere: str = ""

    def answer(self) -> tuple[dict[str, object], list[str]]:
        """What the engine says: the row, and the codes of its findings."""
        counted = _counted(self.placed)
        if self.union:
            return union_of_groups(counted).row(0, named=True), []
        got = progress(
            counted,
            _rows("indicators", [{"indicator": "i", **self.indicator}]),
            _rows(
                "targets",
                [{"target": f"t{at}", "indicator": "i", **row} for at, row in enumerate(self.targets)],
            ),
            self.year,
            _rows("results", [{"indicator": "i", **_moment(row)} for row in self.reported]),
            on=None if self.on is None else date.fromisoformat(self.on),
            verifications=_rows(
                "verifications", [{"verification": f"v{at}", **row} for at, row in enumerate(self.verified)]
            ),
            verification_required=self.required,
            with_rules=["i"] if self.placed or self.from_placements else [],
        )
        return got.table.row(0, named=True), [
            finding.code.removeprefix("programme.") for finding in got.findings
        ]


def _moment(row: Mapping[str, object]) -> dict[str, object]:
    recorded = row.get("recorded_at")
    if not isinstance(recorded, str):
        return dict(row)
    return {**row, "recorded_at": datetime.fromisoformat(recorded).replace(tzinfo=UTC)}


def _rows(table: str, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    kinds = {column.name: column.kind.dtype for column in schema_of(table).columns}
    return pl.DataFrame(
        [
            dict.fromkeys(kinds) | {name: _typed(value, kinds[name]) for name, value in row.items()}
            for row in rows
        ],
        schema=kinds,
    )


def _typed(value: object, kind: pl.DataType) -> object:
    if kind == pl.Date and isinstance(value, str):
        return date.fromisoformat(value)
    return float(value) if kind == pl.Float64 and isinstance(value, int) else value


def _counted(placed: Sequence[Placed]) -> pl.DataFrame:
    rows = []
    for alike in placed:
        for _ in range(alike.number):
            rows.append(
                dict.fromkeys(COUNTED_SCHEMA)
                | {
                    "indicator": "i",
                    "seeker": f"p{len(rows)}",
                    "opportunity": "o",
                    "sex": alike.sex,
                    "groups": list(alike.groups),
                    "subproject": alike.subproject,
                    "place": "unstated",
                    "period": alike.period,
                    "verified_on": date.fromisoformat(alike.verified) if alike.verified else None,
                }
            )
    return pl.DataFrame(rows, schema=COUNTED_SCHEMA)
