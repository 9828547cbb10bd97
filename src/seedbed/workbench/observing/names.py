"""Measures and places in words, for the rows of one page."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from seedbed.usecases.region_names import MEASURES
from seedbed.workbench.look.wording import language
from seedbed.workbench.people.record import record
from seedbed.workbench.registry.looking_up import rows_among
from seedbed.workbench.registry.wording import own


def measure_table_of_region() -> pl.DataFrame:
    """``measure, name, name_zh`` of the region's own table; empty where it has none."""
    columns = ["measure", "name", "name_zh"]
    if MEASURES in record().tables():
        table = record().table(MEASURES)
        if set(columns) <= set(table.columns):
            return table.select(columns)
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))


def measure_names() -> dict[str, str]:
    """Measures in the language of the page; one that has no name is written by :func:`plain`."""
    first, second = ("name_zh", "name") if language() == "zh" else ("name", "name_zh")
    return dict(
        measure_table_of_region().select("measure", pl.coalesce(first, second, "measure")).iter_rows()
    )


def place_names(places: Iterable[str]) -> dict[str, str]:
    """Some places in the language of the page."""
    rows = rows_among("places", "place", places)
    return {str(row["place"]): own(row) or str(row["place"]) for row in rows.iter_rows(named=True)}


def plain(key: str) -> str:
    """An id without its hyphens.

    >>> plain("jobs-in_industry")
    'jobs in industry'
    """
    return key.replace("-", " ").replace("_", " ")
