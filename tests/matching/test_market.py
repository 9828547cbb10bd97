"""The market against a brute force that shares no code with it, and what must never change a fit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.matching import Eligibility, Market
from seedbed.messages import Refusal

EXAMPLES = settings(max_examples=50, deadline=None)
FEW = settings(max_examples=25, deadline=None)
GRID = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Case:
    """A small market as dense arrays; NaN asked is not stated."""

    levels: np.ndarray
    weights: np.ndarray
    asked: np.ndarray
    related: np.ndarray
    reach: np.ndarray
    place: np.ndarray
    has: np.ndarray
    asks: np.ndarray
    days: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
    holds: np.ndarray
    licences: np.ndarray
    allowed: np.ndarray

    def eligibility(self) -> Eligibility:
        return Eligibility(
            reach=sparse.csr_array(self.reach),
            place=self.place,
            ordinals=[(self.has, self.asks)],
            windows=[self.days],
            licences=(sparse.csr_array(self.holds), sparse.csr_array(self.licences)),
            allowed=sparse.csr_array(self.allowed),
        )

    def market(self, *, rules: bool = True, **kwargs) -> Market:
        return Market(
            sparse.csr_array(self.levels),
            sparse.csr_array(self.weights),
            sparse.csr_array(np.nan_to_num(self.asked)),
            sparse.csr_array(self.related),
            self.eligibility() if rules else None,
            **kwargs,
        )


@st.composite
def cases(draw: st.DrawFn, most_seekers: int = 7, most_opportunities: int = 8) -> Case:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(1, most_seekers))
    m = draw(st.integers(1, most_opportunities))
    k = draw(st.integers(1, 6))
    # Coarse values make ties, which are what goes wrong.
    coarse = draw(st.booleans())

    def thin(values: np.ndarray, share: float) -> np.ndarray:
        return np.where(rng.random(values.shape) < share, values, 0)

    levels = rng.choice(GRID, (n, k)) if coarse else rng.random((n, k))
    weights = rng.integers(1, 4, (m, k)).astype(float) if coarse else rng.random((m, k)) * 10
    asked = np.where(rng.random((m, k)) < 0.8, rng.choice(GRID, (m, k)), np.nan)
    related = rng.choice([0.25, 0.5, 1.0], (k, k)) if coarse else rng.random((k, k))

    def days(size: int, low: int, high: int) -> np.ndarray:
        return np.where(rng.random(size) < 0.3, np.nan, rng.integers(low, high, size))

    return Case(
        levels=thin(levels, 0.6),
        weights=thin(weights, 0.5),
        asked=asked,
        related=thin(related, 0.4),
        reach=rng.random((n, 3)) < 0.7,
        place=rng.integers(-1, 3, m),
        has=np.where(rng.random(n) < 0.2, np.nan, rng.integers(0, 5, n)),
        asks=np.where(rng.random(m) < 0.4, np.nan, rng.integers(0, 4, m)),
        days=(days(n, 0, 9), days(n, 4, 15), days(m, 0, 9), days(m, 4, 15)),
        holds=rng.random((n, 2)) < 0.6,
        licences=rng.random((m, 2)) < 0.2,
        allowed=rng.random((n, m)) < 0.9,
    )


def weights_by_hand(row: np.ndarray) -> list[int]:
    """Largest remainders, in exact fractions."""
    largest = max(row, default=0.0)
    if not largest > 0:
        return [0] * len(row)
    steps = [round(weight / largest * 2**20) for weight in row]
    quotas = [Fraction(65536 * step, sum(steps)) for step in steps]
    units = [math.floor(quota) for quota in quotas]
    by_remainder = sorted(range(len(row)), key=lambda k: (units[k] - quotas[k], k))
    for k in by_remainder[: 65536 - sum(units)]:
        units[k] += 1
    return units


def fits_by_hand(case: Case) -> list[list[int]]:
    units = [weights_by_hand(row) for row in case.weights.tolist()]
    related = np.where(np.eye(case.related.shape[0], dtype=bool), 1.0, case.related).tolist()
    asked = np.where(np.isnan(case.asked), 1.0, case.asked).tolist()
    skills = range(len(related))

    def credit(level: list[float], k: int, a: float) -> int:
        return max(round(256 * min(1.0, level[s] * related[s][k] / a)) for s in skills)

    return [
        [
            sum(units[j][k] * credit(level, k, asked[j][k]) for k in skills if units[j][k])
            for j in range(len(units))
        ]
        for level in case.levels.tolist()
    ]


def eligible_by_hand(case: Case, i: int, j: int) -> bool:
    if case.place[j] >= 0 and not case.reach[i, case.place[j]]:
        return False
    if not math.isnan(case.asks[j]) and not case.has[i] >= case.asks[j]:
        return False
    start, end = (np.nan_to_num(case.days[s][i], nan=o) for s, o in ((0, -np.inf), (1, np.inf)))
    opens, closes = (np.nan_to_num(case.days[s][j], nan=o) for s, o in ((2, -np.inf), (3, np.inf)))
    if start > end or opens > closes or max(start, opens) > min(end, closes):
        return False
    return bool(np.all(case.holds[i] >= case.licences[j]) and case.allowed[i, j])


def all_pairs(case: Case) -> tuple[np.ndarray, np.ndarray]:
    n, m = case.levels.shape[0], case.weights.shape[0]
    return np.repeat(np.arange(n), m), np.tile(np.arange(m), n)


def fits_of(market: Market, case: Case) -> np.ndarray:
    shape = case.levels.shape[0], case.weights.shape[0]
    return market.fit_units(*all_pairs(case)).reshape(shape)


def recommended_by_hand(case: Case, k: int, ids: list[str] | None = None) -> list[list[tuple[int, int]]]:
    m = case.weights.shape[0]
    rows = []
    by_hand = fits_by_hand(case)
    for i in range(case.levels.shape[0]):
        fits = [(by_hand[i][j], j) for j in range(m) if eligible_by_hand(case, i, j)]
        fits = sorted((-fit, ids[j] if ids else j, j) for fit, j in fits if fit > 0)
        rows.append([(j, -fit) for fit, _, j in fits[:k]])
    return rows


def as_lists(recommendations) -> list[list[tuple[int, int]]]:
    bounds = zip(recommendations.indptr[:-1], recommendations.indptr[1:], strict=True)
    return [
        list(zip(recommendations.indices[a:b].tolist(), recommendations.units[a:b].tolist(), strict=True))
        for a, b in bounds
    ]


@EXAMPLES
@given(cases())
def test_fits_equal_brute_force(case):
    i, j = all_pairs(case)
    expected = [units for row in fits_by_hand(case) for units in row]
    units = case.market().fit_units(i, j)
    assert units.tolist() == expected
    assert units.dtype == np.int32
    assert units.min() >= 0
    assert units.max() <= 2**24


@EXAMPLES
@given(cases())
def test_eligibility_equals_brute_force_and_has_a_reason_wherever_it_says_no(case):
    market = case.market()
    i, j = all_pairs(case)
    expected = [eligible_by_hand(case, *pair) for pair in zip(i, j, strict=True)]
    assert market.eligible(i, j).tolist() == expected
    assert [not market.reasons(*pair) for pair in zip(i, j, strict=True)] == expected


@EXAMPLES
@given(cases(), st.sampled_from([1, 2, 3, 5, 8, 50]))
def test_recommendations_equal_brute_force(case, k):
    recommendations = case.market().recommendations(k=k)
    assert as_lists(recommendations) == recommended_by_hand(case, k)
    assert (recommendations.fit * 2**24).tolist() == recommendations.units.tolist()


@EXAMPLES
@given(cases(), st.randoms(use_true_random=False))
def test_ties_go_by_opportunity_id(case, random):
    ids = [f"{number:02d}" for number in range(case.weights.shape[0])]
    random.shuffle(ids)
    market = case.market(opportunity_ids=ids)
    assert as_lists(market.recommendations(k=3)) == recommended_by_hand(case, 3, ids)


@FEW
@given(cases(), st.integers(0, 3), st.randoms(use_true_random=False))
def test_best_seekers_and_shortlists_equal_brute_force(case, room, random):
    n, m = case.levels.shape[0], case.weights.shape[0]
    ids = [f"{number:02d}" for number in range(n)]
    random.shuffle(ids)
    market = case.market(seeker_ids=ids)
    places = [(room + j) % 4 for j in range(m)]
    if not any(places):
        places[0] = 1
    best = as_lists(market.best_seekers(places))
    by_hand = fits_by_hand(case)
    for j in range(m):
        fits = [(by_hand[i][j], i) for i in range(n) if eligible_by_hand(case, i, j)]
        expected = [i for _, _, i in sorted((-fit, ids[i], i) for fit, i in fits if fit > 0)]
        assert [i for i, _ in best[j]] == expected[: places[j]]
        shortlist = market.shortlist(j, k=3)
        assert shortlist.seekers.tolist() == expected[:3]
        assert shortlist.units.tolist() == [by_hand[i][j] for i in expected[:3]]


@FEW
@given(cases())
def test_parts_add_up_to_the_fit_exactly(case):
    market = case.market()
    fits = fits_of(market, case)
    for i, j in zip(*all_pairs(case), strict=True):
        parts = market.explain(i, j)
        assert sum(part.contribution for part in parts) * 2**24 == fits[i, j]
        assert sum(part.weight for part in parts) == (0.0 if market.asks_nothing[j] else 1.0)
        contributions = [part.contribution for part in parts]
        assert contributions == sorted(contributions, reverse=True)
        for part in parts:
            assert part.contribution == part.weight * part.credit
            if part.via_skill is None:
                assert part.credit == 0
            else:
                via = part.via_skill
                assert part.level == case.levels[i, via]
                assert round(256 * min(1, part.level * part.relation / part.asked)) == part.credit * 256
                own = round(256 * min(1, case.levels[i, part.requirement] / part.asked)) / 256
                assert (via == part.requirement) == (own == part.credit)


@EXAMPLES
@given(cases(), st.integers(0, 6), st.integers(0, 5), st.sampled_from(GRID))
def test_adding_a_skill_never_lowers_a_fit(case, row, column, level):
    levels = case.levels.copy()
    cell = row % levels.shape[0], column % levels.shape[1]
    levels[cell] = max(levels[cell], level)
    before = fits_of(case.market(), case)
    after = fits_of(replace(case, levels=levels).market(), case)
    assert np.all(after >= before)


@EXAMPLES
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_seekers_and_opportunities_changes_no_fit(case, random):
    n, m = case.levels.shape[0], case.weights.shape[0]
    people, offers = list(range(n)), list(range(m))
    random.shuffle(people)
    random.shuffle(offers)
    moved = replace(
        case,
        levels=case.levels[people],
        weights=case.weights[offers],
        asked=case.asked[offers],
        reach=case.reach[people],
        place=case.place[offers],
        has=case.has[people],
        asks=case.asks[offers],
        days=(*(d[people] for d in case.days[:2]), *(d[offers] for d in case.days[2:])),
        holds=case.holds[people],
        licences=case.licences[offers],
        allowed=case.allowed[people][:, offers],
    )
    assert np.array_equal(fits_of(moved.market(), case), fits_of(case.market(), case)[people][:, offers])
    names = [f"o{j}" for j in range(m)]
    here = case.market(opportunity_ids=names).recommendations(k=2)
    there = moved.market(opportunity_ids=[names[j] for j in offers]).recommendations(k=2)
    for new, old in enumerate(people):
        mine = as_lists(here)[old]
        theirs = [(offers[j], units) for j, units in as_lists(there)[new]]
        assert theirs == mine


@EXAMPLES
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_skills_changes_no_fit_but_by_the_rounding_of_equal_remainders(case, random):
    columns = list(range(case.levels.shape[1]))
    random.shuffle(columns)
    moved = replace(
        case,
        levels=case.levels[:, columns],
        weights=case.weights[:, columns],
        asked=case.asked[:, columns],
        related=case.related[columns][:, columns],
    )
    # Of equal remainders the earlier column gets the unit: at most one unit of weight per requirement.
    slack = 256 * np.count_nonzero(case.weights, axis=1)
    difference = np.abs(fits_of(moved.market(), case) - fits_of(case.market(), case))
    assert np.all(difference <= slack)
    assert np.all(difference[:, slack <= 256] == 0)


@EXAMPLES
@given(cases(), st.integers(0, 7))
def test_a_duplicate_advert_changes_no_other_fit(case, which):
    m = case.weights.shape[0]
    rows = [*range(m), which % m]
    doubled = replace(case, weights=case.weights[rows], asked=case.asked[rows])
    before = fits_of(case.market(rules=False), case)
    market = doubled.market(rules=False)
    after = fits_of(market, doubled)
    assert np.array_equal(after[:, :m], before)
    assert np.array_equal(after[:, m], before[:, which % m])


def big_case(n: int = 700, m: int = 5000) -> Market:
    """More opportunities than two tiles and more seekers than a block."""
    rng = np.random.default_rng(3)
    levels = sparse.random_array(
        (n, 40), density=0.2, rng=rng, data_sampler=lambda size: rng.choice(GRID, size)
    )
    weights = sparse.random_array((m, 40), density=0.2, rng=rng)
    asked = weights.copy()
    asked.data = rng.choice(GRID, asked.nnz)
    related = sparse.random_array((40, 40), density=0.1, rng=rng)
    rules = Eligibility(
        reach=sparse.csr_array(rng.random((n, 12)) < 0.3),
        place=rng.integers(-1, 12, m),
        ordinals=[(rng.integers(0, 6, n).astype(float), rng.integers(0, 5, m).astype(float))],
    )
    return Market(levels, weights, asked, related, rules)


def test_many_tiles_equal_a_full_sort_and_any_number_of_threads_gives_the_same_bits():
    market = big_case()
    n, m = market.n_seekers, market.n_opportunities
    threads = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        one = market.recommendations(k=20)
        numba.set_num_threads(threads)
        many = market.recommendations(k=20)
    finally:
        numba.set_num_threads(threads)
    for ours, theirs in ((one.indptr, many.indptr), (one.indices, many.indices), (one.units, many.units)):
        assert np.array_equal(ours, theirs)
    i, j = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    units = market.fit_units(i, j).reshape(n, m)
    units = np.where(market.eligible(i, j).reshape(n, m), units, 0)
    best = np.argsort(-units, axis=1, kind="stable")[:, :20]
    kept = np.take_along_axis(units, best, axis=1) > 0
    assert np.array_equal(many.indices, best[kept])
    assert np.array_equal(many.units, np.take_along_axis(units, best, axis=1)[kept])
    best = market.best_seekers(np.full(m, 3))
    columns = np.argsort(-units, axis=0, kind="stable")[:3].T
    kept = np.take_along_axis(units.T, columns, axis=1) > 0
    assert np.array_equal(best.indices, columns[kept])


def test_progress_ends_at_all_seekers_and_can_stop_the_work():
    market = big_case(n=5000, m=10)
    seen = []
    market.recommendations(k=1, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (5000, 5000)
    assert len(seen) > 1

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        market.recommendations(k=1, progress=stop)


def test_repeated_entries_count_once_at_their_strongest():
    twice = sparse.csr_array((np.array([0.5, 0.5]), np.array([0, 0]), np.array([0, 2])), shape=(1, 1))
    market = Market(twice, sparse.csr_array([[3.0]]))
    assert market.fit_units([0], [0])[0] == 2**23
    assert twice.nnz == 2  # the caller's matrix is as it was


def test_an_opportunity_that_asks_nothing_is_reported_and_never_matched():
    market = Market(sparse.csr_array([[1.0, 0], [0, 0]]), sparse.csr_array([[0.0, 0], [1, 1]]))
    assert market.asks_nothing.tolist() == [True, False]
    assert market.recommendations().indices.tolist() == [1]
    assert market.shortlist(0).seekers.size == 0
    assert [finding.code for finding in market.findings] == [
        "matching.seekers-without-skills",
        "matching.opportunities-ask-nothing",
    ]
    assert market.findings[1].values["first"] == "0"


def test_an_empty_side_is_not_an_error():
    nobody = Market(sparse.csr_array((0, 3)), sparse.csr_array(np.eye(3)))
    assert nobody.recommendations().indptr.tolist() == [0]
    assert nobody.best_seekers([1, 1, 1]).indices.size == 0
    nothing = Market(sparse.csr_array(np.eye(3)), sparse.csr_array((0, 3)))
    assert nothing.recommendations().indptr.tolist() == [0, 0, 0, 0]


def test_explanations_name_skills_where_the_market_knows_them():
    related = sparse.csr_array([[0, 0.5], [0, 0]])
    market = Market(
        sparse.csr_array([[1.0, 0]]),
        sparse.csr_array([[0, 1.0]]),
        None,
        related,
        skill_ids=["tig", "welding"],
    )
    (part,) = market.explain(0, 0)
    assert (part.requirement, part.via_skill, part.credit, part.relation) == ("welding", "tig", 0.5, 0.5)


EYE = sparse.csr_array(np.eye(2))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"seekers": np.array([1.0, 2.0])}, "matching.not-a-matrix"),
        ({"seekers": sparse.csr_array([[1.5, 0]])}, "matching.value-out-of-range"),
        ({"seekers": sparse.csr_array([[-0.5, 0]])}, "matching.value-out-of-range"),
        ({"seekers": sparse.csr_array([[np.nan, 0]])}, "matching.value-out-of-range"),
        ({"requirements": sparse.csr_array([[-1.0, 0]])}, "matching.value-not-a-weight"),
        ({"requirements": sparse.csr_array([[np.inf, 0]])}, "matching.value-not-a-weight"),
        ({"requirements": sparse.csr_array([[1.0, 0, 0]])}, "matching.shape-mismatch"),
        ({"asked": sparse.csr_array([[1.0, 0]])}, "matching.shape-mismatch"),
        ({"asked": sparse.csr_array([[1.5, 0], [0, 0]])}, "matching.value-out-of-range"),
        ({"related": sparse.csr_array([[1.0]])}, "matching.shape-mismatch"),
        ({"related": sparse.csr_array([[1.0, 2.0], [0, 0]])}, "matching.value-out-of-range"),
        ({"seeker_ids": ["a"]}, "matching.shape-mismatch"),
        ({"seeker_ids": ["a", "a"]}, "matching.duplicate-id"),
        ({"opportunity_ids": ["a", "a"]}, "matching.duplicate-id"),
        ({"skill_ids": ["a", "a"]}, "matching.duplicate-id"),
    ],
)
def test_what_cannot_be_a_market_is_refused_in_both_languages(arguments, code):
    with pytest.raises(Refusal) as refusal:
        Market(**{"seekers": EYE, "requirements": EYE, **arguments})
    (finding,) = refusal.value.findings
    assert finding.code == code
    assert finding.text("zh") != finding.text("en")


def test_a_refusal_names_row_column_and_value():
    with pytest.raises(Refusal) as refusal:
        Market(sparse.csr_array([[1.0, 0], [0, 7.0]]), EYE)
    values = refusal.value.findings[0].values
    assert (values["row"], values["column"], values["value"], values["count"]) == (1, 1, 7.0, 1)


def test_four_classes_pass_and_five_are_refused():
    weights = sparse.csr_array(np.ones((1, 5)))
    seekers = sparse.csr_array(np.ones((1, 5)))
    four = sparse.csr_array([[0.2, 0.4, 0.6, 0.8, 0.8]])
    assert Market(seekers, weights, four).fit_units([0], [0])[0] == 2**24
    five = sparse.csr_array([[0.2, 0.4, 0.6, 0.8, 0.0]])  # the last is asked in full
    with pytest.raises(Refusal, match="5 different levels"):
        Market(seekers, weights, five)


def test_sixteen_related_skills_pass_and_seventeen_are_refused():
    size = 18
    row = np.zeros((size, size))
    row[0, :17] = 0.5  # sixteen others and itself
    seekers = sparse.csr_array(np.eye(size))
    assert Market(seekers, seekers, None, sparse.csr_array(row)).fit_units([0], [16])[0] == 2**23
    row[0, 17] = 0.5
    with pytest.raises(Refusal, match="17 other skills"):
        Market(seekers, seekers, None, sparse.csr_array(row))


def test_k_below_one_is_refused_and_numbers_beyond_the_market_are_errors():
    market = Market(EYE, EYE)
    for call in (market.recommendations, lambda k: market.shortlist(0, k=k)):
        with pytest.raises(Refusal, match="at least 1"):
            call(0)
    with pytest.raises(IndexError):
        market.fit_units([0], [2])
    with pytest.raises(IndexError):
        market.explain(-1, 0)
    with pytest.raises(ValueError, match="aligned"):
        market.eligible([0, 1], [0])
