"""How far ranks move when the threshold or the data do."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import rankdata

from seedbed.messages import Refusal
from seedbed.observatory.complexity.presence import Presence, presence_of, read_presence
from seedbed.observatory.complexity.ranking import Ranking, correlation, descending_ranks, rank, turned
from seedbed.observatory.complexity.tables import first_code
from seedbed.observatory.grid import Grid, Missing, finding_codes, finding_column, listed
from seedbed.observatory.similarity.advantages import Advantages, strengths
from seedbed.observatory.specialisation.shares import Against

Doubt: TypeAlias = Literal["noise", "industries"]
"""What an interval stands for. ``noise``: values are known up to a relative error. ``industries``: the
industries are one draw of those that could have been listed (bootstrap, with replacement)."""

UNRANKED = "observatory.not-always-ranked"
"""Code of a place that some draws could not rank; its interval is over the others."""

NOT_RANKED = "observatory.nothing-ranked"
"""Code of a threshold at which nothing could be ranked."""


def threshold_sweep(
    frame: pl.DataFrame,
    thresholds: Sequence[float] = (0.75, 0.9, 1.1, 1.25),
    *,
    presence: float = 1.0,
    advantages: Advantages = "location_quotient",
    missing: Missing = "refuse",
) -> pl.DataFrame:
    """Rank correlation of ECI at other thresholds with ECI at ``presence``.

    Spearman's, over places of the largest part at both, after turning to the sign that agrees.

    Parameters
    ----------
    frame, presence, advantages, missing
        As :func:`seedbed.observatory.complexity.complexity`.
    thresholds
        Each > 0.

    Returns
    -------
    threshold, value (0..1), present (cells), places (compared), finding (``observatory.nothing-ranked``,
    value null).
    """
    reference = read_presence(frame, presence, advantages=advantages, missing=missing)
    base = rank(reference.present)
    main = np.where(base.place_parts == 0, base.eci, np.nan)
    values, cells, places = [], [], []
    for threshold in thresholds:
        given = read_presence(frame, threshold, advantages=advantages, missing=missing)
        cells.append(int(np.count_nonzero(given.present)))
        other = _ranks_or_none(given.present)
        if other is None:
            values.append(math.nan)
            places.append(0)
            continue
        eci = np.where(other.place_parts == 0, other.eci, np.nan)
        both = ~(np.isnan(main) | np.isnan(eci))
        values.append(abs(correlation(rankdata(main[both]), rankdata(eci[both]))))
        places.append(int(both.sum()))
    found = np.array(values)
    codes = finding_codes(found.size, (np.isnan(found), NOT_RANKED))
    return pl.DataFrame(
        {
            "threshold": list(map(float, thresholds)),
            "value": pl.Series(found, nan_to_null=True),
            "present": cells,
            "places": places,
            "finding": finding_column(found.size, codes),
        }
    )


def rank_interval(
    frame: pl.DataFrame,
    presence: float = 1.0,
    *,
    doubt: Doubt = "noise",
    noise: float = 0.05,
    draws: int = 200,
    level: float = 0.9,
    seed: int = 0,
    advantages: Advantages = "location_quotient",
    missing: Missing = "refuse",
    progress: Callable[[int, int], None] | None = None,
) -> pl.DataFrame:
    """Intervals of ECI's ranks when the data are drawn again.

    1. Rank the table as it is.
    2. In each draw, multiply every value above zero by ``exp(noise * e)``, e standard normal
       (``doubt="noise"``), or draw the industries again with replacement (``doubt="industries"``); find
       presence and rank again; turn to the sign that agrees with 1.
    3. The interval holds the middle ``level`` of each place's ranks over the draws, both ends rounded outwards.

    It says what this doubt does to ranks. It is no confidence interval for errors of another kind, and zeros
    stay zeros. On 100 made-up economies of 30 places and 40 industries, observed with the stated noise, intervals
    of 90 % held the true rank in 94 % (noise 0.05) and 91 % (noise 0.2) of the cases: rounding ends outwards
    makes narrow ones cautious.

    Parameters
    ----------
    frame, presence, advantages, missing
        As :func:`seedbed.observatory.complexity.complexity`.
    noise
        Relative standard error of values (0.05: 5 %).
    draws, seed
        Equal seeds give equal intervals.
    progress
        Called with (done, draws).

    Returns
    -------
    place, rank (1 is the most complex of all parts' places; null where not ranked), low, high, share (of the
    draws in which the place was ranked), finding.

    Raises
    ------
    Refusal
        ``observatory.bad-draws``; as :func:`seedbed.observatory.complexity.complexity`.
    """
    if draws < 1 or not 0 < level < 1 or not (math.isfinite(noise) and noise >= 0):
        raise Refusal.because("observatory.bad-draws", draws=draws, level=level, noise=noise)
    found = read_presence(frame, presence, advantages=advantages, missing=missing)
    reference = rank(found.present)
    rng = np.random.default_rng(seed)
    ranks = np.full((draws, found.totals.size), np.nan)
    for draw in range(draws):
        present = _drawn(found, doubt, noise, advantages, rng)
        ranking = _ranks_or_none(present)
        if ranking is not None:
            eci = ranking.eci if correlation(reference.eci, ranking.eci) >= 0 else turned(ranking).eci
            ranks[draw] = descending_ranks(eci)
        if progress is not None:
            progress(draw + 1, draws)
    own = descending_ranks(reference.eci)
    ranks[:, np.isnan(own)] = np.nan
    low, high = _middle(ranks, level)
    share = (~np.isnan(ranks)).mean(axis=0)
    codes = finding_codes(own.size, ((share < 1) & ~np.isnan(own), UNRANKED))
    return listed(
        found.grid.rows, first_code(found.place_codes, codes), rank=own, low=low, high=high, share=share
    ).with_columns(pl.col("rank", "low", "high").cast(pl.Int64))


def _ranks_or_none(present: NDArray[np.bool_]) -> Ranking | None:
    try:
        return rank(present)
    except Refusal:
        return None


def _drawn(
    found: Presence, doubt: Doubt, noise: float, advantages: Advantages, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Presence (n, m) of one draw."""
    n, m = found.present.shape
    if doubt == "industries":
        return found.present[:, rng.integers(0, m, m)]
    shaken = found.grid.values * np.exp(noise * rng.standard_normal((n, m)))
    grid = Grid(found.grid.rows, found.grid.columns, shaken)
    strength = strengths(Against(grid, shaken.sum(axis=0)), advantages)
    none, nothing = np.zeros(n, np.bool_), np.zeros(m, np.bool_)
    return presence_of(grid, strength, found.threshold, found.totals, none, nothing).present


def _middle(ranks: NDArray[np.float64], level: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The ends of the middle ``level`` of each column, outwards to a rank; NaN where it has none."""
    low, high = np.full(ranks.shape[1], np.nan), np.full(ranks.shape[1], np.nan)
    for place in np.flatnonzero((~np.isnan(ranks)).any(axis=0)):
        column = ranks[~np.isnan(ranks[:, place]), place]
        low[place] = math.floor(np.quantile(column, (1 - level) / 2, method="lower"))
        high[place] = math.ceil(np.quantile(column, (1 + level) / 2, method="higher"))
    return low, high
