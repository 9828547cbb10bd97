"""The ecosystem as a map."""

from __future__ import annotations

from functools import lru_cache

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seedbed.charts import NARROW, WIDE, Canvas
from seedbed.report.wording import own_name
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.contents import Vintage, vintage_of
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.people.record import record
from seedbed.workbench.registry.looking_up import briefs, rows_among
from seedbed.workbench.registry.pictures import Dot, Spot, map_of
from seedbed.workbench.registry.places import counted, inside, total
from seedbed.workbench.registry.wording import ACTORS, actor_word, own

BEST = 12
MOST_DOTS = 600
"""Organisations that are drawn one by one; of more, a dot stands for several."""
DEEPEST = 20
"""Steps from a place up to one that has coordinates; a circle of parents ends there."""
MOST_PLACES = 60
"""Places in the table below the map; the list of places has all."""


@needs(Action.ORGANISATION_SEE)
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Organisations where they are; by place and type in a table; the best connected to begin a walk."""
    chosen = request.GET.get("type", "")
    counts = counted(actor=chosen)
    home = inside(str(record().settings.place or ""))
    everywhere = request.GET.get("area") == "all" or not total(counts, home)
    drawn = counts if everywhere else counts.filter(pl.col("place").is_in(sorted(home)))
    nowhere = total(counts.filter(pl.col("place").is_null()))
    drawn_at = _drawn_at(drawn["place"].drop_nulls().unique().to_list())
    on_map = total(drawn, drawn_at.keys())
    datums = sorted(set(record().table("places")["datum"].drop_nulls()))
    rows = _by_place(counted())
    context = {
        "title": said("workbench.page-map"),
        "pictures": map_pictures(drawn, said("workbench.map-picture")),
        "nowhere": total(drawn) - on_map + (0 if everywhere else nowhere),
        "total": total(drawn) + (0 if everywhere else nowhere),
        "per_dot": _per_dot(on_map),
        "everywhere": everywhere,
        "elsewhere": total(counts) - total(drawn) - (0 if everywhere else nowhere),
        "datum": said("workbench.list-comma").join(datums) or "—",
        "actors": [(one, actor_word(one)) for one in ACTORS],
        "type": chosen,
        "rows": rows[:MOST_PLACES],
        "more_places": max(0, len(rows) - MOST_PLACES),
        "best": _best(),
        "ties": record().count("ties"),
    }
    return render(request, "registry/map.html", context)


def map_pictures(counts: pl.DataFrame, title: str, fewest: int = 1) -> tuple[str, str] | None:
    """The organisations of ``place, actor_type, count``, wide and narrow; none where fewer places can be drawn."""
    spots = _spots(counts)
    if len(spots) < fewest:
        return None
    lang = language()
    return (
        map_of(spots, title, Canvas("map-wide", lang, WIDE)),
        map_of(spots, title, Canvas("map-narrow", lang, NARROW)),
    )


def _drawn_at(places: list[str]) -> dict[str, str]:
    """Where each place is drawn: at its own coordinates, else at those of the nearest place that holds it."""
    table = record().table("places")
    has = set(table.drop_nulls(["longitude", "latitude"])["place"])
    holding = dict(table.select("place", "parent").drop_nulls().iter_rows())
    found = {}
    for place in places:
        at: str | None = place
        steps = 0
        while at is not None and at not in has and steps < DEEPEST:
            at, steps = holding.get(at), steps + 1
        if at in has:
            found[place] = str(at)
    return found


def _per_dot(organisations: int) -> int:
    """How many organisations a dot stands for."""
    return max(1, -(-organisations // MOST_DOTS))


def _spots(counts: pl.DataFrame) -> list[Spot]:
    """Places and their organisations, by type; one by one, or where they are many several to a dot."""
    drawn_at = _drawn_at(counts["place"].drop_nulls().unique().to_list())
    counts = counts.filter(pl.col("place").is_in(sorted(drawn_at)))
    per_dot = _per_dot(total(counts))
    dots: dict[str, list[Dot]] = {}
    if per_dot == 1:
        allowed = counts["actor_type"].unique().to_list()
        rows = rows_among("organisations", "place", drawn_at)
        for row in rows.filter(pl.col("actor_type").is_in(allowed)).iter_rows(named=True):
            key = str(row["organisation"])
            dots.setdefault(drawn_at[row["place"]], []).append(
                Dot(key, own(row) or key, str(row["actor_type"]))
            )
    sums: dict[str, int] = {}
    for place, actor, count in counts.iter_rows():
        at = drawn_at[place]
        sums[at] = sums.get(at, 0) + count
        if per_dot > 1:
            dots.setdefault(at, []).extend([Dot("", "", str(actor))] * -(-count // per_dot))
    order = {actor: at for at, actor in enumerate(ACTORS)}
    rows = rows_among("places", "place", sums).select("place", own_name(language()), "longitude", "latitude")
    return [
        Spot(
            str(place),
            str(label),
            float(longitude),
            float(latitude),
            sums[place],
            tuple(sorted(dots.get(place, []), key=lambda dot: (order.get(dot.actor, 9), dot.label))),
        )
        for place, label, longitude, latitude in rows.iter_rows()
    ]


def _by_place(counts: pl.DataFrame) -> list[dict[str, object]]:
    """How many of each type there are in each place, the fullest first."""
    wide = (
        counts.group_by("place")
        .agg(
            pl.col("count").sum().alias("all"),
            *(pl.col("count").filter(pl.col("actor_type") == one).sum().alias(one) for one in ACTORS),
        )
        .sort("all", "place", descending=[True, False], nulls_last=True)
    )
    labels = dict(
        rows_among("places", "place", wide["place"].drop_nulls())
        .select("place", own_name(language()))
        .iter_rows()
    )
    return [
        {**row, "label": labels.get(row["place"]), "counts": [row[one] for one in ACTORS]}
        for row in wide.iter_rows(named=True)
    ]


def _best() -> list[dict[str, object]]:
    """The organisations with the most neighbours."""
    ranked = _ranked(vintage_of(("ties",)))
    known = briefs(one for one, _ in ranked)
    return [
        {"organisation": one, "name": known[one].name, "count": count}
        for one, count in ranked
        if one in known
    ]


@lru_cache(maxsize=1)
def _ranked(vintage: Vintage) -> tuple[tuple[str, int], ...]:
    ties = record().table("ties")
    ends = pl.concat([ties.select(one="from", other="to"), ties.select(one="to", other="from")])
    ranked = (
        ends.filter(pl.col("one") != pl.col("other")).group_by("one").agg(pl.col("other").n_unique().alias("count"))
        .sort("count", "one", descending=[True, False]).head(BEST)
    )  # fmt: skip
    return tuple((str(one), int(count)) for one, count in ranked.iter_rows())
