"""`seedbed programme export|import`: IATI, the workbook of the framework, and documents for a bank."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
import polars.selectors as cs
import typer

from seedbed.cli.options import DryRun, Form, Format, Lang, Region
from seedbed.cli.output import Printer
from seedbed.cli.programme.known import must_be_known, must_end_in
from seedbed.cli.programme.reports import Audience, For, languages_of
from seedbed.messages import Finding, Refusal, Severity
from seedbed.report.design_and_monitoring import write_framework_word, write_framework_workbook
from seedbed.report.progress_report import write_progress_report
from seedbed.store import RegionStore, open_region
from seedbed.store.atomic import write_atomically
from seedbed.tables import csv_bytes
from seedbed.usecases.export_iati import export_iati
from seedbed.usecases.gather_design_and_monitoring import gather_design_and_monitoring
from seedbed.usecases.gather_progress_report import gather_progress_report
from seedbed.usecases.import_framework import import_framework
from seedbed.usecases.import_iati import import_iati
from seedbed.usecases.write_framework_template import write_framework_template

SOME_REJECTED = 2


class Kind(StrEnum):
    """What is written."""

    IATI = "iati"
    TEMPLATE = "template"
    DMT = "dmt"
    REPORT = "report"


ENDINGS: Mapping[Kind, tuple[str, ...]] = {
    Kind.IATI: (".xml",),
    Kind.TEMPLATE: (".xlsx",),
    Kind.DMT: (".docx", ".xlsx"),
    Kind.REPORT: (".docx",),
}
"""How the files are called; the first kind that takes an ending is meant where none is named."""


def export(
    region: Region,
    file: Annotated[Path, typer.Argument(help=".xml, .xlsx, .docx", metavar="FILE")],
    kind: Annotated[
        Kind | None,
        typer.Option("--as", help="what to write; by the file's ending if absent 写出什么，缺省按扩展名"),
    ] = None,
    audience: For = Audience.PUBLIC,
    report: Annotated[
        str | None,
        typer.Option("--report", help="an issued report; the latest if absent 已发布的报告，缺省为最近一份"),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="a report of today's figures, not issued 按当前数据生成草稿")
    ] = False,
    publisher: Annotated[
        str | None,
        typer.Option("--publisher", help="IATI organisation identifier IATI 机构标识", metavar="ID"),
    ] = None,
    publisher_name: Annotated[str | None, typer.Option("--publisher-name", help="its name 机构名称")] = None,
    lang: Lang = None,
) -> None:
    """Write the programme as IATI, as a workbook to fill in, as a design and monitoring table, or as a report."""
    printer = Printer.of(lang)
    store = open_region(region)
    findings = _write(
        store, file, _kind_of(file, kind), audience, report, publisher, publisher_name, lang, draft=draft
    )
    printer.findings(findings)
    printer.say("cli.written", file=str(file))


def _write(
    store: RegionStore,
    file: Path,
    kind: Kind,
    audience: Audience,
    report: str | None,
    publisher: str | None,
    publisher_name: str | None,
    lang: Lang,
    *,
    draft: bool,
) -> tuple[Finding, ...]:
    """Write the file; what is to be told of it."""
    if kind is Kind.IATI:
        if not publisher or not publisher_name:
            raise Refusal.because("cli.export-needs-publisher")
        must_be_known("audience", audience.value, ["public", "office"])
        reader: Literal["office", "public"] = "office" if audience is Audience.OFFICE else "public"
        export_iati(
            store, file, publisher=publisher, publisher_name=publisher_name, audience=reader, report=report
        )
    elif kind is Kind.TEMPLATE:
        write_framework_template(store, file)
    elif kind is Kind.REPORT:
        contents = gather_progress_report(store, report, audience=audience.value, draft=draft)
        write_progress_report(contents, file, languages_of(lang))
        warned = () if contents.report else (Finding("cli.draft", severity=Severity.WARNING),)
        return (*warned, *contents.findings)
    else:
        write = write_framework_workbook if file.suffix.lower() == ".xlsx" else write_framework_word
        write(gather_design_and_monitoring(store), file, languages_of(lang))
    return ()


def _kind_of(file: Path, kind: Kind | None) -> Kind:
    ending = file.suffix.lower()
    if kind is None:
        kind = next((one for one, endings in ENDINGS.items() if ending in endings), None)
    every = sorted({one for some in ENDINGS.values() for one in some})
    must_end_in(file, every if kind is None else ENDINGS[kind])
    return kind or Kind.IATI  # an ending that is known has a kind


def bring_in(
    region: Region,
    file: Annotated[Path, typer.Argument(help="IATI .xml, or the workbook .xlsx", metavar="FILE")],
    marked: Annotated[
        Path | None,
        typer.Option(
            "--marked", help="copy in which wrong cells are marked 标出错误单元格的副本", metavar="FILE"
        ),
    ] = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Take over an IATI file or a workbook that was filled in; what is wrong comes back marked."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    ending = file.suffix.lower()
    must_end_in(file, (".xml", ".xlsx"))
    if ending == ".xml":
        iati = import_iati(store, file, dry_run=dry_run)
        taken, findings, rejects = iati.taken, iati.read.findings, iati.read.rejects
        back = None if dry_run else _keep_rejects(file, rejects)
    else:
        copy = marked or file.with_name(f"{file.stem}.marked.xlsx")
        framework = import_framework(store, file, marked=copy, lang=printer.lang, dry_run=dry_run)
        taken, findings, rejects = framework.taken, framework.read.findings, framework.read.rejects
        back = framework.marked
    printer.frame(taken)
    printer.findings(findings)
    if back is not None:
        printer.say("cli.rejects-at", file=str(back))
    if dry_run:
        printer.say("cli.dry-run")
    if any(rows.height for rows in rejects.values()):
        raise typer.Exit(SOME_REJECTED)


def _keep_rejects(file: Path, rejects: Mapping[str, pl.DataFrame]) -> Path | None:
    """The bad rows of all tables beside the file, with their reasons; none where all rows are good."""
    as_text = (pl.col(pl.List(pl.String)).list.join(";"), ~cs.by_dtype(pl.List(pl.String)))
    bad = [
        rows.select(pl.lit(table).alias("table"), *as_text).cast(pl.String)
        for table, rows in rejects.items()
        if rows.height
    ]
    if not bad:
        return None
    kept = file.with_name(f"{file.name}.rejects.csv")
    write_atomically(kept, codecs.BOM_UTF8 + csv_bytes(pl.concat(bad, how="diagonal_relaxed")))
    return kept
