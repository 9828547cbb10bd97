"""The plane that pictures of lines share: periods or counts across, values upward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seedbed.charts.drawing import SMALL, Canvas, line, trimmed, words
from seedbed.charts.numbers import NumberStyle, spoken_number, spoken_tick
from seedbed.charts.scale import Scale, linear_scale
from seedbed.charts.text import text_width


@dataclass(frozen=True, slots=True)
class Plane:
    """Where each step stands (`across`), the value scale, and the grid with its labels (`drawn`)."""

    across: tuple[float, ...]
    scale: Scale
    bottom: float
    widest: float
    drawn: str

    def points(self, column: Sequence[float | None]) -> list[tuple[float, float] | None]:
        """The positions of a column's values; None where there is none."""
        return [
            None if value is None else (x, self.scale(value))
            for x, value in zip(self.across, column, strict=True)
        ]


def lay_out_plane(
    canvas: Canvas, names: Sequence[str], values: Sequence[float | None], top: float, style: NumberStyle
) -> Plane:
    """A plane below `top` for steps at equal distances; names that would touch are left out."""
    bottom = top + (210 if canvas.narrow else 280)
    scale = linear_scale(values, bottom, top, 4 if canvas.narrow else 5)
    spoken_ticks = [spoken_tick(tick, style, canvas.lang) for tick in scale.ticks]
    widest = max(text_width(spoken_number(value, style, canvas.lang), SMALL) for value in values)
    left = max(text_width(tick, SMALL) for tick in spoken_ticks) + 12
    right = canvas.width - widest - 22
    step = (right - left - 24) / max(1, len(names) - 1)
    across = tuple(left + 12 + at * step for at in range(len(names)))
    drawn: list[str] = []
    for tick, spoken in zip(scale.ticks, spoken_ticks, strict=True):
        y = scale(tick)
        drawn.append(line(left, y, right, y, "c-axis" if tick == 0 else "c-grid"))
        drawn.append(words(spoken, left - 8, y + 4, "c-muted c-small", "end"))
    free = -1e9
    for x, name in zip(across, names, strict=True):
        half = text_width(name, SMALL) / 2
        if x - half > free + 6:
            drawn.append(words(name, x, bottom + 18, "c-muted c-small", "middle"))
            free = x + half
    return Plane(across, scale, bottom, widest, "".join(drawn))


def line_path(points: Sequence[tuple[float, float] | None]) -> str:
    """An SVG path through the points; a missing one breaks the line."""
    steps: list[str] = []
    pen_up = True
    for point in points:
        if point is None:
            pen_up = True
            continue
        steps.append(f"{'M' if pen_up else 'L'}{trimmed(point[0])} {trimmed(point[1])}")
        pen_up = False
    return "".join(steps)
