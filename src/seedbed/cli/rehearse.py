"""`seedbed programme rehearse | close`: a programme's years on synthetic people; what would close a shortfall."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import DryRun, Form, Format, Lang, Region
from seedbed.cli.output import Printer, day_of
from seedbed.messages import say
from seedbed.report import write_report
from seedbed.store import open_region
from seedbed.usecases.close_shortfall import ShortfallOptions, change_table, close_shortfall
from seedbed.usecases.gather_report import gather_report
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.rehearse_years import RehearsalOptions, RehearsedYear, rehearse_years

YEARS_SHOWN = (
    "year", "target", "placed", "verified", "so_far", "asked_by_now", "asked", "probability", "verdict",
    "extra_starts",
)  # fmt: skip
AGAINST_SHOWN = (
    "year",
    "target",
    "probability",
    "median",
    "low_80",
    "high_80",
    "came",
    "held",
    "met",
    "brier",
)


class Lever(StrEnum):
    """What would be changed."""

    STARTS = "starts"
    VERIFICATION = "verification"


def rehearse(
    region: Region,
    out: Annotated[Path, typer.Option(help="folder of the rehearsal 演练文件夹", metavar="FOLDER")] = Path(
        "rehearsal"
    ),
    years: Annotated[int, typer.Option(help="the programme's last years 项目最后的年数", min=1)] = 7,
    people: Annotated[int, typer.Option(help="synthetic people a year 每年合成人数", min=1)] = 2_000,
    seed: Annotated[int, typer.Option(help="seed of the draw 随机种子", min=0)] = 1,
    draws: Annotated[int, typer.Option(help="draws of a forecast 每次预测的抽样次数", min=1_000)] = 4_000,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Run a programme through its years on synthetic people, from matching to forecast."""
    printer = Printer.of(lang, form)
    printer.say("cli.rehearse-synthetic", people=people, seed=seed)
    new: list[int] = []

    def tell(year: RehearsedYear) -> None:
        new.append(year.year)
        printer.say(
            "cli.rehearsed-year",
            year=year.year,
            proposed=year.proposed,
            recorded=year.recorded,
            verified=year.verified,
        )

    rehearsal = rehearse_years(region, out, RehearsalOptions(years, people, seed, draws), tell)
    shown = rehearsal.years
    if form is Format.TABLE:
        shown = (
            shown.select(YEARS_SHOWN)
            .with_columns(
                pl.col("verdict").map_elements(
                    lambda word: say(f"usecases.verdict-{word}", printer.lang), return_dtype=pl.String
                )
            )
            .rename({"verified": "results_verified"})  # `verified` is the heading of another table
        )
    printer.frame(shown, say("cli.rehearsed-years", printer.lang))
    if form is Format.TABLE:
        printer.frame(rehearsal.against.select(AGAINST_SHOWN), say("cli.rehearsed-against", printer.lang))
    printer.findings(rehearsal.findings)
    page = out / "report.html"
    if new or not page.is_file():
        # The page tells the time of the rehearsal, like everything else in its folder.
        last = rehearsal.store.runs()[-1]
        write_report(replace(gather_report(rehearsal.store), created=last.finished), page)
    printer.say("cli.report-at", address=page.resolve().as_uri())


def close(
    region: Region,
    target: Annotated[str, typer.Argument(help="target 目标编号", metavar="TARGET")],
    wanted: Annotated[
        float, typer.Option(help="probability to reach 希望达到的概率", min=0.01, max=0.99)
    ] = 0.8,
    lever: Annotated[Lever, typer.Option(help="what would be changed 调整的环节")] = Lever.STARTS,
    month: Annotated[
        str | None, typer.Option(help="when they start, 2026-03; at once if absent 开始月份", metavar="MONTH")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", help="day, 2026-03-31; today if absent 日期，默认今天", metavar="DAY"),
    ] = None,
    training: Annotated[
        bool,
        typer.Option(
            "--training/--no-training", help="ask the training plan for course places 是否测算培训名额"
        ),
    ] = True,
    seed: Annotated[int, typer.Option(help="seed of the draw 随机种子", min=0)] = 0,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Find the smallest change after which a target is likely enough, and what it takes."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    catalog = load_catalog(store.settings) if training and lever is Lever.STARTS else None
    options = ShortfallOptions(target, wanted, lever.value, month, seed=seed)
    closed = close_shortfall(store, options, catalog=catalog, at=day_of(at), dry_run=dry_run)
    printer.frame(change_table(closed))
    printer.findings(closed.findings)
    change = closed.change
    if change.number:
        printer.say(
            f"cli.close-{lever.value}", number=change.number, before=change.before, after=change.after
        )
        if closed.places:
            printer.say(
                "cli.close-places", places=closed.places, starts=closed.starts, proposals=closed.proposals
            )
        if closed.training is not None and closed.training.budget is not None:
            printer.say(
                "cli.close-courses",
                budget=closed.training.budget,
                learners=closed.training.learners,
                placements=closed.training.placements,
            )
    if closed.run is not None:
        printer.say("cli.kept", run=closed.run.run)
