"""`seedbed programme report|compare`: reports that are frozen for an audience, and what has changed since."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import DryRun, Form, Format, Lang, Region
from seedbed.cli.output import Printer
from seedbed.cli.programme.known import must_be_known, must_end_in, year_of
from seedbed.cli.wording import print_worded
from seedbed.messages import Lang as InLanguage
from seedbed.messages import Refusal
from seedbed.programme.suppression import Policy
from seedbed.report.progress_report import write_progress_report
from seedbed.store import RegionStore, Run, open_region
from seedbed.usecases.compare_reports import compare_reports
from seedbed.usecases.gather_progress_report import gather_progress_report
from seedbed.usecases.issue_report import KIND, issue_report


class Audience(StrEnum):
    """For whom a report is."""

    PUBLIC = "public"
    BANK = "bank"
    OFFICE = "office"


class Part(StrEnum):
    """What of a report is printed."""

    STANDING = "standing"
    FIGURES = "figures"
    REPORTED = "reported"


For = Annotated[Audience, typer.Option("--audience", help="who reads it 读者", case_sensitive=False)]
ReportId = Annotated[str, typer.Argument(help="id of an issued report 报告编号", metavar="REPORT")]
STANDING = (
    "target", "indicator", "measure", "group", "subproject", "measured_in", "value_asked", "share_asked", "actual",
    "numerator", "denominator", "progress", "met", "withheld",
)  # fmt: skip
REPORTED = (
    "indicator", "period", "sex", "group", "place", "subproject", "value", "numerator", "denominator", "withheld",
)  # fmt: skip


def report(
    region: Region,
    report_id: Annotated[
        str | None,
        typer.Argument(help="id; lists those issued if absent 编号，缺省列出已发布者", metavar="REPORT"),
    ] = None,
    up_to: Annotated[
        str | None, typer.Option("--up-to", help="issue it, up to this year 发布至该年份", metavar="YEAR")
    ] = None,
    audience: For = Audience.PUBLIC,
    threshold: Annotated[
        int, typer.Option(help="withhold fewer persons than this 少于此人数不公布", min=1)
    ] = Policy().threshold,
    show: Annotated[Part, typer.Option(help="which table to print 打印哪张表")] = Part.STANDING,
    word: Annotated[
        Path | None, typer.Option("--word", help="write it as Word, too 同时写成 Word", metavar="FILE")
    ] = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Issue a report that no later correction changes, or print one that was issued."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    if word is not None:
        must_end_in(word, (".docx",))
    if report_id is None:
        if up_to is not None or word is not None:
            raise Refusal.because("cli.report-needs-id")
        printer.frame(_issued(store))
        return
    if up_to is None:
        _print_issued(store, _issued_run(store, report_id), show, printer)
    else:
        issued = issue_report(
            store, report_id, str(year_of(store, up_to)), audience.value,
            policy=Policy(threshold=threshold), dry_run=dry_run,
        )  # fmt: skip
        tables = {
            Part.STANDING: issued.standing,
            Part.FIGURES: issued.figures,
            Part.REPORTED: issued.reported,
        }
        _print_part(tables[show], show, printer)
        printer.findings(issued.findings)
        if issued.run is None:
            printer.say("cli.dry-run")
        else:
            printer.say("cli.kept", run=issued.run.run)
    if word is not None and not dry_run:
        write_progress_report(gather_progress_report(store, report_id), word, languages_of(lang))
        printer.say("cli.written", file=str(word))


def compare(
    region: Region,
    first: ReportId,
    second: Annotated[
        str | None,
        typer.Argument(
            help="a later one; today's tables if absent 较晚的报告，缺省为当前数据", metavar="LATER"
        ),
    ] = None,
    printed_only: Annotated[
        bool, typer.Option("--printed-only", help="only what both printed 只比较双方均已公布者")
    ] = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Which figures of a report are others in a later one, or today, and why."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    for one in (first, second):
        if one is not None:
            _issued_run(store, one)
    moved = compare_reports(store, first, second, printed_only=printed_only)
    if form is not Format.TABLE:
        printer.frame(moved)
    elif moved.height:
        print_worded(printer, moved.rename({"reason": "finding"}))
    printer.say("cli.restated", figures=moved.height)


def languages_of(lang: Lang) -> tuple[InLanguage, ...]:
    """The languages of a document: the one that is asked for, or both."""
    return ("zh", "en") if lang is None else ("zh",) if lang.value == "zh" else ("en",)


def _issued(store: RegionStore) -> pl.DataFrame:
    columns: dict[str, list[object]] = {
        name: [] for name in ("report", "audience", "up_to", "issued", "figures", "withheld")
    }
    for run in store.runs(KIND):
        columns["report"].append(run.run)
        columns["audience"].append(run.parameters["audience"])
        columns["up_to"].append(run.parameters["up_to"])
        columns["issued"].append(run.finished)
        columns["figures"].append(run.summary["figures"])
        columns["withheld"].append(run.summary["withheld"])
    return pl.DataFrame(columns)


def _issued_run(store: RegionStore, report: str) -> Run:
    """A report by its id; refused with the reports that there are, not with all runs."""
    issued = {run.run: run for run in store.runs(KIND)}
    if not issued:
        raise Refusal.because("cli.no-report-issued")
    must_be_known("report", report, list(issued))
    return issued[report]


def _print_issued(store: RegionStore, run: Run, show: Part, printer: Printer) -> None:
    _print_part(store.run_output(run.run, show.value), show, printer)


def _print_part(table: pl.DataFrame, show: Part, printer: Printer) -> None:
    if printer.form is Format.TABLE and show is not Part.FIGURES:
        table = table.select(STANDING if show is Part.STANDING else REPORTED)
    printer.frame(table)
