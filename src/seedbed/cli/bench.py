"""`seedbed bench ...`: Seedbed beside named peers on the same work."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from seedbed.bench import Table, bench_allocate, bench_match, bench_text
from seedbed.bench.markets import SIZES
from seedbed.bench.results import write_results
from seedbed.cli.options import Form, Format, Lang
from seedbed.cli.output import Printer
from seedbed.usecases.describe_machine import describe_machine

DISAGREES = 1


class Size(StrEnum):
    """How many people and opportunities."""

    S = "S"
    M = "M"
    L = "L"


SizeOption = Annotated[
    Size | None, typer.Option("--size", help="S 30,000 x 10,000; M 300,000 x 100,000; L 1,000,000 x 200,000")
]
People = Annotated[int, typer.Option(help="people 人数", min=1)]
Opportunities = Annotated[int, typer.Option(help="opportunities 机会数", min=1)]
Write = Annotated[
    bool, typer.Option("--write", help="keep the figures in bench/RESULTS.md 写入 bench/RESULTS.md")
]


def match(
    people: People = 30_000,
    opportunities: Opportunities = 10_000,
    size: SizeOption = None,
    write: Write = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Recommendations beside the peers that are installed."""
    people, opportunities = (people, opportunities) if size is None else SIZES[size.value]
    _print(f"match, {people:,} x {opportunities:,}", bench_match(people, opportunities), write, lang, form)


def allocate(
    people: People = 3_000,
    opportunities: Opportunities = 1_000,
    write: Write = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Allocation with a floor beside HiGHS."""
    _print(
        f"allocate, {people:,} x {opportunities:,}", bench_allocate(people, opportunities), write, lang, form
    )


def text(
    shared: Annotated[
        Path, typer.Argument(help="folder of the evaluation sets 评测集文件夹", metavar="SHARED")
    ],
    test: Annotated[bool, typer.Option("--test", help="score the test sentences too 同时评测测试集")] = False,
    cvs: Annotated[int, typer.Option(help="texts for the throughput 吞吐量文本数", min=1)] = 2_000,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Quality of tagging and ranking on public evaluation sets, coverage, throughput."""
    printer = Printer.of(lang, form)
    printer.frame(bench_text(shared, with_test=test, cvs=cvs))
    _machine(printer)


def _print(name: str, table: Table, write: bool, lang: Lang, form: Form) -> None:
    printer = Printer.of(lang, form)
    printer.frame(table.frame())
    _machine(printer)
    if not all(row.agrees for row in table.rows):
        printer.say("cli.bench-disagrees")
        raise typer.Exit(DISAGREES)
    if write:
        write_results(name, table)


def _machine(printer: Printer) -> None:
    machine = describe_machine()
    printer.say(
        "cli.machine",
        processor=machine.processor,
        cores=machine.cores,
        memory=machine.memory_gib,
        python=machine.python,
    )
