import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.economies import economy
from seedbed.messages import Refusal
from seedbed.observatory.complexity.ranking import correlation, descending_ranks, rank, turned


def _linked(seed, shape=(15, 20)):
    return economy(*shape, seed)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_eci_is_standardised_and_the_mean_pci_of_what_is_held(seed):
    present = _linked(seed)
    for scale, lost in (("population", 0), ("sample", 1)):
        got = rank(present, eci_scale=scale)
        assert got.eci.mean() == pytest.approx(0, abs=1e-12)
        assert got.eci.std(ddof=lost) == pytest.approx(1)
        held = (present @ got.pci) / present.sum(axis=1)
        np.testing.assert_allclose(held, got.eci, atol=1e-9)
    own = rank(present, pci_scale="own")
    assert own.pci.mean() == pytest.approx(0, abs=1e-12)
    assert own.pci.std() == pytest.approx(1)
    assert correlation(own.pci, got.pci) == pytest.approx(1)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_order_of_places_and_industries_does_not_matter(seed, random):
    present = _linked(seed)
    rows, columns = list(range(15)), list(range(20))
    random.shuffle(rows)
    random.shuffle(columns)
    one, other = rank(present), rank(present[rows][:, columns])
    np.testing.assert_allclose(one.eci[rows], other.eci, atol=1e-9)
    np.testing.assert_allclose(one.pci[columns], other.pci, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_one_sign_for_both_by_diversity(seed):
    present = _linked(seed)
    got = rank(present)
    assert correlation(got.eci, present.sum(axis=1).astype(float)) == pytest.approx(got.sign_margin)
    assert got.sign_margin > 0
    again = turned(got)
    assert np.array_equal(again.eci, -got.eci)
    assert np.array_equal(again.pci, -got.pci)


def test_a_nested_economy_is_ordered_by_diversity():
    present = np.tril(np.ones((8, 8), dtype=bool))
    got = rank(present)
    assert descending_ranks(got.eci).tolist() == list(range(8, 0, -1))
    assert descending_ranks(-got.pci).tolist() == list(range(1, 9))


def test_parts_are_ranked_each_on_its_own():
    large, small = economy(12, 10, 1), economy(6, 9, 2)
    both = np.block(
        [
            [np.zeros((6, 10), bool), small],
            [large, np.zeros((12, 9), bool)],
        ]
    )
    got = rank(both)
    assert got.parts == 2
    assert got.place_parts.tolist() == [1] * 6 + [0] * 12
    np.testing.assert_allclose(got.eci[6:], rank(large).eci, atol=1e-9)
    np.testing.assert_allclose(got.eci[:6], rank(small).eci, atol=1e-9)
    assert set(got.place_codes[:6]) == {"observatory.part-apart"}
    assert set(got.place_codes[6:]) == {None}
    assert got.singular_values == pytest.approx(rank(large).singular_values)


def test_a_lone_place_with_a_lone_industry_is_not_ranked():
    present = economy(10, 8, 1)
    both = np.block([[present, np.zeros((10, 1), bool)], [np.zeros((1, 8), bool), np.ones((1, 1), bool)]])
    got = rank(both)
    assert np.isnan(got.eci[10])
    assert np.isnan(got.pci[8])
    assert got.place_codes[10] == "observatory.part-too-small"
    np.testing.assert_allclose(got.eci[:10], rank(present).eci, atol=1e-9)


def test_places_without_presence_stand_aside():
    present = economy(10, 8, 1)
    wider = np.vstack([np.zeros((1, 8), bool), present])
    got = rank(wider)
    assert np.isnan(got.eci[0])
    assert got.place_parts[0] == -1
    np.testing.assert_allclose(got.eci[1:], rank(present).eci, atol=1e-9)


@pytest.mark.parametrize(
    ("present", "code"),
    [
        (np.ones((4, 5), bool), "observatory.all-alike"),
        (np.eye(4, dtype=bool), "observatory.part-too-small"),
        (np.zeros((4, 4), bool), "observatory.part-too-small"),
        (np.ones((1, 5), bool), "observatory.part-too-small"),
        ((np.subtract.outer(np.arange(6), np.arange(6)) % 6) < 2, "observatory.tied-vectors"),
    ],
)
def test_refuses_what_has_no_order(present, code):
    with pytest.raises(Refusal) as refused:
        rank(present)
    assert refused.value.findings[0].code == code


def test_without_variation_there_is_no_correlation():
    assert correlation(np.array([1.0, 1, 1]), np.array([1.0, 2, 3])) == 0
    assert correlation(np.array([1.0, np.nan]), np.array([np.nan, 2.0])) == 0
    assert correlation(np.array([1.0, 2, np.nan]), np.array([2.0, 4, 5])) == pytest.approx(1)


def test_ranks_begin_at_the_largest_and_leave_out_what_is_missing():
    got = descending_ranks(np.array([3.0, np.nan, 5, 3]))
    assert got[[0, 2, 3]].tolist() == [2, 1, 2]
    assert np.isnan(got[1])
