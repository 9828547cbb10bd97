"""Checks of what a caller asks for: capacities, numbers, choices, pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Refusal


def check_capacity(capacity: ArrayLike, opportunities: int) -> NDArray[np.int64]:
    """Capacities as int64 (m,): whole, not negative, one per opportunity, not all 0.

    Raises
    ------
    Refusal
        ``matching.capacity-length``, ``.capacity-not-whole``, ``.capacity-negative``, ``.no-capacity``.
    """
    array = np.asarray(capacity)
    if array.ndim != 1 or array.size != opportunities:
        raise Refusal.because("matching.capacity-length", given=int(array.size), opportunities=opportunities)
    if not (np.issubdtype(array.dtype, np.integer) or np.issubdtype(array.dtype, np.floating)):
        raise Refusal.because("matching.capacity-not-whole", row=0, value=str(array[0]) if array.size else "")
    odd = np.flatnonzero(~np.isfinite(array) | (np.floor(array) != array) | (np.abs(array) > 2**31))
    if odd.size:
        row = int(odd[0])
        raise Refusal.because("matching.capacity-not-whole", row=row, value=str(array[row]))
    negative = np.flatnonzero(array < 0)
    if negative.size:
        row = int(negative[0])
        raise Refusal.because("matching.capacity-negative", row=row, value=int(array[row]))
    whole = array.astype(np.int64)
    if not whole.any():
        raise Refusal.because("matching.no-capacity")
    return whole


def check_number(name: str, value: float, low: float, high: float) -> None:
    """Refuse a number outside ``low..high`` (``matching.number-out-of-range``)."""
    if not low <= value <= high:
        raise Refusal.because("matching.number-out-of-range", name=name, value=value, low=low, high=high)


def check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    """Refuse a word that is not among the choices (``matching.unknown-choice``)."""
    if value not in choices:
        raise Refusal.because("matching.unknown-choice", name=name, value=value, choices=", ".join(choices))


def check_pairs(name: str, pairs: ArrayLike, seekers: int, opportunities: int) -> NDArray[np.int64]:
    """Distinct (seeker, opportunity) pairs as int64 (p, 2), sorted.

    Raises
    ------
    Refusal
        ``matching.pairs-shape`` or ``.pair-out-of-range``.
    """
    array = np.asarray(pairs)
    if array.size == 0:
        return np.zeros((0, 2), dtype=np.int64)
    if array.ndim != 2 or array.shape[1] != 2 or not np.issubdtype(array.dtype, np.integer):
        raise Refusal.because("matching.pairs-shape", name=name)
    outside = np.flatnonzero(((array < 0) | (array >= [seekers, opportunities])).any(axis=1))
    if outside.size:
        seeker, opportunity = (int(part) for part in array[outside[0]])
        raise Refusal.because("matching.pair-out-of-range", name=name, seeker=seeker, opportunity=opportunity)
    return np.unique(array.astype(np.int64), axis=0)
