"""Dot plots: one value per row, or two that are joined (Cleveland, 1984)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import SMALL, Canvas, Chart, Series, element, hint, legend, line, picture, words
from seedbed.charts.numbers import NumberStyle, spoken_number
from seedbed.charts.rows import lay_out_rows
from seedbed.charts.text import text_width
from seedbed.messages import say

RADIUS = 6.0


def dot_plot(
    table: pl.DataFrame,
    *,
    label: str,
    series: Sequence[Series],
    title: str,
    canvas: Canvas,
    style: NumberStyle = "integer",
    reach: float | None = None,
) -> Chart:
    """Dots on a scale from zero; two series are joined by a line, the second drawn hollow.

    `reach` is a value that the scale must hold (1 for shares, so that pictures can be compared).
    """
    if not 1 <= len(series) <= 2:
        raise ValueError(f"a dot plot has one or two series, not {len(series)}")
    if table.is_empty():
        return blank(table, title, canvas)
    names = table[label].cast(pl.String).fill_null("").to_list()
    columns = [table[one.column].cast(pl.Float64).to_list() for one in series]
    everything = [value for column in columns for value in column]
    widest = max(text_width(spoken_number(value, style, canvas.lang), SMALL) for value in everything)
    key, top = ("", 4.0)
    if len(series) == 2:
        entries = [
            (series[0].label, f"c-dot c-fill-{series[0].tone}"),
            (series[1].label, f"c-ring-{series[1].tone}"),
        ]
        key, top = legend(entries, 2, 2, canvas.width - 4)
    layout = lay_out_rows(
        canvas,
        names,
        [*everything, reach],
        top=top,
        marks=2 * RADIUS + 4,
        left_pad=widest + 16
        if len(series) == 2 or any(value is not None and value < 0 for value in everything)
        else RADIUS + 2,
        right_pad=widest + 20,
    )
    drawn: list[str] = []
    for at, row in enumerate(layout.rows):
        present = [
            (column[at], one) for column, one in zip(columns, series, strict=True) if column[at] is not None
        ]
        places = sorted((layout.scale(value), value) for value, _ in present)
        if not places:
            drawn.append(
                words(spoken_number(None, style, canvas.lang), layout.scale(0), row.middle + 4.2, "c-muted")
            )
            continue
        if len(series) == 1:
            drawn.append(line(layout.scale(0), row.middle, places[-1][0], row.middle, "c-stem"))
        elif len(places) == 2:
            drawn.append(line(places[0][0], row.middle, places[1][0], row.middle, "c-join"))
        for number, (value, one) in enumerate(zip((c[at] for c in columns), series, strict=True)):
            if value is None:
                continue
            spoken = spoken_number(value, style, canvas.lang)
            drawn.append(
                element(
                    "circle",
                    {
                        "cx": layout.scale(value),
                        "cy": row.middle,
                        "r": RADIUS if number == 0 else RADIUS - 1,
                        "class": f"c-fill-{one.tone}" if number == 0 else f"c-ring-{one.tone}",
                    },
                    hint(f"{names[at]} \u00b7 {one.label}: {spoken}"),
                )
            )
        last, value = places[-1]
        beside = row.middle + 4.2
        spoken = spoken_number(value, style, canvas.lang)
        if len(series) == 1 and value < 0:  # the stem leads to the right, to zero
            drawn.append(words(spoken, last - 11, beside, "c-text c-small", "end"))
            continue
        drawn.append(words(spoken, last + 11, beside, "c-text c-small"))
        if len(places) == 2:
            first, value = places[0]
            drawn.append(
                words(spoken_number(value, style, canvas.lang), first - 11, beside, "c-text c-small", "end")
            )
    description = say(
        "charts.describe-dots",
        canvas.lang,
        count=len(names),
        series=say("charts.and", canvas.lang).join(one.label for one in series),
        label=names[0],
        value=spoken_number(columns[0][0], style, canvas.lang),
    )
    svg = picture(
        canvas, layout.height, title, description, key, layout.axis(style), "".join(drawn), layout.labels()
    )
    return Chart(svg, table, title, description)
