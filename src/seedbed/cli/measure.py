"""`seedbed observe table|input-output`: measures of a file of one's own, with a page and the frames as files."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from seedbed.cli.options import DryRun, Form, Format, Lang
from seedbed.cli.output import Printer
from seedbed.cli.wording import print_worded
from seedbed.messages import Refusal, codes, say
from seedbed.report import write_measured_folder
from seedbed.report.wording import MEASURED_CODES
from seedbed.usecases.analyse_input_output import (
    LAYOUTS,
    Choices,
    analyse_input_output,
    read_input_output,
    with_satellite,
)
from seedbed.usecases.measure_table import (
    MEASURES,
    Choice,
    Layout,
    Measured,
    OwnTable,
    measure_table,
    read_own_table,
)

SOME_REJECTED = 2

File = Annotated[Path, typer.Argument(help="CSV, Excel or Parquet 文件", metavar="FILE")]
Place = Annotated[str, typer.Option("--place", help="column of places 地区列", metavar="COLUMN")]
Industry = Annotated[str, typer.Option("--industry", help="column of industries 产业列", metavar="COLUMN")]
Value = Annotated[str, typer.Option("--value", help="column of values 数值列", metavar="COLUMN")]
Period = Annotated[str | None, typer.Option("--period", help="column of periods 时期列", metavar="COLUMN")]
Columns = Annotated[
    str | None,
    typer.Option(
        help="a wide file: its columns of industries, or all 宽表的产业列，或 all", metavar="A,B,C|all"
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", help="folder for index.html and CSV 输出文件夹", metavar="FOLDER")
]


class Question(StrEnum):
    """What is asked of an input-output table."""

    MULTIPLIERS = "multipliers"
    LINKAGES = "linkages"
    IMPACT = "impact"
    EXTRACTION = "extraction"
    CHECK = "check"


class Model(StrEnum):
    """Whether households' spending counts."""

    TYPE1 = "type1"
    TYPE2 = "type2"


class Extract(StrEnum):
    """What is taken away."""

    TOTAL = "total"
    BACKWARD = "backward"
    FORWARD = "forward"


class Empty(StrEnum):
    """What an empty cell is."""

    REFUSE = "refuse"
    ZERO = "zero"


def table(
    file: File,
    measure: Annotated[str, typer.Option(help=", ".join(MEASURES), metavar="MEASURE")],
    place: Place = "place",
    industry: Industry = "industry",
    value: Value = "value",
    period: Period = None,
    group: Annotated[str | None, typer.Option(help="column of groups 分组列", metavar="COLUMN")] = None,
    weight: Annotated[str | None, typer.Option(help="column of weights 权重列", metavar="COLUMN")] = None,
    columns: Columns = None,
    first: Annotated[str | None, typer.Option(help="first period 起始时期", metavar="PERIOD")] = None,
    last: Annotated[str | None, typer.Option(help="last period 截止时期", metavar="PERIOD")] = None,
    threshold: Annotated[
        float, typer.Option(help="location quotient of an advantage 优势的区位商阈值", min=0.0)
    ] = 1.0,
    out: Out = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Measure a table of places and industries."""
    printer = Printer.of(lang, form)
    own = read_values(file, place, industry, value, period, columns, group, weight, dry_run)
    measured = measure_table(own.frame, measure, Choice(first, last, threshold))
    _tell(measured, file, out, dry_run, printer)
    tell_rejects(own, printer)


def input_output(
    file: Annotated[Path, typer.Argument(help="table, or pymrio folder 表或 pymrio 文件夹", metavar="FILE")],
    layout: Annotated[str, typer.Option(help=", ".join(LAYOUTS), metavar="LAYOUT")],
    what: Annotated[Question, typer.Option(help="what to ask 分析内容")] = Question.MULTIPLIERS,
    model: Annotated[Model, typer.Option(help="type2 counts spending of wages 计入工资消费")] = Model.TYPE1,
    demand: Annotated[
        list[str] | None,
        typer.Option(help="new final demand, repeatable 新增最终需求，可重复", metavar="SECTOR=AMOUNT"),
    ] = None,
    sector: Annotated[
        list[str] | None, typer.Option(help="sector to take out, repeatable 抽取部门，可重复")
    ] = None,
    extract: Annotated[Extract, typer.Option(help="what is taken out 抽取方式")] = Extract.TOTAL,
    satellite: Annotated[
        Path | None, typer.Option(help="industry and columns of jobs, CO2 ... 就业等附属账户", metavar="FILE")
    ] = None,
    wages: Annotated[
        str | None, typer.Option(help="for type2: row of wages 劳动报酬行", metavar="ROW")
    ] = None,
    consumption: Annotated[
        list[str] | None,
        typer.Option(help="for type2: column of households, repeatable 居民消费列，可重复", metavar="COLUMN"),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="sheet 工作表")] = None,
    country: Annotated[str | None, typer.Option(help="country of a Eurostat file 国家")] = None,
    period: Annotated[str | None, typer.Option(help="period of a Eurostat file 时期")] = None,
    unit: Annotated[str | None, typer.Option(help="unit of a Eurostat file 单位")] = None,
    empty: Annotated[Empty | None, typer.Option(help="what an empty cell is 空单元格的含义")] = None,
    out: Out = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Ask an input-output table for multipliers, linkages, an impact, or the loss of a sector."""
    printer = Printer.of(lang, form)
    wanted = _demand(demand or [])
    choices = Choices(sheet, country, period, unit, None if empty is None else empty.value)
    read = read_input_output(file, layout, choices)
    if satellite is not None:
        read, findings = with_satellite(read, satellite)
        printer.findings(findings)
    measured = analyse_input_output(
        read, what.value, demand=wanted, sectors=sector or (), model=model.value, extract=extract.value,
        wages=wages, consumption=consumption or (),
    )  # fmt: skip
    _tell(measured, file, out, dry_run, printer)


def read_values(
    file: Path,
    place: str,
    industry: str,
    value: str,
    period: str | None,
    columns: str | None,
    group: str | None = None,
    weight: str | None = None,
    dry_run: bool = False,
) -> OwnTable:
    """The table of a file, long or wide."""
    wide = tuple(name.strip() for name in columns.split(",") if name.strip()) if columns else ()
    return read_own_table(file, Layout(place, industry, value, period, group, weight, wide), dry_run=dry_run)


def tell_rejects(own: OwnTable, printer: Printer) -> None:
    """What was left out of the file; ends with code 2 where a row was, since a result without it is not whole."""
    printer.findings(own.findings)
    if own.rejects is not None:
        printer.say("cli.rejects-at", file=str(own.rejects))
    if own.rejected:
        raise typer.Exit(SOME_REJECTED)


def _tell(measured: Measured, file: Path, out: Path | None, dry_run: bool, printer: Printer) -> None:
    """The main frame in the form that was asked for; all frames in words where that is a table."""
    main = next(iter(measured.frames.values()))
    if printer.form is not Format.TABLE:
        printer.frame(main)
    else:
        for name, frame in measured.frames.items():
            title = f"report.measured-frame-{name.replace('_', '-')}"
            shown = say(title, printer.lang) if title in codes(printer.lang) else name
            print_worded(printer, frame, shown, **MEASURED_CODES)
    printer.findings(measured.findings)
    if dry_run:
        printer.say("cli.dry-run")
    elif out is not None:
        page = write_measured_folder(measured, file.name, out)
        printer.say("cli.page-at", address=page.resolve().as_uri(), tables=len(measured.frames))


def _demand(entries: list[str]) -> dict[str, float]:
    """``SECTOR=AMOUNT`` entries; of one sector they add up."""
    wanted: dict[str, float] = {}
    for entry in entries:
        sector, equals, amount = entry.rpartition("=")
        try:
            number = float(amount)
        except ValueError:
            number = float("nan")
        if not equals or not sector.strip() or not math.isfinite(number):
            raise Refusal.because("cli.bad-demand", entry=entry)
        wanted[sector.strip()] = wanted.get(sector.strip(), 0.0) + number
    return wanted
