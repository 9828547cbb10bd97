"""How much a measure depends on how finely industries are cut."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.observatory.grid import read_grid, require_columns

Measure = Callable[[pl.DataFrame], pl.DataFrame | float]
"""A table (place, industry, value) in; a number, or a frame with a column ``value``, out."""


def industry_cut_sensitivity(
    frame: pl.DataFrame,
    parents: pl.DataFrame,
    measure: Measure,
    *,
    summed: bool = True,
    merges: int = 0,
    level: float = 0.9,
    seed: int = 0,
) -> pl.DataFrame:
    """Recompute a measure on coarser cuts of the same industries.

    1. The measure of the table as it is.
    2. For each coarser cut: industries of one parent are added up, and the measure is taken again.
    3. With ``merges``: as many random cuts with the same number of parents of the same sizes. Where the value
       lies inside ``low`` .. ``high``, merging alone explains it; outside, *these* parents matter.

    Parameters
    ----------
    frame
        place, industry, value (>= 0).
    parents
        industry, then one column for each coarser cut, finest first, with the parent's id.
    measure
        For instance ``lambda table: similarity(table, "krugman")``. Called on place, industry, value.
    summed
        ``False``: rows are plants, not cells; they are given their parent and never added up (for
        :func:`seedbed.observatory.specialisation.ellison_glaeser`).
    merges
        Random cuts for each coarser cut; none by default.
    level
        Share of the random values inside ``low`` .. ``high`` (their outer quantiles).
    seed
        Of the random cuts: equal seeds give equal cuts.

    Returns
    -------
    cut (``"industry"`` for the table as it is, then the names of the coarser columns), industries (their
    number), the id columns of the measure's frame if it gives one, value, and, with ``merges``, low and high
    (null for the table as it is).

    Raises
    ------
    Refusal
        As :func:`seedbed.observatory.grid.read_grid`; ``observatory.no-cut``; an industry stands twice in
        ``parents`` or has no parent (``observatory.no-parent``).
    """
    require_columns(frame, "place", "industry", "value")
    table = frame.select(pl.col("place", "industry").cast(pl.String), "value")
    industries = read_grid(table).columns if summed else table["industry"].drop_nulls().unique().sort()
    groups = _parents(parents, industries)
    results = [_taken(measure, table, "industry", industries.len())]
    rng = np.random.default_rng(seed)
    for cut, labels in groups.items():

        def at(parent: NDArray[np.object_], cut: str = cut) -> pl.DataFrame:
            merged = _merged(table, industries, parent, summed=summed)
            return _taken(measure, merged, cut, int(np.unique(parent).size))

        found = at(labels)
        if merges:
            found = _banded(found, [at(rng.permutation(labels)) for _ in range(merges)], level)
        results.append(found)
    return pl.concat(results, how="diagonal")


def _parents(parents: pl.DataFrame, industries: pl.Series) -> dict[str, NDArray[np.object_]]:
    """For each coarser cut, the parent of each industry in the order of ``industries``."""
    require_columns(parents, "industry")
    cuts = [name for name in parents.columns if name != "industry"]
    if not cuts:
        raise Refusal.because("observatory.no-cut")
    known = parents.with_columns(pl.all().cast(pl.String))
    twice = known.filter(pl.col("industry").is_duplicated())
    if twice.height:
        first = twice["industry"].unique().sort()
        raise Refusal.because(
            "observatory.id-twice", column="industry", ids=", ".join(first.head(3)), count=first.len()
        )
    joined = industries.to_frame().join(known, on="industry", how="left", maintain_order="left")
    orphans = joined.filter(pl.any_horizontal(pl.col(cuts).is_null()))["industry"]
    if orphans.len():
        raise Refusal.because("observatory.no-parent", ids=", ".join(orphans.head(3)), count=orphans.len())
    return {cut: np.array(joined[cut].to_list(), dtype=np.object_) for cut in cuts}


def _merged(
    table: pl.DataFrame, industries: pl.Series, labels: NDArray[np.object_], *, summed: bool
) -> pl.DataFrame:
    parents = pl.Series("parent", labels.tolist(), dtype=pl.String)
    named = table.with_columns(parents.gather(industries.search_sorted(table["industry"])).alias("industry"))
    if not summed:
        return named
    return named.group_by("place", "industry", maintain_order=True).agg(pl.col("value").sum())


def _taken(measure: Measure, table: pl.DataFrame, cut: str, industries: int) -> pl.DataFrame:
    found = measure(table)
    values = found if isinstance(found, pl.DataFrame) else pl.DataFrame({"value": [float(found)]})
    require_columns(values, "value")
    return values.select(pl.lit(cut).alias("cut"), pl.lit(industries, pl.Int64).alias("industries"), pl.all())


def _banded(found: pl.DataFrame, draws: list[pl.DataFrame], level: float) -> pl.DataFrame:
    """Add the outer quantiles of the random cuts to each row, null where a draw has no value."""
    ids = [name for name in found.columns if name not in ("cut", "industries", "value", "finding")]
    ids = [name for name in ids if found[name].dtype == pl.String]
    if not all(draw.select(ids).equals(found.select(ids)) for draw in draws):
        raise Refusal.because("observatory.rows-differ", ids=", ".join(ids) or "-")
    values = np.stack([draw["value"].cast(pl.Float64).to_numpy() for draw in draws])
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return found.with_columns(
        pl.Series("low", low, nan_to_null=True), pl.Series("high", high, nan_to_null=True)
    )
