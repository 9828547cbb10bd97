"""A network on a ring: nodes by group along the circle, ties as chords."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import (
    LABEL,
    SMALL,
    Canvas,
    Chart,
    element,
    hint,
    legend,
    line,
    picture,
    trimmed,
    words,
)
from seedbed.charts.text import shortened, text_width
from seedbed.messages import say

GROUP_GAP = math.radians(7)
ROW = 19.0
MOST_PER_SIDE = 15
MOST_NUMBERED = 18


@dataclass(frozen=True, slots=True)
class NodeGroup:
    """One arc of the ring: the value of the group column, the words for it, its tone."""

    group: str
    label: str
    tone: int


@dataclass(frozen=True, slots=True)
class _Node:
    name: str
    label: str
    tone: int
    degree: int
    angle: float

    def on(self, cx: float, cy: float, radius: float) -> tuple[float, float]:
        return cx + radius * math.cos(self.angle), cy + radius * math.sin(self.angle)


def _around(table: pl.DataFrame, groups: Sequence[NodeGroup], degree: dict[str, int]) -> list[_Node]:
    """The nodes with their angles: groups clockwise from the top, best connected in the middle of each arc."""
    members = {
        one.group: sorted(
            zip(
                *(
                    part[column].cast(pl.String).fill_null("").to_list()
                    for part in [table.filter(pl.col("group") == one.group)]
                    for column in ("node", "label")
                ),
                strict=True,
            ),
            key=lambda node: (-degree.get(node[0], 0), node[0]),
        )
        for one in groups
    }
    filled = [one for one in groups if members[one.group]]
    count = sum(len(members[one.group]) for one in filled)
    gap = GROUP_GAP if len(filled) > 1 else 0.0
    step = (2 * math.pi - gap * len(filled)) / max(1, count)
    nodes: list[_Node] = []
    angle = -math.pi / 2 + gap / 2
    for one in filled:
        ranked = members[one.group]
        # Odd ranks to the left, even to the right: the best connected stand in the middle of the arc.
        order = [*ranked[1::2][::-1], *ranked[0::2]]
        for name, label in order:
            nodes.append(_Node(name, label, one.tone, degree.get(name, 0), angle + step / 2))
            angle += step
        angle += gap
    return nodes


def _spread(wanted: list[float], top: float, bottom: float) -> list[float]:
    """Positions in the same order, at least a row apart, as near to the wanted ones as one pass each way gives."""
    placed: list[float] = []
    for at in wanted:
        placed.append(max(at, placed[-1] + ROW) if placed else max(at, top))
    limit = bottom
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], limit)
        limit = placed[at] - ROW
    return placed


def network_ring(
    table: pl.DataFrame,
    ties: pl.DataFrame,
    *,
    groups: Sequence[NodeGroup],
    title: str,
    canvas: Canvas,
) -> Chart:
    """Nodes (`table`: node, label, group) on a ring, `ties` (from, to) as chords through its inside.

    A node's size grows with the number of its ties; the best connected are named at the sides
    (wide) or numbered with a key below (narrow). Ties to unknown nodes, and of a node
    to itself, are not drawn.
    """
    known = table.filter(pl.col("group").is_in([one.group for one in groups]))
    if known.is_empty():
        return blank(table, title, canvas)
    names = known["node"].cast(pl.String)
    inside = ties.filter(pl.col("from").is_in(names.implode()) & pl.col("to").is_in(names.implode()))
    links = (
        inside.select("from", "to").filter(pl.col("from") != pl.col("to")).unique(maintain_order=True).rows()
    )
    degree: dict[str, int] = {}
    for ends in links:
        for end in ends:
            degree[end] = degree.get(end, 0) + 1
    nodes = _around(known, groups, degree)
    by_name = {node.name: node for node in nodes}

    counts = dict(known.group_by("group").len().rows())
    entries = [
        (f"{one.label} ({counts[one.group]})", f"c-fill-{one.tone}")
        for one in groups
        if counts.get(one.group)
    ]
    key, top = legend(entries, 2, 2, canvas.width - 4)
    side = 0.0 if canvas.narrow else 244.0
    radius = (canvas.width - 2 * side) / 2 - 30
    cx, cy = canvas.width / 2, top + radius + 34
    foot = cy + radius + 34

    drawn: list[str] = []
    for start, end in links:
        one, other = by_name[start], by_name[end]
        (x1, y1), (x2, y2) = one.on(cx, cy, radius), other.on(cx, cy, radius)
        # Neighbours are joined by flat arcs near the ring, opposite nodes through its middle.
        bend = 0.8 * (1 - math.hypot(x2 - x1, y2 - y1) / (2 * radius))
        qx, qy = cx + bend * ((x1 + x2) / 2 - cx), cy + bend * ((y1 + y2) / 2 - cy)
        curve = f"M{trimmed(x1)} {trimmed(y1)}Q{trimmed(qx)} {trimmed(qy)} {trimmed(x2)} {trimmed(y2)}"
        drawn.append(
            element("path", {"d": curve, "class": "c-tie c-open"}, hint(f"{one.label} \u2192 {other.label}"))
        )
    for node in nodes:
        x, y = node.on(cx, cy, radius)
        size = min(9.0, 2.6 + 1.4 * math.sqrt(node.degree))
        dot: dict[str, str | float] = {"cx": x, "cy": y, "r": size, "class": f"c-fill-{node.tone}"}
        drawn.append(element("circle", dot, hint(f"{node.label} ({node.degree})")))

    ranked = sorted(nodes, key=lambda node: (-node.degree, node.name))
    if canvas.narrow:
        height = foot + _numbered(drawn, ranked, canvas, (cx, cy, radius), foot)
    else:
        height = foot
        for right in (False, True):
            here = [node for node in ranked if (math.cos(node.angle) >= 0) == right][:MOST_PER_SIDE]
            here.sort(key=lambda node: math.sin(node.angle))
            wanted = [node.on(cx, cy, radius + 16)[1] for node in here]
            edge = cx + radius + 44 if right else cx - radius - 44
            room = canvas.width - edge - 6 if right else edge - 6
            for node, y in zip(here, _spread(wanted, top + 14, foot - 8), strict=True):
                x0, y0 = node.on(cx, cy, radius + 11)
                drawn.append(line(x0, y0, edge - 6 if right else edge + 6, y, "c-leader"))
                written = shortened(node.label, room, LABEL)
                drawn.append(words(written, edge, y + 4.5, anchor="start" if right else "end"))
    best = ranked[0]
    description = say(
        "charts.describe-ring",
        canvas.lang,
        nodes=len(nodes),
        ties=len(links),
        label=best.label,
        degree=best.degree,
    )
    return Chart(picture(canvas, height, title, description, key, "".join(drawn)), table, title, description)


def _numbered(
    drawn: list[str], ranked: list[_Node], canvas: Canvas, ring: tuple[float, float, float], foot: float
) -> float:
    """Numbers beside the best connected nodes and their key below; returns the key's height."""
    cx, cy, radius = ring
    taken: list[tuple[float, float]] = []
    named: list[_Node] = []
    for node in ranked:
        x, y = node.on(cx, cy, radius + 18)
        if len(named) == MOST_NUMBERED:
            break
        if all(math.hypot(x - tx, y - ty) >= 16 for tx, ty in taken):
            taken.append((x, y))
            named.append(node)
    for number, ((x, y), node) in enumerate(zip(taken, named, strict=True), start=1):
        drawn.append(words(str(number), x, y + 4, "c-strong c-small", "middle"))
        at = foot + number * ROW
        drawn.append(words(str(number), 22, at, "c-strong c-small", "end"))
        drawn.append(element("circle", {"cx": 33, "cy": at - 4, "r": 4.5, "class": f"c-fill-{node.tone}"}))
        drawn.append(words(shortened(node.label, canvas.width - 48, SMALL), 44, at, "c-text c-small"))
    widest = max((text_width(node.label, SMALL) for node in named), default=0.0)
    return (len(named) * ROW + 12) if widest else 0.0
