"""From values to positions: linear scales that end on round numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

SMALLEST_SPAN = 1e-9
"""Below this all values are one: places, shares and fits are told apart far above it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from ``low..high`` (values) to ``start..end`` (pixels), with its ticks."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        """The position of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def round_step(span: float, count: int) -> float:
    """The smallest step of 1, 2 or 5 times a power of ten that divides `span` into at most `count` parts.

    >>> round_step(87, 5)
    20.0
    """
    raw = span / count
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw * (1 - 1e-9))


def linear_scale(values: Iterable[float | None], start: float, end: float, count: int = 5) -> Scale:
    """A scale that holds zero and every finite value and begins and ends on a tick.

    >>> linear_scale([3, 87], 0, 100).ticks
    (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
    """
    finite = [float(value) for value in values if value is not None and math.isfinite(value)]
    low, high = min([0.0, *finite]), max([0.0, *finite])
    if high - low < SMALLEST_SPAN:
        low, high = 0.0, 1.0
    step = round_step(high - low, count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(at * step, 12) for at in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)
