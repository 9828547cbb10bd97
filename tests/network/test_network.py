"""Tables become a network, and what cannot stand in it is said."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.network import LAYERS, Network, known_kinds

ORGANISATIONS = pl.DataFrame(
    {"organisation": ["d", "a", "c", "b"], "actor_type": ["service", "education", "enterprise", "education"]}
)


def ties(*rows):
    return pl.DataFrame(
        [row + (None,) * (5 - len(row)) for row in rows],
        schema=dict.fromkeys(("from", "to", "kind", "start", "end"), pl.String),
        orient="row",
    )


def codes(network):
    return [finding.code for finding in network.findings]


def test_actors_stand_in_rising_order_with_those_that_have_no_ties():
    network = Network.from_tables(ORGANISATIONS, ties(("a", "c", "finance")))
    assert network.actors["organisation"].to_list() == ["a", "b", "c", "d"]
    assert network.size == 4 and network.pairs().tolist() == [[0, 2]]


def test_mutual_kinds_have_no_direction_and_others_keep_it():
    network = Network.from_tables(ORGANISATIONS, ties(("a", "b", "partnership"), ("a", "c", "finance")))
    arcs = network.arcs().toarray()
    assert arcs[0, 1] == arcs[1, 0] == arcs[0, 2] == 1 and arcs[2, 0] == 0


def test_a_pair_counts_once_for_each_kind_and_not_for_each_episode():
    network = Network.from_tables(
        ORGANISATIONS,
        ties(
            ("a", "b", "finance", "2019", "2020"),
            ("a", "b", "finance", "2022"),
            ("b", "a", "advice"),
            ("a", "b", "advice"),
        ),
    )
    assert network.multiplicity().toarray()[0, 1] == 2
    assert network.adjacency().toarray()[1, 0] == 1
    assert network.layers() == ["finance", "knowledge"]
    assert network.layer("finance").ties.height == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("a", "nobody", "finance"), "network.unknown-endpoint"),
        (("a", "a", "finance"), "network.self-tie"),
        (("a", "b", "finance", "2020-06", "2020-05"), "network.ends-before-start"),
    ],
)
def test_what_cannot_be_a_tie_is_left_out_and_named(row, code):
    network = Network.from_tables(ORGANISATIONS, ties(row, ("a", "c", "finance")))
    assert codes(network) == [code] and network.ties.height == 1
    assert network.findings[0].values["count"] == 1


def test_equal_ties_count_once_whatever_the_order_of_a_mutual_ones_ends():
    twice = ties(
        ("a", "b", "partnership"), ("b", "a", "partnership"), ("a", "b", "finance"), ("b", "a", "finance")
    )
    network = Network.from_tables(ORGANISATIONS, twice)
    assert network.ties.height == 3 and codes(network) == ["network.tie-twice"]


def test_a_year_that_ends_in_the_year_in_which_it_starts_is_no_fault():
    network = Network.from_tables(ORGANISATIONS, ties(("a", "b", "finance", "2020-06", "2020")))
    assert network.ties.row(0)[5:7] == (date(2020, 6, 1), date(2020, 12, 31)) and not network.findings


def test_an_unreadable_date_counts_as_not_known():
    network = Network.from_tables(ORGANISATIONS, ties(("a", "b", "finance", "soon")))
    assert codes(network) == ["network.unreadable-date"] and network.ties["first"].to_list() == [None]


def test_a_kind_that_no_layer_names_is_said_and_kept():
    network = Network.from_tables(ORGANISATIONS, ties(("a", "b", "friendship")))
    assert codes(network) == ["network.kind-unsorted"] and network.layers() == ["other"]
    own = pl.DataFrame({"kind": ["friendship"], "layer": ["people"], "mutual": [True]})
    sorted_ = Network.from_tables(ORGANISATIONS, ties(("a", "b", "friendship")), layers=own)
    assert not sorted_.findings and sorted_.arcs().toarray()[1, 0] == 1


def test_kinds_of_the_table_of_layers_stand_once_in_known_layers():
    kinds = known_kinds()
    assert kinds["kind"].is_unique().all() and set(kinds["layer"]) == set(LAYERS)


def test_ties_of_a_day_have_begun_and_not_ended():
    rows = ties(
        ("a", "b", "finance", "2019", "2020"),
        ("a", "c", "finance", "2021-05"),
        ("a", "d", "finance", None, "2018"),
    )
    everything = Network.from_tables(ORGANISATIONS, rows)
    assert everything.ties.height == 3
    assert everything.at(date(2020, 12, 31)).pairs().tolist() == [[0, 1]]
    assert everything.at(date(2021, 5, 1)).pairs().tolist() == [[0, 2]]
    assert everything.at(date(2018, 6, 1)).pairs().tolist() == [[0, 3]]
    assert codes(everything.at(date(2018, 6, 1))) == ["network.undated-kept"]
    dropped = everything.at(date(2018, 6, 1), undated="drop")
    assert dropped.ties.is_empty() and codes(dropped) == ["network.undated-dropped"]
    direct = Network.from_tables(ORGANISATIONS, rows, as_of=date(2020, 12, 31))
    assert direct.ties.equals(everything.at(date(2020, 12, 31)).ties)


def test_no_ties_at_all_is_a_warning_and_no_failure():
    network = Network.from_tables(ORGANISATIONS, ties())
    assert codes(network) == ["network.no-ties"]
    assert network.adjacency().nnz == 0 and network.pairs().shape == (0, 2)


@pytest.mark.parametrize(
    ("organisations", "code"),
    [
        (ORGANISATIONS.clear(), "network.no-actors"),
        (ORGANISATIONS.drop("actor_type"), "network.no-column"),
        (pl.concat([ORGANISATIONS, ORGANISATIONS.head(1)]), "network.actor-twice"),
        (ORGANISATIONS.with_columns(organisation=pl.lit(" ")), "network.empty-id"),
    ],
)
def test_tables_that_are_no_network_are_refused(organisations, code):
    with pytest.raises(Refusal) as refused:
        Network.from_tables(organisations, ties())
    assert refused.value.findings[0].code == code


def test_an_actor_without_a_type_is_a_sector_of_its_own():
    untyped = ORGANISATIONS.with_columns(
        actor_type=pl.when(pl.col("organisation") == "a").then(None).otherwise("actor_type")
    )
    network = Network.from_tables(untyped, ties(("a", "b", "finance")))
    assert codes(network) == ["network.no-actor-type"] and network.sectors[0] == "unknown"


def test_the_order_of_rows_does_not_matter():
    rows = ties(("a", "b", "finance"), ("c", "b", "partnership"), ("d", "a", "advice"))
    one = Network.from_tables(ORGANISATIONS, rows)
    other = Network.from_tables(ORGANISATIONS.reverse(), rows.reverse())
    assert np.array_equal(one.arcs().toarray(), other.arcs().toarray())
