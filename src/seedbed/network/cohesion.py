"""What holds together: components and cores."""

from __future__ import annotations

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph


def components(adjacency: sparse.csr_array) -> NDArray[np.int64]:
    """(n,) the component of each actor, 0 the largest; of equal ones the one with the lowest actor first."""
    _, labels = csgraph.connected_components(adjacency, directed=False)
    sizes = np.bincount(labels)
    first = np.full(sizes.size, labels.size)
    np.minimum.at(first, labels, np.arange(labels.size))
    rank = np.empty(sizes.size, np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(sizes.size)
    numbered: NDArray[np.int64] = rank[labels]
    return numbered


def cores(adjacency: sparse.csr_array) -> NDArray[np.int64]:
    """(n,) the core of each actor: the largest k such that it keeps k ties among actors that do
    (Seidman 1983; algorithm of Batagelj and Zaversnik 2003)."""
    numbers = nx.core_number(graph_of(adjacency))
    return np.array([numbers[actor] for actor in range(adjacency.shape[0])], np.int64)


def graph_of(adjacency: sparse.csr_array) -> nx.Graph:
    """The same network for NetworkX; nodes and ties in rising order, so that seeded methods repeat."""
    graph = nx.Graph()
    graph.add_nodes_from(range(adjacency.shape[0]))
    upper = sparse.triu(adjacency, k=1).tocoo()
    order = np.lexsort((upper.col, upper.row))
    graph.add_weighted_edges_from(
        zip(upper.row[order].tolist(), upper.col[order].tolist(), upper.data[order].tolist(), strict=True)
    )
    return graph
