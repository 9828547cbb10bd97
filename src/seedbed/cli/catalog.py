"""`seedbed catalog ...`: look into catalogues and code lists, import official ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from seedbed.catalog import CLASSIFICATIONS, classification, import_esco, open_catalog, read_classification
from seedbed.cli.options import Form, Format, Lang
from seedbed.cli.output import Printer
from seedbed.messages import Refusal
from seedbed.tables import csv_bytes

ESCO_CREDIT = "This service uses the ESCO classification of the European Commission."
Which = Annotated[
    str, typer.Option("--in", help=f"starter, csco2022, a folder; or {', '.join(CLASSIFICATIONS)} 目录或分类")
]


def show(which: Which = "starter", lang: Lang = None, form: Form = Format.TABLE) -> None:
    """Show the skills of a catalogue, or the codes of a classification."""
    printer = Printer.of(lang, form)
    if which in CLASSIFICATIONS and which != "csco2022":
        printer.frame(classification(which).codes, which)
        return
    catalog = open_catalog(which)
    rows = catalog.occupations if which == "csco2022" else catalog.skills
    printer.frame(
        rows.with_columns(pl.col(pl.List(pl.String)).list.join("; ")), catalog.release, own_names=True
    )


def search(
    words: Annotated[str, typer.Argument(help="words to look for 检索词")],
    which: Which = "starter",
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Search a catalogue or a classification in both languages."""
    printer = Printer.of(lang, form)
    if which in CLASSIFICATIONS and which != "csco2022":
        found = classification(which).search(words)
    else:
        found = open_catalog(which).search(words, printer.lang)
    printer.frame(found.with_columns(pl.col(pl.List(pl.String)).list.join("; ")))


def bring_in(
    source: Annotated[
        Path, typer.Argument(help="ESCO classification zip, or CSV of codes 来源文件", metavar="SOURCE")
    ],
    target: Annotated[Path, typer.Argument(help="new folder, or CSV file 目标", metavar="TARGET")],
    relations: Annotated[Path | None, typer.Option(help="ESCO relations zip 关系压缩包")] = None,
    scheme: Annotated[str | None, typer.Option(help=", ".join(CLASSIFICATIONS))] = None,
    lang: Lang = None,
) -> None:
    """Import the official ESCO zips into a folder, or a list of codes into a clean CSV."""
    printer = Printer.of(lang)
    if target.exists():
        raise Refusal.because("cli.target-exists", target=str(target))
    if scheme is None:
        catalog = import_esco(target, source, relations)
        printer.findings(catalog.findings)
        printer.say(
            "cli.catalog-imported",
            release=catalog.release,
            skills=catalog.skills.height,
            occupations=catalog.occupations.height,
            folder=str(target),
        )
        typer.echo(ESCO_CREDIT)
        return
    codes = read_classification(source, scheme)
    target.write_bytes(csv_bytes(codes.codes))
    printer.findings(codes.findings)
    printer.say("cli.codes-imported", codes=codes.codes.height, file=str(target))
