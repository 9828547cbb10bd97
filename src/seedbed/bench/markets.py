"""Seeded markets of stated size, the same for every contestant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from seedbed.catalog.credits import related_credits
from seedbed.matching import Eligibility

SIZES = {"S": (30_000, 10_000), "M": (300_000, 100_000), "L": (1_000_000, 200_000)}
"""People and opportunities of the stated sizes."""

SKILLS = 13_900
OCCUPATIONS = 3_000
DISTRICTS = 59

_FIELDS = 300
"""Groups of occupations that share a pool of skills, in the ESCO-shaped market."""

_GENERAL = 1_000
"""Skills of no field, in the ESCO-shaped market."""


@dataclass(frozen=True, slots=True, eq=False)
class BenchMarket:
    """Two sides, their eligibility and capacities; without ``asked`` all is asked in full."""

    name: str
    seekers: sparse.csr_array
    requirements: sparse.csr_array
    asked: sparse.csr_array | None
    related: sparse.csr_array | None
    eligibility: Eligibility
    capacity: NDArray[np.int64]
    women: NDArray[np.bool_]


def zipf_market(people: int, opportunities: int, seed: int = 7) -> BenchMarket:
    """Skills as skewed as in real catalogues: few are everywhere, most are rare.

    Each of 3,000 occupations has a profile of 30 skills drawn from a Zipf law with exponent 0.7; a
    person has 10-25 skills, an opportunity 8-30, 70 % from the profile of an occupation and the
    rest from a Zipf law with exponent 1. All is asked in full and no skill stands for another. A person
    reaches the own district and two neighbours on either side of a ring of 59 (one in ten reaches all),
    and six levels of education are asked: about 13 % of the pairs are eligible.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    rank = np.arange(1, SKILLS + 1, dtype=np.float64)
    profiles = np.stack([_draw(rng, rank**-0.7, 30) for _ in range(OCCUPATIONS)])
    sizes = np.full(OCCUPATIONS, 30)
    general = np.cumsum(1 / rank)
    has = _side(rng, profiles, sizes, general, people, (10, 25), 0.7)
    asks = _side(rng, profiles, sizes, general, opportunities, (8, 30), 0.7)
    has.data = rng.choice([0.25, 0.5, 0.75, 1.0], has.nnz)
    # Informativeness falls with how common a skill is, as a catalogue's release would state it.
    asks.data = (np.log1p(rank) / np.log1p(SKILLS))[asks.indices]
    return BenchMarket("zipf", has, asks, None, None, *_who(rng, people, opportunities))


def esco_shaped_market(people: int, opportunities: int, seed: int = 11) -> BenchMarket:
    """Skills, credits and asked levels of the shape of ESCO, made up.

    Occupations (3,000, with about 40 skills each) fall into 300 fields; of their skills 65 % come from the
    field's pool of 43, 20 % from the ten nearest fields, 15 % from 1,000 general skills (Zipf law with
    exponent 0.9). Pools are families of a broader skill with five narrower ones. Related credits follow
    from these by the catalogue's own rule (:func:`seedbed.catalog.credits.related_credits`). A person has
    10-25 skills and an opportunity asks 8-30, 90 % from one occupation, at four levels, essential or
    optional.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    own = SKILLS - _GENERAL
    field_of = np.arange(own) * _FIELDS // own
    first = np.searchsorted(field_of, np.arange(_FIELDS + 1))
    general = np.cumsum(np.arange(1, _GENERAL + 1, dtype=np.float64) ** -0.9)
    sizes = np.clip(rng.lognormal(np.log(36), 0.5, OCCUPATIONS).astype(np.int64), 8, 200)
    profiles = np.zeros((OCCUPATIONS, int(sizes.max())), np.int64)
    for occupation, size in enumerate(sizes):
        field = occupation * _FIELDS // OCCUPATIONS
        near = np.clip(field + rng.integers(-5, 6, size), 0, _FIELDS - 1)
        at = np.where(rng.random(size) < 0.75, field, near)
        drawn = first[at] + (rng.random(size) * (first[at + 1] - first[at])).astype(np.int64)
        common = own + np.searchsorted(general / general[-1], rng.random(size))
        profiles[occupation, :size] = np.where(rng.random(size) < 0.15, common, drawn)
    asked_by = sparse.csr_array(
        (
            np.ones(int(sizes.sum()), np.int64),
            (
                np.repeat(np.arange(OCCUPATIONS), sizes),
                profiles[np.arange(profiles.shape[1]) < sizes[:, None]],
            ),
        ),
        shape=(OCCUPATIONS, SKILLS),
    )
    asked_by.sum_duplicates()
    asked_by.data[:] = 1
    narrow = np.arange(own)[np.arange(own) % 6 > 0]
    nothing = (np.empty(0, np.int64), np.empty(0, np.int64))
    related = related_credits(
        SKILLS, (narrow, narrow - narrow % 6), nothing, nothing, asked_by, np.arange(SKILLS) < own
    )
    spread = np.zeros(SKILLS)
    spread[own:] = np.diff(general, prepend=0)
    has = _side(rng, profiles, sizes, np.cumsum(spread), people, (10, 25), 0.9)
    asks = _side(rng, profiles, sizes, np.cumsum(spread), opportunities, (8, 30), 0.9)
    has.data = rng.choice([0.25, 0.5, 0.75, 1.0], has.nnz)
    asked = asks.copy()
    asked.data = rng.choice([0.25, 0.5, 0.75, 1.0], asks.nnz, p=[0.1, 0.5, 0.3, 0.1])
    count = np.maximum(1, np.asarray(asked_by.sum(axis=0)).ravel())
    relation = rng.choice([1.0, 0.5], asks.nnz)
    asks.data = relation * (1 - np.log(count) / np.log(OCCUPATIONS + 1))[asks.indices]
    return BenchMarket("esco-shaped", has, asks, asked, related, *_who(rng, people, opportunities))


def _who(
    rng: np.random.Generator, people: int, opportunities: int
) -> tuple[Eligibility, NDArray[np.int64], NDArray[np.bool_]]:
    """Who reaches what, how many places there are, who is a woman."""
    home, everywhere = rng.integers(0, DISTRICTS, people), rng.random(people) < 0.1
    near = (home[:, None] + np.arange(-2, 3)) % DISTRICTS
    reach = np.zeros((people, DISTRICTS), dtype=bool)
    reach[np.arange(people)[:, None], near] = True
    reach[everywhere] = True
    education = np.searchsorted(np.cumsum([0.1, 0.2, 0.25, 0.25, 0.15]), rng.random(people)).astype(float)
    asked = np.searchsorted(np.cumsum([0.3, 0.25, 0.2, 0.15, 0.07]), rng.random(opportunities)).astype(float)
    eligibility = Eligibility(
        reach=sparse.csr_array(reach),
        place=rng.integers(0, DISTRICTS, opportunities),
        ordinals=[(education, asked)],
    )
    capacity = np.minimum(20, rng.geometric(0.42, opportunities)).astype(np.int64)
    return eligibility, capacity, rng.random(people) < 0.4


def _draw(rng: np.random.Generator, weights: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Draw without replacement (Efraimidis and Spirakis 2006)."""
    return np.argpartition(rng.exponential(size=weights.size) / weights, count)[:count]


def _side(
    rng: np.random.Generator,
    profiles: NDArray[np.int64],
    sizes: NDArray[np.int64],
    general: NDArray[np.float64],
    rows: int,
    least_most: tuple[int, int],
    from_profile: float,
) -> sparse.csr_array:
    """Rows of skills: a share from the profile of one occupation, the rest by cumulative weights."""
    count = rng.integers(least_most[0], least_most[1] + 1, rows)
    row = np.repeat(np.arange(rows), count)
    occupation = rng.integers(0, OCCUPATIONS, rows)[row]
    own = rng.random(row.size) < from_profile
    common = np.searchsorted(general, rng.random(row.size) * general[-1])
    taken = (rng.random(row.size) * sizes[occupation]).astype(np.int64)
    column = np.where(own, profiles[occupation, taken], np.minimum(common, SKILLS - 1))
    matrix = sparse.csr_array((np.ones(row.size), (row, column)), shape=(rows, SKILLS))
    matrix.sum_duplicates()
    matrix.sort_indices()
    return matrix
