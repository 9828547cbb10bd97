"""`seedbed demo | synth | report | warm`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from seedbed.cli.options import Form, Format, Lang, Region
from seedbed.cli.output import Printer
from seedbed.matching.warm import warm as compile_kernels
from seedbed.messages import Refusal, say
from seedbed.network import compile_shortest_paths
from seedbed.report import write_report, write_word, write_workbook
from seedbed.store import open_region
from seedbed.usecases.gather_report import gather_report
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.run_demo import DemoOptions, Step, run_demo
from seedbed.usecases.synthesise_region import copy_region, synthesise_region

Seed = Annotated[int, typer.Option(help="seed of the draw 随机种子")]
People = Annotated[int, typer.Option(help="synthetic people 合成人数", min=1)]
Opportunities = Annotated[int, typer.Option(help="synthetic opportunities 合成机会数", min=1)]


def demo(
    region: Region = Path("regions/chongqing"),
    folder: Annotated[Path, typer.Option(help="where the demo works 演示文件夹")] = Path("demo"),
    people: People = 30_000,
    opportunities: Opportunities = 10_000,
    seed: Seed = 2027,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Run the whole loop on a copy of a region with synthetic people."""
    printer = Printer.of(lang, form)

    def tell(step: Step) -> None:
        label = say(f"cli.step-{step.step}", printer.lang)
        printer.say("cli.step", step=label, count=step.count, seconds=step.seconds, run=step.run or "")

    printer.say("cli.demo-synthetic", people=people, opportunities=opportunities, seed=seed)
    options = DemoOptions(people=people, opportunities=opportunities, seed=seed)
    outcome = run_demo(region, folder, options, tell=tell)
    printer.findings(outcome.checkup.contradictions)
    printer.frame(outcome.tagging_truth, say("cli.truth-tagging", printer.lang))
    printer.frame(outcome.outcome_truth, say("cli.truth-outcomes", printer.lang))
    printer.frame(outcome.progress, say("cli.targets", printer.lang))
    path = folder / "report.html"
    write_report(gather_report(outcome.store, steps=outcome.steps), path)
    printer.say("cli.report-at", address=path.resolve().as_uri())


def synth(
    region: Region,
    target: Annotated[Path, typer.Argument(help="new folder 新文件夹", metavar="TARGET")],
    people: People = 30_000,
    opportunities: Opportunities = 10_000,
    seed: Seed = 2027,
    lang: Lang = None,
) -> None:
    """Copy a region's facts and draw synthetic people and opportunities into the copy."""
    printer = Printer.of(lang)
    store = copy_region(region, target)
    _, run = synthesise_region(
        store, load_catalog(store.settings), people=people, opportunities=opportunities, seed=seed
    )
    printer.say(
        "cli.synthesised", people=people, opportunities=opportunities, folder=str(target), run=run.run
    )


def report(
    region: Region,
    output: Annotated[Path, typer.Option("--output", "-o", help="file: .html, .docx, .xlsx 文件")] = Path(
        "report.html"
    ),
    lang: Lang = None,
) -> None:
    """Write the report of a region's latest runs: the bilingual page, or Word or Excel in one language."""
    printer = Printer.of(lang)
    suffix = output.suffix.lower()
    if suffix not in (".html", ".docx", ".xlsx"):
        raise Refusal.because("cli.bad-report", file=output.name)
    contents = gather_report(open_region(region))
    if suffix == ".docx":
        write_word(contents, output, printer.lang)
    elif suffix == ".xlsx":
        write_workbook(contents, output, printer.lang)
    else:
        write_report(contents, output)
    printer.say("cli.report-at", address=output.resolve().as_uri())


def warm(lang: Lang = None) -> None:
    """Compile the kernels once, so that no later call waits."""
    Printer.of(lang).say("cli.warming")
    compile_kernels()
    compile_shortest_paths()
    Printer.of(lang).say("cli.warmed")
