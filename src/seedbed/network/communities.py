"""Groups of actors that are tied more among themselves than with others."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from seedbed.messages import Finding, Severity
from seedbed.network.cohesion import graph_of
from seedbed.network.network import Network

FIRM = 0.8
"""Agreement of the runs from which on a division is called firm."""


@dataclass(frozen=True, slots=True, eq=False)
class Communities:
    """The best of several divisions.

    Parameters
    ----------
    members
        organisation, community (1 the largest; null for actors without ties), finding.
    communities
        community, members, ties_within, ties_out.
    modularity
        Of the division that is given; None where there are no ties.
    agreement
        Mean adjusted Rand index (Hubert and Arabie 1985) of the other runs with it: 1 where chance
        decides nothing; None with one run.
    """

    members: pl.DataFrame
    communities: pl.DataFrame
    modularity: float | None
    agreement: float | None
    findings: tuple[Finding, ...]


def communities(network: Network, *, seed: int = 0, runs: int = 5, resolution: float = 1.0) -> Communities:
    """Louvain's method (Blondel et al. 2008, by NetworkX), from several seeds.

    Ties count once per kind that joins the pair. The division with the highest modularity is given; how far
    the others agree with it says whether it may be quoted.
    """
    weights = network.multiplicity()
    tied = np.diff(weights.indptr) > 0
    if not tied.any():
        return Communities(
            _members(network, np.zeros(network.size, np.int64), tied),
            pl.DataFrame(
                schema={
                    "community": pl.Int64,
                    "members": pl.Int64,
                    "ties_within": pl.Int64,
                    "ties_out": pl.Int64,
                }
            ),
            None,
            None,
            (Finding("network.no-communities", {}, Severity.WARNING),),
        )
    graph = graph_of(weights)
    found = [
        _labels(nx.community.louvain_communities(graph, resolution=resolution, seed=seed + run), network.size)
        for run in range(runs)
    ]
    scores = [modularity(weights, labels, resolution=resolution) for labels in found]
    best = int(np.argmax(scores))
    others = [
        adjusted_rand(found[best][tied], labels[tied]) for run, labels in enumerate(found) if run != best
    ]
    agreement = float(np.mean(others)) if others else None
    findings: tuple[Finding, ...] = ()
    if agreement is not None and agreement < FIRM:
        findings = (
            Finding("network.communities-loose", {"agreement": agreement, "runs": runs}, Severity.WARNING),
        )
    labels = _by_size(found[best], tied)
    return Communities(
        _members(network, labels, tied), _sizes(network, labels), scores[best], agreement, findings
    )


def modularity(weights: sparse.csr_array, labels: ArrayLike, *, resolution: float = 1.0) -> float:
    """How far ties stay within groups, against chance (Newman and Girvan 2004).

    ``sum over groups of w_in / W - resolution * (s / 2W)^2``: w_in weight within, s strength of the group,
    W weight of all ties.

    Parameters
    ----------
    weights
        (n, n) symmetric, without loops, at least one tie.
    labels
        (n,) the group of each actor.
    """
    _, of = np.unique(np.asarray(labels), return_inverse=True)
    ties = weights.tocoo()
    total = float(ties.data.sum())
    within = float(ties.data[of[ties.row] == of[ties.col]].sum())
    strength = np.bincount(of, weights=np.asarray(weights.sum(axis=1)).ravel())
    return within / total - resolution * float(((strength / total) ** 2).sum())


def adjusted_rand(one: ArrayLike, other: ArrayLike) -> float:
    """How far two divisions agree, 0 by chance and 1 in full (Hubert and Arabie 1985)."""
    _, a = np.unique(np.asarray(one), return_inverse=True)
    _, b = np.unique(np.asarray(other), return_inverse=True)
    joint = np.bincount(a * (b.max() + 1) + b)
    same, rows, columns, everything = (
        _pairs(counts) for counts in (joint, np.bincount(a), np.bincount(b), np.array([a.size]))
    )
    if everything == 0:
        return 1.0
    expected, most = rows * columns / everything, (rows + columns) / 2
    return 1.0 if most == expected else (same - expected) / (most - expected)


def _pairs(counts: NDArray[np.int64]) -> float:
    return float((counts * (counts - 1) / 2).sum())


def _labels(groups: list[set[int]], size: int) -> NDArray[np.int64]:
    labels = np.zeros(size, np.int64)
    for label, group in enumerate(groups):
        labels[list(group)] = label
    return labels


def _by_size(labels: NDArray[np.int64], tied: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Communities of tied actors numbered from 1, largest first; 0 for the others."""
    names, first, counts = np.unique(labels[tied], return_index=True, return_counts=True)
    rank = dict(zip(names[np.lexsort((first, -counts))].tolist(), range(1, names.size + 1), strict=True))
    return np.array(
        [rank[label] if joined else 0 for label, joined in zip(labels.tolist(), tied.tolist(), strict=True)],
        np.int64,
    )


def _members(network: Network, labels: NDArray[np.int64], tied: NDArray[np.bool_]) -> pl.DataFrame:
    return network.actors.select("organisation").with_columns(
        pl.when(pl.Series(tied)).then(pl.Series(labels)).alias("community"),
        pl.when(~pl.Series(tied)).then(pl.lit("network.isolated")).alias("finding"),
    )


def _sizes(network: Network, labels: NDArray[np.int64]) -> pl.DataFrame:
    pairs = network.pairs()
    ends = labels[pairs]
    inside = ends[:, 0] == ends[:, 1]
    count = int(labels.max()) + 1
    out = np.bincount(ends[~inside].ravel(), minlength=count)
    return pl.DataFrame(
        {
            "community": np.arange(1, count),
            "members": np.bincount(labels, minlength=count)[1:],
            "ties_within": np.bincount(ends[inside, 0], minlength=count)[1:],
            "ties_out": out[1:],
        }
    )
