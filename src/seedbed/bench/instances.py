"""Small random allocations, each solved by Seedbed and by an integer programme."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from seedbed.bench.given import GivenEdges
from seedbed.bench.programmes import whole_optimum
from seedbed.matching import Allocation, Floor, Market, allocate

SHARES = (Fraction(1, 10), Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(3, 4))
NEAR = 1e-6
"""How far two sums of fits may differ by the solver's tolerances."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """All fits above 0 of a market, and what is asked of its allocation."""

    market: GivenEdges
    capacity: NDArray[np.int64]
    floors: tuple[Floor, ...]
    per_seeker: int
    min_filled: Fraction


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many instances there were, and on how many the two methods failed."""

    instances: int
    impossible: int
    dual_misses: int
    exact_differs: int


def random_instance(seed: int) -> Instance:
    """4-14 people, 2-6 opportunities; overlapping groups, scopes and readings, carried places, ties."""
    rng = np.random.Generator(np.random.PCG64(seed))
    people, places = int(rng.integers(4, 15)), int(rng.integers(2, 7))
    # One skill per opportunity makes any table of fits a market; few levels make ties.
    steps = int(rng.choice([4, 256]))
    fits = rng.integers(0, steps + 1, (people, places)) / steps * (rng.random((people, places)) < 0.7)
    fits[0, 0] = 1.0
    market = Market(sparse.csr_array(fits), sparse.eye_array(places, format="csr"))
    capacity = rng.integers(0, 4, places)
    capacity[0] += 1
    floors = tuple(_floor(rng, people, places, number) for number in range(int(rng.integers(1, 4))))
    min_filled = Fraction(int(rng.choice([0, 0, 1, 2])), 2)
    edges = market.recommendations(places)
    return Instance(
        GivenEdges(market, edges), capacity, floors, int(rng.choice([1, 1, 2])), min_filled * Fraction(9, 10)
    )


def _floor(rng: np.random.Generator, people: int, places: int, number: int) -> Floor:
    share = SHARES[int(rng.integers(len(SHARES)))]
    scopes = (None, rng.random(places) < 0.6, np.array([int(rng.integers(places))]))
    in_all = int(rng.integers(0, 5))
    return Floor(
        members=rng.random(people) < rng.choice([0.2, 0.5]),
        share=share,
        scope=scopes[int(rng.integers(3))],
        reading="share_of_filled" if rng.random() < 0.5 else "reserved_seats",
        carried=(int(rng.integers(0, in_all + 1)), in_all) if rng.random() < 0.3 else (0, 0),
        name=f"floor {number}",
    )


def solve_instances(count: int, first_seed: int = 0) -> Outcome:
    """Whether ``method="dual"`` contains the optimum in [objective, bound], and ``"exact"`` equals it.

    The optimum is HiGHS's, from the definitions (:func:`seedbed.bench.programmes.whole_optimum`). Where
    nothing satisfies the floors, both must say *impossible*.
    """
    impossible = misses = differs = 0
    for seed in range(first_seed, first_seed + count):
        drawn = random_instance(seed)
        edges = drawn.market.recommendations()
        optimum = whole_optimum(edges, drawn.capacity, drawn.floors, drawn.per_seeker, drawn.min_filled)
        impossible += optimum is None
        dual = _allocated(drawn, "dual")
        misses += not _contains(dual, optimum)
        exact = _allocated(drawn, "exact")
        differs += not _equals(exact, optimum)
    return Outcome(count, impossible, misses, differs)


def _allocated(drawn: Instance, method: Literal["dual", "exact"]) -> Allocation:
    return allocate(
        drawn.market,
        drawn.capacity,
        drawn.floors,
        per_seeker=drawn.per_seeker,
        k=drawn.market.n_opportunities,
        min_filled=float(drawn.min_filled),
        tolerance=5e-4 if method == "dual" else 0.0,
        method=method,
    )


def _contains(result: Allocation, optimum: float | None) -> bool:
    if optimum is None:
        return result.verdict == "impossible"
    return result.verdict == "met" and result.objective - NEAR <= optimum <= result.bound + NEAR


def _equals(result: Allocation, optimum: float | None) -> bool:
    if optimum is None:
        return result.verdict == "impossible"
    return result.verdict == "met" and abs(result.objective - optimum) <= NEAR
