"""A cumulative line beside the path that leads to its target."""

from __future__ import annotations

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import Canvas, Chart, Series, element, hint, legend, picture, words
from seedbed.charts.numbers import NumberStyle, spoken_number
from seedbed.charts.plane import lay_out_plane, line_path
from seedbed.messages import say


def line_with_target(
    table: pl.DataFrame,
    *,
    period: str,
    actual: Series,
    target: Series,
    title: str,
    canvas: Canvas,
    style: NumberStyle = "integer",
) -> Chart:
    """What was reached (solid, with a dot per period) beside the path to the target (dashed).

    Periods stand at equal distances in the table's order. The last value of each line is written
    beside it; the two are pushed apart where they would touch.
    """
    if table.is_empty():
        return blank(table, title, canvas)
    periods = table[period].cast(pl.String).to_list()
    lines = [(one, table[one.column].cast(pl.Float64).to_list()) for one in (target, actual)]
    values = [value for _, column in lines for value in column]
    key, top = legend(
        [(actual.label, f"c-line-{actual.tone}"), (target.label, "c-line-path")], 2, 2, canvas.width - 4
    )
    top += 8
    plane = lay_out_plane(canvas, periods, values, top, style)
    drawn: list[str] = [plane.drawn]
    ends: list[tuple[float, float, str, str]] = []
    for one, column in lines:
        points = plane.points(column)
        kind = f"c-line-{one.tone}" if one is actual else "c-line-path"
        drawn.append(element("path", {"d": line_path(points), "class": f"{kind} c-open"}))
        for point, value, name in zip(points, column, periods, strict=True):
            if point is None or one is target:
                continue
            words_of_dot = f"{name} \u00b7 {one.label}: {spoken_number(value, style, canvas.lang)}"
            dot: dict[str, str | float] = {"cx": point[0], "cy": point[1], "r": 4.5}
            drawn.append(element("circle", {**dot, "class": f"c-fill-{one.tone}"}, hint(words_of_dot)))
        last = [(point, value) for point, value in zip(points, column, strict=True) if point is not None]
        if last:
            (x, y), value = last[-1]
            style_of = "c-strong c-small" if one is actual else "c-muted c-small"
            ends.append((x + 10, y + 4, spoken_number(value, style, canvas.lang), style_of))
    if (
        len(ends) == 2
        and abs(ends[0][0] - ends[1][0]) < plane.widest + 8
        and abs(ends[0][1] - ends[1][1]) < 15
    ):
        upper = 0 if ends[0][1] <= ends[1][1] else 1
        middle = (ends[0][1] + ends[1][1]) / 2
        ends = [
            (x, middle + (-7.5 if at == upper else 7.5), spoken, style_of)
            for at, (x, _, spoken, style_of) in enumerate(ends)
        ]
    drawn.extend(words(spoken, x, y, style_of) for x, y, spoken, style_of in ends)

    reached = [(name, value) for name, value in zip(periods, lines[1][1], strict=True) if value is not None]
    aimed = [(name, value) for name, value in zip(periods, lines[0][1], strict=True) if value is not None]
    description = say(
        "charts.describe-path",
        canvas.lang,
        actual=actual.label,
        reached=spoken_number(reached[-1][1] if reached else None, style, canvas.lang),
        reached_period=reached[-1][0] if reached else periods[-1],
        target=target.label,
        aimed=spoken_number(aimed[-1][1] if aimed else None, style, canvas.lang),
        aimed_period=aimed[-1][0] if aimed else periods[-1],
    )
    return Chart(
        picture(canvas, plane.bottom + 26, title, description, key, "".join(drawn)), table, title, description
    )
