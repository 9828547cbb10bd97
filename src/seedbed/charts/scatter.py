"""A network laid out on the plane: nodes where a layout puts them, ties as straight lines."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import SMALL, Canvas, Chart, element, hint, legend, line, picture, words
from seedbed.charts.network import NodeGroup
from seedbed.charts.text import shortened, text_width
from seedbed.messages import say

EDGE = 16.0
MOST_NAMED, MOST_NAMED_NARROW = 24, 9
LABEL_SHARE = 0.3
"""Of the width, for one name at most."""

Box = tuple[float, float, float, float]


def network_scatter(
    table: pl.DataFrame, ties: pl.DataFrame, *, groups: Sequence[NodeGroup], title: str, canvas: Canvas
) -> Chart:
    """Nodes (`table`: node, label, group, x, y; higher y is further up) and `ties` (from, to).

    A node's size grows with the number of its ties, its tone is its group's; the best connected are named, as
    far as names do not touch. Nodes of other groups or without a position are not drawn, nor their ties.
    """
    known = table.filter(
        pl.col("group").cast(pl.String).is_in([one.group for one in groups]),
        pl.col("x").is_finite(),
        pl.col("y").is_finite(),
    ).with_columns(pl.col("node", "label", "group").cast(pl.String).fill_null(""))
    if known.is_empty():
        return blank(table, title, canvas)
    names = known["node"].to_list()
    inside = ties.filter(
        pl.col("from").is_in(names), pl.col("to").is_in(names), pl.col("from") != pl.col("to")
    )
    links = inside.select("from", "to").unique(maintain_order=True).rows()
    degree = dict.fromkeys(names, 0)
    for ends in links:
        for end in ends:
            degree[end] += 1
    counts = dict(known.group_by("group").len().rows())
    entries = [
        (f"{one.label} ({counts[one.group]})", f"c-dot c-fill-{one.tone}")
        for one in groups
        if counts.get(one.group)
    ]
    key, top = legend(entries, 2, 2, canvas.width - 4)
    tall = canvas.width * (1.05 if canvas.narrow else 0.68)
    across = _onto(known["x"].to_list(), EDGE, canvas.width - EDGE)
    down = _onto([-value for value in known["y"].to_list()], top + EDGE, top + tall - EDGE)
    at = dict(zip(names, zip(across, down, strict=True), strict=True))
    tone = {one.group: one.tone for one in groups}
    drawn = [line(at[start][0], at[start][1], at[end][0], at[end][1], "c-tie") for start, end in links]
    rows = list(zip(names, known["label"].to_list(), known["group"].to_list(), strict=True))
    for name, label, group in rows:
        dot: dict[str, str | float] = {
            "cx": at[name][0], "cy": at[name][1], "r": _size(degree[name]), "class": f"c-fill-{tone[group]}",
        }  # fmt: skip
        drawn.append(element("circle", dot, hint(f"{label} ({degree[name]})")))
    ranked = sorted(rows, key=lambda row: (-degree[row[0]], row[0]))
    drawn += _named(ranked, at, degree, canvas, (top, top + tall))
    best = ranked[0]
    description = say(
        "charts.describe-scatter",
        canvas.lang,
        nodes=len(names),
        ties=len(links),
        groups=len(entries),
        label=best[1],
        degree=degree[best[0]],
    )
    svg = picture(canvas, top + tall, title, description, key, "".join(drawn))
    return Chart(svg, table, title, description)


def _onto(values: Sequence[float], start: float, end: float) -> list[float]:
    """Values spread over a span; all in its middle where they are one."""
    low, high = min(values), max(values)
    if high - low < 1e-12:
        return [(start + end) / 2] * len(values)
    return [start + (value - low) / (high - low) * (end - start) for value in values]


def _size(degree: int) -> float:
    return min(11.0, 2.4 + 1.5 * math.sqrt(degree))


def _named(
    ranked: Sequence[tuple[str, str, str]],
    at: dict[str, tuple[float, float]],
    degree: dict[str, int],
    canvas: Canvas,
    between: tuple[float, float],
) -> list[str]:
    """Names beside the best connected nodes, where there is room that no other name has."""
    taken: list[Box] = []
    drawn: list[str] = []
    for name, label, _ in ranked[: MOST_NAMED_NARROW if canvas.narrow else MOST_NAMED]:
        (x, y), away = at[name], _size(degree[name]) + 4
        written = shortened(label, canvas.width * LABEL_SHARE, SMALL)
        wide = text_width(written, SMALL)
        for start, anchor in ((x + away, "start"), (x - away - wide, "end")):
            box = (start - 2, y - 8, start + wide + 2, y + 7)
            free = all(
                box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]
                for other in taken
            )
            if (
                free
                and box[0] >= 0
                and box[2] <= canvas.width
                and between[0] <= box[1]
                and box[3] <= between[1]
            ):
                taken.append(box)
                edge = x + away if anchor == "start" else x - away
                drawn.append(words(written, edge, y + 4.2, "c-text c-small c-halo", anchor))
                break
    return drawn
