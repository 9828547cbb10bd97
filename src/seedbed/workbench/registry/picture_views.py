"""The ecosystem as a map."""

from __future__ import annotations

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seedbed.charts import NARROW, WIDE, Canvas
from seedbed.report.wording import own_name
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.people.record import record
from seedbed.workbench.registry.naming import ACTORS, actor_word, names
from seedbed.workbench.registry.pictures import Dot, Spot, map_of

BEST = 12


@needs(Action.ORGANISATION_SEE)
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Organisations where they are, each a link; by place and type in a table; the best connected to begin a walk."""
    lang, chosen = language(), request.GET.get("type", "")
    table = record().table("organisations")
    shown = table.filter(pl.col("actor_type") == chosen) if chosen in ACTORS else table
    home = _inside(str(record().settings.place or ""))
    everywhere = request.GET.get("area") == "all" or not shown.filter(pl.col("place").is_in(home)).height
    total = shown.height
    if not everywhere:
        shown = shown.filter(pl.col("place").is_in(home) | pl.col("place").is_null())
    spots = _spots(shown)
    title = said("workbench.map-picture")
    counted = _counted(table)
    datums = sorted(set(record().table("places")["datum"].drop_nulls()))
    context = {
        "title": said("workbench.page-map"),
        "pictures": (map_of(spots, title, Canvas("map-wide", lang, WIDE)), map_of(spots, title, Canvas("map-narrow", lang, NARROW)))
        if spots
        else None,
        "nowhere": shown.height - sum(len(one.dots) for one in spots),
        "total": shown.height,
        "everywhere": everywhere,
        "elsewhere": total - shown.height,
        "datum": said("workbench.list-comma").join(datums) or "—",
        "actors": [(one, actor_word(one)) for one in ACTORS],
        "type": chosen,
        "rows": counted,
        "best": _best(),
        "ties": record().count("ties"),
    }  # fmt: skip
    return render(request, "registry/map.html", context)


def _inside(place: str) -> list[str]:
    """A place and all that lie in it."""
    found, children = {place}, record().table("places").select("place", "parent")
    while True:
        more = set(children.filter(pl.col("parent").is_in(list(found)))["place"]) - found
        if not more:
            return sorted(found)
        found |= more


def _spots(organisations: pl.DataFrame) -> list[Spot]:
    """Places with coordinates and their organisations, by type."""
    lang, known = language(), names()
    places = (
        record()
        .table("places")
        .select("place", own_name(lang), "longitude", "latitude")
        .drop_nulls(["longitude", "latitude"])
    )
    placed = organisations.select("organisation", "actor_type", "place").join(places, on="place")
    order = {actor: at for at, actor in enumerate(ACTORS)}
    spots = []
    for (_, label, longitude, latitude), rows in placed.group_by(
        "place", "label", "longitude", "latitude", maintain_order=True
    ):
        dots = [
            Dot(one, known.get(one, one), actor)
            for one, actor in rows.select("organisation", "actor_type").iter_rows()
        ]
        dots.sort(key=lambda dot: (order.get(dot.actor, 9), dot.label))
        spots.append(Spot(str(label), float(str(longitude)), float(str(latitude)), tuple(dots)))
    return spots


def _counted(organisations: pl.DataFrame) -> list[dict[str, object]]:
    """How many of each type there are in each place, the fullest first."""
    labels = record().table("places").select("place", own_name(language()))
    counted = (
        organisations.group_by("place")
        .agg(pl.len().alias("all"), *((pl.col("actor_type") == one).sum().alias(one) for one in ACTORS))
        .join(labels, on="place", how="left")
        .sort("all", "place", descending=[True, False], nulls_last=True)
    )
    return [{**row, "counts": [row[one] for one in ACTORS]} for row in counted.iter_rows(named=True)]


def _best() -> list[dict[str, object]]:
    """The organisations with the most neighbours."""
    ties, known = record().table("ties"), names()
    ends = pl.concat([ties.select(one="from", other="to"), ties.select(one="to", other="from")])
    ranked = (
        ends.filter(pl.col("one") != pl.col("other")).group_by("one").agg(pl.col("other").n_unique().alias("count"))
        .sort("count", "one", descending=[True, False])
    )  # fmt: skip
    rows = [
        {"organisation": one, "name": known[one], "count": count}
        for one, count in ranked.iter_rows()
        if one in known
    ]
    return rows[:BEST]
