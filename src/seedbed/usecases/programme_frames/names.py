"""Both names of the ids that a report on the programme mentions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from seedbed.catalog import people_groups
from seedbed.messages import say
from seedbed.programme.disaggregation import SEX_OF_GROUP
from seedbed.usecases.report_frames.names import BothNames, group_names

if TYPE_CHECKING:
    from seedbed.store import RegionStore

Names = Mapping[str, BothNames]

SEXES = ("female", "male", "other", "unstated")


@dataclass(frozen=True, slots=True)
class ProgrammeNames:
    """Names by id; an id without a name is written as it is."""

    indicators: Names
    statements: Names
    subprojects: Names
    organisations: Names
    places: Names
    gates: Names
    groups: Names


def programme_names(store: RegionStore) -> ProgrammeNames:
    """Read the names."""
    return ProgrammeNames(
        _own(store, "indicators", "indicator"),
        _own(store, "statements", "statement"),
        _own(store, "subprojects", "subproject"),
        _own(store, "organisations", "organisation"),
        _own(store, "places", "place"),
        _own(store, "gates", "gate"),
        _groups(),
    )


def with_names(frame: pl.DataFrame, column: str, names: Names, stem: str = "") -> pl.DataFrame:
    """The frame with ``<stem>_en`` and ``<stem>_zh`` for a column of ids; null where the id is."""
    keys = frame[column].to_list()
    named = [None if key is None else names.get(key, BothNames(key, key)) for key in keys]
    stem = stem or column
    return frame.with_columns(
        pl.Series(f"{stem}_en", [one and one.en for one in named], pl.String),
        pl.Series(f"{stem}_zh", [one and one.zh for one in named], pl.String),
    )


def part_names(names: ProgrammeNames, table: str) -> Names:
    """The names of the labels of a dimension, the unstated one included."""
    known: Names = {"subproject": names.subprojects, "place": names.places, "group": names.groups}.get(
        table, {}
    )
    words = {sex: BothNames(*(say(f"usecases.part-{sex}", lang) for lang in ("en", "zh"))) for sex in SEXES}
    return {**known, **words}


def both(frame: pl.DataFrame, stem: str, to: str) -> tuple[pl.Expr, pl.Expr]:
    """``<to>_en``, ``<to>_zh`` of a table's own pair of columns (``name``, ``name_zh``); each fills in for the other."""
    plain = pl.col(stem)
    chinese = pl.col(f"{stem}_zh") if f"{stem}_zh" in frame.columns else pl.lit(None, pl.String)
    return pl.coalesce(plain, chinese).alias(f"{to}_en"), pl.coalesce(chinese, plain).alias(f"{to}_zh")


def _own(store: RegionStore, table: str, key: str) -> dict[str, BothNames]:
    rows = store.table(table)
    return {
        one: BothNames(english, chinese)
        for one, english, chinese in rows.select(key, *both(rows, "name", "name")).iter_rows()
    }


def _groups() -> dict[str, BothNames]:
    """Those of the code list, and women and men as the targets write them."""
    return {
        code: group_names(SEX_OF_GROUP.get(code, code)) for code in (*people_groups()["code"], *SEX_OF_GROUP)
    }
