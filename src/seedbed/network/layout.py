"""Where to draw the actors of the largest component."""

from __future__ import annotations

import networkx as nx
import numpy as np
import polars as pl

from seedbed.network.cohesion import components, graph_of
from seedbed.network.network import Network


def layout(network: Network, *, seed: int = 0, rounds: int = 100) -> pl.DataFrame:
    """Positions by forces, tied actors near each other (Fruchterman and Reingold 1991, by NetworkX).

    Only the largest component has places; the pieces beside it would only be pushed to the edge.

    Returns
    -------
    organisation, x, y (0..1, null outside the largest component). The same seed gives the same picture.
    """
    adjacency = network.adjacency()
    tied = np.diff(adjacency.indptr) > 0
    drawn = np.flatnonzero((components(adjacency) == 0) & tied)
    x, y = np.full(network.size, np.nan), np.full(network.size, np.nan)
    if drawn.size:
        graph = graph_of(adjacency).subgraph(drawn.tolist())
        # NetworkX walks a subgraph in no fixed order: build it anew in rising order.
        ordered = nx.Graph()
        ordered.add_nodes_from(drawn.tolist())
        ordered.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in graph.edges))
        placed = nx.spring_layout(ordered, seed=seed, iterations=rounds, method="force")
        at = np.array([placed[actor] for actor in drawn.tolist()])
        span = np.ptp(at, axis=0)
        at = (at - at.min(axis=0)) / np.where(span > 0, span, 1.0)
        x[drawn], y[drawn] = at[:, 0], at[:, 1]
    return network.actors.select("organisation").with_columns(
        x=pl.Series(x, nan_to_null=True), y=pl.Series(y, nan_to_null=True)
    )
