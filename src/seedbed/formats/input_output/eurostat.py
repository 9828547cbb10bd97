"""Eurostat's symmetric tables as they are downloaded: one observation a row, or one series a row."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import polars as pl

from seedbed.formats.input_output.assembling import Coded, assemble
from seedbed.formats.input_output.cells import Cells, Empty, read_cells
from seedbed.formats.input_output.layout import EUROSTAT
from seedbed.formats.input_output.matrix import read_matrix
from seedbed.messages import Refusal
from seedbed.observatory.io import Table

_ROWS = ("prd_ava", "ind_ava", "prod_na", "t_rows2")
_COLUMNS = ("prd_use", "ind_use", "induse", "t_cols2")
_VALUE = r"^(:|[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*[a-z]{0,4}$"
"""A figure (or none), and the flags that may follow it."""


def read_eurostat(
    path: Path | str,
    *,
    geo: str | None = None,
    period: str | None = None,
    unit: str | None = None,
    flow: str = "DOM",
    sheet: str | None = None,
    empty: Empty = "zero",
) -> Table:
    """Read a symmetric table: SDMX-CSV, the bulk TSV, or a matrix (CSV, Excel) with Eurostat's codes.

    Of several countries, periods or units one must be chosen. ``flow`` is ``DOM`` (domestic goods; imports
    are primary inputs) or ``TOTAL``. Combinations that the file does not hold are zero; ``empty`` says what
    a stated cell without figure (``:``) is.

    Raises
    ------
    Refusal
        A choice is open or not there; a cell is not a number; codes are unknown.
    """
    path = Path(path)
    cells = read_cells(path, sheet)
    head = cells.row(0)
    if "\\" in head[0]:
        long = _from_series(cells)
    elif {"OBS_VALUE", "values"} & set(head):
        long = _from_observations(cells)
    else:
        return read_matrix(path, EUROSTAT, sheet=sheet, empty=empty, place=geo or "", tolerance=1e-4)
    for name, chosen in (("geo", geo), ("unit", unit), ("period", period)):
        long = _choose(cells.file, long, name, chosen)
    if "stk_flow" in long.columns:
        long = _flow(cells.file, long, flow)
    return _pivot(cells.file, long, empty)


def _from_series(cells: Cells) -> pl.DataFrame:
    """Bulk TSV: keys in the first column, joined by commas; a column for each period."""
    keys, _, _ = cells.row(0)[0].partition("\\")
    names = [name.strip() for name in keys.split(",")]
    body = cells.frame.slice(1)
    parts = body.to_series(0).fill_null("").str.split_exact(",", len(names) - 1).struct.rename_fields(names)
    periods = [name.strip() for name in cells.row(0)[1:]]
    values = body.select(pl.nth(range(1, body.width))).rename(
        dict(zip(body.columns[1:], periods, strict=True))
    )
    table = pl.concat([parts.struct.unnest(), values], how="horizontal")
    table = table.with_row_index("row", offset=2)
    return table.unpivot(periods, index=["row", *names], variable_name="period", value_name="value")


def _from_observations(cells: Cells) -> pl.DataFrame:
    """SDMX-CSV: a column for each key, the period and the value."""
    names = [
        {"TIME_PERIOD": "period", "time": "period", "OBS_VALUE": "value", "values": "value"}.get(n, n)
        for n in cells.row(0)
    ]
    table = cells.frame.slice(1)
    table.columns = [name or f"column_{at}" for at, name in enumerate(names)]
    return table.with_row_index("row", offset=2)


def _choose(file: str, long: pl.DataFrame, name: str, chosen: str | None) -> pl.DataFrame:
    if name not in long.columns:
        return long
    there = long[name].drop_nulls().unique().sort().to_list()
    if chosen is None and len(there) == 1:
        return long
    if chosen is None or chosen not in there:
        code = "formats.io-choose" if chosen is None else "formats.io-not-there"
        raise Refusal.because(code, file=file, name=name, value=str(chosen), known=", ".join(there[:20]))
    return long.filter(pl.col(name) == chosen)


def _flow(file: str, long: pl.DataFrame, flow: str) -> pl.DataFrame:
    """The chosen flow of products; of rows that are no products whatever flow is stated, the same first."""
    known = long["stk_flow"].drop_nulls().unique().sort().to_list()
    if flow not in known:
        raise Refusal.because(
            "formats.io-not-there", file=file, name="stk_flow", value=flow, known=", ".join(known)
        )
    row = _axis(file, long, _ROWS)
    other = pl.col(row).is_in(list(EUROSTAT.named)) & (pl.col("stk_flow") == "TOTAL")
    mine = pl.col("stk_flow") == flow
    column = _axis(file, long, _COLUMNS)
    ordered = long.filter(mine | other).with_columns(first=mine).sort("first", descending=True)
    return ordered.unique([row, column], keep="first", maintain_order=True).sort("row")


def _axis(file: str, long: pl.DataFrame, names: tuple[str, ...]) -> str:
    found = next((name for name in names if name in long.columns), None)
    if found is None:
        raise Refusal.because("formats.io-no-axis", file=file, known=", ".join(names))
    return found


def _pivot(file: str, long: pl.DataFrame, empty: Empty) -> Table:
    row, column = _axis(file, long, _ROWS), _axis(file, long, _COLUMNS)
    if (twice := long.select(row, column).is_duplicated()).any():
        code = long.filter(twice).select(pl.concat_str(row, column, separator=" x ")).to_series()[0]
        raise Refusal.because("formats.io-code-twice", file=file, entry=code)
    text = long["value"].fill_null("").str.strip_chars()
    number = text.str.extract(_VALUE).cast(pl.Float64, strict=False)
    nothing = text.str.contains(r"^(:\s*[a-z]{0,4})?$")
    for finding, wrong in (
        ("formats.io-not-a-number", number.is_null() & ~nothing),
        ("formats.io-empty-cell", nothing & (empty == "refuse")),
    ):
        if wrong.any():
            at = int(wrong.arg_max() or 0)
            raise Refusal.because(
                finding,
                file=file,
                row=int(long["row"][at]),
                label=long[row][at],
                column=long[column][at],
                value=long["value"][at] or "",
                count=int(wrong.sum()),
            )
    down = [code for code in long[row].unique(maintain_order=True) if _is_code(code)]
    across = [code for code in long[column].unique(maintain_order=True) if _is_code(code)]
    values = np.zeros((len(down), len(across)))
    at_row, at_column = {code: i for i, code in enumerate(down)}, {code: i for i, code in enumerate(across)}
    for code, use, value in zip(long[row], long[column], number.fill_null(0.0), strict=True):
        if code in at_row and use in at_column:
            values[at_row[code], at_column[use]] = value
    sectors = {code for code in down if code not in EUROSTAT.named} & set(across)
    # A product that is only made available or only used in this file is zero on the other side.
    unused = [code for code in (*down, *across) if code not in EUROSTAT.named and code not in sectors]
    if unused:
        raise Refusal.because(
            "formats.io-sectors-differ",
            file=file,
            codes=", ".join(sorted(set(unused))[:8]),
            layout=EUROSTAT.name,
        )
    return assemble(
        file,
        EUROSTAT,
        [Coded(at, code) for code, at in at_row.items()],
        [Coded(at, code) for code, at in at_column.items()],
        lambda r, c, _rows, _columns: values[np.ix_(list(r), list(c))],
        place=str(long["geo"][0]) if "geo" in long.columns else "",
        tolerance=1e-4,
    )


def _is_code(code: object) -> bool:
    return isinstance(code, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", code) is not None
