"""What part each actor plays in the network, in one table."""

from __future__ import annotations

import numpy as np
import polars as pl

from seedbed.network.centrality import betweenness, degree
from seedbed.network.cohesion import components, cores
from seedbed.network.network import Network
from seedbed.network.structural_holes import constraint, effective_size


def roles(network: Network) -> pl.DataFrame:
    """One row per actor.

    Returns
    -------
    organisation, actor_type; ``degree`` (others tied to), ``ties_in`` and ``ties_out`` (mutual ties
    are both), ``strength`` (kinds of tie, summed over the others), ``betweenness`` (share of pairs, Freeman
    1977), ``constraint`` (Burt 1992, on strengths) and ``effective_size`` (Borgatti 1997), both null for actors
    without ties, ``core`` (Seidman 1983), ``component`` (0 the largest), ``finding``
    (``network.isolated``).
    """
    weights, adjacency, arcs = network.multiplicity(), network.adjacency(), network.arcs()
    d = degree(adjacency)
    return network.actors.select("organisation", "actor_type").with_columns(
        degree=pl.Series(d),
        ties_in=pl.Series(np.asarray(arcs.sum(axis=0)).ravel().astype(np.int64)),
        ties_out=pl.Series(np.asarray(arcs.sum(axis=1)).ravel().astype(np.int64)),
        strength=pl.Series(np.asarray(weights.sum(axis=1)).ravel().astype(np.int64)),
        betweenness=pl.Series(betweenness(adjacency)),
        constraint=pl.Series(constraint(weights), nan_to_null=True),
        effective_size=pl.Series(effective_size(adjacency), nan_to_null=True),
        core=pl.Series(cores(adjacency)),
        component=pl.Series(components(adjacency)),
        finding=pl.when(pl.Series(d) == 0).then(pl.lit("network.isolated")),
    )
