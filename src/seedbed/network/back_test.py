"""Do the suggestions find ties that are there? Hide some, and see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Finding, Refusal, Severity
from seedbed.network.auc import area_under_curve
from seedbed.network.centrality import degree
from seedbed.network.network import Network
from seedbed.network.suggestions import shared_items_of

COMBINED = "combined"
DEGREE_PRODUCT = "degree_product"
FEWEST = 20
"""Tied pairs below which nothing can be hidden and found."""


@dataclass(frozen=True, slots=True, eq=False)
class BackTest:
    """How well hidden ties are told from pairs that are not tied.

    Parameters
    ----------
    scores
        score (``combined``, each reason alone, ``degree_product``), auc (mean over the repeats; 0.5 is chance),
        sd (sample, over the repeats; null with one), best first.
    hidden
        Tied pairs hidden in each repeat.
    repeats
        How often.
    """

    scores: pl.DataFrame
    hidden: int
    repeats: int
    findings: tuple[Finding, ...]


def back_test(
    network: Network,
    *,
    memberships: Mapping[str, pl.DataFrame] | None = None,
    stages: pl.DataFrame | None = None,
    weights: Mapping[str, float] | None = None,
    share: float = 0.2,
    repeats: int = 20,
    per_hidden: int = 20,
    seed: int = 0,
) -> BackTest:
    """Hide a share of the tied pairs at random; score them and untied pairs by what is left.

    Untied pairs are drawn among the actors that have ties (a pair with an isolated actor would be too easy to
    tell), ``per_hidden`` for each hidden pair. Against two yardsticks: chance (0.5), and the product of the
    degrees that are left (Liben-Nowell and Kleinberg 2007), which needs no reasons at all. If
    the combined score does not beat that product, a finding says so.

    Raises
    ------
    Refusal
        ``network.too-few-ties``.
    """
    pairs, n = network.pairs(), network.size
    if pairs.shape[0] < FEWEST:
        raise Refusal.because("network.too-few-ties", count=int(pairs.shape[0]), needed=FEWEST)
    rng = np.random.default_rng(seed)
    hidden = max(1, round(share * pairs.shape[0]))
    tied_keys = pairs[:, 0] * n + pairs[:, 1]
    tied_actors = np.unique(pairs)
    found: dict[str, list[float]] = {}
    for _ in range(repeats):
        at = rng.choice(pairs.shape[0], hidden, replace=False)
        rest = _without(network, tied_keys[at])
        drawn = rng.choice(tied_actors, (per_hidden * hidden, 2))
        low, high = drawn.min(axis=1), drawn.max(axis=1)
        free = (low < high) & ~np.isin(low * n + high, tied_keys)
        false = np.unique(np.column_stack([low, high])[free], axis=0)
        for name, scores in _scores(
            rest, np.vstack([pairs[at], false]), memberships, stages, weights
        ).items():
            value = area_under_curve(scores[:hidden], scores[hidden:])
            if value is not None:
                found.setdefault(name, []).append(value)
    table = pl.DataFrame(
        {
            "score": list(found),
            "auc": [float(np.mean(values)) for values in found.values()],
            "sd": [float(np.std(values, ddof=1)) if len(values) > 1 else None for values in found.values()],
        },
        schema={"score": pl.String, "auc": pl.Float64, "sd": pl.Float64},
    ).sort("auc", "score", descending=[True, False])
    reached = dict(zip(table["score"], table["auc"], strict=True))
    findings = []
    if COMBINED in reached and reached[COMBINED] <= reached[DEGREE_PRODUCT]:
        findings.append(
            Finding(
                "network.not-better-than-degree",
                {"combined": reached[COMBINED], "degree": reached[DEGREE_PRODUCT]},
                Severity.WARNING,
            )
        )
    return BackTest(table, hidden, repeats, tuple(findings))


def _without(network: Network, keys: NDArray[np.int64]) -> Network:
    tail, head = network.ties["tail"].to_numpy(), network.ties["head"].to_numpy()
    key = np.minimum(tail, head) * network.size + np.maximum(tail, head)
    return replace(network, ties=network.ties.filter(pl.Series(~np.isin(key, keys))))


def _scores(
    network: Network,
    pairs: NDArray[np.int64],
    memberships: Mapping[str, pl.DataFrame] | None,
    stages: pl.DataFrame | None,
    weights: Mapping[str, float] | None,
) -> dict[str, NDArray[np.float64]]:
    left, right = pairs[:, 0], pairs[:, 1]
    used = shared_items_of(network, memberships, stages, weights)
    alone = {items.reason: items.between(left, right) for items, _ in used}
    combined = np.zeros(left.size)
    for items, weight in used:
        combined += weight * alone[items.reason]
    d = degree(network.adjacency()).astype(np.float64)
    return {COMBINED: combined, **alone, DEGREE_PRODUCT: d[left] * d[right]}
