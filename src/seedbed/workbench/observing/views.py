"""The observatory: what there is, one of its sections as chosen, a measure of the figures on record."""

from __future__ import annotations

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from seedbed.messages import Refusal, say
from seedbed.report.document import Block
from seedbed.report.measured_page import measured_document
from seedbed.usecases.measure_table import MEASURES, measure_table
from seedbed.usecases.measure_table import Choice as MeasureChoice
from seedbed.usecases.region_names import RegionNames, region_names
from seedbed.workbench.accounts.permissions import needs, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.errors import refused
from seedbed.workbench.look.wording import language, said, text_of
from seedbed.workbench.observing.choosing import GAP, SECTIONS, Choice, choose
from seedbed.workbench.observing.citing import cite, sources_of
from seedbed.workbench.observing.files import file_of, tables_of
from seedbed.workbench.people.record import record

FEWEST = 2
"""Places and industries that a table needs to be measured."""


@needs(Action.OBSERVATION_SEE)
@require_safe
def observatory(request: HttpRequest) -> HttpResponse:
    """What can be looked at."""
    context = {
        "title": said("workbench.page-observatory"),
        "sections": [
            (one, said(f"workbench.observing-{one}"), said(f"workbench.observing-{one}-what"))
            for one in SECTIONS
        ],
        "figures": record().count("observations"),
        "sources": record().count("sources"),
    }
    return render(request, "observing/observatory.html", context)


@needs(Action.OBSERVATION_SEE)
@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One section, restricted as the address says; ``?table=...&format=csv|xlsx`` gives one of its tables."""
    if section not in SECTIONS:
        raise Http404
    try:
        chosen = choose(section, request.GET.dict(), whole=scope(request.user, Action.MATCH_NAMES).everything)
    except Refusal as refusal:
        return refused(request, refusal)
    if chosen.contents is None:
        blocks: tuple[Block, ...] = ()
    else:
        blocks = SECTIONS[section](chosen.contents, language()).blocks
    drawn = (
        (said("report.pr-synthetic"),)
        if section == GAP and chosen.contents and chosen.contents.synthetic
        else ()
    )
    return _page(request, said(f"workbench.observing-{section}"), blocks, chosen.choices, chosen.run, drawn)


def _page(
    request: HttpRequest,
    title: str,
    blocks: tuple[Block, ...],
    choices: tuple[Choice, ...],
    run: str = "",
    problems: tuple[str, ...] = (),
) -> HttpResponse:
    chosen = {choice.name: choice.chosen for choice in choices if choice.chosen}
    line = cite(request, title, run, chosen)
    if "format" in request.GET:
        return file_of(blocks, request.GET.get("table", ""), request.GET["format"], line)
    context = {
        "title": title,
        "blocks": blocks,
        "choices": choices,
        "problems": problems,
        "cite": line,
        "sources": sources_of(table.frame for table in tables_of(blocks).values()),
        "downloads": True,
        "query": urlencode(chosen),
    }
    return render(request, "observing/section.html", context)


@needs(Action.OBSERVATION_SEE)
@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """Specialisation, overlap, complexity and more of a measure on record, for a year."""
    lang, names = language(), region_names(record())
    usable = _usable()
    subjects = tuple(
        (f"{measure}|{period}", f"{names.name('measures', measure, lang)} · {period}")
        for measure, period in usable.select("measure", "period").iter_rows()
    )
    kinds = tuple(
        (one, say(f"report.measured-{one}", lang)) for one, entry in MEASURES.items() if entry.periods == 0
    )
    subject = request.GET.get("of", subjects[0][0] if subjects else "")
    kind = request.GET.get("measure", kinds[0][0])
    if kind not in dict(kinds) or (subjects and subject not in dict(subjects)):
        raise Http404
    choices = (
        Choice("of", said("workbench.field-measured"), subjects, subject),
        Choice("measure", said("workbench.field-measure"), kinds, kind),
    )
    title = dict(kinds)[kind]
    if not subjects:
        return _page(request, title, (), choices, problems=(said("workbench.measures-none"),))
    measure, _, period = subject.partition("|")
    try:
        measured = measure_table(_values(measure, period, names), kind, MeasureChoice())
    except Refusal as refusal:
        return _page(
            request, title, (), choices, problems=tuple(text_of(finding) for finding in refusal.findings)
        )
    return _page(
        request, title, measured_document(measured, dict(subjects)[subject], lang).sections[0].blocks, choices
    )


_NO_TOTALS = r"percent|share|index|\bper\b|/|%|years|rank|ratio"
"""Units whose figures do not add: a measure compares parts of totals."""


def _with_industry() -> pl.DataFrame:
    """The figures that are of an industry as a whole and add: of no sex, group, part; places that hold none of the others."""
    observations = record().table("observations")
    rows = observations.filter(
        pl.col("industry").is_not_null(),
        pl.col("sex").is_null(),
        pl.col("group").is_null(),
        pl.col("value") >= 0,
        ~pl.col("unit").str.contains(_NO_TOTALS),
    )
    places = record().table("places").select("place", "parent").drop_nulls()
    above = places.filter(pl.col("place").is_in(rows["place"].unique().to_list()))
    holding: set[str] = set()
    while above.height:
        parents = set(above["parent"]) - holding
        holding |= parents
        above = places.filter(pl.col("place").is_in(list(parents)))
    return rows.filter(~pl.col("place").is_in(list(holding)))


def _usable() -> pl.DataFrame:
    """Measures and periods with a figure for each of several places and industries, the fullest first."""
    return (
        _with_industry()
        .group_by("measure", "period")
        .agg(
            pl.col("place").n_unique().alias("places"),
            pl.col("industry").n_unique().alias("industries"),
            pl.struct("place", "industry").n_unique().alias("cells"),
        )
        .filter(pl.col("places") >= FEWEST, pl.col("industries") >= FEWEST)
        # A figure that is not on record is not zero, as the measures would take it to be.
        .filter(pl.col("cells") == pl.col("places") * pl.col("industries"))
        .sort(pl.col("places") * pl.col("industries"), "measure", "period", descending=[True, False, True])
    )


def _values(measure: str, period: str, names: RegionNames) -> pl.DataFrame:
    """``place, industry, value`` by name; of several figures of a cell the one recorded last."""
    lang = language()
    rows = (
        _with_industry()
        .filter(pl.col("measure") == measure, pl.col("period") == period)
        .sort("recorded_at", nulls_last=False, maintain_order=True)
        .unique(["place", "industry"], keep="last", maintain_order=True)
    )
    columns = (*names.columns("places", "place", "of"), *names.columns("industries", "industry", "in"))
    return rows.with_columns(*columns).select(place=f"of_{lang}", industry=f"in_{lang}", value="value")
