"""The gap in its three senses, against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.matching import Eligibility, Market, skills_gap
from seedbed.messages import Refusal

GRID = (0.25, 0.5, 0.75, 1.0)


def credit(level: float, asked: float) -> float:
    return round(256 * min(1.0, level / asked)) / 256


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 6), st.integers(1, 4))
def test_every_column_of_skills_and_classes_equals_counting_by_hand(seed, n, m, k):
    rng = np.random.default_rng(seed)
    levels = np.where(rng.random((n, k)) < 0.6, rng.choice(GRID, (n, k)), 0)
    asks = rng.random((m, k)) < 0.6
    asked = rng.choice(GRID, (m, k))
    related = np.where(rng.random((k, k)) < 0.3, rng.choice([0.25, 0.5], (k, k)), 0)
    np.fill_diagonal(related, 1)
    capacity = rng.integers(1, 4, m)
    market = Market(
        sparse.csr_array(levels),
        sparse.csr_array(asks.astype(float)),
        sparse.csr_array(asked),
        sparse.csr_array(related),
    )
    gap = skills_gap(market, capacity)
    strength = (levels[:, :, None] * related).max(axis=1)

    expected_classes = []
    for skill in range(k):
        for level in GRID:
            places = int(capacity[asks[:, skill] & (asked[:, skill] == level)].sum())
            if places:
                credits = sorted((credit(x, level) for x in strength[:, skill]), reverse=True)
                people = credits.count(1.0)
                expected_classes.append((skill, level, places, people, sum(credits[:places]) / places))
    classes = gap.classes.rows()
    assert [row[:4] for row in classes] == [row[:4] for row in expected_classes]
    assert [row[4] for row in classes] == pytest.approx([row[4] for row in expected_classes], abs=1e-12)

    by_skill = {row["skill"]: row for row in gap.skills.iter_rows(named=True)}
    demand = np.array([capacity[asks[:, skill]].sum() for skill in range(k)])
    holders = np.count_nonzero(levels, axis=0)
    shown = {skill for skill in range(k) if demand[skill] or holders[skill]}
    assert set(by_skill) == shown
    for skill in shown:
        row = by_skill[skill]
        assert row["places"] == demand[skill]
        assert row["holders"] == holders[skill]
        assert row["shortage"] == row["places"] - row["fillable"]
        assert row["fillable"] == fillable_by_hand(strength[:, skill], asks, asked, capacity, skill)
        assert row["demand_share"] == pytest.approx(demand[skill] / max(demand.sum(), 1))
        assert row["supply_share"] == pytest.approx(holders[skill] / max(holders.sum(), 1))
        assert row["difference"] == pytest.approx(row["demand_share"] - row["supply_share"])
        if demand[skill]:
            mine = [c for c in expected_classes if c[0] == skill]
            assert row["people"] == max(c[3] for c in mine)
            assert row["credit"] == pytest.approx(sum(c[2] * c[4] for c in mine) / demand[skill])
        else:
            assert row["people"] is None
            assert row["credit"] is None
    differences = [abs(row["difference"]) for row in by_skill.values()]
    assert gap.dissimilarity == pytest.approx(sum(differences) / 2)
    assert gap.skills["shortage"].is_sorted(descending=True)


def fillable_by_hand(strength, asks, asked, capacity, skill) -> int:
    """A maximum matching between people and the places that ask the skill, by augmenting paths."""
    seats = [a for j, a in enumerate(asked[:, skill]) if asks[j, skill] for _ in range(capacity[j])]
    taker: dict[int, int] = {}

    def place(person: int, seen: set[int]) -> bool:
        for seat, level in enumerate(seats):
            if seat not in seen and credit(strength[person], level) == 1.0:
                seen.add(seat)
                if seat not in taker or place(taker[seat], seen):
                    taker[seat] = person
                    return True
        return False

    return sum(place(person, set()) for person in range(len(strength)))


def small_market() -> Market:
    return Market(
        sparse.csr_array([[1.0, 0], [0.5, 0.5], [0, 1.0]]),
        sparse.csr_array([[1.0, 0], [1.0, 0], [0, 1.0]]),
        eligibility=Eligibility(allowed=sparse.csr_array([[1, 1, 1], [0, 1, 1], [1, 1, 0]])),
    )


def test_occupations_count_places_people_and_the_fit_of_the_best_eligible():
    gap = skills_gap(
        small_market(),
        [1, 2, 2],
        occupations=["welder", "welder", "cook"],
        seeker_occupations=["welder", None, "clerk"],
    )
    assert gap.occupations is not None
    rows = {row["occupation"]: row for row in gap.occupations.iter_rows(named=True)}
    assert list(rows) == ["welder", "cook", "clerk"]
    welder, cook, clerk = rows.values()
    assert (welder["opportunities"], welder["places"], welder["people"], welder["shortage"]) == (2, 3, 1, 2)
    # The first opportunity gets person 0 (1.0), the second persons 0 and 1 (1.0 and 0.5).
    assert welder["fit"] == pytest.approx((1 + 1 + 0.5) / 3)
    # Person 2, who fits best, is not allowed: person 1 at 0.5 and an empty place are left.
    assert cook["fit"] == pytest.approx((0.5 + 0) / 2)
    assert (cook["people"], clerk["places"], clerk["people"], clerk["fit"]) == (0, 0, 1, None)
    assert welder["demand_share"] == pytest.approx(3 / 5)
    assert welder["supply_share"] == pytest.approx(1 / 2)
    assert welder["difference"] == pytest.approx(3 / 5 - 1 / 2)


def test_without_people_s_occupations_supply_is_unknown_and_not_zero():
    gap = skills_gap(small_market(), [1, 1, 1], occupations=["a", "", "b"])
    assert gap.occupations is not None
    assert gap.occupations["occupation"].to_list() == ["a", "b"]
    assert gap.occupations["people"].null_count() == 2
    assert gap.occupations["shortage"].null_count() == 2
    assert gap.occupations["supply_share"].null_count() == 2


def test_skills_are_named_where_the_market_knows_names():
    market = Market(sparse.csr_array([[1.0]]), sparse.csr_array([[1.0]]), skill_ids=["welding"])
    assert skills_gap(market, [3]).skills.select("skill", "places", "shortage").rows() == [("welding", 3, 2)]


@pytest.mark.parametrize("capacity", [[1, 2], [1, -1, 1], [1.5, 1, 1], [float("nan"), 1, 1]])
def test_what_is_no_capacity_is_refused(capacity):
    with pytest.raises(Refusal):
        skills_gap(small_market(), capacity)


def test_occupations_must_be_one_per_opportunity():
    with pytest.raises(Refusal, match="occupations"):
        skills_gap(small_market(), [1, 1, 1], occupations=["a"])
