"""What is lost with an actor, against taking it out and counting."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

from network.small_networks import network_of, networks
from seedbed.network import removal_curve, robustness
from seedbed.network.cohesion import graph_of

FEW = settings(max_examples=25, deadline=None)


def _pairs(graph):
    return sum(len(part) * (len(part) - 1) // 2 for part in nx.connected_components(graph))


@FEW
@given(networks(most=14))
def test_each_loss_is_that_of_taking_the_actor_out(network):
    graph = graph_of(network.adjacency())
    found = robustness(network)
    assert found.reachable == _pairs(graph)
    names = network.actors["organisation"].to_list()
    for row in found.losses.iter_rows(named=True):
        actor = names.index(row["organisation"])
        without = graph.copy()
        without.remove_node(actor)
        own = nx.node_connected_component(graph, actor)
        pieces = [part for part in nx.connected_components(without) if part <= own]
        lost_with_it = _pairs(graph) - (len(own) - 1) - _pairs(without)
        assert (row["pieces"], row["lost_pairs"]) == (len(pieces), lost_with_it)
        assert row["largest"] == max((len(part) for part in nx.connected_components(without)), default=0)


@FEW
@given(networks())
def test_the_curve_is_that_of_taking_actors_out_one_by_one(network):
    for order in ("degree", "betweenness", "random"):
        curve = removal_curve(network, order=order)
        graph = graph_of(network.adjacency())
        names = network.actors["organisation"].to_list()
        assert sorted(curve["organisation"].drop_nulls()) == names
        for name, largest in curve.select("organisation", "largest").iter_rows():
            if name is not None:
                graph.remove_node(names.index(name))
            assert largest == max((len(part) for part in nx.connected_components(graph)), default=0)


def test_the_gravest_loss_stands_first():
    # A star of 5 on a chain: the centre holds everything together.
    network = network_of(7, [(0, 1), (0, 2), (0, 3), (0, 4), (4, 5), (5, 6)])
    losses = robustness(network).losses
    assert losses["organisation"].to_list()[:3] == ["o000", "o004", "o005"]
    # Without the centre: pieces of 1, 1, 1 and 3 actors; 15 - 3 pairs of the others are lost.
    assert losses.row(0, named=True) | {} == {
        "organisation": "o000",
        "pieces": 4,
        "lost_pairs": 12,
        "lost_share": pytest.approx(12 / 21),
        "largest": 3,
    }


def test_nothing_tied_is_said():
    found = robustness(network_of(3, []))
    assert found.reachable == 0 and found.findings[0].code == "network.nothing-tied"
    assert found.losses["lost_share"].to_list() == [0, 0, 0]


def test_a_long_chain_needs_no_deep_recursion():
    size = 5000
    losses = robustness(network_of(size, [(i, i + 1) for i in range(size - 1)])).losses
    middle = (size - 1) // 2
    assert losses["lost_pairs"][0] == middle * (size - 1 - middle)
    assert np.all(losses["largest"].to_numpy() < size)
