"""Which rows the names of a formula stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from seedbed.evidence.formula.parsing import FormulaUnreadable, parse
from seedbed.evidence.formula.tree import Name, Node, leaves

_AROUND = ("industry", "sex", "group", "organisation", "subproject")
_Cell = tuple[object, object, object]


@dataclass(frozen=True, slots=True)
class ReadableFormula:
    """A row's formula, read, with the rows that each of its names stands for."""

    row: int
    tree: Node
    terms: Mapping[Name, Sequence[int]]


@dataclass(frozen=True, slots=True)
class UnresolvedFormula:
    """A row's formula that could not be read, or that names what is not in the table."""

    row: int
    near: str
    unknown: tuple[str, ...]


def resolve(
    rows: pl.DataFrame, current: Mapping[str, int]
) -> tuple[tuple[ReadableFormula, ...], tuple[UnresolvedFormula, ...]]:
    """Read every formula and find the rows behind its names.

    A name is an observation's id; or a measure, of the row's own place and period, and of its
    industry, sex, group, organisation and subproject where that exists, else of none; or
    ``measure(place)``, ``measure(place, period)``. Formulas in words, without ``=`` before them, are
    left alone; so are those that name a measure which the table holds, but not for that place and period.
    ``rows`` and ``current`` are those of :class:`seedbed.evidence.facts.Facts`.
    """
    formulas = rows.drop_nulls("formula")
    if formulas.is_empty():
        return (), ()
    cells = _rows_of_cells(rows)
    known = frozenset(rows.get_column("measure").to_list())
    readable: list[ReadableFormula] = []
    broken: list[UnresolvedFormula] = []
    for row in formulas.iter_rows(named=True):
        text, own = str(row["formula"]), int(row["row"])
        try:
            tree = parse(text)
        except FormulaUnreadable as problem:
            if text.startswith("="):
                broken.append(UnresolvedFormula(own, str(problem), ()))
            continue
        names = leaves(tree).names
        terms = {name: _rows_behind(name, row, current, cells) for name in names}
        unknown = [str(name) for name, found in terms.items() if not found and name.name not in known]
        if unknown and text.startswith("="):
            broken.append(UnresolvedFormula(own, "", tuple(unknown)))
        if all(terms.values()):
            readable.append(ReadableFormula(own, tree, terms))
    return tuple(readable), tuple(broken)


def _rows_of_cells(rows: pl.DataFrame) -> dict[_Cell, list[dict[str, object]]]:
    """The rows of each measure, place and period."""
    found: dict[_Cell, list[dict[str, object]]] = {}
    for row in rows.select("row", "measure", "place", "period", *_AROUND).iter_rows(named=True):
        found.setdefault((row["measure"], row["place"], row["period"]), []).append(row)
    return found


def _rows_behind(
    name: Name,
    row: Mapping[str, object],
    current: Mapping[str, int],
    cells: Mapping[_Cell, list[dict[str, object]]],
) -> list[int]:
    if not name.at and name.name in current:
        return [current[name.name]]
    place = name.at[0] if name.at else row["place"]
    period = name.at[1] if len(name.at) > 1 else row["period"]
    there = [other for other in cells.get((name.name, place, period), ()) if other["row"] != row["row"]]
    exact = [other for other in there if all(other[column] == row[column] for column in _AROUND)]
    whole = [other for other in there if all(other[column] in (None, row[column]) for column in _AROUND)]
    return [int(str(other["row"])) for other in exact or whole]
