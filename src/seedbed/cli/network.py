"""`seedbed network ...`: who is tied to whom, value chains, ties that are missing, and what a loss would do."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import DryRun, Form, Format, Lang, Region
from seedbed.cli.output import Printer, day_of
from seedbed.cli.wording import own_columns, print_worded, tell_run
from seedbed.messages import Refusal, say
from seedbed.store import open_region
from seedbed.usecases.assess_chains import assess_chains
from seedbed.usecases.map_network import map_network
from seedbed.usecases.region_names import region_names
from seedbed.usecases.report_frames import chains as chain_frames
from seedbed.usecases.report_frames import network as network_frames
from seedbed.usecases.shared_reasons import suggestions_in_words

AsOf = Annotated[
    str | None, typer.Option("--as-of", help="only ties that stood on that day 该日存续的联系", metavar="DAY")
]
Top = Annotated[int, typer.Option(help="how many to list 列出数量", min=1)]
ROLES = ("name", "actor_type", "degree", "betweenness", "brokered", "constraint", "core", "community")


def show(
    region: Region,
    as_of: AsOf = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Figures, roles, brokers and layers of the network, kept as a run."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    mapped, run = map_network(store, as_of=day_of(as_of), dry_run=dry_run)
    names = region_names(store)
    nodes = network_frames.network_nodes(mapped, names)
    if form is not Format.TABLE:
        printer.frame(nodes)
    else:
        actors = own_columns(nodes, printer.lang, "name").select(ROLES)
        brokers = own_columns(network_frames.brokers(mapped, names), printer.lang, "name")
        kinds = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
        print_worded(printer, mapped.figures, say("cli.network", printer.lang), figure="figure")
        print_worded(printer, actors, say("cli.roles", printer.lang), actor_type="actor")
        printer.frame(brokers.select("name", "total", *kinds), say("cli.brokers", printer.lang))
        print_worded(printer, mapped.density, say("cli.layers", printer.lang), layer="layer")
    printer.findings(mapped.findings)
    tell_run(run, printer)


def suggest(
    region: Region,
    top: Top = 20,
    across_sectors: Annotated[
        bool, typer.Option("--across-sectors", help="different actor types only 仅跨类型")
    ] = False,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """List ties that are not there and might be, each with its reasons, and how such scores fared on hidden ties."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    mapped, run = map_network(store, top=top, across_sectors=across_sectors, dry_run=dry_run)
    pairs = suggestions_in_words(mapped.suggestions, region_names(store))
    if form is not Format.TABLE:
        printer.frame(pairs)
    else:
        shown = own_columns(pairs, printer.lang, "name", "other", "reasons")
        for row in shown.iter_rows(named=True):
            print(  # noqa: T201
                f"{row['rank']:>3}  {row['name']} \u2013 {row['other']}  ({row['score']:.2f})\n     {row['reasons']}"
            )
        if mapped.test is not None:
            print_worded(printer, mapped.test.scores, say("cli.hidden-ties", printer.lang), score="score")
    printer.findings(mapped.findings)
    tell_run(run, printer)


def without(
    region: Region,
    organisation: Annotated[
        str | None, typer.Argument(help="organisation; all if absent 机构编号，缺省为全部")
    ] = None,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """What the others lose with an organisation: paths between them, and stages of value chains."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    mapped, _ = map_network(store, dry_run=True)
    names = region_names(store)
    losses = mapped.robustness.losses.with_columns(*names.columns("organisations", "organisation", "name"))
    if organisation is not None:
        losses = losses.filter(pl.col("organisation") == organisation)
        if losses.is_empty():
            raise Refusal.because("usecases.no-such-actor", organisation=organisation, region=str(region))
    assessed = chain_frames.assessed_chains(store)
    if assessed is not None:
        alone = chain_frames.sole_actors(assessed, names).select(
            "organisation", pl.col("stages").alias("stages_alone"), "chains_en", "chains_zh"
        )
        losses = losses.join(alone, on="organisation", how="left", maintain_order="left")
    if form is not Format.TABLE:
        printer.frame(losses)
        return
    shown = own_columns(losses, printer.lang, "name")
    shown = own_columns(shown, printer.lang, "chains") if assessed is not None else shown
    first = ["name", "pieces", "lost_pairs", "lost_share", "largest"]
    printer.frame(
        shown.select(*first, *(name for name in ("stages_alone", "chains") if name in shown.columns))
    )
    printer.say("cli.reachable", pairs=mapped.robustness.reachable, largest=mapped.robustness.largest)
    printer.findings(mapped.robustness.findings)


def chains(
    region: Region,
    chain: Annotated[str | None, typer.Option(help="one chain only 仅一条链")] = None,
    home: Annotated[str | None, typer.Option(help="place to look from 本地", metavar="PLACE")] = None,
    benchmark: Annotated[str, typer.Option(help="place to compare with 对标地区", metavar="PLACE")] = "CN",
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Stages of the value chains: what stands at home, what is missing or weak, and published shares beside a benchmark."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    assessed, run = assess_chains(store, home=home, benchmark=benchmark, dry_run=dry_run)
    names = region_names(store)
    stages, coverage = (
        chain_frames.chain_stages(assessed, names),
        chain_frames.chain_coverage(assessed, names),
    )
    if chain is not None:
        known = coverage["chain"].to_list()
        if chain not in known:
            raise Refusal.because(
                "cli.unknown-value", what="chain", value=chain, known=", ".join(sorted(known))
            )
        stages, coverage = (frame.filter(pl.col("chain") == chain) for frame in (stages, coverage))
    if form is not Format.TABLE:
        printer.frame(stages)
    else:
        _print_chains(stages, coverage, chain is None, printer)
        figures = own_columns(
            chain_frames.chain_figures(assessed, names), printer.lang, "chain", "measure", "place"
        )
        printer.frame(
            figures.select("chain", "measure", "place", "period", "value", "benchmark", "unit", "locator"),
            say("cli.stage-figures", printer.lang),
        )
    printer.findings(assessed.findings)
    tell_run(run, printer)


def _print_chains(stages: pl.DataFrame, coverage: pl.DataFrame, near_only: bool, printer: Printer) -> None:
    """Coverage of the chains, and their stages in words."""
    counted = own_columns(coverage, printer.lang, "chain").select(
        "chain", "stages", "present", "weak", "around", "planned", "missing", "value"
    )
    printer.frame(counted, say("cli.chains", printer.lang))
    if near_only:
        stages = stages.filter(pl.col("status").is_in(["missing", "planned"]) | pl.col("weak"))
    shown = own_columns(stages.drop("stage"), printer.lang, "chain", "stage", "actors").rename(
        {"stage": "stage_name"}
    )
    print_worded(
        printer,
        shown.select("chain", "stage_no", "stage_name", "status", "actors", "finding"),
        say("cli.missing-or-weak" if near_only else "cli.all-stages", printer.lang),
        status="status",
    )
