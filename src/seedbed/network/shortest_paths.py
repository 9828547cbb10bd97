"""The compiled loop behind betweenness: shortest paths from every actor, counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numba import get_num_threads, njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCKS = 16
"""Into so many sums the sources of a large network are dealt, whatever the number of threads."""

SMALL = 500
"""Up to so many actors one thread is done before others have begun."""


def dependencies(indptr: NDArray[np.int64], neighbours: NDArray[np.int32]) -> NDArray[np.float64]:
    """(n,) how much each node is depended on, all sources together; the same for any number of threads."""
    n = indptr.size - 1
    if n <= SMALL:
        alone: NDArray[np.float64] = _dependencies_from(indptr, neighbours, 0, 1)
        return alone
    with ThreadPoolExecutor(get_num_threads()) as threads:
        parts = threads.map(
            lambda block: _dependencies_from(indptr, neighbours, block, BLOCKS), range(BLOCKS)
        )
        # Added in the order of the blocks.
        total: NDArray[np.float64] = np.sum(list(parts), axis=0)
        return total


def compile_shortest_paths() -> None:
    """Compile the loop once; the result goes to numba's cache on disk."""
    dependencies(np.array([0, 1, 2], np.int64), np.array([1, 0], np.int32))


@njit(cache=True, nogil=True)
def _dependencies_from(
    indptr: NDArray[np.int64], neighbours: NDArray[np.int32], first: int, step: int
) -> NDArray[np.float64]:
    """How much each node is depended on by all ordered pairs of others (Brandes 2001, algorithm 1).

    1. From each source, visit nodes by breadth first, counting shortest paths ``sigma``.
    2. Going back from the farthest, a node v gathers ``sigma[v] * (1 + delta[w]) / sigma[w]`` from each
       neighbour w one step farther: ``delta[v]``, what depends on it.

    Parameters
    ----------
    indptr, neighbours
        The rows of an adjacency without loops, (n + 1,) and (arcs,).
    first, step
        Sources: ``first``, ``first + step``, ...

    Returns
    -------
    (n,) dependencies; over all sources, twice the betweenness where ties have no direction.
    """
    n = indptr.size - 1
    total = np.zeros(n)
    order = np.empty(n, np.int32)
    level = np.empty(n, np.int32)
    sigma = np.empty(n)
    passed = np.empty(n)
    for source in range(first, n, step):
        level[:] = -1
        sigma[:] = 0.0
        level[source] = 0
        sigma[source] = 1.0
        order[0] = source
        done, found = 0, 1
        while done < found:
            v = order[done]
            done += 1
            farther = level[v] + 1
            for at in range(indptr[v], indptr[v + 1]):
                w = neighbours[at]
                if level[w] < 0:
                    level[w] = farther
                    order[found] = w
                    found += 1
                sigma[w] += sigma[v] if level[w] == farther else 0.0
        for back in range(found - 1, 0, -1):
            v = order[back]
            farther = level[v] + 1
            delta = 0.0
            for at in range(indptr[v], indptr[v + 1]):
                w = neighbours[at]
                delta += passed[w] if level[w] == farther else 0.0
            delta *= sigma[v]
            total[v] += delta
            passed[v] = (1.0 + delta) / sigma[v]
    return total
