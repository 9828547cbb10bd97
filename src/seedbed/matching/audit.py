"""Audit by group: who is recommended something, who is placed, how well, and who is seen.

For each group, and its complement (everybody else):

- ``people``; ``recommended``: people with at least one recommendation, and their share;
- ``placed``: people with at least one place, and ``placement_rate`` = placed / people;
- ``mean_fit``: mean fit of their placements;
- ``exposure``: mean over people of ``sum_j 1 / log2(1 + rank_ij)``, where ``rank_ij`` is the seeker's rank
  by fit among those to whom ``j`` is recommended (Singh and Joachims 2018, "Fairness of exposure in
  rankings").

Each figure's ``*_ratio`` is the group's divided by the complement's: 1 is parity. Group membership is
read here, after matching; it never enters a fit.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from seedbed.matching.allocation.edges import AllocationMarket
from seedbed.matching.allocation.inputs import check_number, check_pairs
from seedbed.messages import Refusal

FEWEST_SHOWN = 5
"""Counts below this (other than 0) could single people out: their rows are not shown."""

_FIGURES = ("share_recommended", "placement_rate", "mean_fit", "exposure")


def audit(
    market: AllocationMarket, pairs: ArrayLike, groups: Mapping[str, ArrayLike], k: int = 50
) -> pl.DataFrame:
    """One row per group, in the order given.

    Columns: ``group``, ``people``, ``recommended``, ``share_recommended``, ``placed``,
    ``placement_rate``, ``mean_fit``, ``exposure``, then the four figures' ``*_ratio`` to the complement,
    and ``small``: whether the group or its complement counts fewer than :data:`FEWEST_SHOWN` people,
    recommended people or placed people (0 is not small). A figure of nobody is null.

    Parameters
    ----------
    pairs
        Placements (p, 2): seeker, opportunity.
    groups
        Name to bool (n,).

    Raises
    ------
    Refusal
        ``matching.group-length``, ``.pairs-shape``, ``.pair-out-of-range``.
    """
    check_number("k", k, 1, 2**31)
    placed_pairs = check_pairs("pairs", pairs, market.n_seekers, market.n_opportunities)
    recommended = market.recommendations(k)
    has_any = np.diff(recommended.indptr) > 0
    seen = _exposure(recommended.seekers, recommended.indices, recommended.units, market.n_seekers)
    placed = np.zeros(market.n_seekers, dtype=np.bool_)
    placed[placed_pairs[:, 0]] = True
    places = np.bincount(placed_pairs[:, 0], minlength=market.n_seekers)
    fit = np.zeros(market.n_seekers)
    np.add.at(fit, placed_pairs[:, 0], market.fit_units(placed_pairs[:, 0], placed_pairs[:, 1]) / 2.0**24)

    rows = []
    for name, given in groups.items():
        group = np.asarray(given)
        if group.dtype != np.bool_ or group.shape != (market.n_seekers,):
            raise Refusal.because("matching.group-length", group=name, seekers=market.n_seekers)
        inside, outside = (_figures(part, has_any, placed, places, fit, seen) for part in (group, ~group))
        ratios = {f"{figure}_ratio": _over(inside[figure], outside[figure]) for figure in _FIGURES}
        counts = [side[count] for side in (inside, outside) for count in ("people", "recommended", "placed")]
        small = any(count is not None and 0 < count < FEWEST_SHOWN for count in counts)
        rows.append({"group": name, **inside, **ratios, "small": small})
    return pl.DataFrame(rows, schema=_SCHEMA)


def shown(frame: pl.DataFrame) -> pl.DataFrame:
    """An audit as people may see it: in ``small`` rows every figure is null, only the name stays."""
    hidden = [column for column in frame.columns if column not in ("group", "small")]
    return frame.with_columns(
        pl.when(pl.col("small")).then(None).otherwise(pl.col(column)).alias(column) for column in hidden
    )


_SCHEMA: dict[str, type[pl.DataType]] = {
    "group": pl.String,
    "people": pl.Int64,
    "recommended": pl.Int64,
    "share_recommended": pl.Float64,
    "placed": pl.Int64,
    "placement_rate": pl.Float64,
    "mean_fit": pl.Float64,
    "exposure": pl.Float64,
    **{f"{figure}_ratio": pl.Float64 for figure in _FIGURES},
    "small": pl.Boolean,
}


def _figures(
    part: NDArray[np.bool_],
    has_any: NDArray[np.bool_],
    placed: NDArray[np.bool_],
    places: NDArray[np.int64],
    fit: NDArray[np.float64],
    seen: NDArray[np.float64],
) -> dict[str, float | None]:
    people = int(part.sum())
    recommended = int(has_any[part].sum())
    placed_people = int(placed[part].sum())
    return {
        "people": people,
        "recommended": recommended,
        "share_recommended": _over(recommended, people),
        "placed": placed_people,
        "placement_rate": _over(placed_people, people),
        "mean_fit": _over(float(fit[part].sum()), int(places[part].sum())),
        "exposure": _over(float(seen[part].sum()), people),
    }


def _over(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


def _exposure(
    seeker: NDArray[np.int32], opportunity: NDArray[np.int32], units: NDArray[np.int32], seekers: int
) -> NDArray[np.float64]:
    """Each seeker's exposure, float (n,); ties in fit by the seeker's number."""
    order = np.lexsort((seeker, -units.astype(np.int64), opportunity))
    listed = opportunity[order]
    first = np.searchsorted(listed, listed, side="left")
    rank = np.arange(listed.size) - first + 1
    exposure = np.zeros(seekers)
    np.add.at(exposure, seeker[order], 1.0 / np.log2(1.0 + rank))
    return exposure
