"""Suggested ties are not there yet, add up, and find what was hidden."""

import math
from dataclasses import replace

import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from network.small_networks import network_of, networks
from seedbed.messages import Refusal
from seedbed.network import Network, area_under_curve, back_test, suggest_ties
from seedbed.network.cohesion import graph_of
from seedbed.network.shared_items import neighbouring_stages, shared_partners

ONLY_PARTNERS = {"industry": 0, "place": 0, "stages": 0}


def with_facts(network, **columns):
    return replace(network, actors=network.actors.with_columns(**columns))


@settings(max_examples=25, deadline=None)
@given(networks(directed=False))
def test_partners_alone_are_adamic_and_adars_measure(network):
    graph = graph_of(network.adjacency())
    found = suggest_ties(network, weights=ONLY_PARTNERS, top=1000)
    names = network.actors["organisation"].to_list()
    expected = {
        (names[one], names[other]): score for one, other, score in nx.adamic_adar_index(graph) if score > 0
    }
    got = {
        tuple(sorted(row[:2])): row[2]
        for row in found.pairs.select("organisation", "other", "score").iter_rows()
    }
    assert got.keys() == {tuple(sorted(pair)) for pair in expected}
    assert all(got[tuple(sorted(pair))] == pytest.approx(score) for pair, score in expected.items())


@settings(max_examples=25, deadline=None)
@given(networks())
def test_no_suggestion_is_tied_and_its_parts_add_up(network):
    facts = with_facts(
        network,
        industry=pl.Series([f"C{10 + at % 3}1" for at in range(network.size)]),
        place=pl.Series([f"p{at % 2}" for at in range(network.size)]),
    )
    found = suggest_ties(facts, top=1000)
    tied = {tuple(pair) for pair in network.pairs().tolist()}
    number = {name: at for at, name in enumerate(network.actors["organisation"])}
    for one, other in found.pairs.select("organisation", "other").iter_rows():
        assert number[one] < number[other] and (number[one], number[other]) not in tied
    assert (found.pairs["score"].diff().drop_nulls() <= 1e-12).all()
    sums = found.reasons.group_by("rank").agg(pl.col("part").sum()).sort("rank")
    assert sums["part"].to_list() == pytest.approx(found.pairs["score"].to_list())
    assert (found.reasons["items"].list.len() > 0).all()


def test_rare_things_weigh_more_than_common_ones():
    network = with_facts(
        network_of(6, []),
        industry=pl.Series(["C36", "C361", "C39", "C39", "C39", None]),
        place=pl.Series(["x", None, None, None, None, "x"]),
    )
    found = suggest_ties(network)
    best = found.pairs.row(0, named=True)
    assert (best["organisation"], best["other"]) == ("o000", "o001")
    assert best["score"] == pytest.approx(0.5 / math.log(2))
    assert found.pairs["score"].to_list()[1:4] == pytest.approx([0.5 / math.log(3)] * 3)
    assert found.reasons.row(0, named=True)["items"] == ["C36"]


def test_neighbouring_stages_join_the_two_sides_and_not_the_same_side():
    network = network_of(4, [])
    stages = pl.DataFrame(
        {
            "organisation": ["o000", "o001", "o002", "o003"],
            "chain": ["car", "car", "car", "chip"],
            "stage_no": [1, 2, 2, 2],
        }
    )
    items = neighbouring_stages(stages, network.actors["organisation"])
    left, right = np.array([0, 0, 1, 0, 1]), np.array([1, 2, 2, 3, 3])
    assert items.between(left, right) == pytest.approx([1 / math.log(3)] * 2 + [0, 0, 0])
    assert items.between(right, left) == pytest.approx(items.between(left, right))
    found = suggest_ties(network, stages=stages)
    assert found.pairs.select("organisation", "other").rows() == [("o000", "o001"), ("o000", "o002")]
    assert found.reasons["items"].to_list() == [["car 1"], ["car 1"]]


def test_memberships_are_reasons_of_their_own_and_weights_scale_them():
    clusters = pl.DataFrame({"organisation": ["o000", "o002", "gone"], "group": ["valley"] * 3})
    network = network_of(3, [])
    one = suggest_ties(network, memberships={"cluster": clusters})
    assert one.pairs["score"].to_list() == pytest.approx([0.5 / math.log(2)])
    three = suggest_ties(network, memberships={"cluster": clusters}, weights={"cluster": 1.5})
    assert three.pairs["score"].to_list() == pytest.approx([1.5 / math.log(2)])
    assert suggest_ties(network, memberships={"cluster": clusters}, weights={"cluster": 0}).pairs.is_empty()


def test_only_ties_across_sectors_where_asked():
    network = network_of(3, [(0, 2), (1, 2)], sectors=["service", "service", "education"])
    assert suggest_ties(network).pairs.height == 1
    assert suggest_ties(network, across_sectors=True).pairs.is_empty()


def test_nothing_in_common_is_said():
    found = suggest_ties(network_of(3, []))
    assert found.pairs.is_empty() and found.findings[0].code == "network.nothing-to-suggest"


def test_hidden_ties_of_villages_are_found_and_degree_does_not_help(two_villages):
    tested = back_test(two_villages, repeats=10)
    reached = dict(tested.scores.select("score", "auc").iter_rows())
    assert reached["combined"] > 0.7 > reached["degree_product"]
    assert not tested.findings and tested.hidden == round(0.2 * two_villages.pairs().shape[0])
    assert tested.scores["sd"].null_count() == 0
    assert tested.scores.equals(back_test(two_villages, repeats=10).scores)


def test_a_test_that_degree_wins_says_so():
    # A star with a few extra ties: whoever is tied is tied to the centre, and partners tell nothing.
    network = network_of(40, [(0, other) for other in range(1, 40)])
    tested = back_test(network, weights=ONLY_PARTNERS)
    assert [one.code for one in tested.findings] == ["network.not-better-than-degree"]


def test_chance_scores_a_half():
    rng = np.random.default_rng(1)
    arcs = sorted({tuple(sorted(p)) for p in rng.integers(0, 150, (300, 2)).tolist() if p[0] != p[1]})
    network = with_facts(
        network_of(150, arcs), place=pl.Series([f"p{at}" for at in rng.integers(0, 10, 150)])
    )
    reached = dict(back_test(network, repeats=20).scores.select("score", "auc").iter_rows())
    assert reached["place"] == pytest.approx(0.5, abs=0.03)


def test_too_few_ties_to_hide_are_refused():
    with pytest.raises(Refusal) as refused:
        back_test(network_of(5, [(0, 1), (1, 2)]))
    assert refused.value.findings[0].code == "network.too-few-ties"


def test_the_back_test_does_not_see_what_it_hides(two_villages, monkeypatch):
    seen = []
    original = shared_partners

    def spy(adjacency, ids):
        seen.append(adjacency.nnz // 2)
        return original(adjacency, ids)

    monkeypatch.setattr("seedbed.network.suggestions.shared_partners", spy)
    tested = back_test(two_villages, repeats=3)
    assert seen == [two_villages.pairs().shape[0] - tested.hidden] * 3


@pytest.mark.parametrize(
    ("true", "false", "area"),
    [([1], [0], 1.0), ([0], [1], 0.0), ([1], [1], 0.5), ([1, 3], [2], 0.5), ([], [1], None), ([1], [], None)],
)
def test_the_area_under_the_curve_is_the_chance_of_the_right_order(true, false, area):
    assert area_under_curve(true, false) == area


def test_a_network_in_a_region_has_suggestions_with_reasons():
    network = Network.from_tables(
        pl.DataFrame({"organisation": ["a", "b", "c"], "actor_type": ["service"] * 3}),
        pl.DataFrame({"from": ["a", "b"], "to": ["c", "c"], "kind": ["finance", "advice"]}),
    )
    row = suggest_ties(network).reasons.row(0, named=True)
    assert (row["reason"], row["items"]) == ("partners", ["c"])
