"""Issued reports: a list by audience, one to read, its Word file, two compared, a new one."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import polars as pl
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.messages import Refusal, say
from seedbed.programme.vintages import AUDIENCES
from seedbed.report.document import Column, Table
from seedbed.report.progress_report import write_progress_report
from seedbed.report.progress_report.writing import chapters_of
from seedbed.store import Run
from seedbed.usecases.compare_reports import compare_reports
from seedbed.usecases.gather_progress_report import gather_progress_report
from seedbed.usecases.issue_report import issue_report
from seedbed.usecases.programme_frames.names import part_names, programme_names, with_names
from seedbed.workbench.accounts.permissions import may, needs, open_to_all
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.access import audience_of, readable_report, readable_reports
from seedbed.workbench.delivery.figures import bars_of
from seedbed.workbench.delivery.once import entered_once
from seedbed.workbench.look.downloads import csv_download, download
from seedbed.workbench.look.errors import refused
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import language, said, text_of
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.record import record

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _listed(run: Run) -> dict[str, object]:
    return {
        "run": run.run,
        "up_to": run.parameters["up_to"],
        "audience": say(f"report.pr-audience-{run.parameters['audience']}", language()),
        "issued": f"{run.started:%Y-%m-%d}",
        "figures": run.summary["figures"],
        "withheld": run.summary["withheld"],
    }


@open_to_all
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The issued reports that the reader may read; the public ones need no account."""
    context = {
        "title": said("workbench.page-reports"),
        "reports": [_listed(run) for run in readable_reports(request.user)],
        "may_issue": may(request.user, Action.REPORT_ISSUE),
    }
    return render(request, "delivery/reports.html", context)


@open_to_all
@require_safe
def report(request: HttpRequest, report: str) -> HttpResponse:
    """One report as a page, as it was issued."""
    run = readable_report(request.user, report)
    lang = language()
    try:
        contents = gather_progress_report(record(), run.run)
    except Refusal as refusal:
        return refused(request, refusal)
    programme = contents.programme_zh if lang == "zh" else contents.programme_en
    context = {
        "title": say("report.pr-title", lang, programme=programme, year=contents.up_to),
        "report": _listed(run),
        "contents": contents,
        "chapters": chapters_of(contents, lang).chapters,
        "bars": bars_of(contents, lang),
        "others": [_listed(one) for one in readable_reports(request.user) if one.run != run.run],
    }
    return render(request, "delivery/report.html", context)


@open_to_all
@require_safe
def word_file(request: HttpRequest, report: str) -> HttpResponse:
    """The report as a Word file, in the language of the page or (``?lang=both``) in both."""
    run = readable_report(request.user, report)
    chosen = request.GET.get("lang", language())
    if chosen not in ("zh", "en", "both"):
        raise Http404
    try:
        contents = gather_progress_report(record(), run.run)
    except Refusal as refusal:
        return refused(request, refusal)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "issued.docx"
        write_progress_report(contents, path, ("zh", "en") if chosen == "both" else (chosen,))
        return download(f"{run.run}-{chosen}.docx", path.read_bytes(), WORD)


@open_to_all
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """What a later report says otherwise, figure by figure, as far as the reader may read both."""
    readable = readable_reports(request.user)
    context: dict[str, object] = {
        "title": said("workbench.page-compare-reports"),
        "reports": [_listed(run) for run in readable],
    }
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    context |= {"before": before, "after": after, "query": request.GET.urlencode()}
    if before and after:
        first, second = readable_report(request.user, before), readable_report(request.user, after)
        whole = audience_of(request.user) == "office"
        try:
            moved = compare_reports(record(), first.run, second.run, printed_only=not whole)
        except Refusal as refusal:
            return refused(request, refusal)
        if request.GET.get("format") == "csv":
            return csv_download(f"{first.run}-{second.run}.csv", moved)
        context["table"] = _moved(moved)
    return render(request, "delivery/compare.html", context)


def _moved(moved: pl.DataFrame) -> Table:
    """Restatements with names."""
    lang, names = language(), programme_names(record())
    rows = with_names(moved, "indicator", names.indicators)
    for dimension in ("subproject", "place", "group"):
        rows = with_names(rows, dimension, part_names(names, dimension))
    rows = rows.with_columns(
        reason=pl.Series([say(code, lang) for code in moved["reason"]], dtype=pl.String),
        sex=pl.Series([say(f"report.pr-sex-{one}", lang) for one in moved["sex"]], dtype=pl.String),
        period=pl.Series(
            [said("workbench.all-years") if one == "all" else one for one in moved["period"]], dtype=pl.String
        ),
    )
    columns = (
        Column(f"indicator_{lang}", say("report.pr-col-indicator", lang)),
        Column("period", say("report.pr-col-period", lang)),
        Column("sex", say("report.pr-col-part", lang)),
        *(
            Column(f"{one}_{lang}", say(f"report.pr-col-{one}", lang))
            for one in ("subproject", "place", "group")
        ),
        Column("reported", say("report.pr-col-then", lang), "integer"),
        Column("now", say("report.pr-col-now", lang), "integer"),
        Column("difference", say("report.pr-col-difference", lang), "integer"),
        Column("reason", say("report.pr-col-reason", lang), "sentence"),
    )
    return Table(
        "moved",
        said("workbench.compare-reports-caption"),
        rows,
        columns,
        said("workbench.compare-reports-none"),
        lang,
    )


class IssueForm(PlainForm):
    """For whom, up to when, under what id."""

    audience = forms.ChoiceField(label=label("audience"))
    up_to = forms.RegexField(r"^\d{4}$", label=label("up-to"), max_length=4)
    report = forms.SlugField(label=label("report"), help_text=help_("report"), max_length=80, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [
            (one, say(f"report.pr-audience-{one}", language())) for one in AUDIENCES
        ]


@needs(Action.REPORT_ISSUE)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """Look first at what would be withheld, then freeze the figures for an audience."""
    form = IssueForm(request.POST or None, initial={"up_to": str(date.today().year), "audience": "public"})
    context: dict[str, object] = {"title": said("workbench.page-report-issue"), "form": form}
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        name = asked["report"] or f"{asked['up_to']}-{asked['audience']}-{date.today():%Y%m%d}"
        sure = "issue" in request.POST

        def enter() -> str:
            issue_report(record(), name, asked["up_to"], asked["audience"])
            house_changed(request.user, "report-issued", name)
            messages.success(request, said("workbench.report-issued", report=name))
            return reverse("report", args=[name])

        try:
            if sure:
                return redirect(entered_once(request, enter))
            made = issue_report(record(), name, asked["up_to"], asked["audience"], dry_run=True)
        except Refusal as refusal:
            for finding in refusal.findings:
                form.add_error(None, text_of(finding))
        else:
            context |= {
                "looked": name,
                "figures": made.figures.height,
                "withheld": int((~made.figures["shown"]).sum()),
                "findings": [text_of(finding) for finding in made.findings],
            }
    return render(request, "delivery/issue.html", context, status=422 if form.errors else 200)
