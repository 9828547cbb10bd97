"""Circles: everybody is in one, and what is open to a circle is what its members may take by their needs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from seedbed.matching import Eligibility, Market
from seedbed.matching.circles import LARGE


def market_with(reach: np.ndarray, place: np.ndarray, licences=None) -> Market:
    n, m = reach.shape[0], place.size
    rng = np.random.default_rng(2)
    seekers, weights = (sparse.csr_array(rng.random((rows, 8)) < 0.4).astype(float) for rows in (n, m))
    return Market(
        seekers,
        weights,
        eligibility=Eligibility(reach=sparse.csr_array(reach), place=place, licences=licences),
    )


def draw(kinds: str) -> Market:
    rng = np.random.default_rng(4)
    n, places = 3 * LARGE, 70
    if kinds == "one each":
        reach = rng.random((n, places)) < 0.3
    elif kinds == "a few":
        reach = (rng.random((5, places)) < 0.3)[rng.integers(0, 5, n)]
    else:
        reach = np.where(np.arange(n)[:, None] % 2, np.arange(places) < 20, rng.random((n, places)) < 0.02)
    place = rng.integers(-1, places, 120)
    held, asked = rng.random((n, 2)) < 0.5, rng.random((120, 2)) < 0.1
    return market_with(reach, place, (sparse.csr_array(held), sparse.csr_array(asked)))


@pytest.mark.parametrize("kinds", ["one each", "a few", "both"])
def test_circles_part_the_seekers_and_open_to_them_what_their_needs_allow(kinds):
    market = draw(kinds)
    circles, rules = market._circles, market.rules
    everybody = np.concatenate([circle.seekers for circle in circles.circles])
    assert np.array_equal(np.sort(everybody), np.arange(market.n_seekers))
    assert len(circles.circles) > 1
    m = market.n_opportunities
    for circle in circles.circles:
        pairs = np.repeat(circle.seekers, m), np.tile(np.arange(m), circle.seekers.size)
        eligible = market.eligible(*pairs).reshape(-1, m)
        assert np.array_equal(circles.open_to(circle, rules), eligible.any(axis=0))
        assert np.isin(circle.examples, circle.seekers).all()
        if circle.examples.size == 1:
            assert (eligible == eligible[0]).all()
        else:
            assert circle.seekers.size < 2 * LARGE


def test_needs_that_no_opportunity_has_part_nobody():
    reach = np.random.default_rng(1).random((50, 9)) < 0.5
    reach[:, 0] = True
    market = market_with(reach, np.zeros(20, np.int64))
    (circle,) = market._circles.circles
    assert circle.examples.size == 1


def test_without_needs_all_are_one_circle_and_nothing_is_turned_round_for_it_alone():
    eye = sparse.eye_array(4, format="csr")
    market = Market(eye, eye)
    (circle,) = market._circles.circles
    open_to = market._circles.open_to(circle, market.rules)
    assert open_to.all()
    assert not circle.is_worth_turning(open_to)


def test_similar_seekers_are_neighbours():
    levels = np.zeros((60, 3))
    levels[np.arange(60), np.arange(60) % 3] = 1.0
    market = Market(sparse.csr_array(levels), sparse.csr_array(np.eye(3)[[0, 0, 0, 1, 1, 2]]))
    (circle,) = market._circles.circles
    # The rarest skill first: 2, then 1, then 0.
    assert (circle.seekers % 3).tolist() == [2] * 20 + [1] * 20 + [0] * 20


def test_progress_counts_every_seeker_of_every_circle_once():
    reach, place = np.eye(2, dtype=bool)[np.arange(700) % 2], np.arange(90) % 2
    told: list[tuple[int, int]] = []
    market_with(reach, place).recommendations(k=2, progress=lambda *done: told.append(done))
    assert told == [(350, 700), (700, 700)]
