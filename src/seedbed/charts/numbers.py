"""Numbers as a reader of one language writes them (CLDR, through Babel)."""

from __future__ import annotations

import math
from typing import Literal

from babel.numbers import format_decimal, format_percent

from seedbed.messages import Lang

NumberStyle = Literal["integer", "decimal", "percent", "fit", "tick"]

LOCALES: dict[Lang, str] = {"zh": "zh_Hans_CN", "en": "en"}
MISSING = "\u2014"
_PATTERNS: dict[NumberStyle, str] = {
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "fit": "0.000",
    "tick": "#,##0.###",
}


def spoken_number(value: float | int | None, style: NumberStyle, lang: Lang) -> str:
    """A number in the writing of a language; a dash where there is none.

    >>> spoken_number(12345.6, "integer", "en"), spoken_number(0.25, "percent", "zh")
    ('12,346', '25.0%')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if style == "percent":
        return str(format_percent(value, "#,##0.0%", locale=LOCALES[lang]))
    return str(format_decimal(value, _PATTERNS[style], locale=LOCALES[lang]))


def spoken_tick(value: float, style: NumberStyle, lang: Lang) -> str:
    """A number on an axis: as short as its style allows."""
    if style == "percent":
        return str(format_percent(value, "#,##0.##%", locale=LOCALES[lang]))
    return spoken_number(value, "tick", lang)
