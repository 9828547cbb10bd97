"""A city of 20,000 people, 11 floors that bind: with all fits different, and with most of them equal."""

import numpy as np
import pytest

from seedbed.matching.allocation import Floor, Recommended, allocate
from seedbed.matching.recommendations import Recommendations

N, M, K = 20_000, 6_000, 40
PLACES = 15_000


@pytest.fixture(scope="module")
def city():
    """Opportunities (n, k) on a ring with their fits, capacity, floors; neighbours know the same ones."""
    rng = np.random.default_rng(17)
    near = (np.arange(N)[:, None] * M // N + rng.permuted(np.tile(np.arange(400), (N, 1)), axis=1)[:, :K]) % M
    fits = rng.random((N, K)) * (0.4 + 0.6 * rng.random(M)[near])
    women = rng.random(N) < 0.24
    subproject = rng.integers(0, 6, M)
    floors = [Floor(women, 0.25, name="women")]
    floors += [Floor(women, 0.25, scope=subproject == s, name=f"women {s}") for s in range(6)]
    floors += [
        Floor(rng.random(N) < natural, share, name=f"group {share}")
        for natural, share in ((0.03, 0.035), (0.146, 0.16), (0.126, 0.14), (0.226, 0.25))
    ]
    capacity = np.bincount(rng.integers(0, M, PLACES), minlength=M)
    return near, fits, capacity, floors


class Sizes:
    """Numbers and ids of both sides; the edges are given."""

    n_seekers, n_opportunities = N, M
    seeker_ids, opportunity_ids = np.arange(N).astype(str), np.arange(M).astype(str)


def edges(near, fits):
    units = np.maximum(1, np.rint(fits * 2**24)).astype(np.int32)
    order = np.lexsort((near, -units), axis=1)
    units, near = np.take_along_axis(units, order, axis=1), np.take_along_axis(near, order, axis=1)
    return Recommendations(np.arange(N + 1) * K, near.astype(np.int32).reshape(-1), units.reshape(-1))


def check(result, given, capacity, floors):
    """The verdict, the gap, limits, floors and the objective, from pairs and edges alone."""
    assert (result.verdict, result.edges_added) == ("met", 0)
    assert 0 <= result.optimality_gap <= 5e-4
    seeker, opportunity = result.pairs.T
    assert (np.bincount(seeker) <= 1).all()
    assert (np.bincount(opportunity, minlength=M) <= capacity).all()
    keys = given.seekers.astype(np.int64) * M + given.indices
    fit = dict(zip(keys.tolist(), given.units.tolist(), strict=True))
    assert result.objective * 2**24 == sum(fit[key] for key in (seeker * M + opportunity).tolist())
    for floor in floors:
        inside = np.ones(len(seeker), dtype=bool) if floor.scope is None else floor.scope[opportunity]
        assert floor.members[seeker[inside]].mean() >= floor.share


@pytest.mark.parametrize("case", ["different", "sixteen values", "eight of each", "both"])
def test_within_the_tolerance_with_all_floors_met(case, city):
    near, fits, capacity, floors = city
    if case in ("eight of each", "both"):
        # Eight people at a time with the same skills; some of them are in a group, others are not.
        near, fits = near[np.arange(N) // 8 * 8], fits[np.arange(N) // 8 * 8]
    if case in ("sixteen values", "both"):
        fits = np.ceil(fits * 16) / 16
    given = edges(near, fits)
    check(allocate(Recommended(Sizes(), given), capacity, floors, method="dual"), given, capacity, floors)


def test_people_who_join_start_from_the_prices_of_before(city):
    """500 people more: the same guarantees in fewer rounds."""
    near, fits, capacity, floors = city
    given = edges(near, fits)
    old = N - 500

    class Before(Sizes):
        n_seekers, seeker_ids = old, Sizes.seeker_ids[:old]

    end = given.indptr[old]
    known = Recommendations(given.indptr[: old + 1], given.indices[:end], given.units[:end])
    earlier = [
        Floor(floor.members[:old], floor.share, floor.scope, floor.reading, floor.carried, floor.name)
        for floor in floors
    ]
    first = allocate(Recommended(Before(), known), capacity, earlier, method="dual")
    rounds = {"cold": 1, "warm": 1}
    for name, start in (("cold", None), ("warm", first)):
        result = allocate(
            Recommended(Sizes(), given), capacity, floors, method="dual", start=start,
            progress=lambda done, _, name=name: rounds.__setitem__(name, done),
        )  # fmt: skip
        check(result, given, capacity, floors)
    assert rounds["warm"] < rounds["cold"]
