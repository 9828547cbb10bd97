"""The layout that bars and dots share: one labelled row per item, one value axis below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seedbed.charts.drawing import LABEL, SMALL, Canvas, line, words
from seedbed.charts.numbers import NumberStyle, spoken_tick
from seedbed.charts.scale import Scale, linear_scale
from seedbed.charts.text import text_width, wrapped

LINE_HEIGHT = 16.0


@dataclass(frozen=True, slots=True)
class Row:
    """Where one item stands: the lines of its label, the middle of its marks, its upper edge."""

    lines: tuple[str, ...]
    top: float
    middle: float


@dataclass(frozen=True, slots=True)
class RowLayout:
    """Rows with labels at the left (wide) or above the marks (narrow), and a value scale."""

    canvas: Canvas
    rows: tuple[Row, ...]
    scale: Scale
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """Down to the end of the axis labels."""
        return self.bottom + 22

    def labels(self) -> str:
        """The items' labels."""
        drawn: list[str] = []
        for row in self.rows:
            for at, words_of_line in enumerate(row.lines):
                if self.canvas.narrow:
                    y = row.top + 12 + at * LINE_HEIGHT
                    drawn.append(words(words_of_line, self.left, y, "c-text c-halo"))
                else:
                    first = row.middle + 4.5 - (len(row.lines) - 1) * LINE_HEIGHT / 2
                    drawn.append(words(words_of_line, self.left - 12, first + at * LINE_HEIGHT, anchor="end"))
        return "".join(drawn)

    def axis(self, style: NumberStyle) -> str:
        """Grid lines and tick labels; labels that would touch are left out."""
        drawn: list[str] = []
        free = -1e9
        for tick in self.scale.ticks:
            at = self.scale(tick)
            drawn.append(line(at, self.top, at, self.bottom, "c-axis" if tick == 0 else "c-grid"))
            written = spoken_tick(tick, style, self.canvas.lang)
            half = text_width(written, SMALL) / 2
            middle = max(at, half + 1)
            if middle - half > free + 6:
                drawn.append(words(written, middle, self.bottom + 16, "c-muted c-small", "middle"))
                free = middle + half
        return "".join(drawn)


def lay_out_rows(
    canvas: Canvas,
    labels: Sequence[str],
    values: Iterable[float | None],
    *,
    top: float,
    marks: float,
    left_pad: float = 0.0,
    right_pad: float = 64.0,
) -> RowLayout:
    """Rows for `labels` below `top`, each with `marks` units of height for what is drawn in it.

    `left_pad` and `right_pad` keep room for values that are written beside the marks.
    """
    if canvas.narrow:
        lines_of = [wrapped(label, canvas.width - 4, LABEL) for label in labels]
        left = 2.0
    else:
        most = canvas.width * 0.34
        lines_of = [wrapped(label, most, LABEL) for label in labels]
        widest = max((text_width(row, LABEL) for rows in lines_of for row in rows), default=0.0)
        left = min(most, widest) + 14
    scale = linear_scale(values, left + left_pad, canvas.width - right_pad, 4 if canvas.narrow else 6)
    rows: list[Row] = []
    at = top
    for lines in lines_of:
        if canvas.narrow:
            text = len(lines) * LINE_HEIGHT
            rows.append(Row(lines, at, at + text + 3 + marks / 2))
            at += text + 3 + marks + 10
        else:
            room = max(marks, len(lines) * LINE_HEIGHT) + 10
            rows.append(Row(lines, at, at + room / 2))
            at += room
    return RowLayout(canvas, tuple(rows), scale, left, canvas.width - right_pad, top, at)
