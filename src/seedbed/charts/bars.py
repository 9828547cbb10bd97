"""Horizontal bars: one series or several side by side, with an optional mark of what is asked."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import SMALL, Canvas, Chart, Series, element, hint, legend, line, picture, words
from seedbed.charts.numbers import NumberStyle, spoken_number
from seedbed.charts.rows import lay_out_rows
from seedbed.charts.text import text_width
from seedbed.messages import say

THICK, THIN, GAP = 18.0, 12.0, 2.0


def horizontal_bars(
    table: pl.DataFrame,
    *,
    label: str,
    series: Sequence[Series],
    title: str,
    canvas: Canvas,
    style: NumberStyle = "integer",
    marker: Series | None = None,
) -> Chart:
    """Bars from zero, one group per row of `table`, in the table's order; values are written beside them.

    Parameters
    ----------
    label
        The text column that names the rows.
    series
        The number columns to draw; null draws no bar and is written as a dash.
    marker
        A number column drawn as a vertical tick across each group (a floor, a target).
    """
    if table.is_empty():
        return blank(table, title, canvas)
    names = table[label].cast(pl.String).fill_null("").to_list()
    columns = [table[one.column].cast(pl.Float64).to_list() for one in series]
    marks = table[marker.column].cast(pl.Float64).to_list() if marker else [None] * table.height
    everything = [value for column in columns for value in column] + marks
    widest = max(text_width(spoken_number(value, style, canvas.lang), SMALL) for value in everything)
    thickness = THICK if len(series) == 1 else THIN

    entries = [(one.label, f"c-fill-{one.tone}") for one in series]
    if marker:
        entries.append((marker.label, "c-line-mark"))
    key, top = legend(entries, 2, 2, canvas.width - 4) if len(entries) > 1 else ("", 4.0)
    layout = lay_out_rows(
        canvas,
        names,
        everything,
        top=top,
        marks=len(series) * (thickness + GAP) - GAP,
        left_pad=widest + 8 if any(value is not None and value < 0 for value in everything) else 0,
        right_pad=widest + 14,
    )
    zero = layout.scale(0)
    drawn: list[str] = []
    for at, row in enumerate(layout.rows):
        first = row.middle - (len(series) * (thickness + GAP) - GAP) / 2
        across: list[float] = []
        for number, one in enumerate(series):
            value = columns[number][at]
            spoken = spoken_number(value, style, canvas.lang)
            y = first + number * (thickness + GAP)
            end = zero if value is None else layout.scale(value)
            if value is not None:
                box: dict[str, str | float] = {
                    "x": min(zero, end),
                    "y": y,
                    "width": abs(end - zero),
                    "height": thickness,
                }
                drawn.append(
                    element(
                        "rect",
                        {**box, "class": f"c-fill-{one.tone}"},
                        hint(f"{names[at]} \u00b7 {one.label}: {spoken}"),
                    )
                )
            across.append(end)
            mark = marks[at]
            beside = end
            # The value steps behind the mark where the two would touch.
            if mark is not None and end <= layout.scale(mark) < end + text_width(spoken, SMALL) + 12:
                beside = layout.scale(mark) + 2
            if value is not None and value < 0:
                drawn.append(words(spoken, end - 6, y + thickness / 2 + 4.2, "c-text c-small", "end"))
            else:
                drawn.append(words(spoken, beside + 6, y + thickness / 2 + 4.2, "c-text c-small"))
        mark = marks[at]
        if marker and mark is not None:
            x = layout.scale(mark)
            last = first + len(series) * (thickness + GAP) - GAP
            drawn.append(line(x, first - 4, x, last + 4, "c-line-mark"))
    first_series = columns[0]
    best = max(range(len(names)), key=lambda at: (first_series[at] is not None, first_series[at] or 0.0))
    description = say(
        "charts.describe-bars",
        canvas.lang,
        count=len(names),
        series=say("charts.and", canvas.lang).join(one.label for one in series),
        label=names[best],
        value=spoken_number(first_series[best], style, canvas.lang),
    )
    svg = picture(
        canvas, layout.height, title, description, key, layout.axis(style), "".join(drawn), layout.labels()
    )
    return Chart(svg, table, title, description)
