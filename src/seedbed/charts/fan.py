"""What was reached, and a fan of what may come: bands around the middle forecast, beside the way to a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import (
    SMALL,
    Canvas,
    Chart,
    Series,
    element,
    hint,
    legend,
    line,
    picture,
    words,
)
from seedbed.charts.numbers import NumberStyle, spoken_number, spoken_tick
from seedbed.charts.plane import line_path
from seedbed.charts.scale import Scale, linear_scale
from seedbed.charts.text import printable, text_width
from seedbed.messages import say

MONTHS_A_YEAR = 12
_TONES = ("c-heat-1", "c-heat-2", "c-heat-3")


@dataclass(frozen=True, slots=True)
class Band:
    """Two columns between which a fan is shaded, and the words for it; the widest band stands first."""

    low: str
    high: str
    label: str


def fan_chart(
    table: pl.DataFrame,
    *,
    month: str,
    actual: Series,
    middle: Series,
    bands: Sequence[Band],
    aim: Series,
    title: str,
    canvas: Canvas,
    style: NumberStyle = "integer",
) -> Chart:
    """Months stand at their true distances; the axis names the beginnings of years.

    ``month`` holds periods such as 2025-03 in their order. Columns may be null: of the past the bands are, of
    the months to come what was reached. A fan begins where the record ends if that row holds the bands, too.
    """
    if not 1 <= len(bands) <= len(_TONES):
        raise ValueError(f"a fan has one to {len(_TONES)} bands, not {len(bands)}")
    if table.is_empty():
        return blank(table, title, canvas)
    names = table[month].cast(pl.String).to_list()
    numbers = [_number(name) for name in names]
    columns = {
        name: table[name].cast(pl.Float64).fill_nan(None).to_list()
        for name in (
            actual.column,
            middle.column,
            aim.column,
            *(end for one in bands for end in (one.low, one.high)),
        )
    }
    known = [value for column in columns.values() for value in column if value is not None]
    entries = [
        (actual.label, f"c-line-{actual.tone}"),
        (middle.label, "c-line-mark"),
        (aim.label, "c-line-path"),
    ]
    entries += [(one.label, tone) for one, tone in zip(bands, _TONES, strict=False)]
    key, top = legend(entries, 2, 2, canvas.width - 4)
    top += 10
    bottom = top + (210 if canvas.narrow else 280)
    scale = linear_scale(known, bottom, top, 4 if canvas.narrow else 5)
    ticks = [spoken_tick(tick, style, canvas.lang) for tick in scale.ticks]
    widest = max(
        (text_width(spoken_number(value, style, canvas.lang), SMALL) for value in known), default=20.0
    )
    left = max(text_width(tick, SMALL) for tick in ticks) + 16
    right = canvas.width - widest - 22
    step = (right - left) / max(1, numbers[-1] - numbers[0])
    across = [left + (number - numbers[0]) * step for number in numbers]
    drawn = [
        *_grid(scale, ticks, left, right),
        *_years(numbers, left, step, bottom),
        *(_band(one, tone, columns, across, scale) for one, tone in zip(bands, _TONES, strict=False)),
    ]
    for one, stroke in ((aim, "c-line-path"), (middle, "c-line-mark"), (actual, f"c-line-{actual.tone}")):
        path = line_path(_points(columns[one.column], across, scale))
        drawn.append(element("path", {"d": path, "class": f"{stroke} c-open"}))
    ends = []
    for one, strength in (
        (aim, "c-muted c-small"),
        (middle, "c-strong c-small"),
        (actual, "c-strong c-small"),
    ):
        points = [point for point in _points(columns[one.column], across, scale) if point is not None]
        value = _last(columns[one.column])
        if not points or value is None:
            continue
        x, y = points[-1]
        spoken = spoken_number(value, style, canvas.lang)
        if one is actual:
            dot: dict[str, str | float] = {"cx": x, "cy": y, "r": 4.5, "class": f"c-fill-{actual.tone}"}
            drawn.append(element("circle", dot, hint(f"{_last_name(columns[one.column], names)} · {spoken}")))
        if one is not actual or x > right - 1:
            ends.append((x + 10, y + 4, spoken, strength))
    drawn += [words(spoken, x, y, strength) for x, y, spoken, strength in _apart(ends)]
    description = _description(columns, names, actual, middle, bands[0], aim, canvas, style)
    svg = picture(canvas, bottom + 26, title, description, key, "".join(drawn))
    return Chart(svg, table, title, description)


def _number(name: str) -> int:
    return MONTHS_A_YEAR * int(name[:4]) + int(name[5:7]) - 1


def _points(
    column: Sequence[float | None], across: Sequence[float], scale: Scale
) -> list[tuple[float, float] | None]:
    return [None if value is None else (x, scale(value)) for x, value in zip(across, column, strict=True)]


def _grid(scale: Scale, ticks: Sequence[str], left: float, right: float) -> list[str]:
    drawn = []
    for tick, spoken in zip(scale.ticks, ticks, strict=True):
        y = scale(tick)
        drawn.append(line(left, y, right, y, "c-axis" if tick == 0 else "c-grid"))
        drawn.append(words(spoken, left - 8, y + 4, "c-muted c-small", "end"))
    return drawn


def _years(numbers: Sequence[int], left: float, step: float, bottom: float) -> list[str]:
    """A tick and a name where a year begins; names that would touch are left out."""
    drawn, free = [], -1e9
    first = -(-numbers[0] // MONTHS_A_YEAR)
    for year in range(first, numbers[-1] // MONTHS_A_YEAR + 1):
        x = left + (year * MONTHS_A_YEAR - numbers[0]) * step
        drawn.append(line(x, bottom, x, bottom + 4, "c-axis"))
        half = text_width(str(year), SMALL) / 2
        if x - half > free + 6:
            drawn.append(words(str(year), x, bottom + 18, "c-muted c-small", "middle"))
            free = x + half
    return drawn


def _band(
    one: Band,
    tone: str,
    columns: dict[str, list[float | None]],
    across: Sequence[float],
    scale: Scale,
) -> str:
    both = [
        (x, low, high)
        for x, low, high in zip(across, columns[one.low], columns[one.high], strict=True)
        if low is not None and high is not None
    ]
    if not both:
        return ""
    edge = [(x, scale(high)) for x, _, high in both] + [(x, scale(low)) for x, low, _ in reversed(both)]
    return element("path", {"d": f"{line_path(edge)}Z", "class": tone}, hint(one.label))


def _apart(ends: list[tuple[float, float, str, str]]) -> list[tuple[float, float, str, str]]:
    """Words at the ends of lines, pushed apart where they would touch."""
    placed: list[tuple[float, float, str, str]] = []
    for x, y, spoken, strength in sorted(ends, key=lambda one: one[1]):
        lowest = placed[-1][1] + 15 if placed and abs(placed[-1][0] - x) < 40 else y
        placed.append((x, max(y, lowest), spoken, strength))
    return placed


def _last(column: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(column) if value is not None), None)


def _last_name(column: Sequence[float | None], names: Sequence[str]) -> str:
    return next(
        (name for value, name in zip(reversed(column), reversed(names), strict=True) if value is not None),
        names[-1],
    )


def _description(
    columns: dict[str, list[float | None]],
    names: Sequence[str],
    actual: Series,
    middle: Series,
    widest: Band,
    aim: Series,
    canvas: Canvas,
    style: NumberStyle,
) -> str:
    def spoken(column: str) -> str:
        return spoken_number(_last(columns[column]), style, canvas.lang)

    return say(
        "charts.describe-fan",
        canvas.lang,
        actual=printable(actual.label),
        reached=spoken(actual.column),
        reached_month=_last_name(columns[actual.column], names),
        last=names[-1],
        middle=printable(middle.label),
        median=spoken(middle.column),
        band=printable(widest.label),
        low=spoken(widest.low),
        high=spoken(widest.high),
        aim=printable(aim.label),
        aimed=spoken(aim.column),
    )
