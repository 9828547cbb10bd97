"""A file of places, industries, periods and values, long or wide, whatever its columns are called."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from seedbed.messages import Finding, Refusal, Severity
from seedbed.store.atomic import write_atomically
from seedbed.tables import Column, Kind, Schema, check_cells, csv_bytes, read_table

ALL = "all"


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column is what. With ``columns`` the file is wide: each of them is an industry (``all``: every column
    that is nothing else); else it is long, with one column of industries and one of values."""

    place: str = "place"
    industry: str = "industry"
    value: str = "value"
    period: str | None = None
    group: str | None = None
    weight: str | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class OwnTable:
    """The good rows as ``place``, ``industry``, ``value`` (and ``period``, ``group``, ``weight`` where the layout names them)."""

    frame: pl.DataFrame
    rejected: int
    rejects: Path | None
    findings: tuple[Finding, ...]


def read_own_table(file: Path, layout: Layout, *, dry_run: bool = False) -> OwnTable:
    """Read a CSV, Excel or Parquet file; rows with a cell that is no number go to ``<file>.rejects.csv``.

    Raises
    ------
    Refusal
        Why the file is no table; a named column is not there.
    """
    text = read_table(file, Schema("table", (), ()))
    header = text.frame.columns
    named = [name for name in (layout.place, layout.period, layout.group) if name]
    keys = [Column(name, Kind.TEXT, required=True) for name in named]
    numbers = [layout.weight] if layout.weight else []
    if layout.columns == (ALL,):
        columns = [name for name in header if name not in (*named, *numbers)]
    else:
        columns = list(layout.columns)
    if not columns:
        keys.append(Column(layout.industry, Kind.TEXT, required=True))
        numbers.append(layout.value)
    wanted = [*(column.name for column in keys), *numbers, *columns]
    for name in wanted:
        if name not in header:
            raise Refusal.because(
                "usecases.no-such-column", file=file.name, column=name, columns=", ".join(header)
            )
        if wanted.count(name) > 1:
            raise Refusal.because("usecases.column-twice", file=file.name, column=name)
    schema = Schema("table", (*keys, *(Column(name, Kind.NUMBER) for name in (*numbers, *columns))), ())
    read = check_cells(text.frame.select(wanted), schema, file=file.name, rows=text.rows)
    table = read.frame
    if columns:
        kept = [name for name in (*named, layout.weight) if name]
        table = table.select([*kept, *columns]).unpivot(
            on=columns, index=kept, variable_name="__industry", value_name="__value"
        )
        names = {"__industry": "industry", "__value": "value"}
    else:
        names = {layout.industry: "industry", layout.value: "value"}
    names |= {layout.place: "place"}
    names |= {
        old: new
        for old, new in ((layout.period, "period"), (layout.group, "group"), (layout.weight, "weight"))
        if old
    }
    rejects = None
    rejected = pl.concat([text.rejects, read.rejects], how="diagonal_relaxed")
    if rejected.height and not dry_run:
        rejects = file.with_name(f"{file.name}.rejects.csv")
        write_atomically(rejects, codecs.BOM_UTF8 + csv_bytes(rejected))
    shown = tuple(
        finding for finding in (*text.findings, *read.findings) if finding.severity is not Severity.NOTE
    )
    table = table.select(list(names)).rename(names)
    if layout.period:  # spreadsheets hand out years as 2023.0
        table = table.with_columns(pl.col("period").str.replace(r"^(\d{4})\.0$", "$1"))
    return OwnTable(table, rejected.height, rejects, shown)
