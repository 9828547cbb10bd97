"""Money, grievances and evidence up to the moment of a report."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from seedbed.programme.disaggregation import DIMENSIONS
from seedbed.programme.figures import ALL
from seedbed.programme.grievances import counts_by_category, standing
from seedbed.programme.portfolio import spending
from seedbed.programme.portfolio.spending import Side
from seedbed.usecases.documented_frames import empty_of
from seedbed.usecases.programme_frames.names import ProgrammeNames, with_names
from seedbed.usecases.programme_frames.vintage import Vintage
from seedbed.usecases.programme_frames.work import recorded_until
from seedbed.usecases.progress_report_contents import FRAMES

if TYPE_CHECKING:
    from seedbed.store import RegionStore

GRIEVANCES = "grievances-"
"""How the indicators of the grievances' figures begin."""

SUPPORTS = (
    ("results", "result"),
    ("verifications", "verification"),
    ("gate_decisions", "gate"),
    ("disbursements", "payment"),
    ("placements", "placement"),
)
"""The tables that name evidence, and what it supports there."""
OF_THE_PROGRAMME = ("gate", "payment", "result", "verification")


def money_of(store: RegionStore, vintage: Vintage, names: ProgrammeNames) -> pl.DataFrame:
    """Budget and payments by financier and currency; by subproject too where it is not for the public."""
    settings = store.settings
    by: tuple[Side, ...] = ("financier",) if vintage.audience == "public" else ("subproject", "financier")
    rows = spending(
        store.table("budgets"),
        recorded_until(store.table("disbursements"), vintage.known),
        on=vintage.known.date(),
        starts=date(settings.first_year, 1, 1),
        ends=date(settings.last_year, 12, 31),
        by=by,
    ).table
    if "subproject" not in rows.columns:
        rows = rows.with_columns(subproject=pl.lit(None, pl.String))
    return with_names(with_names(rows, "subproject", names.subprojects), "financier", names.organisations)


def grievances_of(store: RegionStore, vintage: Vintage) -> pl.DataFrame:
    """Grievances received by category, as printed; for the office also the open and the overdue ones."""
    whole = pl.all_horizontal(pl.col(name) == ALL for name in DIMENSIONS)
    printed = vintage.figures.filter(pl.col("indicator").str.starts_with(GRIEVANCES), whole).select(
        pl.col("indicator").str.strip_prefix(GRIEVANCES).alias("category"), "shown", received="value"
    )
    if vintage.audience != "office":
        return printed.with_columns(open=pl.lit(None, pl.Int64), overdue=pl.lit(None, pl.Int64))
    log = recorded_until(store.table("grievances"), vintage.known)
    counts = counts_by_category(standing(log, vintage.known.date()).table).drop("received")
    return printed.join(counts, on="category", how="left")


def evidence_of(store: RegionStore, vintage: Vintage, names: ProgrammeNames) -> tuple[int, pl.DataFrame]:
    """How many files there are for the audience, and those that it may see listed.

    One file often stands behind one person's placement: their number, or a list with their days, would
    tell what the small cells withhold. So readers outside the office learn of those on which reported
    results, decisions and payments rest: the bank sees them listed, without the names of files.
    """
    files = recorded_until(store.table("evidence"), vintage.known)
    cited = _cited(store, vintage.known)
    rows = with_names(
        files.join(cited, on="evidence", how="left", maintain_order="left"), "holder", names.organisations
    )
    if vintage.audience == "office":
        return rows.height, rows
    rows = rows.filter(pl.col("of_the_programme").fill_null(value=False))
    shown = empty_of(FRAMES, "evidence") if vintage.audience == "public" else rows
    return rows.height, shown.with_columns(file=pl.lit(None, pl.String))


def _cited(store: RegionStore, known: datetime) -> pl.DataFrame:
    """What each file supports."""
    found = []
    for table, what in SUPPORTS:
        rows = recorded_until(store.table(table), known).select("evidence")
        if rows.schema["evidence"] == pl.String:
            rows = rows.with_columns(pl.col("evidence").str.split(";"))
        each = rows.explode("evidence").drop_nulls().with_columns(pl.col("evidence").str.strip_chars())
        found.append(each.unique().with_columns(what=pl.lit(what)))
    return (
        pl.concat(found)
        .group_by("evidence")
        .agg(
            pl.col("what").unique().sort().str.join(";").alias("supports"),
            of_the_programme=(pl.col("what").is_in(OF_THE_PROGRAMME).any()),
        )
    )
