"""Computing a formula on intervals: every value that the printed figures allow.

Interval arithmetic (Moore, 1966). A name that stands twice is taken as two figures, so the result
may be wider than need be: a contradiction is then missed, never invented.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from seedbed.evidence.formula.tree import Name, Node, Number


@dataclass(frozen=True, slots=True)
class Interval:
    """``low`` to ``high``, with ``value``, the figure itself, between them."""

    low: float
    value: float
    high: float

    def disjoint(self, other: Interval) -> bool:
        """Whether the two have nothing in common (beyond the noise of floating point)."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low - high > 1e-9 * max(abs(low), abs(high))


def evaluate(tree: Node, figure: Callable[[Name], Interval]) -> Interval | None:
    """The result of a formula; ``None`` where it has none (a division by what may be zero)."""
    match tree:
        case Number(value):
            return Interval(value, value, value)
        case Name():
            return figure(tree)
    operands = [evaluate(operand, figure) for operand in tree.operands]
    known = [operand for operand in operands if operand is not None]
    if len(known) < len(operands):
        return None
    try:
        return _OPERATORS[tree.operator](known)
    except (ZeroDivisionError, OverflowError):
        return None


def _add(parts: Sequence[Interval]) -> Interval:
    return Interval(*(sum(ends) for ends in zip(*((p.low, p.value, p.high) for p in parts), strict=True)))


def _subtract(parts: Sequence[Interval]) -> Interval:
    a, b = parts
    return Interval(a.low - b.high, a.value - b.value, a.high - b.low)


def _corners(parts: Sequence[Interval], of: Callable[[float, float], float]) -> Interval:
    a, b = parts
    ends = [of(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    finite = [-math.inf, math.inf] if any(math.isnan(end) for end in ends) else ends
    return Interval(min(finite), of(a.value, b.value), max(finite))


def _multiply(parts: Sequence[Interval]) -> Interval:
    return _corners(parts, lambda x, y: 0.0 if 0.0 in (x, y) else x * y)


def _divide(parts: Sequence[Interval]) -> Interval:
    if parts[1].low <= 0 <= parts[1].high:
        raise ZeroDivisionError
    return _corners(parts, lambda x, y: x / y)


def _power(parts: Sequence[Interval]) -> Interval:
    if parts[0].low <= 0:
        raise ZeroDivisionError  # roots of what may be negative are not defined
    return _corners(parts, lambda x, y: x**y)


def _mean(parts: Sequence[Interval]) -> Interval:
    total = _add(parts)
    return Interval(total.low / len(parts), total.value / len(parts), total.high / len(parts))


def _least(parts: Sequence[Interval]) -> Interval:
    return Interval(min(p.low for p in parts), min(p.value for p in parts), min(p.high for p in parts))


def _greatest(parts: Sequence[Interval]) -> Interval:
    return Interval(max(p.low for p in parts), max(p.value for p in parts), max(p.high for p in parts))


def _absolute(parts: Sequence[Interval]) -> Interval:
    ends = sorted((abs(parts[0].low), abs(parts[0].high)))
    return Interval(0.0 if parts[0].low < 0 < parts[0].high else ends[0], abs(parts[0].value), ends[1])


_OPERATORS: dict[str, Callable[[Sequence[Interval]], Interval]] = {
    "+": _add, "sum": _add, "-": _subtract, "*": _multiply, "/": _divide, "^": _power,
    "mean": _mean, "min": _least, "max": _greatest, "abs": _absolute,
}  # fmt: skip
