"""Ties that are not there and might be, each with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from seedbed.messages import Finding, Severity
from seedbed.network.network import Network
from seedbed.network.shared_items import (
    INDUSTRY,
    PARTNERS,
    PLACE,
    STAGES,
    SharedItems,
    divisions,
    neighbouring_stages,
    shared_groups,
    shared_partners,
)

WEIGHTS: Mapping[str, float] = {PARTNERS: 1.0, STAGES: 1.0, INDUSTRY: 0.5, PLACE: 0.25}
"""How much each reason counts where the caller does not say; chosen beforehand, not fitted."""

OTHER_WEIGHT = 0.5
"""What a reason counts that :data:`WEIGHTS` does not name (a shared cluster, shared skills)."""

COMMON = 100
"""A thing that more actors share suggests no tie by itself; it still adds to the score of pairs that others suggest."""


@dataclass(frozen=True, slots=True, eq=False)
class Suggestions:
    """Pairs that are not tied, best first.

    Parameters
    ----------
    pairs
        rank, organisation, other, score, cross_sector.
    reasons
        rank, reason, weight, common (before the weight), part (their product), items (what is
        shared, the rarest first). The parts of a rank add up to its score.
    weights
        As used.
    """

    pairs: pl.DataFrame
    reasons: pl.DataFrame
    weights: Mapping[str, float]
    findings: tuple[Finding, ...]


def suggest_ties(
    network: Network,
    *,
    memberships: Mapping[str, pl.DataFrame] | None = None,
    stages: pl.DataFrame | None = None,
    weights: Mapping[str, float] | None = None,
    top: int = 50,
    across_sectors: bool = False,
) -> Suggestions:
    """The untied pairs that have most in common.

    ``score = sum over reasons of weight * sum over shared things of 1 / ln(actors that have it)``: Adamic and
    Adar's measure (2003), whose things are not only shared partners but also industries, places,
    clusters, skills and stages of a chain that follow each other.

    Parameters
    ----------
    memberships
        A frame (organisation, group) per further reason, e.g. ``cluster`` or ``skills``.
    stages
        Who stands on which stage of which chain: organisation, chain, stage_no.
    weights
        By reason; :data:`WEIGHTS` where absent. A reason with weight 0 is left out.
    top
        How many pairs at most.
    across_sectors
        Only pairs of different actor types.
    """
    used = shared_items_of(network, memberships, stages, weights)
    adjacency = network.adjacency()
    left, right = _untied_candidates([items for items, _ in used], adjacency)
    sectors = network.sectors
    crossing = sectors[left] != sectors[right]
    if across_sectors:
        left, right, crossing = left[crossing], right[crossing], crossing[crossing]
    common = (
        np.column_stack([items.between(left, right) for items, _ in used])
        if used
        else np.zeros((left.size, 0))
    )
    scale = np.array([weight for _, weight in used])
    score = common @ scale
    best = np.lexsort((right, left, -score))[: max(top, 0)]
    best = best[score[best] > 0]
    ids = network.actors["organisation"]
    pairs = pl.DataFrame(
        {
            "rank": np.arange(1, best.size + 1),
            "organisation": ids.gather(left[best]),
            "other": ids.gather(right[best]),
            "score": score[best],
            "cross_sector": crossing[best],
        }
    )
    findings = () if best.size else (Finding("network.nothing-to-suggest", {}, Severity.NOTE),)
    reasons = _explained(used, left[best], right[best], common[best])
    return Suggestions(pairs, reasons, {items.reason: weight for items, weight in used}, findings)


def shared_items_of(
    network: Network,
    memberships: Mapping[str, pl.DataFrame] | None = None,
    stages: pl.DataFrame | None = None,
    weights: Mapping[str, float] | None = None,
) -> list[tuple[SharedItems, float]]:
    """The reasons at hand, each with its weight; those with weight 0 are left out."""
    ids = network.actors["organisation"]
    given = dict(WEIGHTS) | dict(weights or {})
    items = [
        shared_partners(network.adjacency(), ids),
        shared_groups(INDUSTRY, divisions(network.actors), ids),
        shared_groups(PLACE, network.actors.select("organisation", group="place"), ids),
    ]
    if stages is not None:
        items.append(neighbouring_stages(stages, ids))
    items += [shared_groups(reason, frame, ids) for reason, frame in (memberships or {}).items()]
    weighed = [(one, given.get(one.reason, OTHER_WEIGHT)) for one in items]
    return [(one, weight) for one, weight in weighed if weight > 0]


def _untied_candidates(
    items: Sequence[SharedItems], adjacency: sparse.csr_array
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs (left < right) that share something not too common and are not tied."""
    n = adjacency.shape[0]
    keys = [np.zeros(0, np.int64)]
    for one in items:
        pairs = sparse.triu(one.candidates(COMMON), k=1).tocoo()
        keys.append(pairs.row.astype(np.int64) * n + pairs.col)
    tied = sparse.triu(adjacency, k=1).tocoo()
    key = np.setdiff1d(np.unique(np.concatenate(keys)), tied.row.astype(np.int64) * n + tied.col)
    return key // n, key % n


def _explained(
    used: Sequence[tuple[SharedItems, float]],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    common: NDArray[np.float64],
) -> pl.DataFrame:
    rows = [
        {
            "rank": at + 1,
            "reason": items.reason,
            "weight": weight,
            "common": float(common[at, column]),
            "part": float(weight * common[at, column]),
            "items": items.named(int(left[at]), int(right[at])),
        }
        for at in range(left.size)
        for column, (items, weight) in enumerate(used)
        if common[at, column] > 0
    ]
    return pl.DataFrame(
        rows,
        schema={
            "rank": pl.Int64,
            "reason": pl.String,
            "weight": pl.Float64,
            "common": pl.Float64,
            "part": pl.Float64,
            "items": pl.List(pl.String),
        },
    )
