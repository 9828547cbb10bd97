"""Figures found by words, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import TypedDict

import polars as pl
from django.db.models import Q, QuerySet

from seedbed.workbench.observing.names import measure_table_of_region
from seedbed.workbench.people.record import record
from seedbed.workbench.record.models import TABLES

COUNTED = 1_000
"""Of more hits only that there are more is said: counting a million takes as long as reading them."""
MOST_NAMED = 2_000


class Figure(TypedDict):
    """What a list shows of a figure."""

    observation: str
    measure: str
    place: str
    period: str
    value: float | None
    unit: str | None
    source: str | None
    locator: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Found:
    """Some figures in their order; ``next`` goes on from there; ``count`` of all, at most one more than is counted."""

    rows: tuple[Figure, ...]
    next: int | None
    count: int


def find_figures(sought: str, place: str, after: int | None, size: int) -> Found:
    """Figures whose measure, place, period or source holds every word."""
    hits = _hits(sought, place)
    count = hits[: COUNTED + 1].count() if sought or place else record().count("observations")
    beyond = hits if after is None else hits.filter(position__gt=after)
    rows = list(beyond.order_by("position").values(*Figure.__annotations__)[: size + 1])
    following = int(rows[size - 1]["position"]) if len(rows) > size else None
    return Found(tuple(rows[:size]), following, count)


def found_figures(sought: str, place: str) -> pl.DataFrame:
    """All that were found, with every column."""
    whole = record().table("observations")
    if not (sought or place):
        return whole
    keys = _hits(sought, place).values_list("observation", flat=True).distinct()
    kept = pl.Series(list(keys), dtype=pl.String)
    return whole.filter(pl.col("observation").is_in(kept.implode()))


def _hits(sought: str, place: str) -> QuerySet[object]:
    hits = TABLES["observations"]._default_manager.all()
    if place:
        hits = hits.filter(place=place)
    words = sought.casefold().split()
    return hits.filter(reduce(and_, map(_says, words))) if words else hits


def _says(word: str) -> Q:
    """That a figure is about something whose name holds a word, or is of such a period or source."""
    named = Q(name__icontains=word) | Q(name_zh__icontains=word)
    places = TABLES["places"]._default_manager.filter(named).values_list("place", flat=True)[:MOST_NAMED]
    measures = measure_table_of_region()
    holds = [pl.col(name).str.to_lowercase().str.contains(word, literal=True) for name in measures.columns]
    called = measures.filter(pl.any_horizontal(holds)).get_column("measure")
    return (
        Q(place__in=list(places))
        | Q(measure__in=called.to_list())
        | Q(measure__icontains=word)
        | Q(period__icontains=word)
        | Q(source__icontains=word)
    )
