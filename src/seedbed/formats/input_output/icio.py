"""OECD's Inter-Country Input-Output tables: every sector of every country in one file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from seedbed.formats.input_output.cells import Empty, read_cells
from seedbed.messages import Refusal
from seedbed.observatory.io import Satellite, Table

FINAL_DEMAND = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "CONS_ABR")
OUTPUT = ("OUT", "OUTPUT", "TOTAL")


def read_icio(path: Path | str, *, empty: Empty = "refuse", tolerance: float = 1e-4) -> Table:
    """Read an ICIO file: rows and columns ``AUS_A01_02``, final demand ``AUS_HFCE``, rows TLS, VA, OUT.

    Files are large (about 4,000 x 4,500); figures are read as such at once, and cell by cell only where that
    fails, to name the cell.

    Raises
    ------
    Refusal
        Rows and columns name different sectors; output is missing; a cell is not a number.
    """
    path = Path(path)
    names, labels, values = _read(path, empty)
    row_at = {label: at for at, label in enumerate(labels)}
    column_at = {name: at for at, name in enumerate(names)}
    final = [name for name in names if name.partition("_")[2] in FINAL_DEMAND]
    out = next((name for name in OUTPUT if name in column_at), None)
    sectors = [label for label in labels if label in column_at and label not in (out, *OUTPUT)]
    known = {*sectors, *final, *OUTPUT}
    alone = [name for name in names if name not in known]
    if alone or not sectors:
        raise Refusal.because(
            "formats.io-sectors-differ", file=path.name, codes=", ".join(alone[:8]) or "-", layout="OECD ICIO"
        )
    if not final:
        known_demand = ", ".join(FINAL_DEMAND)
        raise Refusal.because(
            "formats.io-no-final-demand", file=path.name, layout="OECD ICIO", known=known_demand
        )
    if out is None:
        raise Refusal.because(
            "formats.io-no-output", file=path.name, layout="OECD ICIO", known=", ".join(OUTPUT)
        )
    down, across = [row_at[code] for code in sectors], [column_at[code] for code in sectors]
    paid = [label for label in labels if label not in set(sectors) and label not in OUTPUT]
    primary = values[np.ix_([row_at[label] for label in paid], across)]
    demand = values[np.ix_(down, [column_at[code] for code in final])]
    return Table(
        values[np.ix_(down, across)],
        demand,
        values[down, column_at[out]],
        primary=Satellite(primary, tuple(paid), ("10^6 USD",)) if paid else None,
        places=[code.partition("_")[0] for code in sectors],
        industries=[code.partition("_")[2] for code in sectors],
        final_demand=[code.partition("_")[2] for code in final],
        final_places=[code.partition("_")[0] for code in final],
        unit="10^6 USD",
        tolerance=tolerance,
    )


def _read(
    path: Path, empty: Empty
) -> tuple[list[str], list[str], np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    if not path.is_file():
        raise Refusal.because("tables.missing-file", file=path.name)
    try:
        head = pl.read_csv(path, n_rows=0).columns
        numeric = dict.fromkeys(head[1:], pl.Float64)
        frame = pl.read_csv(path, schema_overrides={head[0]: pl.String, **numeric})
        values = frame.select(pl.exclude(head[0]))
        if not any(values.null_count().row(0)):
            labels = [str(label) for label in frame[head[0]]]
            return head[1:], labels, values.to_numpy()
    except pl.exceptions.PolarsError:
        pass
    cells = read_cells(path)
    names, labels = cells.row(0)[1:], cells.column(0)[1:]
    rows, columns = range(1, len(labels) + 1), range(1, len(names) + 1)
    return names, labels, cells.numbers(list(rows), list(columns), labels, names, empty)
