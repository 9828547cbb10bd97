"""Employment of China by industry in the sectors of the 42-sector tables."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import polars as pl

from seedbed.formats.input_output.cells import read_cells
from seedbed.messages import Refusal

UNIT = "10^4 persons"


def read_nbs_employment(path: Path | str, year: int) -> pl.DataFrame:
    """Persons employed by sector of the 42-sector tables: industry, value (in 10^4 persons).

    The file has a row for each section and division (``Code``) and a column for each year. Divisions are
    added up by ``nbs_employment.csv``, which follows the names of both classifications; mining's ancillary
    activities go to non-metal and other ores, as their name says nothing else.

    Raises
    ------
    Refusal
        The year or a code is missing, or a cell is not a number.
    """
    cells = read_cells(Path(path))
    names = cells.row(0)
    if "Code" not in names or str(year) not in names:
        raise Refusal.because(
            "formats.io-not-there",
            file=cells.file,
            name="Code / year",
            value=str(year),
            known=", ".join(names[-5:]),
        )
    at, column = names.index("Code"), names.index(str(year))
    rows = {code: row for row, code in enumerate(cells.column(at)) if row > 0}
    parts = _parts()
    if absent := [code for _, code in parts if code not in rows]:
        raise Refusal.because("formats.io-unknown-code", file=cells.file, entry=absent[0], layout="NBS")
    codes = [code for _, code in parts]
    values = cells.numbers([rows[code] for code in codes], [column], codes, [str(year)], "refuse")[:, 0]
    frame = pl.DataFrame({"industry": [sector for sector, _ in parts], "value": values})
    return frame.group_by("industry", maintain_order=True).agg(pl.col("value").sum())


def _parts() -> list[tuple[str, str]]:
    with (resources.files("seedbed.formats.input_output") / "nbs_employment.csv").open(
        encoding="utf-8"
    ) as file:
        return [(row["sector"], row["employment"]) for row in csv.DictReader(file)]
