"""Seeded markets of stated size, the same for every contestant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from seedbed.matching import Eligibility

SKILLS = 13_900
OCCUPATIONS = 3_000
DISTRICTS = 59
LEVELS = 6


@dataclass(frozen=True, slots=True, eq=False)
class BenchMarket:
    """Two sides, their eligibility and capacities."""

    seekers: sparse.csr_array
    requirements: sparse.csr_array
    eligibility: Eligibility
    capacity: NDArray[np.int64]
    women: NDArray[np.bool_]


def zipf_market(people: int, opportunities: int, seed: int = 7) -> BenchMarket:
    """Skills as skewed as in real catalogues: few are everywhere, most are rare.

    Each of 3,000 occupations has a profile of 30 skills drawn from a Zipf law with exponent 0.7; a
    person has 10-25 skills, an opportunity 8-30, 70 % from the profile of an occupation and the
    rest from a Zipf law with exponent 1. A person reaches the own district and two neighbours on
    either side of a ring of 59 (one in ten reaches all), and six levels of education are asked.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    rank = np.arange(1, SKILLS + 1, dtype=np.float64)
    profiles = np.stack([_draw(rng, rank**-0.7, 30) for _ in range(OCCUPATIONS)])
    # Informativeness falls with how common a skill is, as a catalogue's release would state it.
    weight = np.log1p(rank) / np.log1p(SKILLS)
    has = _side(rng, profiles, people, 10, 25)
    asks = _side(rng, profiles, opportunities, 8, 30)
    has.data = rng.choice([0.25, 0.5, 0.75, 1.0], has.nnz)
    asks.data = weight[asks.indices]
    home, everywhere = rng.integers(0, DISTRICTS, people), rng.random(people) < 0.1
    near = (home[:, None] + np.arange(-2, 3)) % DISTRICTS
    reach = np.zeros((people, DISTRICTS), dtype=bool)
    reach[np.arange(people)[:, None], near] = True
    reach[everywhere] = True
    education = np.searchsorted(np.cumsum([0.1, 0.2, 0.25, 0.25, 0.15]), rng.random(people)).astype(float)
    asked = np.searchsorted(np.cumsum([0.3, 0.25, 0.2, 0.15, 0.07]), rng.random(opportunities)).astype(float)
    return BenchMarket(
        has,
        asks,
        Eligibility(
            reach=sparse.csr_array(reach),
            place=rng.integers(0, DISTRICTS, opportunities),
            ordinals=[(education, asked)],
        ),
        np.minimum(20, rng.geometric(0.42, opportunities)).astype(np.int64),
        rng.random(people) < 0.4,
    )


def _draw(rng: np.random.Generator, weights: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Draw without replacement (Efraimidis and Spirakis 2006)."""
    return np.argpartition(rng.exponential(size=weights.size) / weights, count)[:count]


def _side(
    rng: np.random.Generator, profiles: NDArray[np.int64], rows: int, low: int, high: int
) -> sparse.csr_array:
    count = rng.integers(low, high + 1, rows)
    row = np.repeat(np.arange(rows), count)
    occupation = rng.integers(0, OCCUPATIONS, rows)[row]
    own = rng.random(row.size) < 0.7
    common = np.searchsorted(
        np.cumsum(1 / np.arange(1, SKILLS + 1)), rng.random(row.size) * np.sum(1 / np.arange(1, SKILLS + 1))
    )
    column = np.where(
        own, profiles[occupation, rng.integers(0, 30, row.size)], np.minimum(common, SKILLS - 1)
    )
    matrix = sparse.csr_array((np.ones(row.size), (row, column)), shape=(rows, SKILLS))
    matrix.sum_duplicates()
    matrix.sort_indices()
    return matrix
