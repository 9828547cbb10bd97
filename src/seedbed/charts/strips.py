"""Strips of steps: one row per chain, one box per step, drawn by the state that it is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import LABEL, SMALL, Canvas, Chart, element, hint, picture, words
from seedbed.charts.text import shortened, text_width, wrapped
from seedbed.messages import say

Look: TypeAlias = Literal["full", "half", "pale", "outline", "dashed", "dot"]
"""How a box is drawn; told apart by shape, not by colour alone."""

LINE = 14.0
LINES = 3
TALL, LOW = 56.0, 30.0
FOOT = 6.0
"""What is filled of a box that is half there; no words stand in it."""
GAP = 4.0
WIDEST = 132.0
FEWEST_LETTERS = 66.0
"""Below this width a box holds its number and not its name."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of a step: its code in the table, the words for it, and how its box is drawn."""

    code: str
    label: str
    look: Look


def step_strips(
    table: pl.DataFrame,
    *,
    row: str,
    step: str,
    state: str,
    states: Sequence[State],
    title: str,
    canvas: Canvas,
) -> Chart:
    """One strip per value of `row`, its steps from left to right, in the table's order.

    A box holds the step's name where there is room (wide), else its number within the strip; the hint has
    both. Rows of the table whose state is none of `states` are drawn as the last of them.
    """
    if table.is_empty():
        return blank(table, title, canvas)
    strips: dict[str, list[tuple[str, State]]] = {}
    known = {one.code: one for one in states}
    cells = (table[name].cast(pl.String).fill_null("").to_list() for name in (row, step, state))
    for name, what, code in zip(*cells, strict=True):
        strips.setdefault(name, []).append((what, known.get(code, states[-1])))
    most = max(len(steps) for steps in strips.values())
    room = canvas.width * 0.26
    lines_of = {
        name: wrapped(name, canvas.width - 4 if canvas.narrow else room, LABEL, lines=2) for name in strips
    }
    left = 2.0 if canvas.narrow else min(room, max(_widest(lines) for lines in lines_of.values())) + 12
    wide = min((canvas.width - left - 2) / most, WIDEST)
    named = not canvas.narrow and wide >= FEWEST_LETTERS
    tall = TALL if named else LOW
    key, top = _key(states, canvas)
    drawn: list[str] = []
    for name, steps in strips.items():
        lines = lines_of[name]
        if canvas.narrow:
            for at, part in enumerate(lines):
                drawn.append(words(part, 2, top + 12 + at * 16, "c-text"))
            top += 16 * len(lines) + 3
        else:
            first = top + tall / 2 + 4.5 - (len(lines) - 1) * 8
            for at, part in enumerate(lines):
                drawn.append(words(part, left - 10, first + at * 16, anchor="end"))
        for at, (what, how) in enumerate(steps):
            x = left + at * wide
            drawn.append(_box(x, top, wide - GAP, tall, how, f"{name} \u00b7 {at + 1} {what}: {how.label}"))
            written = wrapped(what, wide - GAP - 8, SMALL, LINES) if named else ()
            written = written if any(written) else (str(at + 1),)
            ink = "c-on" if how.look == "full" else "c-text"
            middle = x + (wide - GAP) / 2
            base = top + (tall - FOOT) / 2 + 5 - (len(written) - 1) * LINE / 2
            for down, part in enumerate(shortened(one, wide - GAP - 6, SMALL) for one in written):
                drawn.append(words(part, middle, base + down * LINE, f"{ink} c-small", "middle"))
        top += tall + (12 if canvas.narrow else 7)
    count = {one.code: 0 for one in states}
    for steps in strips.values():
        for _, how in steps:
            count[how.code] += 1
    description = say(
        "charts.describe-strips",
        canvas.lang,
        rows=len(strips),
        steps=sum(count.values()),
        states=say("charts.and", canvas.lang).join(
            f"{one.label} {count[one.code]}" for one in states if count[one.code]
        ),
    )
    return Chart(picture(canvas, top + 2, title, description, key, "".join(drawn)), table, title, description)


def _widest(lines: Sequence[str]) -> float:
    return max(text_width(part, LABEL) for part in lines)


def _box(x: float, y: float, wide: float, tall: float, state: State, told: str) -> str:
    """One box, with its words for a pointer."""
    box: dict[str, str | float] = {"x": x, "y": y, "width": wide, "height": tall, "rx": 3}
    if state.look != "half":
        return element("rect", {**box, "class": f"c-box-{state.look}"}, hint(told))
    foot = min(FOOT, tall / 3)
    lower: dict[str, str | float] = {**box, "y": y + tall - foot, "height": foot, "rx": 2}
    return element("rect", {**box, "class": "c-box-pale"}, hint(told)) + element(
        "rect", {**lower, "class": "c-box-full"}
    )


def _key(states: Sequence[State], canvas: Canvas) -> tuple[str, float]:
    """A small box per state with its words, wrapped into the width; returns the SVG and where it ends."""
    drawn: list[str] = []
    x, y = 2.0, 2.0
    for one in states:
        label = shortened(one.label, canvas.width - 30, SMALL)
        room = 28 + text_width(label, SMALL) + 16
        if x > 2 and x + room - 16 > canvas.width:
            x, y = 2.0, y + 20
        drawn.append(_box(x, y, 20, 13, one, one.label))
        drawn.append(words(label, x + 26, y + 11, "c-text c-small"))
        x += room
    return "".join(drawn), y + 26
