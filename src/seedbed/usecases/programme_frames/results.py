"""Targets beside what was reached, its parts, what was restated, and what is forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from seedbed.programme.disaggregation import DIMENSIONS
from seedbed.programme.figures import ALL
from seedbed.programme.framework import in_reading_order
from seedbed.usecases.check_framework import read_framework
from seedbed.usecases.documented_frames import empty_of
from seedbed.usecases.programme_frames.names import ProgrammeNames, part_names, with_names
from seedbed.usecases.programme_frames.vintage import Vintage, restated
from seedbed.usecases.progress_report_contents import FRAMES, ForecastMade

if TYPE_CHECKING:
    from seedbed.store import RegionStore, Run

PARTS = ("subproject", "period", "place", "group")
"""The dimensions by which a report splits its counts, each on its own; the first two also by sex."""
BY_SEX = ("subproject", "period")
STEP = 0.05
"""To what a probability is rounded for readers who must not work out more than is printed."""


def standing_of(store: RegionStore, vintage: Vintage, names: ProgrammeNames) -> pl.DataFrame:
    """The targets in reading order of the framework, with the pace so far and the pace needed."""
    indicators, framework = store.table("indicators"), read_framework(store)
    about = indicators.select("indicator", "level", "statement", "unit", "kind", "baseline_year")
    order = in_reading_order(framework).select("statement").with_row_index("place")
    of_indicator = indicators.select("indicator").with_row_index("row")
    rows = (
        vintage.standing.join(about, on="indicator", how="left")
        .join(order, on="statement", how="left")
        .join(of_indicator, on="indicator", how="left")
        .sort("place", "row", nulls_last=True, maintain_order=True)
    )
    rows = with_names(rows, "indicator", names.indicators, "name")
    for column, known in (
        ("statement", names.statements), ("group", names.groups), ("subproject", names.subprojects),
    ):  # fmt: skip
        rows = with_names(rows, column, known)
    if vintage.audience != "office":  # how many were late can tell of few
        rows = rows.with_columns(late=pl.lit(None, pl.Int64))
    return rows.with_columns(*_pace())


def _pace() -> tuple[pl.Expr, pl.Expr]:
    """Mean steps a year of a cumulative value, from the baseline's year and to the target's."""
    now = pl.col("measured_in").str.split("/").list.last().str.slice(0, 4).cast(pl.Int64, strict=False)
    due = pl.col("period").str.split("/").list.last().str.slice(0, 4).cast(pl.Int64, strict=False)
    counts = (pl.col("measure") == "value") & pl.col("cumulative") & pl.col("actual").is_not_null()
    behind, ahead = now - pl.col("baseline_year"), due - now
    return (
        pl.when(counts & (behind > 0))
        .then((pl.col("actual") - pl.col("baseline")) / behind)
        .alias("gained_a_year"),
        pl.when(counts & (ahead > 0))
        .then((pl.col("value_asked") - pl.col("actual")) / ahead)
        .alias("needed_a_year"),
    )


def parts_of(vintage: Vintage, names: ProgrammeNames, indicators: list[str]) -> pl.DataFrame:
    """The printed figures by subproject, year, place and group."""
    figures = vintage.figures.filter(pl.col("indicator").is_in(indicators))
    found = []
    for table in PARTS:
        free = [name for name in DIMENSIONS if name not in (table, "sex")]
        split = (pl.col(table) != ALL) & pl.all_horizontal(pl.col(name) == ALL for name in free)
        if table not in BY_SEX:
            split &= pl.col("sex") == ALL
        rows = figures.filter(split).select(
            "indicator", "value", "shown", table=pl.lit(table), row=pl.col(table), column="sex"
        )
        found.append(with_names(rows, "row", part_names(names, table)))
    return with_names(pl.concat(found), "indicator", names.indicators)


def restatements_of(store: RegionStore, vintage: Vintage, names: ProgrammeNames) -> pl.DataFrame:
    """Restated figures that are restricted by at most one of sex and subproject, whole ones first."""
    moved = restated(store, vintage)
    if moved.is_empty():
        return empty_of(FRAMES, "restatements")
    apart = sum((pl.col(name) != ALL).cast(pl.Int64) for name in ("sex", "subproject"))
    whole = moved.filter((apart <= 1) & (pl.col("place") == ALL) & (pl.col("group") == ALL)).sort(
        "indicator", pl.col("period") != ALL, "period", pl.col("subproject") != ALL, "subproject", "sex"
    )
    return with_names(
        with_names(whole, "indicator", names.indicators), "subproject", part_names(names, "subproject")
    )


def forecast_before(store: RegionStore, vintage: Vintage) -> Run | None:
    """The latest forecast that knew no more than the report does."""
    day = vintage.known.date().isoformat()
    made = [run for run in store.runs("forecast") if str(run.parameters["as_of"]) <= day]
    return max(made, key=lambda run: (str(run.parameters["as_of"]), run.started), default=None)


def forecasts_of(
    store: RegionStore, run: Run | None, vintage: Vintage, standing: pl.DataFrame, names: ProgrammeNames
) -> tuple[ForecastMade | None, pl.DataFrame]:
    """The forecast of each target whose standing is printed.

    Outside the office only its probability, to the next twentieth: from a median and an interval of a
    short pipeline a reader could work out a number that is withheld.
    """
    if run is None:
        return None, empty_of(FRAMES, "forecasts")
    withheld = standing.filter("withheld")["target"].implode()
    rows = (
        store.run_output(run.run, "forecasts")
        .filter(~pl.col("part"), ~pl.col("target").is_in(withheld))
        .rename({"low_80": "low", "high_80": "high"})
    )
    if vintage.audience != "office":
        nothing = [pl.lit(None, pl.Float64).alias(name) for name in ("low", "median", "high")]
        rows = rows.with_columns((pl.col("probability") / STEP).round() * STEP, *nothing)
    rows = with_names(rows, "indicator", names.indicators, "name")
    rows = with_names(with_names(rows, "group", names.groups), "subproject", names.subprojects)
    return ForecastMade(run.run, str(run.parameters["as_of"])), rows
