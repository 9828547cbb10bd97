"""`seedbed programme ...`: results, targets, and the events behind a number."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import DryRun, Form, Format, Lang, Region
from seedbed.cli.output import Printer
from seedbed.messages import Refusal
from seedbed.programme import opens, trail
from seedbed.store import open_region
from seedbed.usecases.count_results import count_results

UpTo = Annotated[str | None, typer.Option("--up-to", help="year 年份", metavar="YEAR")]


def status(
    region: Region, up_to: UpTo = None, dry_run: DryRun = False, lang: Lang = None, form: Form = Format.TABLE
) -> None:
    """Count verified placements and show them beside the targets."""
    printer = Printer.of(lang, form)
    counted = count_results(open_region(region), up_to=up_to, dry_run=dry_run)
    shown = ("indicator", "measure", "group", "measured_in", "baseline", "value_asked", "share_asked", "actual",
             "numerator", "denominator", "progress", "met")  # fmt: skip
    printer.frame(counted.progress.table.select(shown))
    printer.findings((*counted.results.findings, *counted.progress.findings))
    if counted.run is not None:
        printer.say("cli.kept", run=counted.run.run)


def events(
    region: Region,
    indicator: Annotated[str, typer.Argument(help="indicator 指标编号")],
    sex: Annotated[str | None, typer.Option(help="female, male, unstated")] = None,
    subproject: Annotated[str | None, typer.Option(help="subproject 子项目")] = None,
    period: Annotated[str | None, typer.Option(help="year 年份")] = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Open a number to the events, and the run, that made it."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    known = store.table("indicators").get_column("indicator").to_list()
    if indicator not in known:
        raise Refusal.because("cli.unknown-indicator", value=indicator, known=", ".join(known))
    counted = count_results(store, dry_run=True).results.counted
    behind = opens(counted, indicator, sex=sex, subproject=subproject, period=period)
    shown = trail(behind, store.table("placements")).select(
        "seeker", "opportunity", "role", "event", pl.col("date"), "run", "evidence"
    )
    printer.frame(shown, indicator)
    printer.say("cli.opens", results=behind.height, events=shown.height)
