"""Wishes and over-qualification as terms of their own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.matching import Market
from seedbed.matching.preference import preference
from seedbed.messages import Refusal


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.2, 0.6, 1.0]))
def test_terms_and_order_equal_those_by_hand_and_no_fit_changes(seed, tolerance):
    rng = np.random.default_rng(seed)
    n, m, occupations = rng.integers(1, 6), rng.integers(1, 9), 3
    wanted = np.where(rng.random((n, occupations)) < 0.4, rng.choice([0.5, 1.0], (n, occupations)), 0.0)
    occupation = rng.integers(-1, occupations, m)
    education = rng.choice([np.nan, 2, 3, 6, 8], n)
    asked = rng.choice([np.nan, 3, 5], m)
    wishes = preference(sparse.csr_array(wanted), occupation, education, asked)

    def wish(i, j):
        return None if not wanted[i].any() or occupation[j] < 0 else wanted[i, occupation[j]]

    def surplus(i, j):
        return None if np.isnan(education[i] + asked[j]) else max(0.0, education[i] - asked[j])

    i, j = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    terms = wishes.terms(i, j)
    assert terms.select("wanted_occupation", "over_qualified").rows() == [
        (wish(a, b), surplus(a, b)) for a, b in zip(i, j, strict=True)
    ]

    levels = np.where(rng.random((n, 2)) < 0.7, rng.choice([0.25, 0.5, 1.0], (n, 2)), 0.0)
    market = Market(sparse.csr_array(levels), sparse.csr_array(rng.integers(0, 3, (m, 2)).astype(float)))
    before = market.recommendations(k=6)
    after = wishes.reordered(before, tolerance)
    assert after.indptr.tolist() == before.indptr.tolist()
    for seeker in range(n):
        part = slice(before.indptr[seeker], before.indptr[seeker + 1])
        listed = list(zip(before.indices[part].tolist(), before.units[part].tolist(), strict=True))
        expected, run = [], []
        for pair in [*listed, None]:
            if pair is None or (run and pair[1] < run[0][1] - int(tolerance * 2**24)):
                expected += sorted(
                    run, key=lambda pair: (-(wish(seeker, pair[0]) or 0), surplus(seeker, pair[0]) or 0)
                )
                run = []
            if pair is not None:
                run.append(pair)
        assert list(zip(after.indices[part].tolist(), after.units[part].tolist(), strict=True)) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"wanted": sparse.csr_array([[2.0]])},
        {"occupation": [1]},
        {"occupation": [-2]},
        {"education": [1, 2]},
        {"education_min": []},
    ],
)
def test_what_does_not_fit_is_refused(wrong):
    given = {"wanted": sparse.csr_array([[1.0]]), "occupation": [0], "education": [3], "education_min": [3]}
    with pytest.raises(Refusal):
        preference(**(given | wrong))


def test_a_tolerance_is_a_fit():
    market = Market(sparse.csr_array([[1.0]]), sparse.csr_array([[1.0]]))
    wishes = preference(sparse.csr_array([[1.0]]), [0], [3], [3])
    with pytest.raises(Refusal):
        wishes.reordered(market.recommendations(k=1), 1.5)


def test_kinds_places_and_pay_are_terms_too_and_the_share_counts_what_is_known():
    nobody = sparse.csr_array((2, 1))
    wishes = preference(
        nobody,
        [-1, -1],
        [np.nan, 6],
        [3, 3],
        kinds=(sparse.csr_array([[1.0, 0.0], [0.0, 0.0]]), [0, 1]),
        places=(sparse.csr_array([[1.0], [1.0]]), [0, -1]),
        pay=([100.0, np.nan], [90.0, 150.0]),
    )
    terms = wishes.terms([0, 0, 1, 1], [0, 1, 0, 1])
    assert terms["wanted_occupation"].null_count() == 4
    assert terms["wanted_kind"].to_list() == [1.0, 0.0, None, None]
    assert terms["wanted_place"].to_list() == [1.0, None, 1.0, None]
    assert terms["pay_over_wish"].to_list() == [-10.0, 50.0, None, None]
    assert terms["over_qualified"].to_list() == [None, None, 3.0, 3.0]
    assert terms["preference"].to_list() == [2 / 3, 0.5, 1.0, None]


def test_sides_of_other_sizes_are_refused():
    one = sparse.csr_array([[1.0]])
    with pytest.raises(Refusal):
        preference(one, [0], [3], [3], kinds=(sparse.csr_array([[1.0], [1.0]]), [0]))
    with pytest.raises(Refusal):
        preference(one, [0], [3], [3], pay=([1.0], [1.0, 2.0]))
