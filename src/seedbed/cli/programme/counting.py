"""`seedbed programme status|count|events|record`: results beside targets, and the events behind a number."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import DryRun, Form, Format, Lang, Region
from seedbed.cli.output import Printer
from seedbed.cli.programme.known import must_be_known, year_of
from seedbed.programme import UNSTATED, opens, trail
from seedbed.store import open_region
from seedbed.usecases.count_results import Counted, count_results
from seedbed.usecases.record_events import record_events

UpTo = Annotated[str | None, typer.Option("--up-to", help="year 年份", metavar="YEAR")]
SHOWN = (
    "indicator", "measure", "group", "measured_in", "baseline", "value_asked", "share_asked", "actual",
    "numerator", "denominator", "progress", "met",
)  # fmt: skip


def status(region: Region, up_to: UpTo = None, lang: Lang = None, form: Form = Format.TABLE) -> None:
    """Show verified placements beside the targets; nothing is kept."""
    store = open_region(region)
    _show(count_results(store, up_to=year_of(store, up_to), dry_run=True), Printer.of(lang, form))


def count(
    region: Region, up_to: UpTo = None, dry_run: DryRun = False, lang: Lang = None, form: Form = Format.TABLE
) -> None:
    """Count verified placements and keep the count as a run."""
    store = open_region(region)
    _show(count_results(store, up_to=year_of(store, up_to), dry_run=dry_run), Printer.of(lang, form))


def _show(counted: Counted, printer: Printer) -> None:
    printer.frame(counted.progress.table.select(SHOWN))
    printer.findings((*counted.results.findings, *counted.progress.findings))
    if counted.run is not None:
        printer.say("cli.kept", run=counted.run.run)


def record(
    region: Region,
    file: Annotated[Path, typer.Argument(help="CSV or Excel of events 事件文件", metavar="FILE")],
    dry_run: DryRun = False,
    lang: Lang = None,
) -> None:
    """Append events that happened to placements; bad rows stay in a file beside the given one."""
    printer = Printer.of(lang)
    recorded = record_events(open_region(region), file, dry_run=dry_run)
    printer.findings(recorded.findings)
    printer.say("cli.recorded", events=recorded.events, rejected=recorded.rejected)
    if recorded.rejects is not None:
        printer.say("cli.rejects-at", file=str(recorded.rejects))
    if dry_run:
        printer.say("cli.dry-run")
    if recorded.rejected:
        raise typer.Exit(2)


def events(
    region: Region,
    indicator: Annotated[str, typer.Argument(help="indicator 指标编号")],
    sex: Annotated[str | None, typer.Option(help="female, male, other, unstated")] = None,
    subproject: Annotated[str | None, typer.Option(help="subproject 子项目")] = None,
    period: Annotated[str | None, typer.Option(help="year 年份")] = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Open a number to the events, and the run, that made it."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    must_be_known("indicator", indicator, store.table("indicators").get_column("indicator").to_list())
    must_be_known("sex", sex, ["female", "male", "other", UNSTATED])
    must_be_known("subproject", subproject, [*store.table("subprojects").get_column("subproject"), UNSTATED])
    period = year_of(store, period)
    counted = count_results(store, dry_run=True).results.counted
    behind = opens(counted, indicator, sex=sex, subproject=subproject, period=period)
    shown = trail(behind, store.table("placements")).select(
        "seeker", "opportunity", "role", "event", pl.col("date"), "run", "evidence"
    )
    printer.frame(shown, indicator)
    printer.say("cli.opens", results=behind.height, events=shown.height)
