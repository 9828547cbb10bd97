"""Read an input-output table and ask it: multipliers, linkages, the impact of a project, the loss of a sector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, cast, get_args

import polars as pl

from seedbed.formats.input_output import (
    IOTABLES,
    NBS,
    OECD_IOT,
    Layout,
    read_eurostat,
    read_icio,
    read_matrix,
    read_pymrio,
)
from seedbed.messages import Finding, Refusal
from seedbed.observatory.io import Households, Table, satellite_from_frame
from seedbed.usecases.measure_table import Layout as OwnLayout
from seedbed.usecases.measure_table import Measured, read_own_table

Question: TypeAlias = Literal["multipliers", "linkages", "impact", "extraction", "check"]
LAYOUTS = ("nbs", "oecd", "eurostat", "iotables", "icio", "pymrio")
"""How a file may be laid out; ``icio`` is OECD's table of many countries, ``pymrio`` a folder."""

_MATRICES: Mapping[str, Layout] = {"nbs": NBS, "oecd": OECD_IOT, "iotables": IOTABLES}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a file may leave open: the sheet of a workbook, the country and period of a Eurostat file, and
    whether an empty cell is ``zero`` or makes the table be refused (None: as the layout usually has it)."""

    sheet: str | None = None
    country: str | None = None
    period: str | None = None
    unit: str | None = None
    empty: Literal["refuse", "zero"] | None = None


def read_input_output(file: Path, layout: str, choices: Choices | None = None) -> Table:
    """Read a table in one of :data:`LAYOUTS`.

    Raises
    ------
    Refusal
        The layout is unknown or the file is not laid out so.
    """
    chosen = choices or Choices()
    if not file.exists():
        raise Refusal.because("tables.missing-file", file=str(file))
    if layout == "pymrio":
        return read_pymrio(file)
    if layout == "icio":
        return read_icio(file, empty=chosen.empty or "refuse")
    if layout == "eurostat":
        return read_eurostat(
            file,
            geo=chosen.country,
            period=chosen.period,
            unit=chosen.unit,
            sheet=chosen.sheet,
            empty=chosen.empty or "zero",
        )
    if layout not in _MATRICES:
        raise Refusal.because("usecases.unknown-layout", layout=layout, layouts=", ".join(LAYOUTS))
    return read_matrix(file, _MATRICES[layout], sheet=chosen.sheet, empty=chosen.empty or "refuse")


def with_satellite(table: Table, file: Path) -> tuple[Table, tuple[Finding, ...]]:
    """The table with the columns of a file as satellite: ``industry``, then one column for each row (jobs, CO2).

    Raises
    ------
    Refusal
        A column or a sector is missing, or the file names others.
    """
    own = read_own_table(file, OwnLayout(place="industry", columns=("all",)), dry_run=True)
    frame = own.frame.rename({"industry": "stressor"}).rename({"place": "industry"})
    found = satellite_from_frame(frame, table.industries, dimensions=("stressor",), name=file.stem)
    return table.with_satellites({file.stem: found}), own.findings


def analyse_input_output(
    table: Table,
    question: str,
    *,
    demand: Mapping[str, float] | None = None,
    sectors: Sequence[str] = (),
    model: Literal["type1", "type2"] = "type1",
    extract: Literal["total", "backward", "forward"] = "total",
    wages: str | None = None,
    consumption: Sequence[str] = (),
) -> Measured:
    """Ask a table one question.

    Parameters
    ----------
    question
        ``multipliers``; ``linkages``; ``impact`` of new final demand (``demand``: sector to amount, in the table's unit);
        ``extraction`` of ``sectors`` together, or of each in turn where none is named; ``check``.
    model
        For multipliers and impact: ``type2`` also counts what is bought from the wages.
    extract
        What is taken away.
    wages, consumption
        For ``type2`` where the layout does not say it: the row of wages, the columns of households.

    Returns
    -------
    Measured
        ``measure`` is ``io-<question>``.

    Raises
    ------
    Refusal
        The question is unknown, the impact has no demand, or the table cannot answer.
    """
    if question not in get_args(Question):
        raise Refusal.because(
            "usecases.unknown-question", question=question, questions=", ".join(get_args(Question))
        )
    # As soon as one is named, the layout's own pair is no longer meant.
    households = Households(wages or "wages", tuple(consumption)) if wages or consumption else None
    frames, findings = _answer(
        table, cast("Question", question), demand or {}, sectors, model, extract, households
    )
    return Measured(f"io-{question}", frames, findings)


def _answer(
    table: Table,
    question: Question,
    demand: Mapping[str, float],
    sectors: Sequence[str],
    model: Literal["type1", "type2"],
    extract: Literal["total", "backward", "forward"],
    households: Households | None,
) -> tuple[dict[str, pl.DataFrame], tuple[Finding, ...]]:
    doubts = tuple(table.findings)
    if question == "multipliers":
        multipliers = table.multipliers(model, households=households)
        return {"multipliers": multipliers.frame()}, tuple(dict.fromkeys((*doubts, *multipliers.findings)))
    if question == "linkages":
        return {"linkages": table.linkages()}, doubts
    if question == "impact":
        if not demand:
            raise Refusal.because("usecases.no-demand")
        impact = table.impact(demand, model, households=households)
        return {"totals": impact.totals, "sectors": impact.sectors}, tuple(
            dict.fromkeys((*doubts, *impact.findings))
        )
    if question == "extraction":
        lost = table.extraction(list(sectors) or None, kind=extract)
        if isinstance(lost, pl.DataFrame):
            return {"each": lost.sort("value", descending=True)}, doubts
        return {"totals": lost.totals, "sectors": lost.sectors}, tuple(
            dict.fromkeys((*doubts, *lost.findings))
        )
    return {"identities": table.identities()}, doubts
