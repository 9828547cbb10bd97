"""Shorthands for the words of a report: its sentences, and the label column of a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from seedbed.messages import Lang, codes, say

Words = Callable[..., str]

MEASURED_CODES: Mapping[str, str] = {
    "key": "key",
    "identity": "identity",
    "diagnostic": "diagnostic",
    "index": "index",
    "term": "index",
    "class": "class",
    "from": "class",
    "satellite": "stressor",
    "stressor": "stressor",
}
"""Columns of a measured table's frames that hold codes, with the kind under which the catalogue has their words."""
OWN_WORDS = frozenset({"stressor"})
"""Kinds whose values may be a person's own words: what has no words here stays as it is written."""


def words_of(lang: Lang) -> Words:
    """A function from a code of the report's catalogue (without its room) to the sentence.

    >>> words_of("en")("yes")
    'yes'
    """

    def sentence(code: str, /, **values: str | int | float | None) -> str:
        return say(f"report.{code}", lang, **values)

    return sentence


def named(kind: str, value: str | None, lang: Lang) -> str | None:
    """The words for a code of a code list; a code that has none here is written without its hyphens.

    >>> named("actor", "education", "en"), named("tie", "sister-city", "en")
    ('Schools', 'sister city')
    """
    if value is None:
        return None
    code = f"report.{kind}-{value.lower().replace('_', '-').replace(' ', '-')}"
    if code in codes(lang):
        return say(code, lang)
    return value if kind in OWN_WORDS else value.replace("-", " ").replace("_", " ")


def named_unit(unit: str, lang: Lang) -> str:
    """A unit of the record in words; several stand between strokes, and one without words here stays as it is.

    >>> named_unit("percent", "zh"), named_unit("km / tonnes per tonne", "zh")
    ('%', '公里 / tonnes per tonne')
    """
    known = codes(lang)

    def one(name: str) -> str:
        code = f"report.unit-{name.lower().replace(' ', '-')}"
        return say(code, lang) if code in known else name

    return " / ".join(one(name) for name in unit.split(" / "))


def named_column(kind: str, column: str, lang: Lang) -> pl.Expr:
    """A column of codes as words (see :func:`named`)."""
    return pl.col(column).map_elements(lambda value: named(kind, value, lang), return_dtype=pl.String)


def remark(lang: Lang, column: str = "finding") -> pl.Expr:
    """A column of finding codes as sentences; null where there is none."""
    return pl.col(column).map_elements(lambda code: say(code, lang), return_dtype=pl.String).alias("remark")


def own_language(stem: str, lang: Lang, other: str = "") -> pl.Expr:
    """The column of a language (`stem_en`, `stem_zh`), else the other language's, else `other`.

    >>> frame = pl.DataFrame({"label_en": ["weld"], "label_zh": [None]})
    >>> frame.select(own_language("label", "zh"))["label"].to_list()
    ['weld']
    """
    first, second = (f"{stem}_zh", f"{stem}_en") if lang == "zh" else (f"{stem}_en", f"{stem}_zh")
    spare = [pl.col(other)] if other else []
    return pl.coalesce(pl.col(first), pl.col(second), *spare).alias(stem)


def organisation_names(organisations: pl.DataFrame, lang: Lang) -> dict[str, str]:
    """Names of organisations by id, in a language."""
    return dict(organisations.select("organisation", own_name(lang)).drop_nulls().iter_rows())


def own_name(lang: Lang, stem: str = "name") -> pl.Expr:
    """The name of a row of the tables (`name`, `name_zh`) in a language."""
    chinese, plain = pl.col(f"{stem}_zh"), pl.col(stem)
    return (pl.coalesce(chinese, plain) if lang == "zh" else pl.coalesce(plain, chinese)).alias("label")
