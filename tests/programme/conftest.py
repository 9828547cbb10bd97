from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

import polars as pl
import pytest

from seedbed.messages import LANGUAGES, Finding
from seedbed.programme import CountingRule
from seedbed.tables import schema_of


class Tables:
    """Builds rows of a region's tables from what a test cares about."""

    @staticmethod
    def of(table: str, rows: Iterable[dict[str, object]], columns: Sequence[str]) -> pl.DataFrame:
        schema = schema_of(table)
        kinds = {name: column.kind.dtype for name in columns if (column := schema.column(name)) is not None}
        return pl.DataFrame([{name: row.get(name) for name in columns} for row in rows], schema=kinds)

    def people(self, *rows: dict[str, object]) -> pl.DataFrame:
        return self.of("people", rows, ("person", "sex", "groups", "place", "institution", "graduated"))

    def opportunities(self, *rows: dict[str, object]) -> pl.DataFrame:
        return self.of("opportunities", rows, ("opportunity", "kind", "subproject", "industry"))

    def events(self, *rows: dict[str, object]) -> pl.DataFrame:
        names = ("event", "seeker", "opportunity", "kind", "date", "run", "reason", "evidence", "recorded_at")
        numbered = [{"event": f"e{number:03}", **row} for number, row in enumerate(rows)]
        return self.of("placements", numbered, names)

    def story(self, *steps: str, seeker: str = "p1", opportunity: str = "job") -> pl.DataFrame:
        """Events of one pair: ``"started 2022-03-01"``, optionally ``"... @2022-04-01"`` (recorded)."""
        rows = []
        for step in steps:
            said, _, recorded = step.partition(" @")
            kind, day = said.split()
            moment = datetime.fromisoformat(recorded).replace(tzinfo=UTC) if recorded else None
            rows.append(
                {
                    "event": f"{seeker}-{opportunity}-{kind}-{day}",
                    "seeker": seeker,
                    "opportunity": opportunity,
                    "kind": kind,
                    "date": date.fromisoformat(day),
                    "run": "run-1" if kind == "proposed" else None,
                    "recorded_at": moment,
                }
            )
        return self.events(*rows)


@pytest.fixture(scope="session")
def tables() -> Tables:
    return Tables()


@pytest.fixture(scope="session")
def graduates() -> CountingRule:
    return CountingRule(
        indicator="graduates",
        counts="verified",
        opportunity_kinds=("job",),
        path=("started",),
        date_of="started",
        institutions=("college",),
        graduated_within_years=3,
        industries=True,
    )


@pytest.fixture(scope="session")
def technicians() -> CountingRule:
    return CountingRule(
        indicator="technicians",
        counts="verified",
        opportunity_kinds=("training",),
        path=("started", "assessed"),
        date_of="assessed",
        subprojects=("changshou", "dianjiang"),
    )


@pytest.fixture(scope="session")
def said():
    """The codes of findings, after each has been put into words in every language."""

    def codes(findings: Iterable[Finding]) -> list[str]:
        listed = list(findings)
        for finding in listed:
            for lang in LANGUAGES:
                assert finding.text(lang)
        return [finding.code.removeprefix("programme.") for finding in listed]

    return codes
