"""Printing: findings as sentences, frames in four forms, progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TextIO

import polars as pl
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from seedbed.cli.language import language_of
from seedbed.cli.options import Format, Language
from seedbed.messages import Finding, Lang, Refusal, Severity, Value, codes, say
from seedbed.tables import csv_bytes, parquet_bytes

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
ROWS_SHOWN = 40
WIDTH_WITHOUT_TERMINAL = 160
LONGEST_CELL = 60
COLUMNS_SHOWN = 9  # of a region's own table; more become unreadably narrow


def print_findings(findings: Iterable[Finding], lang: Lang, stream: TextIO | None = None) -> None:
    """One line each, the severity in front."""
    console = Console(file=stream or sys.stdout, soft_wrap=True, highlight=False, markup=False)
    for finding in findings:
        label = say(f"messages.severity-{finding.severity.value}", lang)
        console.print(f"{label}: ", style=_STYLES[finding.severity], end="")
        console.print(finding.text(lang))


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints in one language and one form; words that are no data go to the error stream unless the form is ``table``."""

    lang: Lang
    form: Format = Format.TABLE

    @classmethod
    def of(cls, lang: Language | None, form: Format = Format.TABLE) -> Printer:
        """The printer that the options ask for."""
        return cls(language_of() if lang is None else "zh" if lang is Language.ZH else "en", form)

    @property
    def words(self) -> TextIO:
        """Where sentences go."""
        return sys.stdout if self.form is Format.TABLE else sys.stderr

    def say(self, code: str, /, **values: Value) -> None:
        """A sentence of the catalogue."""
        print(say(code, self.lang, **values), file=self.words, flush=True)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Findings as sentences."""
        print_findings(findings, self.lang, stream=self.words)

    def frame(self, frame: pl.DataFrame, title: str = "", *, own_names: bool = False) -> None:
        """A table in the chosen form; as ``table`` the first rows of a long one.

        ``own_names`` keeps the headings as they are, as for the table of a region.
        """
        if self.form is Format.CSV:
            sys.stdout.buffer.write(csv_bytes(frame))
        elif self.form is Format.PARQUET:
            sys.stdout.buffer.write(parquet_bytes(frame))
        elif self.form is Format.JSON:
            print(frame.write_json())  # noqa: T201
        else:
            console = Console()
            if not console.is_terminal:  # a file or a pipe has no width of its own
                console = Console(width=WIDTH_WITHOUT_TERMINAL)
            shown = _what_fits(frame) if own_names else frame
            console.print(_rich_table(shown, title, None if own_names else self.lang))
            hidden = [name for name in frame.columns if name not in shown.columns]
            if hidden:
                self.say("cli.more-columns", columns=", ".join(hidden))
            if frame.height > ROWS_SHOWN:
                self.say("cli.more-rows", shown=ROWS_SHOWN, rows=frame.height)


def _what_fits(frame: pl.DataFrame) -> pl.DataFrame:
    """The first columns that hold anything."""
    filled = [name for name in frame.columns if frame.get_column(name).null_count() < max(frame.height, 1)]
    return frame.select(filled[:COLUMNS_SHOWN])


def _heading(column: str, lang: Lang) -> str:
    """What a person calls a column; a table's own column keeps its name."""
    code = f"cli.column-{column.replace('_', '-')}"
    return say(code, lang) if code in codes(lang) else column


def _rich_table(frame: pl.DataFrame, title: str, lang: Lang | None) -> Table:
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for name, dtype in frame.schema.items():
        table.add_column(
            name if lang is None else _heading(name, lang),
            justify="right" if dtype.is_numeric() else "left",
            overflow="fold",
        )
    for row in frame.head(ROWS_SHOWN).iter_rows():
        table.add_row(*(_cell(value, lang) for value in row))
    return table


def _cell(value: object, lang: Lang | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower() if lang is None else say("cli.yes" if value else "cli.no", lang)
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    text = str(value).replace("\n", " ")
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream while it is a terminal; silent elsewhere."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def day_of(text: str | None) -> date | None:
    """A day from the command line.

    Raises
    ------
    Refusal
        ``cli.bad-day``.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal.because("cli.bad-day", value=text) from None
