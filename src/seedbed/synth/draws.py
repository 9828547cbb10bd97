"""Vectorised draws that give the same values on any machine.

Only the doubles of PCG64 are used, followed by comparisons, additions and multiplications: NumPy
promises the bit stream of a generator, while its samplers (normal, choice, ...) and the machine's
``exp`` and ``log`` may differ in the last digit between releases and processors.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Stage(IntEnum):
    """Each stage draws from its own stream, so that a change in one leaves the others as they were."""

    ORGANISATIONS = 1
    PEOPLE = 2
    OPPORTUNITIES = 3
    SEEKER_SKILLS = 4
    OPPORTUNITY_SKILLS = 5
    CV_TEXTS = 6
    ADVERT_TEXTS = 7
    MISSPELLINGS = 8
    PROPOSALS = 9
    OUTCOMES = 10
    RECORDING = 11


def stream(seed: int, stage: Stage) -> np.random.Generator:
    """The generator of one stage (PCG64; O'Neill 2014)."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, int(stage)])))


def categories(rng: np.random.Generator, weights: Sequence[float] | Floats, count: int) -> Ints:
    """``count`` category numbers, category ``c`` with probability ``weights[c] / sum(weights)``.

    >>> categories(stream(1, Stage.PEOPLE), [0.0, 1.0, 0.0], 4).tolist()
    [1, 1, 1, 1]
    """
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    if edges.size == 0 or not edges[-1] > 0:
        raise ValueError("categories need at least one positive weight")
    drawn = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    # A product that rounds up to the last edge belongs to the last category that has weight.
    last = int(np.flatnonzero(np.diff(edges, prepend=0.0))[-1])
    found: Ints = np.minimum(drawn, last).astype(np.int64)
    return found


def categories_by_row(rng: np.random.Generator, weights: Floats, rows: Ints) -> Ints:
    """One category for each row, row ``i`` with the weights ``weights[rows[i]]`` (shape (kinds, c))."""
    edges = np.cumsum(weights, axis=1)
    edges /= edges[:, -1:]
    found: Ints = (rng.random(rows.size)[:, None] >= edges[rows, :-1]).sum(axis=1).astype(np.int64)
    return found


def hits(rng: np.random.Generator, chances: float | Floats, count: int) -> Bools:
    """True with the given chance, ``count`` times."""
    return rng.random(count) < chances


def spread(rng: np.random.Generator, chances: Floats) -> Bools:
    """True with the given chances, and as often in all as the chances add up to (within one).

    Systematic sampling (Madow 1949): one random start, then a step each time that the chances add up
    to the next whole number. A published share is so reproduced to the nearest row.

    >>> int(spread(stream(1, Stage.PEOPLE), np.full(1000, 0.25)).sum())
    250
    """
    passed = np.floor(np.cumsum(chances) + rng.random())
    found: Bools = np.diff(passed, prepend=0.0) > 0
    return found


def integers(rng: np.random.Generator, low: int | Ints, high: int | Ints, count: int) -> Ints:
    """Whole numbers from ``low`` to ``high``, both included; bounds may be arrays."""
    low_, high_ = np.asarray(low, dtype=np.int64), np.asarray(high, dtype=np.int64)
    steps = np.floor(rng.random(count) * (high_ - low_ + 1)).astype(np.int64)
    found: Ints = low_ + np.minimum(steps, np.maximum(high_ - low_, 0))
    return found


def between_quantiles(rng: np.random.Generator, quantiles: Sequence[float] | Floats, count: int) -> Floats:
    """Numbers whose equally spaced quantiles are the ones given, linear in between."""
    points = np.asarray(quantiles, dtype=np.float64)
    at = rng.random(count) * (points.size - 1)
    left = np.minimum(at.astype(np.int64), points.size - 2)
    found: Floats = points[left] + (at - left) * (points[left + 1] - points[left])
    return found


def skewed_sizes(rng: np.random.Generator, mean: float, largest: int, count: int) -> Ints:
    """Sizes 1 .. ``largest``, few of them large: a truncated geometric law with the given mean.

    The law's ratio is found by bisection (the mean grows with the ratio).
    """
    if not 1.0 < mean < (1 + largest) / 2:
        raise ValueError("the mean must lie between 1 and the middle of the sizes")
    sizes = np.arange(1, largest + 1, dtype=np.float64)
    low, high = 0.0, 1.0
    for _ in range(60):
        ratio = (low + high) / 2
        weights = np.cumprod(np.full(largest, ratio))
        total, places = np.cumsum(weights)[-1], np.cumsum(weights * sizes)[-1]
        low, high = (ratio, high) if places < mean * total else (low, ratio)
    return categories(rng, np.cumprod(np.full(largest, (low + high) / 2)), count) + 1


def expand(rows: Ints, indptr: Ints) -> tuple[Ints, Ints]:
    """Lay out the members of ``rows``: which row each belongs to, and where the member stands.

    ``indptr`` bounds the members of each kind of row, as in a CSR matrix.

    >>> owner, member = expand(np.array([1, 0, 1]), np.array([0, 1, 3]))
    >>> owner.tolist(), member.tolist()
    ([0, 0, 1, 2, 2], [1, 2, 0, 1, 2])
    """
    sizes = indptr[rows + 1] - indptr[rows]
    owner = np.repeat(np.arange(rows.size, dtype=np.int64), sizes)
    first = np.cumsum(sizes) - sizes
    member = np.arange(owner.size, dtype=np.int64) - first[owner] + indptr[rows][owner]
    return owner, member
