"""One or two lines over steps of equal length: years, actors lost one after the other."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import SMALL, Canvas, Chart, Series, element, hint, legend, picture, words
from seedbed.charts.numbers import NumberStyle, spoken_number
from seedbed.charts.plane import lay_out_plane, line_path
from seedbed.charts.text import text_width
from seedbed.messages import say

MOST_DOTS = 40
"""Steps up to which each has a dot with its value for the pointer."""


def line_plot(
    table: pl.DataFrame,
    *,
    along: str,
    series: Sequence[Series],
    title: str,
    canvas: Canvas,
    style: NumberStyle = "integer",
) -> Chart:
    """Lines from a scale that holds zero; rows stand at equal distances in the table's order.

    The last value of each line is written beside it. A missing value breaks its line.
    """
    if not 1 <= len(series) <= 2:
        raise ValueError(f"a line plot has one or two series, not {len(series)}")
    if table.is_empty():
        return blank(table, title, canvas)
    names = table[along].cast(pl.String).fill_null("").to_list()
    columns = [table[one.column].cast(pl.Float64).to_list() for one in series]
    entries = [(one.label, f"c-line-{one.tone}") for one in series]
    key, top = legend(entries, 2, 2, canvas.width - 4)
    plane = lay_out_plane(canvas, names, [value for column in columns for value in column], top + 10, style)
    drawn: list[str] = [plane.drawn]
    ends: list[tuple[float, float, str]] = []
    for one, column in zip(series, columns, strict=True):
        points = plane.points(column)
        drawn.append(element("path", {"d": line_path(points), "class": f"c-line-{one.tone} c-open"}))
        present = [
            (point, value, name)
            for point, value, name in zip(points, column, names, strict=True)
            if point is not None
        ]
        for point, value, name in present if len(names) <= MOST_DOTS else []:
            told = f"{name} \u00b7 {one.label}: {spoken_number(value, style, canvas.lang)}"
            dot: dict[str, str | float] = {"cx": point[0], "cy": point[1], "r": 4}
            drawn.append(element("circle", {**dot, "class": f"c-fill-{one.tone}"}, hint(told)))
        if present:
            (x, y), value, _ = present[-1]
            ends.append((x + 9, y + 4, spoken_number(value, style, canvas.lang)))
    if len(ends) == 2 and _touch(ends[0], ends[1]):
        middle = (ends[0][1] + ends[1][1]) / 2
        upper = 0 if ends[0][1] <= ends[1][1] else 1
        ends = [(x, middle + (-7.5 if at == upper else 7.5), told) for at, (x, _, told) in enumerate(ends)]
    drawn.extend(words(told, x, y, "c-strong c-small") for x, y, told in ends)
    known = [(value, name) for value, name in zip(columns[0], names, strict=True) if value is not None]
    first, last = (known[0], known[-1]) if known else ((None, names[0]), (None, names[-1]))
    description = say(
        "charts.describe-lines",
        canvas.lang,
        series=say("charts.and", canvas.lang).join(one.label for one in series),
        first=spoken_number(first[0], style, canvas.lang),
        first_step=first[1],
        last=spoken_number(last[0], style, canvas.lang),
        last_step=last[1],
    )
    svg = picture(canvas, plane.bottom + 26, title, description, key, "".join(drawn))
    return Chart(svg, table, title, description)


def _touch(one: tuple[float, float, str], other: tuple[float, float, str]) -> bool:
    """Whether the words at the ends of two lines would touch."""
    widest = max(text_width(one[2], SMALL), text_width(other[2], SMALL))
    return abs(one[0] - other[0]) < widest + 8 and abs(one[1] - other[1]) < 15
