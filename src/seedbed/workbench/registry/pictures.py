"""Pictures whose marks are links: organisations on a map, and one organisation among its neighbours.

An image's children are no links to a screen reader, so these are groups; the tables beside them say the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.urls import reverse

from seedbed.charts import printable
from seedbed.charts.drawing import SMALL, Canvas, element, hint, legend, line, trimmed, words
from seedbed.charts.text import shortened, text_width
from seedbed.workbench.look.wording import said
from seedbed.workbench.registry.apart import moved_apart
from seedbed.workbench.registry.wording import ACTORS, TONES, actor_word

GOLDEN = math.pi * (3 - math.sqrt(5))
MOST_NEIGHBOURS = 36
ROW = 16.0
Attributes = dict[str, str | float]


@dataclass(frozen=True, slots=True)
class Dot:
    """An organisation to be drawn; without an id it stands for several and leads nowhere."""

    organisation: str
    label: str
    actor: str
    joined: bool = True
    """Among neighbours: whether a tie with it stands."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its organisations; there may be more of them than dots."""

    place: str
    label: str
    longitude: float
    latitude: float
    count: int
    dots: tuple[Dot, ...]


def _frame(canvas: Canvas, height: float, title: str, *children: str) -> str:
    return element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart walk",
            "viewBox": f"0 0 {trimmed(canvas.width)} {trimmed(height)}",
            "role": "group",
            "lang": canvas.lang,
            "aria-label": title,
        },
        *children,
    )


def _link(dot: Dot, *children: str, **more: str) -> str:
    return element(
        "a",
        {
            "href": reverse("organisation", args=[dot.organisation]),
            "aria-label": printable(dot.label),
            **more,
        },
        hint(f"{dot.label} · {actor_word(dot.actor)}"),
        *children,
    )


def _place_link(spot: Spot, *children: str) -> str:
    text = said("workbench.place-with-organisations", place=spot.label, count=spot.count)
    return element(
        "a",
        {"href": reverse("place", args=[spot.place]), "aria-label": printable(text), "class": "spot"},
        hint(text),
        *children,
    )


def _key(actors: Sequence[str], canvas: Canvas) -> tuple[str, float]:
    entries = [(actor_word(one), f"c-fill-{TONES[one]}") for one in ACTORS if one in actors]
    return legend(entries, 2, 2, canvas.width - 4)


def map_of(spots: Sequence[Spot], title: str, canvas: Canvas) -> str:
    """Each organisation as a dot around its place, coloured by type; equirectangular, true along the middle.

    The dots of a place lie on a sunflower's spiral (Vogel, 1979), so that many take little room. A place is one
    step for the keyboard and leads to its page, which lists its organisations; a pointer may choose a dot.
    Places that would lie on each other are moved apart; a line leads from where one truly is.
    """
    actors = {dot.actor for spot in spots for dot in spot.dots}
    key, top = _key(sorted(actors), canvas)
    west, east = min(one.longitude for one in spots), max(one.longitude for one in spots)
    south, north = min(one.latitude for one in spots), max(one.latitude for one in spots)
    shrink = math.cos(math.radians((south + north) / 2))
    spans = max((east - west) * shrink, 0.2), max(north - south, 0.2)
    widest = math.sqrt(max(len(one.dots) for one in spots))
    apart = min(6.5 if canvas.narrow else 9.0, 0.3 * canvas.width / max(1.0, widest))
    reaches = [apart * math.sqrt(max(1, len(one.dots))) + 4 for one in spots]
    edge = 30.0 + max(reaches)
    most = canvas.width * (1.2 if canvas.narrow else 0.66)
    unit = min(max(canvas.width - 2 * edge, 40.0) / spans[0], max(most - 2 * edge, 40.0) / spans[1])
    room = 4.0 if canvas.narrow else 9.0
    crowd = sum(math.pi * (reach + room) ** 2 for reach in reaches)
    # Discs and names need about twice their own area to lie side by side.
    height = max(spans[1] * unit + 2 * edge, 2.2 * crowd / canvas.width)
    middle = canvas.width / 2, top + height / 2
    sheet: Attributes = {
        "x": 1.0,
        "y": top,
        "width": canvas.width - 2,
        "height": height,
        "rx": 6.0,
        "class": "c-sheet",
    }
    drawn = [element("rect", sheet)]
    taken: list[tuple[float, float, float, float]] = []
    true = np.array(
        [
            (
                middle[0] + (one.longitude - (west + east) / 2) * shrink * unit,
                middle[1] - (one.latitude - (south + north) / 2) * unit,
            )
            for one in spots
        ]
    )
    corners = np.array([4.0, top + 4]), np.array([canvas.width - 4, top + height - 4])
    places = moved_apart(true, np.array(reaches) + room, *corners)
    for (x0, y0), (x1, y1), reach in zip(true.tolist(), places.tolist(), reaches, strict=True):
        if math.hypot(x1 - x0, y1 - y0) > reach:
            drawn.append(line(x0, y0, x1, y1, "c-tie"))
    for number in sorted(range(len(spots)), key=lambda at: (-spots[at].count, spots[at].label)):
        spot, reach = spots[number], reaches[number]
        x0, y0 = places[number].tolist()
        circles = []
        for at, dot in enumerate(spot.dots):
            distance, angle = apart * math.sqrt(at), at * GOLDEN
            circle: Attributes = {
                "cx": x0 + distance * math.cos(angle),
                "cy": y0 + distance * math.sin(angle),
                "r": apart * 0.52,
                "class": f"c-fill-{TONES.get(dot.actor, 6)}",
            }
            mark = element("circle", circle)
            circles.append(_link(dot, mark, tabindex="-1") if dot.organisation else mark)
        parts = [element("circle", {"cx": x0, "cy": y0, "r": reach, "class": "around"})]
        written = shortened(spot.label, 150, SMALL)
        half = text_width(written, SMALL) / 2
        for y in (y0 + reach + 11, y0 - reach - 3):
            box = (x0 - half, y - 11, x0 + half, y + 3)
            inside = (
                box[0] > 3 and box[2] < canvas.width - 3 and box[1] > top + 2 and box[3] < top + height - 2
            )
            if inside and not any(
                box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken
            ):
                taken.append(box)
                parts.append(words(written, x0, y, "c-text c-small c-halo-sheet", "middle"))
                break
        drawn += [_place_link(spot, *parts), *circles]
    return _frame(canvas, top + height + 4, title, key, "".join(drawn))


def neighbours_of(
    centre: Dot, around: Sequence[Dot], between: Sequence[tuple[str, str]], canvas: Canvas, title: str
) -> str:
    """One organisation in the middle, its neighbours on a ring, ties among them as thin lines.

    Neighbours stand by type and name; on a wide page their names stand beside them, on a phone numbers do.
    """
    dots = sorted(around, key=lambda dot: (ACTORS.index(dot.actor) if dot.actor in ACTORS else 9, dot.label))
    dots = dots[:MOST_NEIGHBOURS]
    key, top = _key(sorted({dot.actor for dot in (centre, *dots)}), canvas)
    side = 34.0 if canvas.narrow else 250.0
    radius = min((canvas.width - 2 * side) / 2, 60.0 + 9.0 * max(len(dots), 8))
    cx, cy = canvas.width / 2, top + radius + 30
    step = 2 * math.pi / max(1, len(dots))
    places = {
        dot.organisation: (cx + radius * math.cos(angle), cy + radius * math.sin(angle), angle)
        for dot, angle in ((dot, -math.pi / 2 + (at + 0.5) * step) for at, dot in enumerate(dots))
    }
    drawn = [
        line(cx, cy, *places[dot.organisation][:2], "c-leader" if dot.joined else "c-leader ended")
        for dot in dots
    ]
    for one, other in between:
        if one in places and other in places:
            drawn.append(line(*places[one][:2], *places[other][:2], "c-tie"))
    foot = cy + radius + 30
    beside = _beside({key: (x, y) for key, (x, y, _) in places.items()}, cx, top + 12, foot - 6)
    for number, dot in enumerate(dots, start=1):
        x, y, angle = places[dot.organisation]
        circle = element("circle", {"cx": x, "cy": y, "r": 8.0, "class": f"c-fill-{TONES.get(dot.actor, 6)}"})
        if canvas.narrow:
            at = x + 15 * math.cos(angle), y + 15 * math.sin(angle) + 4
            # The line below leads to the same page: one step for the keyboard is enough.
            numbered = words(f"{number}", *at, "c-text c-small", "middle")
            drawn.append(_link(dot, circle, numbered, tabindex="-1"))
            continue
        right, height = x >= cx, beside[dot.organisation]
        edge = cx + radius + 26 if right else cx - radius - 26
        leader = line(x + (8 if right else -8), y, edge - 4 if right else edge + 4, height, "c-leader")
        written = shortened(dot.label, canvas.width / 2 - radius - 34, SMALL)
        label = words(written, edge, height + 4, "c-text c-small", "start" if right else "end")
        drawn.append(_link(dot, leader, circle, label))
    drawn.append(
        element("circle", {"cx": cx, "cy": cy, "r": 13.0, "class": f"c-fill-{TONES.get(centre.actor, 6)}"})
    )
    drawn.append(
        words(
            shortened(centre.label, 2 * radius - 40, SMALL), cx, cy + 28, "c-text c-strong c-halo", "middle"
        )
    )
    if canvas.narrow:
        for number, dot in enumerate(dots, start=1):
            written = shortened(f"{number}  {dot.label}", canvas.width - 8, SMALL)
            drawn.append(_link(dot, words(written, 4, foot + 12, "c-text c-small")))
            foot += 22
    return _frame(canvas, foot + 6, title, key, "".join(drawn))


def _beside(
    points: dict[str, tuple[float, float]], middle: float, top: float, bottom: float
) -> dict[str, float]:
    """Heights of labels at the sides, a row apart, as near to their dots as one pass each way gives."""
    heights: dict[str, float] = {}
    for right in (False, True):
        order = sorted((y, key) for key, (x, y) in points.items() if (x >= middle) == right)
        last = top - ROW
        for y, key in order:
            last = heights[key] = max(y, last + ROW)
        limit = bottom
        for _, key in reversed(order):
            heights[key] = min(heights[key], limit)
            limit = heights[key] - ROW
    return heights
