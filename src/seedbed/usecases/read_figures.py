"""The published figures of a region as one value for each place, measure and period."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from seedbed.evidence import as_of
from seedbed.messages import Finding, Severity
from seedbed.store import RegionStore

_PARTIAL = r"^(\d{4})-\d{2}/(\d{4})-\d{2}$"


def read_figures(
    store: RegionStore, measures: frozenset[str], known: datetime | None = None
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """The figures of some measures that stand for a whole place.

    Figures by sex, group, organisation or subproject are left aside, and those of part of a year. The
    period of a figure over several years is its last. Where two published figures of one measure, place
    and period differ, none is taken and a finding names them: choosing is for people.

    Parameters
    ----------
    known
        Read the record as it was known at this moment; now when None.

    Returns
    -------
    tuple
        The frame (``place``, ``measure``, ``period``, ``value``, ``observations``: the ids that say so) and what was left out.
    """
    # Of each figure the latest vintage, not all that were ever recorded.
    observations = as_of(store.table("observations"), known or datetime.max.replace(tzinfo=UTC))
    partial = (
        pl.col("period").str.extract(_PARTIAL, 1) == pl.col("period").str.extract(_PARTIAL, 2)
    ).fill_null(value=False)
    apart = [name for name in ("sex", "group", "organisation", "subproject") if name in observations.columns]
    whole = observations.filter(
        pl.col("measure").is_in(list(measures)),
        pl.col("value").is_finite(),
        ~partial,
        *(pl.col(name).is_null() | (pl.col(name).cast(pl.String) == "") for name in apart),
    ).with_columns(pl.col("period").str.split("/").list.last().str.slice(0, 4))
    figures = (
        whole.group_by("place", "measure", "period")
        .agg(
            pl.col("value").first(),
            pl.col("value").unique().sort().alias("values"),
            pl.col("observation").sort().alias("observations"),
        )
        .sort("measure", "place", "period")
    )
    agree = pl.col("values").list.len() == 1
    findings = tuple(
        Finding(
            "usecases.figures-differ",
            {
                "measure": row["measure"],
                "place": row["place"],
                "period": row["period"],
                "values": " / ".join(f"{value:g}" for value in row["values"]),
                "observations": ", ".join(row["observations"]),
            },
            Severity.WARNING,
        )
        for row in figures.filter(~agree).iter_rows(named=True)
    )
    return figures.filter(agree).drop("values"), findings
