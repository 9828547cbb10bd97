"""Networks whose figures stand in books and in the suites of NetworkX; inputs carried here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import polars as pl

from published.case import Published
from seedbed.network import (
    Network,
    betweenness,
    communities,
    constraint,
    cores,
    density,
    effective_size,
    modularity,
    suggest_ties,
)

# Zachary (1977), matrix E: member 1 is the instructor, 34 the administrator.
KARATE = {
    1: (2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32), 2: (3, 4, 8, 14, 18, 20, 22, 31),
    3: (4, 8, 9, 10, 14, 28, 29, 33), 4: (8, 13, 14), 5: (7, 11), 6: (7, 11, 17), 7: (17,), 9: (31, 33, 34),
    10: (34,), 14: (34,), 15: (33, 34), 16: (33, 34), 19: (33, 34), 20: (34,), 21: (33, 34), 23: (33, 34),
    24: (26, 28, 30, 33, 34), 25: (26, 28, 32), 26: (32,), 27: (30, 34), 28: (34,), 29: (32, 34),
    30: (33, 34), 31: (33, 34), 32: (33, 34), 33: (34,),
}  # fmt: skip
# The best division that is known, into four groups.
FOUR_GROUPS = (
    (1, 2, 3, 4, 8, 12, 13, 14, 18, 20, 22),
    (5, 6, 7, 11, 17),
    (25, 26, 29, 32, 24, 28),
    (9, 10, 15, 16, 19, 21, 23, 27, 30, 31, 33, 34),
)
# Padgett's marriages between families of Florence (Padgett and Ansell 1993), as in Wasserman and Faust (1994).
FLORENCE = {
    "Acciaiuoli": ("Medici",), "Castellani": ("Peruzzi", "Strozzi", "Barbadori"),
    "Medici": ("Barbadori", "Ridolfi", "Tornabuoni", "Albizzi", "Salviati"), "Salviati": ("Pazzi",),
    "Peruzzi": ("Strozzi", "Bischeri"), "Strozzi": ("Ridolfi", "Bischeri"), "Ridolfi": ("Tornabuoni",),
    "Tornabuoni": ("Guadagni",), "Albizzi": ("Ginori", "Guadagni"), "Bischeri": ("Guadagni",),
    "Guadagni": ("Lamberteschi",),
}  # fmt: skip
# Krackhardt (1990): the kite.
KITE = {
    0: (1, 2, 3, 5), 1: (3, 4, 6), 2: (3, 5), 3: (4, 5, 6), 4: (6,), 5: (6, 7), 6: (7,), 7: (8,), 8: (9,),
}  # fmt: skip
# Borgatti (1997): structural holes around G.
HOLES = {"A": ("B", "F", "G", "E"), "B": ("G", "D"), "C": ("G",), "D": ("G",), "E": ("G",), "F": ("G",)}

# Batagelj and Zaversnik (2003), figure 1, with the labels of NetworkX; its isolated node 21 is left out.
CORES = {
    1: (2, 3, 4), 2: (3, 4, 11), 3: (4, 7, 9), 5: (6, 7, 8, 11, 12), 6: (7, 8), 7: (8, 9, 10), 9: (10, 20),
    11: (12,), 12: (18, 19), 13: (14, 16, 17), 14: (15,), 15: (16,),
}  # fmt: skip


@cache
def _network(name: str) -> Network:
    table: dict[object, tuple[object, ...]] = {
        "cores": CORES, "karate": KARATE, "florence": FLORENCE, "kite": KITE, "holes": HOLES,
    }[name]  # type: ignore[assignment]  # fmt: skip
    pairs = [(f"{one:0>2}", f"{other:0>2}") for one, others in table.items() for other in others]
    nodes = sorted({end for pair in pairs for end in pair})
    return Network.from_tables(
        pl.DataFrame({"organisation": nodes, "actor_type": "service"}),
        pl.DataFrame(pairs, schema=["from", "to"], orient="row").with_columns(kind=pl.lit("partnership")),
    )


def _of(name: str, node: object, values: Callable[[Network], np.ndarray]) -> Callable[[], float]:
    def got() -> float:
        network = _network(name)
        return float(values(network)[network.actors["organisation"].to_list().index(f"{node:0>2}")])

    return got


def _shares(network: Network) -> np.ndarray:
    return betweenness(network.adjacency())


def _four_groups() -> float:
    network = _network("karate")
    group = {f"{member:0>2}": at for at, members in enumerate(FOUR_GROUPS) for member in members}
    return modularity(network.adjacency(), [group[name] for name in network.actors["organisation"]])


def _best_found() -> float:
    value = communities(_network("karate"), runs=20).modularity
    assert value is not None
    return value


def _shared_partner(leaves: int) -> Callable[[], float]:
    """The score of two leaves of a star."""

    def got() -> float:
        network = Network.from_tables(
            pl.DataFrame({"organisation": [str(at) for at in range(leaves + 1)], "actor_type": "service"}),
            pl.DataFrame({"from": "0", "to": [str(at + 1) for at in range(leaves)], "kind": "partnership"}),
        )
        return float(suggest_ties(network, weights={"industry": 0, "place": 0}).pairs["score"][0])

    return got


_NX = "NetworkX 3.6.1"
_KITE = "algorithms/centrality/tests/test_betweenness_centrality.py, test_krackhardt_kite_graph_normalized"
_FLORENCE = "algorithms/centrality/tests/test_betweenness_centrality.py, test_florentine_families_graph"
_HOLES = "algorithms/tests/test_structuralholes.py"

_COMPUTED = "NetworkX 3.6.1, computed"
_LINKS = "algorithms/tests/test_link_prediction.py, TestAdamicAdarIndex"

CASES: list[Published] = [
    Published("karate-density", "density", _COMPUTED, "networkx.density of Zachary's karate club (1977)", "share",
              "0.139037", lambda: float(density(_network("karate"))["value"][0])),
    *(
        Published(f"karate-betweenness-{member}", "betweenness", _COMPUTED,
                  "networkx.betweenness_centrality of Zachary's karate club (1977)", "share of pairs", expected,
                  _of("karate", member, _shares))
        for member, expected in ((1, "0.437635"), (34, "0.304075"), (33, "0.145247"), (3, "0.143657"), (32, "0.138276"))
    ),
    Published("karate-modularity", "modularity", "R package rnetcarto, README",
              "Zachary's karate club, best division by simulated annealing", "modularity", "0.4197896", _four_groups),
    Published("karate-communities", "communities", "R package rnetcarto, README",
              "Zachary's karate club, best division by simulated annealing; found anew by Louvain's method", "modularity",
              "0.4197896", _best_found),
    *(
        Published(f"cores-{member}", "k-core", "Batagelj and Zaversnik 2003, figure 1; NetworkX 3.6.1",
                  "algorithms/tests/test_core.py, test_core_number", "ties", expected,
                  _of("cores", member, lambda network: cores(network.adjacency())))
        for member, expected in ((1, "3"), (8, "3"), (9, "2"), (16, "2"), (17, "1"), (20, "1"))
    ),
    *(
        Published(f"florence-{family.lower()}", "betweenness", _NX, _FLORENCE, "share of pairs", expected,
                  _of("florence", family, _shares))
        for family, expected in (
            ("Medici", "0.522"), ("Guadagni", "0.255"), ("Albizzi", "0.212"), ("Salviati", "0.143"),
            ("Ridolfi", "0.114"), ("Bischeri", "0.104"), ("Strozzi", "0.103"), ("Barbadori", "0.093"),
            ("Tornabuoni", "0.092"), ("Castellani", "0.055"), ("Peruzzi", "0.022"), ("Pazzi", "0.000"),
        )
    ),
    *(
        Published(f"kite-{node}", "betweenness", f"Krackhardt 1990; {_NX}", _KITE, "share of pairs", expected,
                  _of("kite", node, _shares))
        for node, expected in (
            (0, "0.023"), (1, "0.023"), (2, "0.000"), (3, "0.102"), (4, "0.000"), (5, "0.231"), (6, "0.231"),
            (7, "0.389"), (8, "0.222"), (9, "0.000"),
        )
    ),
    *(
        Published(f"holes-constraint-{node.lower()}", "constraint", f"Burt 1992; {_NX}",
                  f"{_HOLES}, test_constraint_undirected", "index", expected,
                  _of("holes", node, lambda network: constraint(network.adjacency())))
        for node, expected in (("G", "0.400"), ("A", "0.595"), ("C", "1.000"))
    ),
    *(
        Published(f"holes-size-{node.lower()}", "effective size", f"Borgatti 1997; {_NX}",
                  f"{_HOLES}, test_effective_size_undirected_borgatti", "contacts", expected,
                  _of("holes", node, lambda network: effective_size(network.adjacency())))
        for node, expected in (("G", "4.67"), ("A", "2.50"), ("C", "1.00"))
    ),
    Published("adamic-adar-path", "Adamic-Adar", _NX, f"{_LINKS}.test_P3: 1 / ln 2", "score", "1.442695",
              _shared_partner(2)),
    Published("adamic-adar-star", "Adamic-Adar", _NX, f"{_LINKS}.test_S4: 1 / ln 4", "score", "0.721348",
              _shared_partner(4)),
]  # fmt: skip
