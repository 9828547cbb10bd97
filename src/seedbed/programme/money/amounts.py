"""Money in whole minor units (cents, 分), so that parts add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from fractions import Fraction

WITHOUT_CENTS = ("JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF")
"""Currencies of ISO 4217 without a minor unit; those with three decimals are not used here."""

Amount = Decimal | float
"""A float stands for the decimal that it is written as: 0.1 is a tenth."""


def decimal(value: Amount) -> Decimal:
    """The number as it is written.

    Raises
    ------
    ValueError
        Not finite.

    >>> decimal(0.1), decimal(3)
    (Decimal('0.1'), Decimal('3'))
    """
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite():
        raise ValueError(f"{value} is no amount")
    return number


def unit_of(currency: str) -> Decimal:
    """The smallest coin of a currency.

    >>> unit_of("CNY"), unit_of("JPY")
    (Decimal('0.01'), Decimal('1'))
    """
    return Decimal(1) if currency in WITHOUT_CENTS else Decimal("0.01")


def rounded(value: Amount, currency: str, *, down: bool = False) -> Decimal:
    """An amount in whole minor units: to the nearest, halves to even; or down, so that no cap is passed.

    >>> rounded(0.005, "CNY"), rounded(0.999, "CNY", down=True), rounded(2.7, "JPY")
    (Decimal('0.00'), Decimal('0.99'), Decimal('3'))
    """
    return decimal(value).quantize(unit_of(currency), rounding=ROUND_DOWN if down else ROUND_HALF_EVEN)


def split(total: Amount, weights: Sequence[Amount], currency: str) -> tuple[Decimal, ...]:
    """Divide an amount in proportion to weights so that the parts add up to it exactly.

    The method of largest remainders (Hamilton 1792), in minor units:

    1. Each part is rounded down to the unit.
    2. The units that are left go one each to the largest remainders; ties to the one named first.

    A negative total (a refund) is divided as its opposite.

    Raises
    ------
    ValueError
        A total that is no whole number of minor units, a negative weight, or weights that are all zero.

    >>> split(100, [1, 1, 1], "CNY")
    (Decimal('33.34'), Decimal('33.33'), Decimal('33.33'))
    """
    unit = unit_of(currency)
    units = decimal(total) / unit
    if units != units.to_integral_value():
        raise ValueError(f"{total} {currency} is no whole number of minor units")
    exact = [Fraction(decimal(weight)) for weight in weights]
    if min(exact, default=Fraction(0)) < 0 or not any(exact):
        raise ValueError("the weights need a positive sum and no negative one")
    whole = abs(int(units))
    quotas = [whole * weight / sum(exact) for weight in exact]
    parts = [int(quota) for quota in quotas]
    left = whole - sum(parts)
    nearest = sorted(range(len(parts)), key=lambda at: (parts[at] - quotas[at], at))
    for at in nearest[:left]:
        parts[at] += 1
    sign = -1 if units < 0 else 1
    return tuple(unit * (sign * part) for part in parts)
