import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from observatory.economies import matrices, table, wide
from seedbed.observatory.similarity import overlap
from seedbed.observatory.specialisation import location_quotient


@settings(max_examples=40, deadline=None)
@given(matrices)
def test_counts_sets_of_industries(values):
    quotients = wide(location_quotient(table(values)))
    sets = [set(np.flatnonzero(row >= 1 - 1e-12)) for row in quotients]
    for place, other, shared, own, others, share, other_share, _ in overlap(table(values)).iter_rows():
        one, two = sets[int(place[1:])], sets[int(other[1:])]
        assert (shared, own, others) == (len(one & two), len(one), len(two))
        assert share == pytest.approx(shared / own)
        assert other_share == pytest.approx(shared / others)


def test_the_documents_figures():
    held = np.zeros((2, 22))
    held[0, :19], held[1, 10:] = 1, 1
    got = overlap(table(held), advantages="given").row(0)
    assert got[2:5] == (9, 19, 12)
    assert [round(100 * share) for share in got[5:7]] == [47, 75]


def test_an_equal_share_is_an_advantage_in_spite_of_rounding():
    values = np.outer([0.1, 0.7, 1e7], [1 / 3, 0.1, 0.7, 1e-9])
    assert overlap(table(values))["advantages"].unique().to_list() == [4]


def test_a_higher_threshold_leaves_fewer():
    values = np.random.default_rng(0).lognormal(size=(5, 30))
    counts = [overlap(table(values), threshold)["advantages"].sum() for threshold in (0.5, 1, 2, 4)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_advantages_depend_on_the_base():
    frame = table([[5, 5], [9, 1]])
    nation = pl.DataFrame({"industry": ["i000", "i001"], "value": [100, 900]})
    assert overlap(frame)["advantages"].to_list() == [1, 1]
    got = overlap(frame, base=nation).row(0)
    assert got[:5] == ("p000", "p001", 1, 1, 1)


def test_a_place_without_advantages_has_no_share():
    got = overlap(table([[1, 2], [0, 0]]), advantages="given")
    assert got["share"].to_list() == [0.0, None]
    assert got["other_share"].to_list() == [None, 0.0]
    assert set(got["finding"]) == {"observatory.no-advantage"}
