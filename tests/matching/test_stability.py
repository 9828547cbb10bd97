import itertools

import numpy as np
import pytest
from scipy.sparse import csr_array

from seedbed.matching import Market
from seedbed.matching.recommendations import Recommendations
from seedbed.matching.stability import blocking_pairs, deferred_acceptance
from seedbed.messages import Refusal


class Table:
    """A market whose fits are a table of fit units."""

    def __init__(self, units):
        self.units = np.asarray(units, dtype=np.int32)
        self.n_seekers, self.n_opportunities = self.units.shape
        self.seeker_ids = np.arange(self.n_seekers).astype(str)
        self.opportunity_ids = np.arange(self.n_opportunities).astype(str)

    def recommendations(self, k=50):
        order = np.argsort(-self.units, axis=1, kind="stable")[:, :k]
        best = np.take_along_axis(self.units, order, axis=1)
        kept = best > 0
        indptr = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int64)
        return Recommendations(indptr, order[kept].astype(np.int32), best[kept].astype(np.int32))

    def fit_units(self, seekers, opportunities):
        return self.units[seekers, opportunities]

    def eligible(self, seekers, opportunities):
        return np.ones(len(seekers), dtype=bool)


def blocks_by_words(market, pairs, capacity, k, per_seeker, merit):
    """Pair by pair, in the words of the definition."""
    recommended = market.recommendations(k)
    lists = [
        recommended.indices[recommended.indptr[i] : recommended.indptr[i + 1]].tolist()
        for i in range(market.n_seekers)
    ]
    has = [[j for i, j in pairs if i == seeker] for seeker in range(market.n_seekers)]
    holds = [[i for i, j in pairs if j == opportunity] for opportunity in range(market.n_opportunities)]

    def found(i, j):
        if (i, j) in pairs or capacity[j] == 0:
            return False
        wants = len(has[i]) < per_seeker or any(lists[i].index(j) < lists[i].index(b) for b in has[i])
        takes = len(holds[j]) < capacity[j] or any((-merit[i, j], i) < (-merit[a, j], a) for a in holds[j])
        return wants and takes

    return [(i, j) for i in range(market.n_seekers) for j in sorted(lists[i]) if found(i, j)]


def random_market(seed):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 9)), int(rng.integers(1, 6))
    units = rng.integers(0, int(rng.choice([3, 1000])), size=(n, m))
    units[0, 0] = 1
    capacity = rng.integers(0, 4, size=m)
    capacity[0] += 1
    merit = rng.permutation(n * m).reshape(n, m).astype(float)
    return Table(units), capacity, merit, rng


@pytest.mark.parametrize("seed", range(150))
@pytest.mark.parametrize("proposing", ["seekers", "opportunities"])
def test_no_pair_blocks(seed, proposing):
    market, capacity, merit, rng = random_market(seed)
    k = int(rng.integers(1, 6))
    for priority, values in ((None, market.units), (csr_array(merit), merit)):
        stable = deferred_acceptance(market, capacity, k, proposing, priority)
        pairs = [tuple(pair) for pair in stable.pairs.tolist()]
        assert blocks_by_words(market, pairs, capacity, k, 1, values) == []
        assert stable.blocking_pairs.shape == (0, 2)
        assert (np.bincount(stable.pairs[:, 1], minlength=len(capacity)) <= capacity).all()
        assert len(np.unique(stable.pairs[:, 0])) == len(pairs)


@pytest.mark.parametrize("seed", range(100))
def test_blocking_pairs_of_any_placements_are_those_of_the_definition(seed):
    market, capacity, merit, rng = random_market(seed)
    per_seeker = int(rng.integers(1, 3))
    pairs = []
    for i, j in rng.permutation(np.argwhere(market.units > 0)).tolist():
        room = sum(a == i for a, _ in pairs) < per_seeker and sum(b == j for _, b in pairs) < capacity[j]
        if room and rng.random() < 0.7:
            pairs.append((i, j))
    found = blocking_pairs(
        market, np.array(pairs).reshape(-1, 2).astype(int), capacity, 50, per_seeker, merit_of(merit)
    )
    expected = blocks_by_words(market, pairs, capacity, 50, per_seeker, merit)
    assert [tuple(pair) for pair in found.tolist()] == expected


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("proposing", ["seekers", "opportunities"])
def test_equal_priorities_go_by_the_number_of_the_seeker(seed, proposing):
    market, capacity, merit, rng = random_market(seed)
    coarse = rng.integers(0, 2, size=merit.shape).astype(float)
    stable = deferred_acceptance(market, capacity, 50, proposing, merit_of(coarse))
    pairs = [tuple(pair) for pair in stable.pairs.tolist()]
    assert blocks_by_words(market, pairs, capacity, 50, 1, coarse) == []
    assert stable.pairs.dtype == np.int64
    assert pairs == sorted(pairs)


def test_a_pair_off_the_lists_is_the_last_of_both_sides():
    # Seeker 0 has place 1, which is not among her 1 best: she would rather have 0, and 0 has room.
    # Seeker 1 would rather have 1 than nothing, and 1 holds somebody who is not on its list.
    market = Table([[9, 5], [0, 7]])
    assert blocking_pairs(market, [(0, 1)], [1, 1], k=1).tolist() == [[0, 0], [1, 1]]
    assert blocking_pairs(market, [(0, 1)], [1, 1], k=2).tolist() == [[0, 0], [1, 1]]
    assert blocking_pairs(market, [(0, 1)], [0, 1], k=1).tolist() == [[1, 1]]


def merit_of(merit):
    return lambda seekers, opportunities: merit[seekers, opportunities]


def test_some_placements_do_block():
    market = Table([[10, 5], [9, 8]])
    assert blocking_pairs(market, [(0, 1), (1, 0)], [1, 1]).tolist() == [[0, 0]]


def stable_matchings(market, capacity, merit):
    """Every stable matching, by trying all."""
    options = [[None, *np.flatnonzero(row > 0)] for row in market.units]
    for choice in itertools.product(*options):
        pairs = [(i, int(j)) for i, j in enumerate(choice) if j is not None]
        fits = (np.bincount([j for _, j in pairs], minlength=len(capacity)) <= capacity).all()
        if fits and not blocks_by_words(market, pairs, capacity, 50, 1, merit):
            yield pairs


@pytest.mark.parametrize("seed", range(40))
def test_each_side_gets_its_best_and_the_rural_hospitals_theorem(seed):
    rng = np.random.default_rng(seed)
    n, m = 5, 3
    market = Table(rng.permutation(n * m).reshape(n, m))
    capacity = rng.integers(1, 3, size=m)
    merit = rng.permutation(n * m).reshape(n, m).astype(float)
    seekers = deferred_acceptance(market, capacity, 50, "seekers", csr_array(merit + 1)).pairs
    others = deferred_acceptance(market, capacity, 50, "opportunities", csr_array(merit + 1)).pairs
    every = list(stable_matchings(market, capacity, merit))
    assert [tuple(pair) for pair in seekers.tolist()] in every
    assert [tuple(pair) for pair in others.tolist()] in every
    for pairs in every:
        # The same people, and the same number of places of each opportunity, in every stable matching.
        assert sorted(i for i, _ in pairs) == seekers[:, 0].tolist() == others[:, 0].tolist()
        assert (
            np.bincount([j for _, j in pairs], minlength=m) == np.bincount(others[:, 1], minlength=m)
        ).all()
        # No seeker does better than with seekers proposing, none worse than with opportunities proposing.
        for (i, best), (_, worst), (_, j) in zip(
            seekers.tolist(), others.tolist(), sorted(pairs), strict=True
        ):
            assert market.units[i, best] >= market.units[i, j] >= market.units[i, worst]


def test_three_ways_to_state_the_same_priority():
    market, capacity, merit, _ = random_market(3)
    edges = market.recommendations(50)
    ways = (csr_array(merit), merit_of(merit), merit[edges.seekers, edges.indices])
    results = [deferred_acceptance(market, capacity, priority=way).pairs.tolist() for way in ways]
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"proposing": "nobody"}, "matching.unknown-choice"),
        ({"priority": np.ones(3)}, "matching.priority-shape"),
        ({"priority": csr_array(np.ones((1, 2)))}, "matching.priority-shape"),
        ({"capacity": [0, 0]}, "matching.no-capacity"),
    ],
)
def test_what_makes_no_sense_is_refused(asked, code):
    with pytest.raises(Refusal) as refusal:
        deferred_acceptance(Table([[10, 5], [9, 8]]), **{"capacity": [1, 1], **asked})
    assert [finding.code for finding in refusal.value.findings] == [code]


def test_nothing_in_common_is_refused():
    with pytest.raises(Refusal, match="No seeker"):
        deferred_acceptance(Table([[0, 0]]), [1, 1])


def test_on_a_real_market():
    market = Market(csr_array([[1.0, 0.5], [0.75, 1.0], [1.0, 0.0]]), csr_array(np.eye(2)))
    stable = deferred_acceptance(market, [1, 1])
    assert stable.pairs.tolist() == [[0, 0], [1, 1]]
    assert not stable.blocking_pairs.size
