"""What may be done with an indicator's parts, stated once and enforced everywhere.

A count's parts are added. A share's parts are added as numerators and denominators: the mean of
1/2 and 9/98 is not 29.6%, the whole is 10/100. An index and a yes or no have no sum: the last
value stands. Nothing here is stored; a whole is always the height of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from seedbed.messages import Refusal

Aggregation = Literal["sum", "ratio", "latest", "none"]

USUAL: Mapping[str, Aggregation] = {"count": "sum", "share": "ratio", "index": "latest", "yes_no": "latest"}
"""What holds for a kind of number where the framework states nothing."""

ALLOWED: Mapping[str, tuple[Aggregation, ...]] = {
    "count": ("sum", "latest", "none"),
    "share": ("ratio", "latest", "none"),
    "index": ("latest", "none"),
    "yes_no": ("latest", "none"),
}
"""What a framework may state for a kind of number."""

PERCENT = ("%", "percent", "per cent", "percentage", "百分比", "百分之")
"""Units in which a share is written as 25 instead of 0.25."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole made of its parts; a share carries what it was divided from."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None


def aggregation_of(indicator: str, kind: str | None, stated: str | None) -> Aggregation:
    """What may be done with the parts of an indicator.

    Raises
    ------
    Refusal
        ``programme.may-not-be-summed``: the framework states what its kind forbids, such as the
        sum of an index.

    >>> aggregation_of("unemployment", "share", None)
    'ratio'
    """
    of_kind = "count" if kind is None or kind not in ALLOWED else kind
    if stated is None:
        return USUAL[of_kind]
    for allowed in ALLOWED[of_kind]:
        if stated == allowed:
            return allowed
    raise Refusal.because(
        "programme.may-not-be-summed",
        indicator=indicator,
        kind=of_kind,
        aggregation=stated,
        allowed=", ".join(ALLOWED[of_kind]),
    )


def scale_of(unit: str | None) -> float:
    """What a share of 1 is written as: 100 in percent, else 1."""
    return 100.0 if unit is not None and unit.strip().casefold() in PERCENT else 1.0


def divided(numerator: float | None, denominator: float | None, scale: float = 1.0) -> float | None:
    """A share; null where a part is missing, and x/0 is null too, never zero.

    >>> divided(15, 100), divided(0, 8), divided(3, 0), divided(None, 5)
    (0.15, 0.0, None, None)
    """
    if numerator is None or not denominator:
        return None
    return scale * numerator / denominator


def combined(indicator: str, parts: Sequence[Whole], how: Aggregation, scale: float = 1.0) -> Whole:
    """The whole of several parts that do not overlap.

    Parameters
    ----------
    indicator
        For the refusal.
    parts
        At least one.
    how
        From :func:`aggregation_of`.
    scale
        From :func:`scale_of`.

    Raises
    ------
    Refusal
        ``programme.parts-may-not-be-summed``: several parts of what has no sum;
        ``programme.share-without-parts``: a share's part lacks its numerator or denominator.

    >>> combined("i", [Whole(50.0, 1, 2), Whole(9.2, 9, 98)], "ratio", 100.0)
    Whole(value=10.0, numerator=10.0, denominator=100.0)
    """
    if len(parts) == 1:
        (only,) = parts
        if only.numerator is None or only.denominator is None:
            return only
        return Whole(divided(only.numerator, only.denominator, scale), only.numerator, only.denominator)
    if how == "sum":
        return Whole(added([part.value for part in parts]))
    if how == "ratio":
        above = added([part.numerator for part in parts])
        below = added([part.denominator for part in parts])
        if above is None or below is None:
            raise Refusal.because("programme.share-without-parts", indicator=indicator)
        return Whole(divided(above, below, scale), above, below)
    raise Refusal.because("programme.parts-may-not-be-summed", indicator=indicator, aggregation=how)


def added(values: Sequence[float | None]) -> float | None:
    """The sum of decimals as people write them (0.1 and 0.2 are 0.3); null where one is missing."""
    total = Decimal(0)
    for value in values:
        if value is None:
            return None
        total += Decimal(repr(float(value)))
    return float(total)


def rounding_of(value: float) -> float:
    """Half a unit of the last digit that was written: 33 may be 32.5 to 33.5.

    >>> rounding_of(33.0), rounding_of(33.3)
    (0.5, 0.05)
    """
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return float(Decimal(5).scaleb(-digits - 1))
