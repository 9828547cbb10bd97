"""The programme for one reader: what may be shown, its chapters and its pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl
from django.contrib.auth.models import AnonymousUser

from seedbed.charts import NARROW, WIDE, Canvas, Chart, Series, horizontal_bars
from seedbed.messages import Lang, say
from seedbed.report.progress_report.books import (
    evidence_on_record,
    grievances_received,
    how_to_read,
    money_planned_and_paid,
)
from seedbed.report.progress_report.outlook import restated_since, what_is_likely
from seedbed.report.progress_report.results import at_a_glance, parts_of_results, results_beside_targets
from seedbed.report.progress_report.work import (
    activities_of_subprojects,
    gender_action_plan,
    risks_and_assumptions,
    stage_gates,
)
from seedbed.report.word_layout import Chapter
from seedbed.usecases.progress_report_contents import ProgressReportContents
from seedbed.workbench.accounts.models import User
from seedbed.workbench.delivery.access import audience_of, readable_reports, sees_whole
from seedbed.workbench.delivery.gathering import gathered

Writes = Callable[[ProgressReportContents, Lang], Chapter]
PARTS: Mapping[str, tuple[Writes, ...]] = MappingProxyType(
    {
        "results": (results_beside_targets, at_a_glance),
        "outlook": (what_is_likely, restated_since),
        "parts": (parts_of_results,),
        "activities": (activities_of_subprojects,),
        "gates": (stage_gates,),
        "gender": (gender_action_plan,),
        "risks": (risks_and_assumptions,),
        "money": (money_planned_and_paid,),
        "grievances": (grievances_received,),
        "evidence": (evidence_on_record,),
        "reading": (how_to_read,),
    }
)
"""The parts of the programme pages, with the chapters of the progress report that they show."""
WITH_FIGURES = frozenset({"results", "outlook", "parts", "grievances", "evidence"})
"""Parts that hold figures which only an issued report gives to readers outside the office."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader sees; ``figures``: results may be shown, ``live``: they are of this moment."""

    contents: ProgressReportContents
    figures: bool
    live: bool


def programme_of(user: User | AnonymousUser) -> Seen:
    """The live programme for the office; for others the latest report that was issued for them.

    Live figures would let who looks every day work out the numbers that a report withholds.
    """
    if sees_whole(user):
        return Seen(gathered(audience="office"), figures=True, live=True)
    audience = audience_of(user)
    reports = readable_reports(user)
    own = [run for run in reports if run.parameters["audience"] == audience] or reports
    if own:
        return Seen(gathered(own[0].run), figures=True, live=False)
    return Seen(gathered(audience=audience), figures=False, live=False)


def chapters_of_part(contents: ProgressReportContents, part: str, lang: Lang) -> list[Chapter]:
    """The chapters of a part, in one language."""
    return [write(contents, lang) for write in PARTS[part]]


def bars_of(contents: ProgressReportContents, lang: Lang) -> list[tuple[Chart, Chart]]:
    """How far each target is on its way beside where its path is now, wide and narrow; the chapter has the table."""
    shares = pl.col("measure") == "share"
    way = pl.col("value_asked") - pl.col("baseline").fill_null(0.0)
    rows = contents.standing.filter(~pl.col("withheld").fill_null(value=False)).with_columns(
        row=pl.concat_str(
            f"name_{lang}", f"group_{lang}", f"subproject_{lang}", separator=" · ", ignore_nulls=True
        ),
        expected_progress=pl.when(shares)
        .then(1.0)
        .otherwise(pl.when(way != 0).then((pl.col("expected") - pl.col("baseline").fill_null(0.0)) / way)),
    )
    drawn = []
    for key, chosen in (("framework-values", ~shares), ("framework-shares", shares)):
        some = rows.filter(chosen, pl.col("progress").is_not_null())
        if some.height:
            drawn.append(
                (
                    _bars(some, key, Canvas(f"{key}-wide", lang, WIDE)),
                    _bars(some, key, Canvas(f"{key}-narrow", lang, NARROW)),
                )
            )
    return drawn


def _bars(rows: pl.DataFrame, key: str, canvas: Canvas) -> Chart:
    return horizontal_bars(
        rows,
        label="row",
        series=[Series("progress", say("report.col-progress", canvas.lang))],
        style="percent",
        marker=Series("expected_progress", say("report.framework-marker", canvas.lang)),
        title=say(f"report.{key}-picture", canvas.lang),
        canvas=canvas,
    )
