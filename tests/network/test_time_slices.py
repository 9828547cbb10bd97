"""The network year by year, and how it is drawn."""

from datetime import date

import numpy as np
import pytest

from network.small_networks import network_of
from seedbed.messages import Refusal
from seedbed.network import cross_sector, density, layout, time_slices

DAYS = [date(2019, 1, 1), date(2020, 1, 1), date(2021, 1, 1)]


def dated():
    return network_of(5, [(0, 1), (1, 2), (2, 3), (3, 4)], starts=["2018", "2019-06", "2020-06", None])


def test_each_day_is_the_network_of_that_day():
    network = dated()
    table = time_slices(network, DAYS)
    assert table["tied_pairs"].to_list() == [1, 2, 3]
    assert table["pairs_new"].to_list() == [None, 1, 1] and table["pairs_gone"].to_list() == [None, 0, 0]
    assert table["undated_ties"].to_list() == [1, 1, 1]
    for row in table.iter_rows(named=True):
        then = network.at(row["day"], undated="drop")
        assert row["density"] == density(then)["value"][0]
        assert row["ei_index"] == cross_sector(then).index
    assert table["largest_share"].to_list() == [pytest.approx(x / 5) for x in (2, 3, 4)]


def test_undated_ties_stand_on_every_day_where_asked():
    assert time_slices(dated(), DAYS, undated="keep")["tied_pairs"].to_list() == [2, 3, 4]


def test_a_day_before_all_ties_is_said():
    table = time_slices(dated(), [date(2000, 1, 1)])
    assert table.select("tied_pairs", "ei_index", "finding").row(0) == (0, None, "network.nothing-tied")


@pytest.mark.parametrize("days", [[], [DAYS[1], DAYS[0]], [DAYS[0], DAYS[0]]])
def test_days_must_rise(days):
    with pytest.raises(Refusal) as refused:
        time_slices(dated(), days)
    assert refused.value.findings[0].code == "network.no-days"


def test_the_layout_repeats_and_places_the_largest_component(two_villages):
    drawn = layout(two_villages, seed=2)
    assert drawn.equals(layout(two_villages, seed=2))
    at = drawn.select("x", "y").to_numpy()
    assert at.min(axis=0) == pytest.approx([0, 0]) and at.max(axis=0) == pytest.approx([1, 1])
    one, other = at[:12].mean(axis=0), at[12:].mean(axis=0)
    spread = np.linalg.norm(at[:12] - one, axis=1).mean()
    assert np.linalg.norm(one - other) > spread


def test_isolated_actors_have_no_place():
    drawn = layout(network_of(4, [(0, 1), (1, 2)]))
    assert drawn["x"].null_count() == 1 and drawn["x"][3] is None
    assert layout(network_of(2, []))["x"].null_count() == 2
