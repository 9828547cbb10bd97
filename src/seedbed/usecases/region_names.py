"""What people call the places, organisations, chains, measures and industries of a region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from seedbed.catalog import classification
from seedbed.messages import Lang

if TYPE_CHECKING:
    from seedbed.store import RegionStore

CHAIN_NAMES = "chain_names"
"""The region's own table ``chain, name, name_zh``."""
MEASURES = "measures"
"""The region's own table ``measure, name, name_zh``."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RegionNames:
    """English and Chinese names by id; an id that has none is written without its hyphens."""

    places: Mapping[str, Pair]
    organisations: Mapping[str, Pair]
    chains: Mapping[str, Pair]
    measures: Mapping[str, Pair]
    industries: Mapping[str, Pair]

    def columns(self, kind: str, column: str, stem: str) -> tuple[pl.Expr, pl.Expr]:
        """``<stem>_en`` and ``<stem>_zh`` for a column of ids; ``kind`` is a field of this class."""
        return (self._column(kind, column, "en", stem), self._column(kind, column, "zh", stem))

    def name(self, kind: str, key: str, lang: Lang) -> str:
        """The name of one id."""
        known: Mapping[str, Pair] = getattr(self, kind)
        pair = known.get(key)
        return pair[lang == "zh"] if pair else key.replace("-", " ").replace("_", " ")

    def _column(self, kind: str, column: str, lang: Lang, stem: str) -> pl.Expr:
        return (
            pl.col(column)
            .map_elements(lambda key: self.name(kind, key, lang), return_dtype=pl.String)
            .alias(f"{stem}_{lang}")
        )


def region_names(store: RegionStore) -> RegionNames:
    """Read the names; of industries those of GB/T 4754."""
    return RegionNames(
        _pairs(store.table("places"), "place"),
        _pairs(store.table("organisations"), "organisation"),
        _own(store, CHAIN_NAMES, "chain"),
        _own(store, MEASURES, "measure"),
        _industries(),
    )


def _industries() -> dict[str, Pair]:
    """Sections (C) and divisions, these with the letter of their section before them (C36)."""
    rows = classification("gbt4754").codes.select("code", "parent", "label_en", "label_zh")
    return {
        f"{parent or ''}{code}": (f"{parent or ''}{code} {english}", f"{parent or ''}{code} {chinese}")
        for code, parent, english, chinese in rows.iter_rows()
    }


def _own(store: RegionStore, table: str, key: str) -> dict[str, Pair]:
    """The names of a table of the region's own; none where it has no such table or its columns."""
    if table not in store.tables():
        return {}
    rows = store.table(table)
    return _pairs(rows, key) if {key, "name", "name_zh"} <= set(rows.columns) else {}


def _pairs(rows: pl.DataFrame, key: str) -> dict[str, Pair]:
    return {
        str(one): (str(name or chinese or one), str(chinese or name or one))
        for one, name, chinese in rows.select(key, "name", "name_zh").iter_rows()
    }
