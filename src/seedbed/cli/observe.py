"""`seedbed observe ...` on a region: scorecards, next industries, and who says so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.measure import Columns, Industry, Period, Value, read_values, tell_rejects
from seedbed.cli.measure import Place as PlaceColumn
from seedbed.cli.options import DryRun, Form, Format, Lang, On, Region
from seedbed.cli.output import Printer, day_of
from seedbed.cli.wording import own_columns, print_worded, tell_run
from seedbed.messages import say
from seedbed.report.wording import named
from seedbed.store import open_region
from seedbed.usecases.list_moved_figures import list_moved_figures
from seedbed.usecases.next_industries import next_industries
from seedbed.usecases.region_names import RegionNames, region_names
from seedbed.usecases.report_frames import scorecards as scorecards_in_words
from seedbed.usecases.report_frames.prospects import next_in_words
from seedbed.usecases.score_places import ScoredCard, score_places
from seedbed.usecases.trace_figure import trace_figure


def scorecards(
    region: Region,
    card: Annotated[str | None, typer.Option(help="scorecard 评分卡")] = None,
    place: Annotated[list[str] | None, typer.Option(help="place, repeatable 地区，可重复")] = None,
    period: Annotated[str | None, typer.Option(help="latest year to read 最晚年份", metavar="YEAR")] = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Score places on the region's scorecards and keep the scores as a run."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    scored, run = score_places(store, card=card, places=place or (), period=period, dry_run=dry_run)
    if form is not Format.TABLE:
        printer.frame(
            pl.concat(
                one.scores.frame.select(pl.lit(one.card.card).alias("card"), pl.all()) for one in scored
            )
        )
    else:
        names = region_names(store)
        for one in scored:
            _show_card(one, names, printer)
    findings = dict.fromkeys(finding for one in scored for finding in one.findings)
    printer.findings(findings)
    tell_run(run, printer)


def _show_card(scored: ScoredCard, names: RegionNames, printer: Printer) -> None:
    """A table for each place, then ranks under other weights and stages."""
    table = own_columns(scorecards_in_words.scores([scored], names), printer.lang, "place", "label")
    indented = (pl.lit("  ").repeat_by("depth").list.join("") + pl.col("label")).alias("what")
    for (place,), rows in table.with_columns(indented).group_by("place", maintain_order=True):
        columns = ("what", "score", "coverage", "value", "period", "benchmark", "finding")
        print_worded(printer, rows.select(columns), f"{scored.card.label(printer.lang)} - {place}")
    if scored.ranks is not None:
        ranks = own_columns(scorecards_in_words.ranks([scored], names), printer.lang, "place", "left_out")
        shown = ranks.select(scored.ranks.columns)
        printer.frame(shown, say("cli.ranks-under-other-weights", printer.lang))
    if scored.maturity is not None:
        reached = own_columns(
            scorecards_in_words.stages_reached([scored], names).drop("stage"),
            printer.lang,
            "place",
            "stage",
        )
        printer.frame(reached.select("place", "stage"), say("cli.stages", printer.lang))
        lacking = own_columns(
            scorecards_in_words.stages_lacking([scored], names), printer.lang, "place", "label"
        )
        wanted = lacking.select("place", pl.col("label").alias("what"), "value", "needed", "finding")
        print_worded(printer, wanted, say("cli.lacking", printer.lang))


def figure(
    region: Region,
    observation: Annotated[str, typer.Argument(help="observation 观测值编号")],
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Open a published figure: producer, locator, vintages, border year, file hash, code version."""
    printer = Printer.of(lang, form)
    traced = trace_figure(open_region(region), observation)
    if form is not Format.TABLE:
        printer.frame(traced)
        return
    for row in traced.iter_rows(named=True):
        shown = [(name, str(value)) for name, value in row.items() if value not in (None, "")]
        printer.frame(pl.DataFrame(shown, schema=["column", "value"], orient="row"))


def moved(
    region: Region,
    source: Annotated[str, typer.Argument(help="source 来源编号")],
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """List each figure and each score that the latest vintage of a source moved."""
    printer = Printer.of(lang, form)
    found = list_moved_figures(open_region(region), source)
    printer.frame(
        found.figures.select(
            "observation", "measure", "place", "period", "before", "after", "change", "through"
        )
    )
    if form is Format.TABLE:
        printer.frame(found.scores, say("cli.moved-scores", printer.lang))
        printer.say("cli.moved", figures=found.figures.height, scores=found.scores.height)


def next_ones(
    region: Region,
    home: Annotated[str, typer.Argument(help="place of the table 表中的地区", metavar="PLACE")],
    values: Annotated[Path, typer.Option(help="places, industries, values 地区、产业、数值", metavar="FILE")],
    place: PlaceColumn = "place",
    industry: Industry = "industry",
    value: Value = "value",
    period: Period = None,
    columns: Columns = None,
    flows: Annotated[
        Path | None, typer.Option(help="seller, buyer, value 产业间流量", metavar="FILE")
    ] = None,
    top: Annotated[int, typer.Option(help="how many to list 列出数量", min=1)] = 20,
    on: On = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Rank the industries that a place could have next, each with its reasons; kept as a run."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    own = read_values(values, place, industry, value, period, columns, dry_run=dry_run)
    between = None
    if flows is not None:
        read = read_values(flows, "seller", "buyer", "value", None, None, dry_run=dry_run)
        tell_rejects(read, printer)
        between = read.frame.rename({"place": "seller", "industry": "buyer"})
    found, run = next_industries(
        store, own.frame, place=home, flows=between, top=top, on=day_of(on), dry_run=dry_run
    )
    worded, _ = next_in_words(found.candidates, found.reasons)
    if form is not Format.TABLE:
        printer.frame(worded)
    else:
        for row in own_columns(worded, printer.lang, "reasons").iter_rows(named=True):
            print(f"{row['rank']:>3}  {row['industry']}  ({row['score']:.3f})\n     {row['reasons']}")  # noqa: T201
        weights = ", ".join(
            f"{named('reason', reason, printer.lang)} {share:.2f}" for reason, share in found.weights.items()
        )
        printer.say("cli.next-weights-fitted" if found.fitted else "cli.next-weights", weights=weights)
        if found.test is not None:
            print_worded(printer, found.test.scores, say("cli.entry-test", printer.lang), score="reason")
    printer.findings(found.findings)
    tell_run(run, printer)
    tell_rejects(own, printer)
