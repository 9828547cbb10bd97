"""Numbers as a reader of one language writes them (CLDR, through Babel)."""

from __future__ import annotations

import math
from typing import Literal

from babel.numbers import format_decimal, format_percent

from seedbed.messages import Lang

NumberStyle = Literal["integer", "decimal", "percent", "fit", "tick", "figure"]

LOCALES: dict[Lang, str] = {"zh": "zh_Hans_CN", "en": "en"}
MISSING = "\u2014"
_PATTERNS: dict[str, str] = {
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "fit": "0.000",
    "tick": "#,##0.###",
}


def spoken_number(value: float | int | None, style: NumberStyle, lang: Lang) -> str:
    """A number in the writing of a language; a dash where there is none.

    >>> spoken_number(12345.6, "integer", "en"), spoken_number(0.25, "percent", "zh")
    ('12,346', '25.0%')
    >>> [spoken_number(value, "figure", "en") for value in (0.00093331, -0.5, 12.3456, 4567.8)]
    ['0.000933', '-0.500', '12.35', '4,568']
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if style == "percent":
        return str(format_percent(value, "#,##0.0%", locale=LOCALES[lang]))
    if style == "figure":
        # Indices of any size: three digits that say something, whole numbers from a thousand on.
        pattern = "#,##0" if abs(value) >= 1000 or value == 0 else "#,##0.00" if abs(value) >= 1 else "@@@"
        return str(format_decimal(value, pattern, locale=LOCALES[lang]))
    return str(format_decimal(value, _PATTERNS[style], locale=LOCALES[lang]))


def spoken_tick(value: float, style: NumberStyle, lang: Lang) -> str:
    """A number on an axis: as short as its style allows."""
    if style == "percent":
        return str(format_percent(value, "#,##0.##%", locale=LOCALES[lang]))
    return spoken_number(value, "tick", lang)
