"""What the network loses with an actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from seedbed.messages import Finding, Severity
from seedbed.network.centrality import betweenness, degree
from seedbed.network.cohesion import components
from seedbed.network.network import Network

Order: TypeAlias = Literal["degree", "betweenness", "random"]


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """What remains when one actor, or the most central ones, are lost.

    Parameters
    ----------
    reachable
        Pairs of actors that a path joins, with all actors there.
    largest
        Actors in the largest component.
    losses
        organisation, pieces (into which its component falls), lost_pairs (pairs of *others* that no path joins
        any more), lost_share (of ``reachable``), largest (component that remains); gravest first.
    """

    reachable: int
    largest: int
    losses: pl.DataFrame
    findings: tuple[Finding, ...]


def robustness(network: Network) -> Robustness:
    """The loss of each actor in turn, all others staying.

    The pieces into which a component falls without an actor are found for all actors in one walk (Tarjan 1972;
    Hopcroft and Tarjan 1973): below actor v, the part under a child c of the walk's tree falls off where no
    tie leads from it above v.
    """
    adjacency = network.adjacency()
    component = components(adjacency)
    sizes = np.bincount(component)
    pieces, lost, biggest = _without_each(adjacency, sizes[component])
    others = np.where(component == 0, sizes[1] if sizes.size > 1 else 0, sizes[0])
    reachable = int((sizes * (sizes - 1) // 2).sum())
    losses = pl.DataFrame(
        {
            "organisation": network.actors["organisation"],
            "pieces": pieces,
            "lost_pairs": lost,
            "lost_share": lost / reachable if reachable else np.zeros(network.size),
            "largest": np.maximum(biggest, others),
        }
    ).sort("lost_pairs", "organisation", descending=[True, False])
    findings = () if reachable else (Finding("network.nothing-tied", {}, Severity.WARNING),)
    return Robustness(reachable, int(sizes.max()), losses, findings)


def removal_curve(network: Network, *, order: Order = "degree", seed: int = 0) -> pl.DataFrame:
    """The largest component as actors are lost one after the other.

    ``order``: the most central first, as they stand in the whole network, or at random. Computed backwards,
    by adding actors to an empty network (Newman and Ziff 2001).

    Returns
    -------
    lost (number of actors), organisation (the last one lost, null in the first row), largest, share (of all actors).
    """
    adjacency = network.adjacency()
    n = network.size
    if order == "random":
        lost = np.random.default_rng(seed).permutation(n)
    else:
        score = degree(adjacency) if order == "degree" else betweenness(adjacency)
        lost = np.lexsort((np.arange(n), -score))
    parent, size = list(range(n)), [1] * n
    present = [False] * n

    def root(of: int) -> int:
        while parent[of] != of:
            parent[of] = parent[parent[of]]
            of = parent[of]
        return of

    largest = [0] * (n + 1)
    for left in range(n - 1, -1, -1):
        actor = int(lost[left])
        present[actor] = True
        most = largest[left + 1]
        for other in adjacency.indices[adjacency.indptr[actor] : adjacency.indptr[actor + 1]].tolist():
            if present[other]:
                one, two = root(actor), root(other)
                if one != two:
                    if size[one] < size[two]:
                        one, two = two, one
                    parent[two] = one
                    size[one] += size[two]
        largest[left] = max(most, size[root(actor)])
    names = network.actors["organisation"].gather(lost)
    return pl.DataFrame(
        {
            "lost": np.arange(n + 1),
            "organisation": pl.concat([pl.Series("organisation", [None], dtype=pl.String), names]),
            "largest": largest,
        }
    ).with_columns(share=pl.col("largest") / n)


def _without_each(
    adjacency: sparse.csr_array, component_size: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each actor: pieces of its component without it, pairs of others lost, the largest piece."""
    n = adjacency.shape[0]
    indptr, neighbours = adjacency.indptr.tolist(), adjacency.indices.tolist()
    found, low, below = [-1] * n, [0] * n, [1] * n
    fallen: list[list[int]] = [[] for _ in range(n)]
    clock = 0
    for start in range(n):
        if found[start] >= 0:
            continue
        found[start] = low[start] = clock
        clock += 1
        stack = [(start, -1, indptr[start])]
        while stack:
            actor, above, at = stack.pop()
            if at < indptr[actor + 1]:
                stack.append((actor, above, at + 1))
                other = neighbours[at]
                if found[other] < 0:
                    found[other] = low[other] = clock
                    clock += 1
                    stack.append((other, actor, indptr[other]))
                elif other != above:
                    low[actor] = min(low[actor], found[other])
            elif above >= 0:
                below[above] += below[actor]
                low[above] = min(low[above], low[actor])
                if low[actor] >= found[above]:
                    fallen[above].append(below[actor])
    pieces, lost, biggest = (np.zeros(n, np.int64) for _ in range(3))
    for actor in range(n):
        rest = int(component_size[actor]) - 1 - sum(fallen[actor])
        parts = [*fallen[actor], *([rest] if rest else [])]
        whole = int(component_size[actor]) - 1
        pieces[actor] = len(parts)
        lost[actor] = (whole * whole - sum(part * part for part in parts)) // 2
        biggest[actor] = max(parts, default=0)
    return pieces, lost, biggest
