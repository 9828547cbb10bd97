"""Tables of places and industries that the figures on record make."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from seedbed.usecases.region_names import RegionNames
from seedbed.workbench.delivery.contents import Vintage, vintage_of
from seedbed.workbench.people.record import record

FEWEST = 2
"""Places and industries that a table needs to be measured."""
_NO_TOTALS = r"percent|share|index|\bper\b|/|%|years|rank|ratio"
"""Units whose figures do not add: a measure compares parts of totals."""


def usable() -> pl.DataFrame:
    """``measure, period`` with a figure for each of several places and industries, the fullest first."""
    return _usable(vintage_of(("observations", "places")))


def table_of(measure: str, periods: list[str]) -> pl.DataFrame:
    """``place, industry, period, value`` by id; of several figures of a cell the one recorded last."""
    return (
        _with_industry(vintage_of(("observations", "places")))
        .filter(pl.col("measure") == measure, pl.col("period").is_in(periods))
        .sort("recorded_at", nulls_last=False, maintain_order=True)
        .unique(["place", "industry", "period"], keep="last", maintain_order=True)
        .select("place", "industry", "period", "value")
    )


def by_name(table: pl.DataFrame, names: RegionNames, lang: str) -> pl.DataFrame:
    """Places and industries under their names; of two that have one name the id tells which is which."""
    columns = []
    for kind, column in (("places", "place"), ("industries", "industry")):
        known = {key: names.name(kind, key, "zh" if lang == "zh" else "en") for key in table[column].unique()}
        twice = [name for name in known.values() if list(known.values()).count(name) > 1]
        worded = {key: f"{name} ({key})" if name in twice else name for key, name in known.items()}
        columns.append(pl.col(column).replace_strict(worded, return_dtype=pl.String))
    return table.with_columns(columns)


@lru_cache(maxsize=2)
def _with_industry(vintage: Vintage) -> pl.DataFrame:
    """The figures that are of an industry as a whole and add: of no sex, group, part; places that hold none of the others."""
    observations = record().table("observations")
    rows = observations.filter(
        pl.col("industry").is_not_null(),
        pl.col("sex").is_null(),
        pl.col("group").is_null(),
        pl.col("value") >= 0,
        ~pl.col("unit").str.contains(_NO_TOTALS),
    )
    places = record().table("places").select("place", "parent").drop_nulls()
    above = places.filter(pl.col("place").is_in(rows["place"].unique().to_list()))
    holding: set[str] = set()
    while above.height:
        parents = set(above["parent"]) - holding
        holding |= parents
        above = places.filter(pl.col("place").is_in(list(parents)))
    return rows.filter(~pl.col("place").is_in(list(holding)))


@lru_cache(maxsize=2)
def _usable(vintage: Vintage) -> pl.DataFrame:
    return (
        _with_industry(vintage)
        .group_by("measure", "period")
        .agg(
            pl.col("place").n_unique().alias("places"),
            pl.col("industry").n_unique().alias("industries"),
            pl.struct("place", "industry").n_unique().alias("cells"),
        )
        .filter(pl.col("places") >= FEWEST, pl.col("industries") >= FEWEST)
        # A figure that is not on record is not zero, as the measures would take it to be.
        .filter(pl.col("cells") == pl.col("places") * pl.col("industries"))
        .sort(pl.col("places") * pl.col("industries"), "measure", "period", descending=[True, False, True])
    )
