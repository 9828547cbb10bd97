"""Several reasons, one order: each reason as a percentile, their weighted mean as the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.network.auc import average_ranks
from seedbed.network.prospects.cells import Cells
from seedbed.network.prospects.reasons import REASONS, Linkages

WEIGHTS: Mapping[str, float] = {
    "relatedness": 1.0,
    "foothold": 1.0,
    "supply": 0.25,
    "demand": 0.25,
    "skills": 0.5,
    "actors": 0.5,
}
"""What each reason counts where no past periods are at hand to fit them; chosen beforehand."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Industries that a place does not have yet (rca below a bound), with the reasons for each.

    Parameters
    ----------
    place_at, industry_at
        (c,) rows and columns of the cells.
    reasons
        Values per reason, (c,), NaN where not known; only reasons of which something is known.
    """

    cells: Cells
    place_at: NDArray[np.int64]
    industry_at: NDArray[np.int64]
    reasons: Mapping[str, NDArray[np.float64]]

    @property
    def size(self) -> int:
        """Number of candidates."""
        return self.place_at.size


def candidates_of(
    cells: Cells,
    *,
    links: Linkages | None = None,
    skills: pl.DataFrame | None = None,
    actors: pl.DataFrame | None = None,
    below: float = 1.0,
) -> Candidates:
    """Every place and industry with ``rca < below``.

    Parameters
    ----------
    skills, actors
        industry, value; the same for every place.
    """
    place_at, industry_at = np.nonzero(cells.rca < below)
    at = (place_at, industry_at)
    known: dict[str, NDArray[np.float64]] = {"relatedness": cells.density[at], "foothold": cells.rca[at]}
    if links is not None:
        known |= {"supply": links.supply[at], "demand": links.demand[at]}
    for reason, frame in (("skills", skills), ("actors", actors)):
        if frame is not None:
            known[reason] = _by_industry(cells.industries, frame)[industry_at]
    kept = {
        reason: known[reason] for reason in REASONS if reason in known and np.isfinite(known[reason]).any()
    }
    return Candidates(cells, place_at.astype(np.int64), industry_at.astype(np.int64), kept)


def percentiles(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where each value stands among those that are known: ``(rank - 1/2) / count``, equal ones alike; NaN stays."""
    places = np.full(values.size, np.nan)
    known = np.isfinite(values)
    if known.any():
        places[known] = (average_ranks(values[known]) - 0.5) / known.sum()
    return places


def scores(
    candidates: Candidates, weights: Mapping[str, float] | None = None
) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """The score of each candidate and the part of each reason in it.

    ``score = sum over known reasons of w_r p_r / sum over known reasons of w_r``, p_r the percentile among all candidates.
    The parts of a candidate add up to its score.

    Returns
    -------
    (c,) scores 0..1, NaN where no weighted reason is known; parts per reason, NaN where not known.

    Raises
    ------
    Refusal
        ``network.unknown-reason``, ``network.bad-weight``.
    """
    given = checked_weights(weights)
    ranked = {reason: percentiles(values) for reason, values in candidates.reasons.items()}
    total = np.zeros(candidates.size)
    for reason, places in ranked.items():
        total += np.where(np.isfinite(places), given[reason], 0.0)
    scale = np.divide(1.0, total, out=np.full_like(total, np.nan), where=total > 0)
    parts = {reason: given[reason] * places * scale for reason, places in ranked.items()}
    score = np.nansum(np.vstack(list(parts.values())), axis=0)
    return np.where(total > 0, score, np.nan), parts


def checked_weights(weights: Mapping[str, float] | None) -> dict[str, float]:
    """The weights with :data:`WEIGHTS` for those that are absent.

    Raises
    ------
    Refusal
        ``network.unknown-reason``, ``network.bad-weight``.
    """
    given = dict(weights or {})
    strange = sorted(set(given) - set(REASONS))
    if strange:
        raise Refusal.because("network.unknown-reason", reason=strange[0], known=", ".join(REASONS))
    for reason, weight in given.items():
        if not (np.isfinite(weight) and weight >= 0):
            raise Refusal.because("network.bad-weight", reason=reason, weight=float(weight))
    return dict(WEIGHTS) | given


def _by_industry(industries: pl.Series, frame: pl.DataFrame) -> NDArray[np.float64]:
    table = pl.DataFrame({"industry": industries}).join(
        frame.select(pl.col("industry").cast(pl.String), pl.col("value").cast(pl.Float64)),
        on="industry",
        how="left",
        maintain_order="left",
    )
    return table["value"].fill_null(np.nan).to_numpy()
