"""A matrix of shaded cells: rows x columns, the darker the more (Bertin 1967)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import LABEL, SMALL, Canvas, Chart, element, hint, picture, words
from seedbed.charts.numbers import NumberStyle, spoken_number
from seedbed.charts.text import shortened, text_width, wrapped
from seedbed.messages import say

STEPS = 5
MOST = 60
"""Rows or columns beyond which nobody can read a cell; the caller chooses which to show."""

_CELL = 26.0


def matrix(
    table: pl.DataFrame,
    *,
    row: str,
    column: str,
    value: str,
    title: str,
    canvas: Canvas,
    style: NumberStyle = "decimal",
    bounds: Sequence[float] | None = None,
    value_label: str = "",
) -> Chart:
    """Cells of a long table, in the order in which rows and columns first appear.

    `bounds` are the :data:`STEPS` - 1 rising limits between the shades; without them the shades divide the
    range evenly. An empty cell is a small ring: nothing known is not zero. Values stand in the cells
    where there is room.

    Raises
    ------
    ValueError
        More than :data:`MOST` rows or columns, or bounds that do not rise.
    """
    if table.is_empty():
        return blank(table, title, canvas)
    rows = table[row].cast(pl.String).unique(maintain_order=True).to_list()
    columns = table[column].cast(pl.String).unique(maintain_order=True).to_list()
    if max(len(rows), len(columns)) > MOST:
        raise ValueError(f"a matrix shows at most {MOST} rows and columns: choose them before")
    cells = dict(
        zip(
            zip(table[row].cast(pl.String), table[column].cast(pl.String), strict=True),
            table[value].cast(pl.Float64).to_list(),
            strict=True,
        )
    )
    known = [cell for cell in cells.values() if cell is not None and math.isfinite(cell)]
    limits = list(bounds) if bounds is not None else _even(known)
    if len(limits) != STEPS - 1 or sorted(limits) != limits:
        raise ValueError(f"{STEPS - 1} rising bounds are needed, not {limits}")
    most = canvas.width * (0.34 if canvas.narrow else 0.3)
    row_lines = [wrapped(name, most, SMALL if canvas.narrow else LABEL) for name in rows]
    left = min(most, max(text_width(part, LABEL) for lines in row_lines for part in lines)) + 12
    wide = min((canvas.width - left - 4) / len(columns), 110.0)
    heads = [wrapped(name, wide - 6, SMALL) for name in columns]
    numbered = any(text_width(part, SMALL) > wide - 4 or "\u2026" in part for head in heads for part in head)
    if numbered:
        # Numbers that would touch each other are left out, all but the first and every so many.
        every = math.ceil((text_width(str(len(columns)), SMALL) + 4) / wide)
        heads = [(str(at) if at == 1 or at % every == 0 else "",) for at in range(1, len(columns) + 1)]
    tallest = max(len(head) for head in heads) * 15 + 8.0
    tall = max(_CELL, max(len(lines) for lines in row_lines) * 15 + 4)
    widest = max((text_width(spoken_number(cell, style, canvas.lang), SMALL) for cell in known), default=0)
    drawn: list[str] = []
    for at, head_lines in enumerate(heads):
        for line_no, part in enumerate(reversed(head_lines)):
            if not part:
                continue
            drawn.append(
                words(part, left + (at + 0.5) * wide, tallest - 7 - line_no * 15, "c-text c-small", "middle")
            )
    for down, name in enumerate(rows):
        top = tallest + down * tall
        lines = row_lines[down]
        first = top + tall / 2 + 4.5 - (len(lines) - 1) * 7.5
        small = " c-small" if canvas.narrow else ""
        for line_no, part in enumerate(lines):
            drawn.append(words(part, left - 8, first + line_no * 15, f"c-text{small}", "end"))
        for at, head in enumerate(columns):
            cell = cells.get((name, head))
            x = left + at * wide
            if cell is None or not math.isfinite(cell):
                ring: dict[str, str | float] = {"cx": x + wide / 2, "cy": top + tall / 2, "r": 2.5}
                drawn.append(
                    element("circle", {**ring, "class": "c-empty"}, hint(f"{name} \u00b7 {head}: \u2014"))
                )
                continue
            shade = sum(cell >= limit for limit in limits) + 1
            spoken = spoken_number(cell, style, canvas.lang)
            box: dict[str, str | float] = {
                "x": x + 1, "y": top + 1, "width": max(wide - 2, 0.5), "height": tall - 2, "rx": 2,
            }  # fmt: skip
            drawn.append(
                element("rect", {**box, "class": f"c-heat-{shade}"}, hint(f"{name} \u00b7 {head}: {spoken}"))
            )
            if widest + 6 <= wide:
                ink = "c-on" if shade >= 4 else "c-text"
                drawn.append(words(spoken, x + wide / 2, top + tall / 2 + 4.2, f"{ink} c-small", "middle"))
    bottom = tallest + len(rows) * tall
    if numbered:
        names, used = _numbers(columns, canvas, bottom + 10)
        drawn.append(names)
        bottom += used
    key, height = _key(limits, style, canvas, bottom + 12, value_label)
    largest = max(
        ((cell, pair) for pair, cell in cells.items() if cell is not None and math.isfinite(cell)),
        default=None,
    )
    description = say(
        "charts.describe-matrix",
        canvas.lang,
        rows=len(rows),
        columns=len(columns),
        row=largest[1][0] if largest else "\u2014",
        column=largest[1][1] if largest else "\u2014",
        value=spoken_number(largest[0] if largest else None, style, canvas.lang),
    )
    svg = picture(canvas, bottom + 12 + height, title, description, "".join(drawn), key)
    return Chart(svg, table, title, description)


def _even(known: Sequence[float]) -> list[float]:
    low, high = min([0.0, *known]), max([0.0, *known])
    span = high - low if high > low else 1.0
    return [low + span * step / STEPS for step in range(1, STEPS)]


def _key(
    limits: Sequence[float], style: NumberStyle, canvas: Canvas, top: float, label: str
) -> tuple[str, float]:
    """The shades with their limits, from pale to dark, in as many lines as they need."""
    spoken = [spoken_number(limit, style, canvas.lang) for limit in limits]
    entries = [
        f"< {spoken[0]}",
        *(f"{a}\u2013{b}" for a, b in itertools.pairwise(spoken)),
        f"\u2265 {spoken[-1]}",
    ]
    drawn: list[str] = []
    x, y = 2.0, top
    if label:
        drawn.append(words(label, x, y + 11, "c-muted c-small"))
        x += text_width(label, SMALL) + 14
    for shade, entry in enumerate(entries, start=1):
        room = 18 + text_width(entry, SMALL) + 14
        if x + room > canvas.width and x > 2:
            x, y = 2.0, y + 20
        box: dict[str, str | float] = {"x": x, "y": y, "width": 13, "height": 13, "rx": 2}
        drawn.append(element("rect", {**box, "class": f"c-heat-{shade}"}))
        drawn.append(words(entry, x + 18, y + 11, "c-text c-small"))
        x += room
    return "".join(drawn), y - top + 22


def _numbers(names: Sequence[str], canvas: Canvas, top: float) -> tuple[str, float]:
    """What the numbers above the columns stand for, flowing over lines."""
    drawn: list[str] = []
    x, y = 2.0, top
    for number, name in enumerate(names, start=1):
        entry = shortened(f"{number} {name}", canvas.width - 8, SMALL)
        room = text_width(entry, SMALL) + 16
        if x + room - 16 > canvas.width and x > 2:
            x, y = 2.0, y + 18
        drawn.append(words(entry, x, y + 11, "c-text c-small"))
        x += room
    return "".join(drawn), y - top + 28
