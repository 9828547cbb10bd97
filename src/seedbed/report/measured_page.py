"""The page of one measured table: what was measured, a picture where one helps, every frame as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

import seedbed
from seedbed.charts import Canvas, Chart, NumberStyle, Series, dot_plot, horizontal_bars, matrix
from seedbed.messages import LANGUAGES, Lang, codes, say
from seedbed.report.document import Block, Column, Document, Figure, Prose, Section, Style, Table, figure
from seedbed.report.html import render_documents
from seedbed.report.wording import MEASURED_CODES, named_column, words_of
from seedbed.store.atomic import write_atomically
from seedbed.tables import csv_bytes
from seedbed.usecases.measure_table import Measured

MOST_CELLS = 30
"""Rows and columns of a matrix on a page; the files beside it hold all."""
MOST_ROWS = 60
"""Rows of a table on a page."""


MATRICES = (
    "location-quotient",
    "similarity-unido",
    "similarity-krugman",
    "similarity-finger-kreinin",
    "overlap",
)
"""Measures whose values are drawn as a matrix."""
ROWS_OF = frozenset({"place", "industry"})
"""Columns that name the rows of the other pictures."""

_QUOTIENTS = (0.5, 1.0, 1.5, 3.0)
_SHARES = (0.2, 0.4, 0.6, 0.8)

PAGE = "index.html"


def write_measured_folder(measured: Measured, source: str, folder: Path) -> Path:
    """Write the page and every frame as CSV into a folder, which is made where it is not there; returns the page.

    ``source`` is what the table is called. Other files of the folder stay; an interruption leaves the last good
    files in place.
    """
    documents = {lang: measured_document(measured, source, lang) for lang in LANGUAGES}
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in measured.frames.items():
        write_atomically(folder / f"{name}.csv", csv_bytes(_flat(frame)))
    write_atomically(folder / PAGE, render_documents(documents, seedbed.__version__).encode("utf-8"))
    return folder / PAGE


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists as text, as CSV has none."""
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    return frame.with_columns(pl.col(lists).cast(pl.List(pl.String)).list.join("; ")) if lists else frame


def measured_document(measured: Measured, source: str, lang: Lang) -> Document:
    """One measure of one table, in one language."""
    words = words_of(lang)
    period = measured.last if measured.first == measured.last else f"{measured.first}\u2013{measured.last}"
    blocks: list[Block] = [Prose(say(f"report.measure-{measured.measure}", lang))]
    blocks += [Prose(finding.text(lang), "warning") for finding in measured.findings]
    blocks += [_block(name, frame, measured.measure, lang) for name, frame in measured.frames.items()]
    return Document(
        lang=lang,
        title=words("measured-title", table=source),
        subtitle=words("measured-subtitle", period=period or words("measured-no-period")),
        synthetic=False,
        sections=(
            Section(measured.measure, say(f"report.measured-{measured.measure}", lang), tuple(blocks)),
        ),
    )


def _block(name: str, frame: pl.DataFrame, measure: str, lang: Lang) -> Figure | Table:
    table = _table(name, frame, lang)
    picture = _picture(name, measure, frame, lang)
    if picture is None:
        return table
    return figure(picture, name, table, _cut(name, measure, frame, lang))


def _cut(name: str, measure: str, frame: pl.DataFrame, lang: Lang) -> str:
    """What of the frame the picture leaves out, in words; empty where it shows all."""
    words = words_of(lang)
    if name == "values" and measure in MATRICES:
        rows, heads = frame[frame.columns[0]].n_unique(), frame[frame.columns[1]].n_unique()
        if max(rows, heads) > MOST_CELLS:
            return words("matrix-cut", shown=MOST_CELLS, rows=rows, columns=heads)
        return ""
    drawn = (
        frame.select(sorted(ROWS_OF & set(frame.columns))).n_unique()
        if ROWS_OF & set(frame.columns)
        else frame.height
    )
    return words("picture-cut", shown=MOST_CELLS, rows=drawn) if drawn > MOST_CELLS else ""


def _table(name: str, frame: pl.DataFrame, lang: Lang) -> Table:
    """The first rows of a frame with words for its findings; columns that are empty throughout are left out."""
    words = words_of(lang)
    kept = [column for column in frame.columns if _holds(frame[column])]
    shown = _flat(frame.select(kept).head(MOST_ROWS))
    coded = {column: kind for column, kind in MEASURED_CODES.items() if column in kept}
    shown = shown.with_columns(
        named_column(kind, column, lang).alias(column) for column, kind in coded.items()
    )
    if "finding" in kept:
        shown = shown.with_columns(
            pl.col("finding").map_elements(lambda code: say(code, lang), return_dtype=pl.String)
        )
    columns = tuple(Column(column, _heading(column, lang), _style(shown[column])) for column in kept)
    note = words("measured-more", shown=MOST_ROWS, rows=frame.height) if frame.height > MOST_ROWS else ""
    caption = say(f"report.measured-frame-{name.replace('_', '-')}", lang)
    return Table(name, caption, shown, columns, words("measured-nothing"), lang, note)


def _holds(values: pl.Series) -> bool:
    """Whether a column says anything: a table of one region has no places."""
    empty = values.fill_null("") == "" if values.dtype == pl.String else values.is_null()
    return values.is_empty() or not bool(empty.all())


def _heading(column: str, lang: Lang) -> str:
    code = f"cli.column-{column.replace('_', '-')}"
    heading = say(code, lang) if code in codes(lang) else column.replace("_", " ")
    return heading[:1].upper() + heading[1:]


def _style(values: pl.Series) -> Style:
    if values.dtype.is_float():
        return "figure"
    if values.dtype.is_integer():
        return "integer"
    return "sentence" if values.name == "finding" else "text"


def _picture(name: str, measure: str, frame: pl.DataFrame, lang: Lang) -> Callable[[Canvas], Chart] | None:
    title = say(f"report.measured-{measure}", lang)
    if measure == "location-quotient":
        return _matrix(frame, ("place", "industry", "value"), title, _QUOTIENTS)
    if measure.startswith("similarity") or measure == "overlap":
        value, bounds = ("share", _SHARES) if measure == "overlap" else ("value", None)
        if measure in ("similarity-unido", "similarity-finger-kreinin"):
            bounds = _SHARES
        return _matrix(frame, ("place", "other", value), title, bounds)
    if measure == "shift-share" and name == "total":
        parts = ("national", "mix", "regional")
        series = [Series(part, _heading(part, lang), tone) for tone, part in enumerate(parts, start=1)]
        return _bars(frame, series, title)
    if measure == "complexity" and name in ("eci", "pci"):
        return _dots(frame.sort("rank", nulls_last=True), frame.columns[0], name, title)
    if measure.startswith("io-"):
        return _input_output(name, frame, title, lang)
    if name == "values" and frame.columns[0] in ("place", "industry") and "value" in frame.columns:
        return _dots(frame.sort("value", descending=True, nulls_last=True), frame.columns[0], "value", title)
    return None


def _input_output(name: str, frame: pl.DataFrame, title: str, lang: Lang) -> Callable[[Canvas], Chart] | None:
    """Sectors by multiplier, index or loss; the parts of an impact; nothing for the identities."""
    if "industry" in frame.columns:
        frame = frame.with_columns(
            pl.concat_str("place", pl.lit(" "), "industry").str.strip_chars().alias("sector")
        )
    if name == "multipliers":
        first = frame.filter(pl.col("stressor") == frame["stressor"][0])
        return _dots(first.sort("value", descending=True), "sector", "value", title)
    if name == "linkages":
        series = [
            Series(one, _heading(one, lang), tone)
            for tone, one in enumerate(("backward_index", "forward_index"), 1)
        ]
        shown = frame.sort("backward_index", descending=True, nulls_last=True).head(MOST_CELLS)
        return lambda canvas: dot_plot(
            shown, label="sector", series=series, title=title, canvas=canvas, style="decimal"
        )
    if name == "each":
        shown = frame.sort("share", descending=True, nulls_last=True).head(MOST_CELLS)
        only = [Series("share", _heading("share", lang))]
        return lambda canvas: dot_plot(
            shown, label="sector", series=only, title=title, canvas=canvas, style="percent"
        )
    if name == "sectors" and "direct" in frame.columns:
        output = frame.filter(pl.col("stressor") == frame["stressor"][0]).sort("value", descending=True)
        named = ("direct", "indirect", "induced")
        parts = [one for one in named if output[one].null_count() < output.height]
        series = [Series(one, _heading(one, lang), tone) for tone, one in enumerate(parts, start=1)]
        return _bars(output, series, title, label="sector")
    return None


def _matrix(
    frame: pl.DataFrame, columns: tuple[str, str, str], title: str, bounds: tuple[float, ...] | None
) -> Callable[[Canvas], Chart]:
    row, column, value = columns
    rows = frame[row].unique().sort().head(MOST_CELLS)
    heads = frame[column].unique().sort().head(MOST_CELLS)
    # Every pair, so that columns stand in order though a place has no value with itself.
    shown = (
        pl.DataFrame({row: rows})
        .join(pl.DataFrame({column: heads}), how="cross")
        .join(frame.select(columns), on=[row, column], how="left", maintain_order="left")
    )
    return lambda canvas: matrix(
        shown, row=row, column=column, value=value, title=title, canvas=canvas, bounds=bounds
    )


def _dots(frame: pl.DataFrame, label: str, column: str, title: str) -> Callable[[Canvas], Chart]:
    shown = frame.head(MOST_CELLS)
    style: NumberStyle = "figure"
    return lambda canvas: dot_plot(
        shown, label=label, series=[Series(column, title)], title=title, canvas=canvas, style=style
    )


def _bars(
    frame: pl.DataFrame, series: list[Series], title: str, label: str = "place"
) -> Callable[[Canvas], Chart]:
    shown = frame.head(MOST_CELLS)
    return lambda canvas: horizontal_bars(
        shown, label=label, series=series, title=title, canvas=canvas, style="figure"
    )
