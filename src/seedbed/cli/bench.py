"""`seedbed bench ...`: Seedbed beside named peers on the same work."""

from __future__ import annotations

from typing import Annotated

import typer

from seedbed.bench import Table, bench_allocate, bench_match
from seedbed.cli.options import Form, Format, Lang
from seedbed.cli.output import Printer
from seedbed.usecases.describe_machine import describe_machine

DISAGREES = 1


def match(
    people: Annotated[int, typer.Option(help="people 人数", min=1)] = 30_000,
    opportunities: Annotated[int, typer.Option(help="opportunities 机会数", min=1)] = 10_000,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Recommendations beside SciPy."""
    _print(bench_match(people, opportunities), lang, form)


def allocate(
    people: Annotated[int, typer.Option(help="people 人数", min=1)] = 3_000,
    opportunities: Annotated[int, typer.Option(help="opportunities 机会数", min=1)] = 1_000,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Allocation with a floor beside HiGHS."""
    _print(bench_allocate(people, opportunities), lang, form)


def _print(table: Table, lang: Lang, form: Form) -> None:
    printer = Printer.of(lang, form)
    machine = describe_machine()
    printer.frame(table.frame())
    printer.say(
        "cli.machine",
        processor=machine.processor,
        cores=machine.cores,
        memory=machine.memory_gib,
        python=machine.python,
    )
    if not all(row.agrees for row in table.rows):
        printer.say("cli.bench-disagrees")
        raise typer.Exit(DISAGREES)
