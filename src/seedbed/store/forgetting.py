"""What remains of a person who is forgotten: events without a name, and nothing else.

Rows about the person go; events stay under a random id that is written nowhere else, without free
text. Everything here works on cells as text or on frames; the back ends bring them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from seedbed.programme.disaggregation import UNSTATED
from seedbed.store.run import Json
from seedbed.tables import SCHEMAS
from seedbed.tables.column import Kind, Schema

ABOUT_A_PERSON = ("person", "seeker")
"""Columns that say whom a row is about."""

OF_SKILLS = ("skill", "via_skill", "requirement", "text")
"""An output with one of these draws a profile of the person: its rows go."""

# A shorter id may stand inside another one by chance, so it is only replaced where it is the cell.
_LONG_ENOUGH = 8


@dataclass(frozen=True, slots=True)
class Erased:
    """What forgetting a person did.

    Parameters
    ----------
    removed
        Table -> rows that were removed.
    unnamed
        Table -> events that stay without identity.
    runs
        Kept runs in whose records or outputs the person stood.
    evidence
        What the person's events named as evidence: files to be destroyed by who holds them.
    """

    removed: Mapping[str, int]
    unnamed: Mapping[str, int]
    runs: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A person's id and the random one that stands in its place."""

    person: str
    instead: str

    @classmethod
    def of(cls, person: str) -> Tombstone:
        """A new one; nobody keeps which person it was."""
        return cls(person, f"erased-{secrets.token_hex(8)}")

    def names(self, cell: str) -> bool:
        """Whether a cell is the id, or a list between semicolons that holds it."""
        return self.person in (part.strip() for part in cell.split(";"))

    def cover(self, cell: str) -> str:
        """The cell with the random id in the place of the person's, also inside ids of events."""
        if len(self.person) >= _LONG_ENOUGH:
            return re.sub(rf"(?<![0-9A-Za-z]){re.escape(self.person)}(?![0-9A-Za-z])", self.instead, cell)
        if not self.names(cell):
            return cell
        return ";".join(self.instead if part.strip() == self.person else part for part in cell.split(";"))

    def cover_json(self, value: Json) -> Json:
        """The same in a run's record."""
        if isinstance(value, str):
            return self.cover(value)
        if isinstance(value, list):
            return [self.cover_json(item) for item in value]
        if isinstance(value, dict):
            return {self.cover(name): self.cover_json(item) for name, item in value.items()}
        return value


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The records of one table after forgetting."""

    records: list[list[str]]
    removed: int
    unnamed: int
    evidence: tuple[str, ...]


def forget_in_records(
    header: Sequence[str], records: Sequence[list[str]], table: str, tombstone: Tombstone
) -> Forgotten:
    """Records (cells as text) without the person.

    1. In a table that is not a log, a record about the person is removed.
    2. In a log it stays under the random id; its optional texts and the columns that the schema
       does not know are emptied.
    3. Any other cell that holds the id gets the random one.
    """
    schema = SCHEMAS.get(table)
    is_log = schema is not None and schema.append_only
    about = [i for i, name in enumerate(header) if name.strip() in ABOUT_A_PERSON]
    emptied = [i for i, name in enumerate(header) if _is_free_text(schema, name.strip())] if is_log else []
    evidence = [i for i, name in enumerate(header) if name.strip() == "evidence"]
    kept: list[list[str]] = []
    removed, unnamed = 0, 0
    named: list[str] = []
    for record in records:
        concerned = any(i < len(record) and tombstone.names(record[i]) for i in about)
        if concerned and not is_log:
            removed += 1
            continue
        cells = [tombstone.cover(cell) for cell in record]
        if concerned:
            unnamed += 1
            named += [record[i] for i in evidence if i < len(record) and record[i].strip()]
            cells = ["" if i in emptied else cell for i, cell in enumerate(cells)]
        kept.append(cells)
    return Forgotten(kept, removed, unnamed, tuple(named))


def forget_in_output(frame: pl.DataFrame, tombstone: Tombstone) -> pl.DataFrame:
    """A run's output without the person: a profile's rows go, others lose who it was.

    What the row repeats from ``people`` (sex, groups, place, ...) is emptied: ``unstated`` for sex
    and place, as in counting.
    """
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    lists = [name for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
    found = [pl.col(name) == tombstone.person for name in texts]
    found += [pl.col(name).list.contains(tombstone.person) for name in lists]
    without_id = covered(frame, tombstone)
    about = pl.any_horizontal(expression.fill_null(False) for expression in found) if found else pl.lit(False)
    concerned = frame.select(about.alias("about")).to_series()
    if len(concerned) != frame.height or not concerned.any():
        return without_id
    if set(OF_SKILLS) & set(frame.columns):
        return without_id.filter(~concerned)
    return without_id.with_columns(
        pl.when(pl.lit(concerned)).then(_blank(name, kind)).otherwise(pl.col(name)).alias(name)
        for name, kind in frame.schema.items()
        if _repeats_people(name)
    )


def covered(frame: pl.DataFrame, tombstone: Tombstone) -> pl.DataFrame:
    """A frame with the random id wherever the person's stood, also in lists."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    lists = [name for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
    return frame.with_columns(
        *(_covered(pl.col(name), tombstone).alias(name) for name in texts),
        *(pl.col(name).list.eval(_covered(pl.element(), tombstone)).alias(name) for name in lists),
    )


def _covered(cells: pl.Expr, tombstone: Tombstone) -> pl.Expr:
    exact = pl.when(cells == tombstone.person).then(pl.lit(tombstone.instead)).otherwise(cells)
    if len(tombstone.person) < _LONG_ENOUGH:
        return exact
    inside = rf"(^|[^0-9A-Za-z]){re.escape(tombstone.person)}([^0-9A-Za-z]|$)"
    replaced = cells.str.replace_all(inside, f"${{1}}{tombstone.instead}${{2}}")
    return pl.when(cells.str.contains(tombstone.person, literal=True)).then(replaced).otherwise(cells)


def _repeats_people(name: str) -> bool:
    return name != "person" and SCHEMAS["people"].column(name) is not None


def _blank(name: str, kind: pl.DataType) -> pl.Expr:
    if kind == pl.List(pl.String):
        return pl.lit([], dtype=kind)
    said = UNSTATED if kind == pl.String and name in ("sex", "place") else None
    return pl.lit(said, dtype=kind)


def _is_free_text(schema: Schema | None, name: str) -> bool:
    """Optional text of a log, or a column that its schema does not know."""
    column = None if schema is None else schema.column(name)
    return column is None or (column.kind is Kind.TEXT and not column.required)
