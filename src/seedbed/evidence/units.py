"""What a unit measures, and how many base units it holds.

Rules compare figures in base units, so 30.57 million persons, 3,057 万人 and 30,570,000 persons
are one number; persons and yuan are not comparable at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

SCALE_WORDS: dict[str, float] = {
    "hundred": 1e2, "dozen": 12.0, "thousand": 1e3, "million": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9,
    "trillion": 1e12, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8,
    "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
}  # fmt: skip
"""Words and characters by which figures and units are multiplied."""

COUNT, UNKNOWN = "count", "unknown"
NOT_ADDITIVE = frozenset({"rank", "year", "ratio", "coefficient", "index", "generation", "strength", UNKNOWN})
"""Dimensions whose parts do not add up to a total."""

# unit -> (dimension, base units in one unit); what is not named here is counted (enterprises, beds)
_UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("percent", "%", "per cent", "percentage"), ("share", 0.01)),
    **dict.fromkeys(("per mille", "‰"), ("share", 0.001)),
    **dict.fromkeys(("ratio", "times", "multiple", "倍"), ("share", 1.0)),
    **dict.fromkeys(("percentage points", "points", "score"), ("index", 1.0)),
    **dict.fromkeys(("rank", "ordinal", "位"), ("rank", 1.0)),
    **dict.fromkeys(("year",), ("year", 1.0)),
    **dict.fromkeys(("coefficient", "index", "stars", "generation", "tiers"), ("index", 1.0)),
    **dict.fromkeys(("mpa",), ("strength", 1.0)),
    **dict.fromkeys(("persons", "person", "people", "人"), (COUNT, 1.0)),
    **dict.fromkeys(("cny", "rmb", "yuan", "元", "人民币元"), ("money:CNY", 1.0)),
    **dict.fromkeys(("usd", "us$", "us dollars", "美元"), ("money:USD", 1.0)),
    **{code.lower(): (f"money:{code}", 1.0) for code in ("EUR", "JPY", "KRW", "SEK", "SGD", "GBP", "HKD")},
    **dict.fromkeys(("km2", "sq km", "sq. km", "square kilometres", "平方公里"), ("area", 1e6)),
    **dict.fromkeys(("m2", "square metres", "平方米"), ("area", 1.0)),
    **dict.fromkeys(("hectares", "ha", "公顷"), ("area", 1e4)),
    **dict.fromkeys(("mu", "亩"), ("area", 1e4 / 15)),
    **dict.fromkeys(("square feet", "sq ft"), ("area", 0.09290304)),
    **dict.fromkeys(("km", "kilometres", "公里"), ("length", 1e3)),
    **dict.fromkeys(("m", "metres", "米"), ("length", 1.0)),
    **dict.fromkeys(("inches",), ("length", 0.0254)),
    **dict.fromkeys(("tonnes", "tons", "t", "吨"), ("mass", 1e3)),
    **dict.fromkeys(("kg", "kilograms", "千克"), ("mass", 1.0)),
    **dict.fromkeys(("tonnes co2", "tonnes of co2", "t co2"), ("mass", 1e3)),
    **dict.fromkeys(("w",), ("power", 1.0)), **dict.fromkeys(("kw", "千瓦"), ("power", 1e3)),
    **dict.fromkeys(("mw",), ("power", 1e6)), **dict.fromkeys(("gw",), ("power", 1e9)),
    **dict.fromkeys(("kwh", "千瓦时"), ("energy", 1.0)), **dict.fromkeys(("mwh",), ("energy", 1e3)),
    **dict.fromkeys(("gwh",), ("energy", 1e6)), **dict.fromkeys(("twh",), ("energy", 1e9)),
    **dict.fromkeys(("tce", "tonnes of coal equivalent"), ("coal equivalent", 1.0)),
    **dict.fromkeys(("years", "年"), ("time", 365.25)), **dict.fromkeys(("months", "月"), ("time", 30.4375)),
    **dict.fromkeys(("days", "天"), ("time", 1.0)), **dict.fromkeys(("hours", "小时"), ("time", 1 / 24)),
    **dict.fromkeys(("minutes", "分钟"), ("time", 1 / 1440)),
    **dict.fromkeys(("not stated", "currency not stated", "unknown", "未说明"), (UNKNOWN, 1.0)),
}  # fmt: skip

# Nouns that published texts use for one another; only these may stand for the same count.
_SYNONYMS: tuple[frozenset[str], ...] = (
    frozenset({"persons", "person", "people", "人", "employees", "residents"}),
    frozenset({"enterprises", "companies", "firms", "企业", "家"}),
    frozenset({"institutions", "universities", "schools", "colleges", "organisations", "members"}),
)
PERSONS = min(_SYNONYMS[0])
"""The ``noun`` of every unit that counts people."""

_NUMBER_BEFORE = re.compile(r"^(?P<number>\d[\d,]*)\s+(?P<rest>\D.*)$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit taken apart.

    ``dimension`` says what can be compared (``money:CNY``, ``area``, ``count``); ``factor`` how
    many base units one unit holds; ``scale`` the part of it that is a word such as *million* or 万;
    ``noun`` what is counted, for counts.
    """

    dimension: str
    factor: float
    scale: float
    noun: str


def read_unit(unit: str) -> Unit:
    """A unit's dimension and factor.

    >>> read_unit("万人").factor, read_unit("million CNY").dimension, read_unit("beds").dimension
    (10000.0, 'money:CNY', 'count')
    >>> read_unit("patents per 10000 persons")
    Unit(dimension='count per count', factor=0.0001, scale=1.0, noun='patents per 10000 persons')
    """
    text = " ".join(unit.strip().lower().split())
    if " per " in text and text not in _UNITS:
        above, _, below = text.partition(" per ")
        top, bottom = read_unit(above), read_unit(below)
        return Unit(f"{top.dimension} per {bottom.dimension}", top.factor / bottom.factor, top.scale, text)
    bare, scale = _without_scale(text)
    dimension, factor = _UNITS.get(bare, (COUNT, 1.0))
    return Unit(dimension, factor * scale, scale, _noun(bare) if dimension == COUNT else dimension)


def with_units(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with ``dimension``, ``factor``, ``scale`` and ``noun`` of its column ``unit``."""
    units = frame.get_column("unit").drop_nulls().unique().sort().to_list()
    read = [read_unit(unit) for unit in units]
    table = pl.DataFrame(
        {
            "unit": pl.Series(units, dtype=pl.String),
            "dimension": pl.Series([unit.dimension for unit in read], dtype=pl.String),
            "factor": pl.Series([unit.factor for unit in read], dtype=pl.Float64),
            "scale": pl.Series([unit.scale for unit in read], dtype=pl.Float64),
            "noun": pl.Series([unit.noun for unit in read], dtype=pl.String),
        }
    )
    return frame.join(table, on="unit", how="left", maintain_order="left").with_columns(
        pl.col("dimension").fill_null(UNKNOWN), pl.col("factor", "scale").fill_null(1.0)
    )


def _without_scale(text: str) -> tuple[str, float]:
    """``million persons`` -> ``persons``, 1e6; ``10000 persons`` -> ``persons``, 1e4."""
    if text in _UNITS:
        return text, 1.0
    if text in SCALE_WORDS:
        return "", SCALE_WORDS[text]
    if text.replace(",", "").isdecimal():
        return "", float(text.replace(",", ""))
    if match := _NUMBER_BEFORE.match(text):
        rest, scale = _without_scale(match["rest"])
        return rest, scale * float(match["number"].replace(",", ""))
    for word in sorted(SCALE_WORDS, key=len, reverse=True):
        if text.startswith(word) and (not word.isascii() or text[len(word) :].startswith(" ")):
            rest, scale = _without_scale(text[len(word) :].strip())
            return rest, scale * SCALE_WORDS[word]
        if word.isascii() and text.endswith(f" {word}"):
            rest, scale = _without_scale(text[: -len(word) - 1].strip())
            return rest, scale * SCALE_WORDS[word]
    return text, 1.0


def _noun(bare: str) -> str:
    return next((min(group) for group in _SYNONYMS if bare in group), bare)
