"""Dead ends and the nearest way out of them, against every single change made to the market itself."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.matching import Eligibility, Market
from seedbed.matching.dead_ends import find_dead_ends, nearest_change
from seedbed.matching.recommendations import Cancelled
from seedbed.messages import Refusal

STEPS = {"none": 0, "raise-level": 0, "lower-asked": 0, "learn-skill": 1, "learn-several": 2}


def test_one_place_one_level_and_one_skill_are_each_the_nearest():
    skills = sparse.csr_array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    asks = sparse.csr_array([[1.0, 0.0], [3.0, 0.0]])
    rules = Eligibility(
        reach=sparse.csr_array([[0, 1], [1, 0], [1, 1]]),
        place=np.array([0, 0]),
        ordinals=[([9, 1, 9], [5, 5])],
    )
    ends = Market(skills, asks, eligibility=rules, skill_ids=["weld", "cook"]).dead_ends([1, 0])
    told = [(end.side, end.number, end.partner, end.relax, end.skill, end.fit, end.verified) for end in ends]
    assert told == [
        ("seeker", 0, 0, ("matching.out-of-reach",), None, 1.0, True),
        ("seeker", 1, 0, ("matching.below-the-minimum",), None, 1.0, True),
        ("seeker", 2, 0, (), "weld", 1.0, True),
        ("opportunity", 0, 0, ("matching.out-of-reach",), None, 1.0, True),
    ]


def test_a_level_up_or_down_is_a_way_of_its_own():
    """The first lacks one class of her own skill; for the second only the asked level can give way."""
    market = Market(
        sparse.csr_array([[0.5, 0.0], [0.0, 1.0]]),
        sparse.csr_array([[1.0, 0.0]]),
        sparse.csr_array([[0.75, 0.0]]),
        sparse.csr_array([[1.0, 0.0], [0.6, 1.0]]),
    )
    ends = find_dead_ends(market, [1], min_fit=0.9)
    assert [(end.side, end.way, end.skills, end.levels, end.fit) for end in ends] == [
        ("seeker", "raise-level", (0,), (0.75,), 1.0),
        ("seeker", "lower-asked", (0,), (0.5,), 1.0),
        ("opportunity", "raise-level", (0,), (0.75,), 1.0),
    ]


def pairs_after(sides, i, j, way):
    """The fit units of a pair in a market built anew after a change of skills or of what is asked."""
    levels, weights, asked, related = (part.copy() for part in sides)
    kind, skills, brought = way
    for skill, level in zip(skills, brought, strict=True):
        if kind == "lower-asked":
            asked[j, skill] = level
        else:
            levels[i, skill] = max(levels[i, skill], level)
    seekers, requirements = sparse.csr_array(levels[[i]]), sparse.csr_array(weights[[j]])
    market = Market(seekers, requirements, sparse.csr_array(asked[[j]]), sparse.csr_array(related))
    return int(market.fit_units([0], [0])[0])


def with_lessons(sides):
    """The same market with a second skill for each that gives credit to the first alone.

    Several skills are counted so, each for its own part: which of them give most to each other is a
    covering problem, and the way that is told stays one that holds.
    """
    levels, weights, asked, related = sides
    none, one = np.zeros_like(related), np.eye(len(related))
    return (
        *(np.hstack([part, np.zeros_like(part)]) for part in (levels, weights, asked)),
        np.block([[related, none], [one, one]]),
    )


def ways(sides, i, j, units, least):
    """Every single step, else the fewest skills whose own parts suffice: (changes, kind, fit after)."""
    if units >= least:
        return [(0, "none", units)]
    levels, weights, asked, _ = sides
    single = [
        ("raise-level", (skill,), ((np.floor(levels[i, skill] * 4) + 1) / 4,))
        for skill in np.flatnonzero((levels[i] > 0) & (levels[i] < 1))
    ]
    asks = np.flatnonzero(weights[j])
    for skill in asks:
        if asked[j, skill] > 0.25:
            single.append(("lower-asked", (skill,), ((np.ceil(asked[j, skill] * 4) - 1) / 4,)))
        single.append(("learn-skill", (skill,), (asked[j, skill],)))
    reached = [(1, way[0], pairs_after(sides, i, j, way)) for way in single]
    reached = [way for way in reached if way[2] >= least]
    if reached:
        return reached
    apart = with_lessons(sides)
    for size in range(2, asks.size + 1):
        for chosen in combinations(asks, size):
            lessons = tuple(levels.shape[1] + skill for skill in chosen)
            if pairs_after(apart, i, j, ("learn-several", lessons, asked[j, list(chosen)])) >= least:
                reached.append((size, "learn-several", 0))
        if reached:
            return reached
    raise AssertionError("with all that is asked the fit is 1")


@settings(max_examples=35, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.4, 0.7, 1.0]), st.booleans())
def test_every_dead_end_is_one_and_its_way_out_is_the_shortest(seed, min_fit, relate):
    rng = np.random.default_rng(seed)
    n, m, k = rng.integers(1, 6, 3)
    grid = [0.25, 0.5, 0.75, 1.0]
    levels = np.where(rng.random((n, k)) < 0.4, rng.choice(grid, (n, k)), 0.0)
    weights = np.where(rng.random((m, k)) < 0.5, rng.integers(1, 4, (m, k)), 0.0)
    asked = np.where(weights > 0, rng.choice(grid, (m, k)), 0.0)
    related = np.where(rng.random((k, k)) < 0.3, 0.5, 0.0) if relate else np.zeros((k, k))
    np.fill_diagonal(related, 1.0)
    opens, allowed = rng.integers(0, 9, m), rng.random((n, m)) < 0.8
    rules = Eligibility(
        reach=sparse.csr_array(rng.random((n, 2)) < 0.4),
        place=rng.integers(-1, 2, m),
        ordinals=[(rng.integers(0, 3, n), rng.integers(0, 3, m))],
        windows=[(rng.integers(0, 9, n), np.full(n, np.nan), opens, opens + 2)],
        allowed=sparse.csr_array(allowed),
    )
    sides = (levels, weights, asked, related)
    market = Market(*(sparse.csr_array(side) for side in sides), eligibility=rules)
    capacity = rng.integers(0, 2, m)
    capacity[0] = 1
    least = max(1, int(np.ceil(min_fit * 2**24)))
    i, j = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    fits = market.fit_units(i, j).reshape(n, m)
    matched = (fits >= least) & market.eligible(i, j).reshape(n, m)
    opening = (capacity > 0) & (weights.sum(axis=1) > 0)
    ends = find_dead_ends(market, capacity, min_fit)
    seekers = [end for end in ends if end.side == "seeker"]
    offers = [end for end in ends if end.side == "opportunity"]
    assert ends == [*seekers, *offers]
    assert [end.number for end in seekers] == np.flatnonzero(~matched.any(axis=1)).tolist()
    assert [end.number for end in offers] == np.flatnonzero(~matched.any(axis=0) & opening).tolist()
    for end in ends:
        pairs = [(end.number, b) for b in np.flatnonzero(opening)]
        if end.side == "opportunity":
            pairs = [(a, end.number) for a in range(n)]
        if end.partner is None:
            assert not pairs
            continue
        choices = []
        for a, b in pairs:
            fails = len(market.reasons(a, b))
            for changes, kind, _ in ways(sides, a, b, int(fits[a, b]), least):
                choices.append((fails + changes, STEPS[kind]))
        told = (len(end.relax) + len(end.skills), STEPS[end.way])
        assert told == min(choices)
        a, b = (end.number, end.partner) if end.side == "seeker" else (end.partner, end.number)
        assert end.verified
        assert end.relax == market.reasons(a, b)
        assert end.fit == pairs_after(sides, a, b, (end.way, end.skills, end.levels)) / 2**24 >= min_fit


def test_of_equally_short_ways_the_best_fit_then_the_first_id_stands():
    """Both openings need one place more; the second fits better; with equal fits the id decides."""
    reach = sparse.csr_array((1, 1))
    for weights, ids, partner in (([[1.0, 1.0], [1.0, 0.0]], ["a", "b"], 1), ([[1.0], [1.0]], ["b", "a"], 1)):
        asks = sparse.csr_array(weights)
        rules = Eligibility(reach=reach, place=np.array([0, 0]))
        has = sparse.csr_array(([1.0], ([0], [0])), shape=(1, asks.shape[1]))
        market = Market(has, asks, eligibility=rules, opportunity_ids=ids)
        assert find_dead_ends(market, [1, 1])[0].partner == partner


def test_one_pair_alone():
    market = Market(sparse.csr_array([[0.5]]), sparse.csr_array([[1.0]]))
    assert nearest_change(market, 0, 0, 0.5).way == "none"
    assert nearest_change(market, 0, 0, 0.75).way == "raise-level"
    with pytest.raises(Refusal):
        nearest_change(market, 0, 0, 1.5)


def test_progress_is_told_and_stops_the_work():
    market = Market(sparse.csr_array((700, 1)), sparse.csr_array([[1.0]]))
    told: list[tuple[int, int]] = []
    assert len(find_dead_ends(market, [1], progress=lambda *now: told.append(now))) == 701
    assert told == [(512, 701), (700, 701), (701, 701)]
    with pytest.raises(Cancelled):
        find_dead_ends(market, [1], progress=lambda *_: False)
