"""How a table is described: columns, kinds of value, references, keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    LIST = "list"  # identifiers between semicolons
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    MONTH = "month"  # a date of which the day may be missing: the first of the month stands in
    PERIOD = "period"  # 2017, 2017-06, 2017-06-05, 2017-Q2, 2014/2016
    TIMESTAMP = "timestamp"
    CHOICE = "choice"
    BOOLEAN = "boolean"

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type in which checked values are kept."""
        return _DTYPES.get(self, pl.String())


_DTYPES: Mapping[Kind, pl.DataType] = {
    Kind.LIST: pl.List(pl.String),
    Kind.NUMBER: pl.Float64(),
    Kind.INTEGER: pl.Int64(),
    Kind.DATE: pl.Date(),
    Kind.MONTH: pl.Date(),
    Kind.TIMESTAMP: pl.Datetime("us", "UTC"),
    Kind.BOOLEAN: pl.Boolean(),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A column's values must stand in the key of one of these tables."""

    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name, kind
        As in the header, and what its cells hold.
    required
        The column must be there and no cell may be empty.
    low, high
        Bounds of a number, both included.
    choices
        The values that a CHOICE column allows.
    aliases
        Other spellings that people write, and the choice that each means (compared in lower case).
    reference
        Where the value must exist.
    about_en, about_zh
        What the column means, for the reference pages.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    reference: Reference | None = None
    about_en: str = ""
    about_zh: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """One table of a region: its columns, its key, and whether it is a log of events.

    ``append_only`` tables are never rewritten; each row carries ``recorded_at``, the moment at
    which the system learned of it. A table without columns is a region's own: all its columns are
    extra ones, and it has no key.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    append_only: bool = False
    about_en: str = ""
    about_zh: str = ""

    def column(self, name: str) -> Column | None:
        """The column of that name, or ``None`` for an extra one."""
        return next((column for column in self.columns if column.name == name), None)

    def empty(self) -> pl.DataFrame:
        """A frame without rows in which every column has its type."""
        return pl.DataFrame(schema={column.name: column.kind.dtype for column in self.columns})
