"""`seedbed programme ...`: record events, count results, open a number."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import DryRun, Form, Format, Lang, Region
from seedbed.cli.output import Printer, day_of
from seedbed.messages import Refusal
from seedbed.programme import UNSTATED, opens, trail
from seedbed.store import RegionStore, open_region
from seedbed.usecases.check_framework import check_framework
from seedbed.usecases.count_results import Counted, count_results
from seedbed.usecases.forecast_targets import forecast_targets
from seedbed.usecases.record_events import record_events

UpTo = Annotated[str | None, typer.Option("--up-to", help="year 年份", metavar="YEAR")]
SHOWN = (
    "indicator", "measure", "group", "measured_in", "baseline", "value_asked", "share_asked", "actual",
    "numerator", "denominator", "progress", "met",
)  # fmt: skip


def status(region: Region, up_to: UpTo = None, lang: Lang = None, form: Form = Format.TABLE) -> None:
    """Show verified placements beside the targets; nothing is kept."""
    store = open_region(region)
    _show(count_results(store, up_to=_year(store, up_to), dry_run=True), Printer.of(lang, form))


def count(
    region: Region, up_to: UpTo = None, dry_run: DryRun = False, lang: Lang = None, form: Form = Format.TABLE
) -> None:
    """Count verified placements and keep the count as a run."""
    store = open_region(region)
    _show(count_results(store, up_to=_year(store, up_to), dry_run=dry_run), Printer.of(lang, form))


def _show(counted: Counted, printer: Printer) -> None:
    printer.frame(counted.progress.table.select(SHOWN))
    printer.findings((*counted.results.findings, *counted.progress.findings))
    if counted.run is not None:
        printer.say("cli.kept", run=counted.run.run)


def check(region: Region, lang: Lang = None, form: Form = Format.TABLE) -> None:
    """Check the results framework: its tree, its targets, and what is missing where."""
    printer = Printer.of(lang, form)
    checked = check_framework(open_region(region))
    printer.frame(checked.scores)
    printer.findings(checked.findings)
    if checked.errors:
        raise typer.Exit(2)


def forecast(
    region: Region,
    at: Annotated[
        str | None, typer.Option("--at", help="day, 2026-03-31; today if absent 日期，默认今天")
    ] = None,
    draws: Annotated[int, typer.Option(help="draws 抽样次数", min=1_000)] = 10_000,
    seed: Annotated[int, typer.Option(help="seed of the draw 随机种子")] = 0,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Say how likely each target is to be met, and what run rate it needs."""
    printer = Printer.of(lang, form)
    found = forecast_targets(open_region(region), at=day_of(at), draws=draws, seed=seed, dry_run=dry_run)
    printer.frame(found.table)
    printer.findings(found.findings)
    if found.run is not None:
        printer.say("cli.kept", run=found.run.run)


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
    _must_be_known("indicator", indicator, store.table("indicators").get_column("indicator").to_list())
    _must_be_known("sex", sex, ["female", "male", "other", UNSTATED])
    _must_be_known("subproject", subproject, [*store.table("subprojects").get_column("subproject"), UNSTATED])
    period = _year(store, period)
    counted = count_results(store, dry_run=True).results.counted
    behind = opens(counted, indicator, sex=sex, subproject=subproject, period=period)
    shown = trail(behind, store.table("placements")).select(
        "seeker", "opportunity", "role", "event", pl.col("date"), "run", "evidence"
    )
    printer.frame(shown, indicator)
    printer.say("cli.opens", results=behind.height, events=shown.height)


def _year(store: RegionStore, text: str | None) -> str | None:
    """A year of the programme."""
    settings = store.settings
    if text is not None:
        _must_be_known(
            "year", text, [str(year) for year in range(settings.first_year, settings.last_year + 1)]
        )
    return text


def _must_be_known(what: str, value: str | None, known: list[str]) -> None:
    if value is not None and value not in known:
        raise Refusal.because("cli.unknown-value", what=what, value=value, known=", ".join(known))
