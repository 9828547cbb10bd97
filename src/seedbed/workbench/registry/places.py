"""Places and how many organisations they hold, counted by the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

import polars as pl
from django.db.models import Count

from seedbed.workbench.delivery.contents import Vintage, vintage_of
from seedbed.workbench.people.record import record
from seedbed.workbench.record.models import TABLES
from seedbed.workbench.registry.wording import ACTORS


def inside(place: str) -> set[str]:
    """A place and all that lie in it, by parents and by the parts that it is made of."""
    table = record().table("places").select("place", "parent", "parts")
    parts = table.select(parent="place", place="parts").explode("place").drop_nulls()
    below = pl.concat([table.select("parent", "place").drop_nulls(), parts])
    found, edge = {place}, {place}
    while edge:
        edge = set(below.filter(pl.col("parent").is_in(sorted(edge)))["place"]) - found
        found |= edge
    return found


def above(place: str) -> list[str]:
    """The places that hold a place, the widest first; a circle of parents ends where it closes."""
    parents = dict(record().table("places").select("place", "parent").drop_nulls().iter_rows())
    found: list[str] = []
    at = parents.get(place)
    while at is not None and at not in found and at != place:
        found.append(at)
        at = parents.get(at)
    return found[::-1]


def counted(places: Iterable[str] | None = None, actor: str = "") -> pl.DataFrame:
    """``place, actor_type, count`` of the organisations: of these places, or of all; of one type, or of all."""
    counts = _counted(vintage_of(("organisations",)))
    if places is not None:
        counts = counts.filter(pl.col("place").is_in(sorted(set(places))))
    return counts.filter(pl.col("actor_type") == actor) if actor in ACTORS else counts


@lru_cache(maxsize=1)
def _counted(vintage: Vintage) -> pl.DataFrame:
    rows = TABLES["organisations"]._default_manager.order_by().values_list("place", "actor_type")
    schema = {"place": pl.String(), "actor_type": pl.String(), "count": pl.Int64()}
    return pl.DataFrame(list(rows.annotate(count=Count("position"))), schema=schema, orient="row")


def by_place(counts: pl.DataFrame) -> dict[str, int]:
    """How many organisations each place holds itself."""
    sums = counts.drop_nulls("place").group_by("place").agg(pl.col("count").sum())
    return dict(sums.iter_rows())


def total(counts: pl.DataFrame, places: Collection[str] | None = None) -> int:
    """How many there are, in these places where some are named."""
    rows = counts if places is None else counts.filter(pl.col("place").is_in(sorted(places)))
    return int(rows["count"].sum())
