"""Codes in the frames that commands print, as words of the caller's language."""

from __future__ import annotations

import polars as pl

from seedbed.cli.output import ROWS_SHOWN, Printer
from seedbed.messages import Lang, say
from seedbed.report.wording import named_column
from seedbed.store import Run


def print_worded(printer: Printer, frame: pl.DataFrame, title: str = "", **kinds: str) -> None:
    """Print a frame for people: codes as words, findings as numbers whose sentences stand below in full.

    Parameters
    ----------
    kinds
        ``column=kind``: columns of codes with their kind in :func:`seedbed.report.wording.named`.

    Columns that hold nothing are left out.
    """
    known = {column: kind for column, kind in kinds.items() if column in frame.columns}
    shown = frame.with_columns(
        named_column(kind, column, printer.lang).alias(column) for column, kind in known.items()
    )
    codes: list[str] = []
    if "finding" in shown.columns:
        codes = shown["finding"].head(ROWS_SHOWN).drop_nulls().unique(maintain_order=True).to_list()
        marks = {code: f"[{number}]" for number, code in enumerate(codes, start=1)}
        shown = shown.with_columns(
            pl.col("finding").replace_strict(marks, default=None, return_dtype=pl.String)
        )
    printer.frame(shown.select(name for name in shown.columns if _holds(shown[name])), title)
    for number, code in enumerate(codes, start=1):
        print(f"[{number}] {say(code, printer.lang)}", file=printer.words)


def tell_run(run: Run | None, printer: Printer) -> None:
    """Under which id the work was kept, or that it was a dry run."""
    if run is None:
        printer.say("cli.dry-run")
    else:
        printer.say("cli.kept", run=run.run)


def own_columns(frame: pl.DataFrame, lang: Lang, *stems: str) -> pl.DataFrame:
    """``<stem>_en`` and ``<stem>_zh`` become ``<stem>`` in the caller's language, the other's where it is empty."""
    for stem in stems:
        first, second = (f"{stem}_zh", f"{stem}_en") if lang == "zh" else (f"{stem}_en", f"{stem}_zh")
        frame = frame.with_columns(pl.coalesce(first, second).alias(stem)).drop(first, second)
    return frame


def _holds(values: pl.Series) -> bool:
    if values.dtype == pl.String:
        return bool(values.fill_null("").ne("").any())
    return values.null_count() < max(values.len(), 1)
