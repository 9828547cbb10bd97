"""Figures on record, and one of them down to who says so."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from seedbed.charts import spoken_number
from seedbed.messages import Refusal
from seedbed.report.wording import named_unit
from seedbed.usecases.region_names import region_names
from seedbed.usecases.trace_figure import trace_figure
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.downloads import csv_download
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.observing.citing import cite
from seedbed.workbench.observing.finding_figures import COUNTED, find_figures, found_figures
from seedbed.workbench.observing.names import measure_names, place_names, plain
from seedbed.workbench.people.record import record

ROWS = 50


@needs(Action.OBSERVATION_SEE)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Figures of a place, or found by words of the measure, place, year or source; as CSV with ``format=csv``."""
    sought, place = request.GET.get("q", "").strip()[:80], request.GET.get("place", "")
    if request.GET.get("format") == "csv":
        return csv_download("figures.csv", found_figures(sought, place))
    after = request.GET.get("after", "")
    found = find_figures(sought, place, int(after) if after.isdecimal() else None, ROWS)
    measures = measure_names()
    places = place_names([place, *(row["place"] for row in found.rows)])
    context = {
        "title": said("workbench.page-figures"),
        "rows": [
            {
                **row,
                "measured": measures.get(row["measure"]) or plain(row["measure"]),
                "where": places.get(row["place"], row["place"]),
                "spoken": spoken_number(row["value"], "figure", language()),
                "unit_word": named_unit(row["unit"] or "", language()),
            }
            for row in found.rows
        ],
        "following": found.next,
        "sought": sought,
        "place": place,
        "place_name": places.get(place, place),
        "query": urlencode({name: value for name, value in (("q", sought), ("place", place)) if value}),
        "count": min(found.count, COUNTED) if sought or place else found.count,
        "many": bool(sought or place) and found.count > COUNTED,
    }
    return render(request, "observing/figures.html", context)


@needs(Action.OBSERVATION_SEE)
@require_safe
def figure(request: HttpRequest, observation: str) -> HttpResponse:
    """Producer, place in the source, every vintage, hash of the table, version of the code."""
    try:
        traced = trace_figure(record(), observation)
    except Refusal:
        raise Http404 from None
    lang, names = language(), region_names(record())
    latest = traced.row(0, named=True)
    title = f"{names.name('measures', latest['measure'], lang)} · {names.name('places', latest['place'], lang)} · {latest['period']}"
    context = {
        "title": title,
        "latest": latest,
        "spoken": spoken_number(latest["value"], "figure", lang),
        "unit_word": named_unit(latest["unit"] or "", lang),
        "industry": names.name("industries", latest["industry"], lang) if latest.get("industry") else "",
        "vintages": [
            {**row, "spoken": spoken_number(row["value"], "figure", lang)}
            for row in traced.iter_rows(named=True)
        ],
        "cite": cite(request, title),
    }
    return render(request, "observing/figure.html", context)
