"""Figures on record, and one of them down to who says so."""

from __future__ import annotations

import polars as pl
from django.core.paginator import Paginator
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
from seedbed.workbench.people.record import record

ROWS = 50


@needs(Action.OBSERVATION_SEE)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """All figures, found by words of the measure, the place, the year or the source; as CSV with ``format=csv``."""
    lang, names = language(), region_names(record())
    sought = request.GET.get("q", "").strip()[:80]
    frame = (
        record()
        .table("observations")
        .with_columns(
            *names.columns("measures", "measure", "measured"), *names.columns("places", "place", "where")
        )
    )
    for word in sought.casefold().split():
        text = pl.concat_str(
            "measured_en",
            "measured_zh",
            "where_en",
            "where_zh",
            "period",
            "source",
            separator=" ",
            ignore_nulls=True,
        )
        frame = frame.filter(text.str.to_lowercase().str.contains(word, literal=True))
    if request.GET.get("format") == "csv":
        return csv_download("figures.csv", frame.select(record().table("observations").columns))
    page = Paginator(range(frame.height), ROWS).get_page(request.GET.get("page"))
    rows = frame.slice(page.start_index() - 1 if frame.height else 0, ROWS)
    context = {
        "title": said("workbench.page-figures"),
        "rows": [
            {**row, "measured": row[f"measured_{lang}"], "where": row[f"where_{lang}"],
             "spoken": spoken_number(row["value"], "figure", lang), "unit_word": named_unit(row["unit"] or "", lang)}
            for row in rows.iter_rows(named=True)
        ],
        "page": page,
        "sought": sought,
        "query": urlencode({"q": sought}),
        "count": frame.height,
    }  # fmt: skip
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
