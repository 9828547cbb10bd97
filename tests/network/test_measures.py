"""Measures against NetworkX, brute force, and what they must be by definition."""

from itertools import permutations

import networkx as nx
import numba
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from network.small_networks import network_of, networks
from seedbed.network import (
    ROLES,
    betweenness,
    betweenness_centralisation,
    brokerage,
    components,
    constraint,
    cores,
    cross_sector,
    degree,
    degree_centralisation,
    density,
    density_between,
    effective_size,
    roles,
)
from seedbed.network.cohesion import graph_of
from seedbed.network.shortest_paths import SMALL

FEW = settings(max_examples=25, deadline=None)


def star(size):
    return network_of(size, [(0, other) for other in range(1, size)])


@FEW
@given(networks())
def test_betweenness_is_that_of_networkx(network):
    adjacency = network.adjacency()
    graph = graph_of(adjacency)
    expected = nx.betweenness_centrality(graph)
    assert betweenness(adjacency) == pytest.approx([expected[i] for i in range(network.size)], abs=1e-12)
    raw = nx.betweenness_centrality(graph, normalized=False)
    assert betweenness(adjacency, share=False) == pytest.approx(
        [raw[i] for i in range(network.size)], abs=1e-9
    )


@FEW
@given(networks())
def test_constraint_and_effective_size_are_those_of_networkx(network):
    graph = graph_of(network.multiplicity())
    expected = nx.constraint(graph, weight="weight")
    got = constraint(network.multiplicity())
    assert got == pytest.approx([expected[i] for i in range(network.size)], nan_ok=True)
    sizes = nx.effective_size(graph_of(network.adjacency()))
    assert effective_size(network.adjacency()) == pytest.approx(
        [sizes[i] for i in range(network.size)], nan_ok=True
    )


@FEW
@given(networks())
def test_components_and_cores_hold_together(network):
    adjacency = network.adjacency()
    graph = graph_of(adjacency)
    labels = components(adjacency)
    assert {frozenset(np.flatnonzero(labels == one).tolist()) for one in set(labels.tolist())} == {
        frozenset(part) for part in nx.connected_components(graph)
    }
    sizes = np.bincount(labels)
    assert (np.diff(sizes) <= 0).all()
    k = cores(adjacency)
    for least in range(1, int(k.max(initial=0)) + 1):
        inside = k >= least
        assert (adjacency[inside][:, inside].sum(axis=1) >= least).all()
    assert (k <= degree(adjacency)).all()


@pytest.mark.parametrize("size", [3, 7, 20])
def test_a_star_is_as_central_as_can_be_and_a_ring_not_at_all(size):
    centre = star(size).adjacency()
    assert degree_centralisation(centre) == pytest.approx(1)
    assert betweenness_centralisation(betweenness(centre)) == pytest.approx(1)
    ring = network_of(size, [(i, (i + 1) % size) for i in range(size)]).adjacency()
    assert degree_centralisation(ring) == 0
    assert betweenness_centralisation(betweenness(ring)) == pytest.approx(0)


def test_two_actors_have_no_centralisation():
    assert degree_centralisation(network_of(2, [(0, 1)]).adjacency()) is None
    assert betweenness_centralisation(np.zeros(2)) is None


def _brokered_by_hand(arcs, sectors):
    """Gould and Fernandez 1989 by their definition."""
    n = len(sectors)
    counts = np.zeros((n, 5), int)
    for i, j, k in permutations(range(n), 3):
        if arcs[i, j] and arcs[j, k] and not arcs[i, k]:
            a, b, c = sectors[i], sectors[j], sectors[k]
            if a == b == c:
                role = 0
            elif a == c:
                role = 1
            elif b == c:
                role = 2
            elif a == b:
                role = 3
            else:
                role = 4
            counts[j, role] += 1
    return counts


@FEW
@given(networks(most=9))
def test_brokerage_is_counted_as_defined(network):
    expected = _brokered_by_hand(network.arcs().toarray(), network.sectors)
    got = brokerage(network)
    assert got.select(ROLES).to_numpy().tolist() == expected.tolist()
    assert got["total"].to_list() == expected.sum(axis=1).tolist()


@FEW
@given(networks())
def test_densities_of_sectors_add_up_to_that_of_the_whole(network):
    whole, parts = density(network).row(0, named=True), density_between(network)
    assert parts["tied_pairs"].sum() == whole["tied_pairs"] == network.pairs().shape[0]
    assert parts["pairs"].sum() == whole["pairs"]
    assert (whole["value"] is None) == (network.size == 1) == (whole["finding"] is not None)
    assert parts.filter(pl.col("value").is_null() != pl.col("finding").is_not_null()).is_empty()
    assert parts["value"].drop_nulls().is_between(0, 1).all()


def test_layers_are_counted_apart_and_pairs_once_in_all():
    network = network_of(4, [(0, 1), (1, 0), (2, 3)])
    table = density(network)
    assert table["layer"].to_list() == ["all", "finance"]
    assert table["ties"].to_list() == [3, 3] and table["tied_pairs"].to_list() == [2, 2]
    assert table["value"].to_list() == [pytest.approx(2 / 6)] * 2


@FEW
@given(networks())
def test_the_ei_index_is_that_of_the_tied_pairs(network):
    crossing, sectors, pairs = cross_sector(network), network.sectors, network.pairs().tolist()
    external = sum(sectors[i] != sectors[j] for i, j in pairs)
    assert (crossing.external, crossing.internal) == (external, len(pairs) - external)
    assert crossing.actors["external"].sum() == 2 * external
    assert crossing.sectors["internal"].sum() == len(pairs) - external
    if pairs:
        assert crossing.index == pytest.approx((2 * external - len(pairs)) / len(pairs))
        assert -1 <= crossing.index <= 1
    else:
        assert crossing.index is None
        assert crossing.findings[0].code == "network.nothing-tied"


def test_the_expected_ei_index_is_that_of_the_complete_network():
    sectors = ["education"] * 3 + ["service"] * 2
    complete = network_of(5, [(i, j) for i in range(5) for j in range(i)], sectors=sectors)
    crossing = cross_sector(complete)
    assert crossing.index == pytest.approx(crossing.expected) == pytest.approx(0.2)


def test_one_sector_cannot_be_crossed():
    crossing = cross_sector(network_of(3, [(0, 1)], sectors=["service"] * 3))
    assert crossing.index == -1 and [one.code for one in crossing.findings] == ["network.one-sector"]


@FEW
@given(networks())
def test_roles_say_of_isolated_actors_that_nothing_is_defined(network):
    table = roles(network)
    isolated = pl.col("degree") == 0
    assert table.filter(isolated)["finding"].eq("network.isolated").all()
    assert (
        table.filter(isolated).select("constraint", "effective_size").null_count().row(0)
        == (table.filter(isolated).height,) * 2
    )
    assert table.filter(~isolated).select("constraint", "effective_size", "finding").null_count().row(0)[
        :2
    ] == (0, 0)
    assert table["ties_in"].sum() == table["ties_out"].sum()


def test_betweenness_of_a_large_network_is_the_same_for_any_number_of_threads():
    size = SMALL + 100
    network = network_of(size, [(i, (i * 7 + 3) % size) for i in range(size) if i != (i * 7 + 3) % size])
    whole = betweenness(network.adjacency())
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        assert np.array_equal(whole, betweenness(network.adjacency()))
    finally:
        numba.set_num_threads(before)
    expected = nx.betweenness_centrality(graph_of(network.adjacency()))
    assert whole == pytest.approx([expected[i] for i in range(size)], abs=1e-12)
