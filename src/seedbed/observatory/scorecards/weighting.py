"""How far ranks hang on the weights that somebody chose."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Refusal
from seedbed.observatory.scorecards.scoring import Scores


def rank_changes(scores: Scores, draws: int = 1_000, seed: int = 0) -> pl.DataFrame:
    """Ranks of the places under the card's own, equal, one-left-out and random weights.

    The weights of the dimensions directly below the card vary; ``draws`` sets are drawn uniformly from
    all that add to 1 (Saisana, Saltelli and Tarantola 2005). Equal scores share the better rank. A place
    without a score of its own is left out; a dimension that it lacks is left out of its mean, as in
    :func:`score`.

    Returns
    -------
    pl.DataFrame
        ``place``, ``score``, ``rank`` (own weights), ``rank_equal``, ``best`` and ``worst`` (over every set of weights
        tried), ``low`` and ``high`` (5% and 95% of the random sets), ``same`` (share of the random sets with
        the own rank), ``left_out`` (the dimension whose leaving out moves the rank most, null if none
        does).

    Raises
    ------
    Refusal
        Fewer than two places have a score.
    """
    card = scores.card
    dimensions = card.children(None)
    names = [node.node for node in dimensions]
    whole = scores.frame.filter(pl.col("node") == card.card, pl.col("score").is_not_null())
    if whole.height < 2:
        raise Refusal.because("observatory.nothing-to-rank", count=whole.height)
    table = scores.table().join(whole.select("place"), on="place", how="semi", maintain_order="left")
    points = table.select(names).to_numpy().astype(np.float64)
    own = np.array([node.weight for node in dimensions])
    tried = [own, np.ones(own.size)]
    leaving = [np.where(np.arange(own.size) == out, 0.0, own) for out in range(own.size)]
    useful = [out for out, weights in enumerate(leaving) if weights.sum() > 0]
    tried += [leaving[out] for out in useful]
    random = np.random.Generator(np.random.PCG64(seed)).dirichlet(np.ones(own.size), draws)
    ranks = _ranks(points, np.vstack([*tried, random]))
    singles, drawn = ranks[: len(tried)], ranks[len(tried) :]
    moves = np.abs(singles[2:] - singles[0]) if useful else np.zeros((1, table.height))
    most = moves.argmax(axis=0)
    return pl.DataFrame(
        {
            "place": table["place"],
            "score": whole["score"],
            "rank": singles[0],
            "rank_equal": singles[1],
            "best": ranks.min(axis=0),
            "worst": ranks.max(axis=0),
            "low": np.quantile(drawn, 0.05, axis=0, method="inverted_cdf"),
            "high": np.quantile(drawn, 0.95, axis=0, method="inverted_cdf"),
            "same": (drawn == singles[0]).mean(axis=0),
            "left_out": [
                names[useful[at]] if moves[at, i] else None for i, at in enumerate(most)
            ],
        }
    ).sort("rank", "place")  # fmt: skip


def _ranks(points: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """(sets, places) ranks of (places, dimensions) points under (sets, dimensions) weights; NaN is left out."""
    present = np.isfinite(points)
    total = weights @ np.where(present, points, 0.0).T
    weight = weights @ present.T.astype(np.float64)
    means = np.divide(total, weight, out=np.full(total.shape, -np.inf), where=weight > 0)
    # Noise of the last bits must not part what is equal.
    means = np.round(means, 9)
    ranks: NDArray[np.int64] = 1 + (means[:, None, :] > means[:, :, None]).sum(axis=2)
    return ranks
