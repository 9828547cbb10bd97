"""Communities are found, repeat with their seed, and say when chance decides."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.small_networks import network_of, networks
from seedbed.network import adjusted_rand, communities, modularity
from seedbed.network.cohesion import graph_of


def test_two_villages_are_two_communities(two_villages):
    found = communities(two_villages)
    assert found.communities.height == 2 and found.communities["members"].to_list() == [12, 12]
    sides = found.members["community"].to_numpy()
    assert len(set(sides[:12])) == len(set(sides[12:])) == 1
    assert found.communities["ties_out"].to_list() == [2, 2]
    assert found.agreement == pytest.approx(1) and not found.findings
    within = found.communities["ties_within"].sum()
    assert within + 2 == two_villages.pairs().shape[0]


def test_the_same_seed_gives_the_same_division(two_villages):
    assert communities(two_villages, seed=4).members.equals(communities(two_villages, seed=4).members)


@settings(max_examples=25, deadline=None)
@given(networks(), st.integers(0, 3))
def test_modularity_is_that_of_networkx(network, groups):
    if not network.ties.height:
        found = communities(network)
        assert found.modularity is None and found.findings[0].code == "network.no-communities"
        assert found.members["community"].null_count() == network.size
        return
    labels = np.arange(network.size) % (groups + 1)
    parts = [set(np.flatnonzero(labels == one).tolist()) for one in set(labels.tolist())]
    expected = nx.community.modularity(graph_of(network.multiplicity()), parts)
    assert modularity(network.multiplicity(), labels) == pytest.approx(expected, abs=1e-12)


def test_a_division_that_chance_decides_is_doubted():
    rng = np.random.default_rng(0)
    arcs = {tuple(sorted(pair)) for pair in rng.integers(0, 80, (260, 2)).tolist() if pair[0] != pair[1]}
    found = communities(network_of(80, sorted(arcs)), runs=5)
    assert found.agreement < 0.8
    assert [one.code for one in found.findings] == ["network.communities-loose"]


def test_isolated_actors_belong_to_no_community():
    found = communities(network_of(4, [(0, 1)]))
    assert found.members["community"].to_list() == [1, 1, None, None]
    assert found.members["finding"].to_list() == [None, None, "network.isolated", "network.isolated"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=12), st.randoms())
def test_adjusted_rand_knows_only_who_is_together(labels, random):
    names = list(range(4))
    random.shuffle(names)
    assert adjusted_rand(labels, [names[one] for one in labels]) == pytest.approx(1)


def test_adjusted_rand_of_unlike_divisions_by_hand():
    # Pairs together in both 1, in the first 2, in the second 3, of 6: (1 - 1) / (2.5 - 1).
    assert adjusted_rand([0, 0, 1, 1], [0, 0, 0, 1]) == pytest.approx(0)
    # Hubert and Arabie's index may be negative: 0 together in both, 2 and 2 of 6.
    assert adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-0.5)
