"""`seedbed catalog ...`: look into the catalogue of skills and occupations."""

from __future__ import annotations

from typing import Annotated

import polars as pl
import typer

from seedbed.catalog import starter_catalog
from seedbed.cli.options import Form, Format, Lang
from seedbed.cli.output import Printer


def show(lang: Lang = None, form: Form = Format.TABLE) -> None:
    """Show the catalogue's skills."""
    printer = Printer.of(lang, form)
    catalog = starter_catalog()
    printer.frame(catalog.skills.with_columns(pl.col(pl.List(pl.String)).list.join("; ")), catalog.release)


def search(
    words: Annotated[str, typer.Argument(help="words to look for 检索词")],
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Search skills and occupations in both languages."""
    printer = Printer.of(lang, form)
    found = starter_catalog().search(words, printer.lang)
    printer.frame(found.with_columns(pl.col(pl.List(pl.String)).list.join("; ")))
