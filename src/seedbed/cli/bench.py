"""`seedbed bench ...`: Seedbed beside named peers on the same work."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from seedbed.bench import (
    Table,
    bench_allocate,
    bench_forecast,
    bench_match,
    bench_multipliers,
    bench_observe,
    bench_rank,
    bench_stable,
    bench_text,
)
from seedbed.bench import ranking as ranking_bench
from seedbed.bench import stable as stable_bench
from seedbed.bench.allocating import XS
from seedbed.bench.forecasting import RUNS as FORECAST_RUNS
from seedbed.bench.markets import SIZES
from seedbed.bench.results import as_json, write_results
from seedbed.bench.serving import PARTS, RATE, ServeOptions, bench_serve
from seedbed.cli.options import Form, Format, Lang
from seedbed.cli.output import Printer
from seedbed.messages import Refusal
from seedbed.usecases.describe_machine import describe_machine

DISAGREES = 1
SMALL_OBSERVED = ((200, 500),)
SMALL_SECTORS = (300,)


class Size(StrEnum):
    """A stated size of a bench."""

    S = "S"
    M = "M"
    L = "L"


class AllocationSize(StrEnum):
    """A stated size of an allocation."""

    XS = "XS"
    S = "S"
    M = "M"


class ForecastSize(StrEnum):
    """A stated number of simulated programmes."""

    S = "S"
    M = "M"


class Database(StrEnum):
    """On which database the workbench is served."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


FORECAST_SIZES = {"S": 60, "M": FORECAST_RUNS}

People = Annotated[int, typer.Option(help="people 人数", min=1)]
Opportunities = Annotated[int, typer.Option(help="opportunities 机会数", min=1)]
Write = Annotated[
    bool, typer.Option("--write", help="keep the figures in bench/RESULTS.md 写入 bench/RESULTS.md")
]


def match(
    people: People = 30_000,
    opportunities: Opportunities = 10_000,
    size: Annotated[
        Size | None,
        typer.Option("--size", help="S 30,000 x 10,000; M 300,000 x 100,000; L 1,000,000 x 200,000"),
    ] = None,
    write: Write = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Recommendations beside the peers that are installed."""
    people, opportunities = (people, opportunities) if size is None else SIZES[size.value]
    _print(f"match, {people:,} x {opportunities:,}", bench_match(people, opportunities), write, lang, form)


def allocate(
    people: People = XS[0],
    opportunities: Opportunities = XS[1],
    size: Annotated[
        AllocationSize | None,
        typer.Option("--size", help="XS 3,000 x 1,000; S 30,000 x 10,000; M 300,000 x 100,000"),
    ] = None,
    instances: Annotated[
        int | None,
        typer.Option(
            help="random small instances; 1,000 at XS, else none 随机小算例数，XS 默认 1,000，其余为 0", min=0
        ),
    ] = None,
    write: Write = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Allocation with floors, beside HiGHS where that can solve."""
    if size is not None:
        people, opportunities = XS if size is AllocationSize.XS else SIZES[size.value]
    if instances is None:
        instances = 1_000 if (people, opportunities) == XS else 0
    table = bench_allocate(people, opportunities, instances)
    _print(f"allocate, {people:,} x {opportunities:,}", table, write, lang, form)


def stable(
    people: People = 10_000,
    opportunities: Opportunities = 500,
    size: Annotated[
        Size | None,
        typer.Option("--size", help="S 10,000 x 500; M 100,000 x 5,000; L 1,000,000 x 50,000"),
    ] = None,
    write: Write = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Stable matching, beside PyPI's matching where that can solve."""
    people, opportunities = (people, opportunities) if size is None else stable_bench.SIZES[size.value]
    _print(f"stable, {people:,} x {opportunities:,}", bench_stable(people, opportunities), write, lang, form)


def rank(
    lists: Annotated[int, typer.Option(help="lists of each kind 每类名单数", min=1)] = 200,
    size: Annotated[
        Size | None, typer.Option("--size", help="S 200, M 2,000, L 20,000 lists of each kind 每类名单数")
    ] = None,
    write: Write = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Shortlists with floors beside DetConstSort."""
    lists = lists if size is None else ranking_bench.SIZES[size.value]
    _print(f"rank, {lists:,} lists of each kind", bench_rank(lists), write, lang, form)


def observe(
    small: Annotated[
        bool, typer.Option("--small", help="one small size, for agreement only 仅小规模，用于核对一致性")
    ] = False,
    write: Write = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Complexity and multipliers beside the packages that compute them."""
    if small:
        table = bench_observe(SMALL_OBSERVED) + bench_multipliers(SMALL_SECTORS)
    else:
        table = bench_observe() + bench_multipliers()
    _print("observe, small" if small else "observe", table, write, lang, form)


def forecast(
    runs: Annotated[
        int, typer.Option(help="simulated programmes of each family 每类模拟项目数", min=2)
    ] = FORECAST_RUNS,
    size: Annotated[
        ForecastSize | None,
        typer.Option("--size", help="S 60, M 1,000 programmes of each family 每类模拟项目数"),
    ] = None,
    write: Write = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Forecasts of simulated programmes whose end is known, beside a straight line."""
    runs = runs if size is None else FORECAST_SIZES[size.value]
    _print(f"forecast, {runs:,} programmes of each family", bench_forecast(runs), write, lang, form)


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


def serve(
    size: Annotated[
        ForecastSize,
        typer.Option("--size", help="people: S 1,000 and 10,000; M 10,000 and 1,000,000 人数两档"),
    ] = ForecastSize.S,
    minutes: Annotated[float, typer.Option(help="of the drive 集中上传分钟数", min=0.01, max=1_440)] = 1.0,
    surge_minutes: Annotated[
        float, typer.Option(help="of ten times the rate 十倍速率的分钟数", min=0.01, max=1_440)
    ] = 0.2,
    rate: Annotated[float, typer.Option(help="documents a second 每秒文件数", min=0.1, max=1_000)] = RATE,
    page_seconds: Annotated[
        float, typer.Option(help="of asking for pages 页面测试秒数", min=1, max=600)
    ] = 20.0,
    database: Annotated[
        list[Database] | None, typer.Option("--database", help="both, unless told 数据库，默认两种")
    ] = None,
    only: Annotated[
        str, typer.Option(help="some of pages,drive,surge, with commas 只做其中几项，逗号分隔")
    ] = ",".join(PARTS),
    region: Annotated[Path, typer.Option("--region", help="folder of the region 区域文件夹")] = Path(
        "regions/chongqing"
    ),
    write: Write = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """The workbench under load."""
    parts = tuple(part.strip() for part in only.split(",") if part.strip())
    if not parts or set(parts) - set(PARTS):
        raise Refusal.because("bench.unknown-part", given=only, known=", ".join(PARTS))
    chosen = [one.value for one in database or list(Database)]
    options = ServeOptions(
        size.value, minutes, surge_minutes, rate, page_seconds, region, chosen, frozenset(parts)
    )

    printer = Printer.of(lang, form)

    def tell(step: str, done: int, total: int) -> None:
        printer.say(f"bench.step-{step}", done=done, total=total)

    for title, table in bench_serve(options, tell).items():
        _print(title, table, write, lang, form)


def _print(name: str, table: Table, write: bool, lang: Lang, form: Form) -> None:
    """Times, figures, bars, notes; JSON holds all in one object, CSV and Parquet the times alone."""
    printer = Printer.of(lang, form)
    if form is Format.JSON:
        print(as_json(name, table))  # noqa: T201
    else:
        printer.frame(table.frame())
    if form is Format.TABLE and table.figures:
        printer.frame(table.figure_table(printer.lang))
    for bar in table.bars:
        print(bar.text(printer.lang), file=printer.words)
    for note in table.notes:
        printer.say(note)
    if any(row.memory is not None for row in table.rows):
        printer.say("bench.note-memory")
    _machine(printer)
    if not table.agree:
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
