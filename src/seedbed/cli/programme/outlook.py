"""`seedbed programme check|forecast`: is the framework sound, and will its targets be met."""

from __future__ import annotations

from typing import Annotated

import typer

from seedbed.cli.options import DryRun, Form, Format, Lang, Region
from seedbed.cli.output import Printer, day_of
from seedbed.cli.wording import print_worded
from seedbed.store import open_region
from seedbed.usecases.check_framework import check_framework
from seedbed.usecases.forecast_targets import forecast_targets

SHOWN = (
    "target", "group", "subproject", "value_asked", "share_asked", "so_far", "waiting", "probability", "median",
    "low_80", "high_80", "required_rate", "actual_rate", "too_little",
)  # fmt: skip
"""What a person reads of a forecast; the other forms have every column."""


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
    if form is Format.TABLE:
        print_worded(printer, found.table.select(SHOWN))
    else:
        printer.frame(found.table)
    printer.findings(found.findings)
    if found.run is not None:
        printer.say("cli.kept", run=found.run.run)
