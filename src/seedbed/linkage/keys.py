"""All forms of all names of a frame of organisations, one row a form."""

from __future__ import annotations

import re
from enum import StrEnum

import polars as pl

from seedbed.linkage.lexicon import lexicon
from seedbed.linkage.names import (
    NameKey,
    chinese_key,
    corrected_key,
    english_key,
    is_chinese,
    without_parent,
)


class Basis(StrEnum):
    """How a form came from a name: the further, the weaker."""

    NAME = "name"
    ALIAS = "alias"
    CORRECTED = "misspelt-name"
    TRANSLATED = "translated-name"
    WITHOUT_PARENT = "name-without-parent"


_SCHEMA = {
    "row": pl.Int64(),
    "key": pl.String(),
    "ordered": pl.String(),
    "basis": pl.String(),
    "short": pl.Boolean(),
    "group": pl.Boolean(),
    "company": pl.Boolean(),
    "origin": pl.String(),
}
_Row = tuple[int, str, str, str, bool, bool, bool, str]


def name_keys(organisations: pl.DataFrame) -> pl.DataFrame:
    """Forms of ``name``, ``name_zh`` and ``aliases`` (a list, or text between semicolons or bars).

    Returns
    -------
    polars.DataFrame
        ``row`` (number in the frame), ``key``, ``ordered``, ``basis``, ``short``, ``group``,
        ``company``, ``origin`` (form that it was derived from); a form stands once a row, under its strongest basis.
    """
    rows: list[_Row] = []
    for number, (name, name_zh, aliases) in enumerate(_names(organisations)):
        for text, basis in (
            (name, Basis.NAME),
            (name_zh, Basis.NAME),
            *((item, Basis.ALIAS) for item in aliases),
        ):
            if text:
                rows += _forms(number, text, basis)
    order = {basis: place for place, basis in enumerate(Basis)}
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    ranked = frame.with_columns(pl.col("basis").replace_strict(order, return_dtype=pl.Int8).alias("rank"))
    return ranked.sort("row", "rank", maintain_order=True).unique(
        ["row", "key"], keep="first", maintain_order=True
    )


def _names(organisations: pl.DataFrame) -> list[tuple[str | None, str | None, list[str]]]:
    def column(name: str) -> list[str | None]:
        if name not in organisations.columns:
            return [None] * organisations.height
        values = organisations.get_column(name)
        if isinstance(values.dtype, pl.List):
            values = values.cast(pl.List(pl.String)).list.join(";")
        return values.cast(pl.String).to_list()

    aliases = [
        [item.strip() for item in re.split(r"[;；|]", text) if item.strip()] if text else []
        for text in column("aliases")
    ]
    return list(zip(column("name"), column("name_zh"), aliases, strict=True))


def _forms(number: int, text: str, basis: Basis) -> list[_Row]:
    if is_chinese(text):
        key = chinese_key(text)
        derived = [
            (
                NameKey(f"en:{' '.join(words)}", " ".join(words), False, key.group, key.company),
                Basis.TRANSLATED,
            )
            for words in sorted(lexicon().translations(key.ordered))
        ]
    else:
        key = english_key(text)
        corrected = corrected_key(key)
        derived = [(corrected, Basis.CORRECTED)] if corrected else []
    alone = without_parent(key)
    if alone:
        derived.append((alone, Basis.WITHOUT_PARENT))
    if key.ordered == "":
        return []
    return [
        (number, form.key, form.ordered, str(how), form.short, form.group, form.company, key.key)
        for form, how in ((key, basis), *derived)
    ]
