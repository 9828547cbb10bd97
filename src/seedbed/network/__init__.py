"""Who is tied to whom, and what stages a value chain has: actors, dated ties, chains.

:class:`Network` reads the tables of a region; the measures take it and give frames whose column ``finding`` says
why a value is not defined. Value chains are in :mod:`seedbed.network.chains`, what industry could come
next in :mod:`seedbed.network.prospects`.
"""

from seedbed.network.auc import area_under_curve
from seedbed.network.back_test import BackTest, back_test
from seedbed.network.brokerage import ROLES, brokerage
from seedbed.network.centrality import (
    betweenness,
    betweenness_centralisation,
    degree,
    degree_centralisation,
)
from seedbed.network.cohesion import components, cores
from seedbed.network.communities import Communities, adjusted_rand, communities, modularity
from seedbed.network.density import density, density_between
from seedbed.network.layers import LAYERS, known_kinds
from seedbed.network.layout import layout
from seedbed.network.network import Network
from seedbed.network.robustness import Robustness, removal_curve, robustness
from seedbed.network.roles import roles
from seedbed.network.sectors import CrossSector, cross_sector
from seedbed.network.shared_items import SharedItems
from seedbed.network.shortest_paths import compile_shortest_paths
from seedbed.network.structural_holes import constraint, effective_size
from seedbed.network.suggestions import WEIGHTS, Suggestions, suggest_ties
from seedbed.network.time_slices import time_slices

__all__ = [
    "LAYERS",
    "ROLES",
    "WEIGHTS",
    "BackTest",
    "Communities",
    "CrossSector",
    "Network",
    "Robustness",
    "SharedItems",
    "Suggestions",
    "adjusted_rand",
    "area_under_curve",
    "back_test",
    "betweenness",
    "betweenness_centralisation",
    "brokerage",
    "communities",
    "compile_shortest_paths",
    "components",
    "constraint",
    "cores",
    "cross_sector",
    "degree",
    "degree_centralisation",
    "density",
    "density_between",
    "effective_size",
    "known_kinds",
    "layout",
    "modularity",
    "removal_curve",
    "robustness",
    "roles",
    "suggest_ties",
    "time_slices",
]
