"""Lists of numbers, checked before anything is computed from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seedbed.messages import Refusal


def finite_vector(
    values: ArrayLike,
    name: str,
    *,
    least: float | None = None,
    positive: bool = False,
    size: int | None = None,
) -> NDArray[np.float64]:
    """Values as a float64 vector; ``name`` is what the refusal calls them.

    Raises
    ------
    Refusal
        There are none, they are not in one row, their number is not ``size``; one is NaN, infinite,
        below ``least``, or not above zero where ``positive`` is asked. Positions count from 1.
    """
    try:
        vector = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise Refusal.because("observatory.no-numbers", name=name) from None
    if vector.ndim != 1 or vector.size == 0:
        raise Refusal.because("observatory.no-numbers", name=name)
    if size is not None and vector.size != size:
        raise Refusal.because("observatory.other-length", name=name, count=vector.size, expected=size)
    _refuse_at(~np.isfinite(vector), "observatory.not-finite", name)
    if positive:
        _refuse_at(vector <= 0, "observatory.not-positive", name)
    elif least is not None:
        _refuse_at(vector < least, "observatory.too-small", name, least=least)
    return vector


def _refuse_at(wrong: NDArray[np.bool_], code: str, name: str, **values: float) -> None:
    if wrong.any():
        where = np.flatnonzero(wrong) + 1
        shown = ", ".join(str(at) for at in where[:3])
        raise Refusal.because(code, name=name, positions=shown, count=int(where.size), **values)
