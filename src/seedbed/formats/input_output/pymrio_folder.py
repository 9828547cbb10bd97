"""Folders that pymrio saves: ``file_parameters.json`` with tables as text or Parquet, extensions below."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.formats.input_output.cells import Cells, read_cells
from seedbed.messages import Refusal
from seedbed.observatory.io import Satellite, Table

Floats = NDArray[np.float64]
_PARAMETERS = "file_parameters.json"


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One saved table: its index (rows), its header (columns), its cells."""

    index: list[tuple[str, ...]]
    levels: list[str]
    header: list[tuple[str, ...]]
    values: Floats


def read_pymrio(folder: Path | str) -> Table:
    """Read an ``IOSystem`` folder with its extensions as satellites (``F`` and, where saved, ``F_Y``).

    Results that pymrio saves beside them (A, L, M, accounts) are not read: they follow from the flows.

    Raises
    ------
    Refusal
        A file is missing or broken; Z, Y and an extension have other sectors; a cell is not a number.
    """
    folder = Path(folder)
    files = _parameters(folder, "IOSystem")
    Z, Y = _part(folder, files, "Z"), _part(folder, files, "Y")
    if Z.index != Z.header or Y.index != Z.index:
        raise Refusal.because("formats.io-sectors-differ", file=folder.name, codes="Z, Y", layout="pymrio")
    n = len(Z.index)
    x = _part(folder, files, "x").values[:, 0] if "x" in files else None
    units = _units(folder, files)
    satellites = {
        below.name: _extension(below, Z, Y)
        for below in sorted(folder.iterdir())
        if (below / _PARAMETERS).is_file()
    }
    unit = units.get(Z.index[0], "")
    return Table(
        Z.values,
        Y.values,
        x,
        satellites,
        places=[_place(entry) for entry in Z.index],
        industries=[entry[-1] for entry in Z.index],
        final_demand=[entry[-1] for entry in Y.header],
        final_places=[_place(entry) for entry in Y.header],
        unit=unit if len(set(units.values())) <= 1 or n == 1 else "",
    )


def _place(entry: tuple[str, ...]) -> str:
    return entry[0] if len(entry) > 1 else ""


def _parameters(folder: Path, kind: str) -> dict[str, dict[str, str]]:
    path = folder / _PARAMETERS
    if not path.is_file():
        raise Refusal.because("formats.io-no-pymrio", folder=folder.name)
    try:
        told = json.loads(path.read_text("utf-8"))
        files = told["files"]
        if told.get("systemtype", kind) != kind or not all("name" in entry for entry in files.values()):
            raise KeyError("systemtype")
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError):
        raise Refusal.because("formats.io-pymrio-parameters", file=f"{folder.name}/{path.name}") from None
    return {str(name): dict(entry) for name, entry in files.items()}


def _part(folder: Path, files: dict[str, dict[str, str]], name: str) -> _Part:
    if name not in files:
        raise Refusal.because("formats.io-pymrio-part", folder=folder.name, part=name)
    entry = files[name]
    path = _inside(folder, entry["name"])
    if path.suffix == ".parquet":
        return _parquet(path)
    try:
        index, header = int(entry["nr_index_col"]), int(entry["nr_header"])
    except (KeyError, ValueError):
        raise Refusal.because("formats.io-pymrio-parameters", file=f"{folder.name}/{_PARAMETERS}") from None
    return _text(read_cells(path), index, header)


def _inside(folder: Path, name: str) -> Path:
    """A file that the parameters name; it must lie in the folder."""
    if Path(name).name != name:
        raise Refusal.because("formats.io-pymrio-parameters", file=f"{folder.name}/{_PARAMETERS}")
    path = folder / name
    if not path.is_file():
        raise Refusal.because("tables.missing-file", file=f"{folder.name}/{name}")
    return path


def _text(cells: Cells, index: int, header: int) -> _Part:
    # With two levels of columns pandas writes the levels' names of the rows on a line of their own.
    first = header + 1 if header > 1 else header
    levels = cells.row(first - 1)[:index]
    heads = [cells.row(at)[index:] for at in range(header)]
    labels = [cells.column(at)[first:] for at in range(index)]
    rows = list(range(first, cells.frame.height))
    columns = list(range(index, cells.frame.width))
    entries, names = list(zip(*labels, strict=True)), list(zip(*heads, strict=True))
    values = cells.numbers(
        rows, columns, [" ".join(e) for e in entries], [" ".join(e) for e in names], "refuse"
    )
    return _Part(entries, levels, names, values)


def _parquet(path: Path) -> _Part:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Refusal.because(
            "tables.broken-file", file=path.name, detail=str(error).splitlines()[0]
        ) from None
    levels = [name for name, dtype in frame.schema.items() if not dtype.is_numeric()]
    numbers = [name for name in frame.columns if name not in levels]
    header = [_tuple(name) for name in numbers]
    entries = [tuple(str(cell) for cell in row) for row in frame.select(levels).rows()]
    values = frame.select(pl.col(numbers).cast(pl.Float64).fill_null(np.nan)).to_numpy()
    return _Part(entries, levels, header, np.ascontiguousarray(values))


def _tuple(name: str) -> tuple[str, ...]:
    """A column's levels, which pandas writes as the text of a tuple."""
    if name.startswith("("):
        try:
            found = ast.literal_eval(name)
        except (ValueError, SyntaxError):
            return (name,)
        if isinstance(found, tuple):
            return tuple(str(part) for part in found)
    return (name,)


def _extension(folder: Path, Z: _Part, Y: _Part) -> Satellite:
    files = _parameters(folder, "Extension")
    F = _part(folder, files, "F")
    direct = _part(folder, files, "F_Y") if "F_Y" in files else None
    if F.header != Z.index or (direct is not None and (direct.header != Y.header or direct.index != F.index)):
        raise Refusal.because("formats.io-sectors-differ", file=folder.name, codes="F, F_Y", layout="pymrio")
    units = _units(folder, files)
    names = [", ".join(part for part in entry if part) for entry in F.index]
    about = {
        level: tuple(entry[at] for entry in F.index) for at, level in enumerate(F.levels) if at > 0 and level
    }
    return Satellite(
        F.values,
        tuple(names),
        tuple(units.get(entry, "") for entry in F.index),
        about,
        None if direct is None else direct.values,
    )


def _units(folder: Path, files: dict[str, dict[str, str]]) -> dict[tuple[str, ...], str]:
    """The unit of each row; none where the file is not there."""
    if "unit" not in files:
        return {}
    path = _inside(folder, files["unit"]["name"])
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        levels = [name for name in frame.columns if name != "unit"]
        rows = frame.select(*levels, "unit").rows()
    else:
        index = int(files["unit"].get("nr_index_col", "1"))
        rows = [row[: index + 1] for row in read_cells(path).frame.slice(1).rows()]
    return {tuple(str(cell or "") for cell in row[:-1]): str(row[-1] or "") for row in rows}
