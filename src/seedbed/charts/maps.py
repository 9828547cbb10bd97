"""Points by longitude and latitude: a plain map without boundaries."""

from __future__ import annotations

import math

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import SMALL, Canvas, Chart, element, hint, line, picture, words
from seedbed.charts.numbers import spoken_number, spoken_tick
from seedbed.charts.scale import round_step
from seedbed.charts.text import shortened, text_width
from seedbed.messages import say

KM_PER_DEGREE = 111.2  # of a meridian; Earth's mean radius 6,371 km
EDGE = 34.0


def point_map(
    table: pl.DataFrame, *, label: str, size: str, size_label: str, title: str, canvas: Canvas
) -> Chart:
    """Circles at `longitude`, `latitude` (degrees) whose area grows with the column `size`.

    Equirectangular projection, true to scale along the middle parallel of what is drawn. Labels are
    placed largest first, at the first of four sides where they touch nothing; those that find no
    room are left to the table. Rows without coordinates are not drawn.
    """
    placed = table.filter(pl.col("longitude").is_finite() & pl.col("latitude").is_finite())
    if placed.is_empty():
        return blank(table, title, canvas)
    longitude, latitude = placed["longitude"].to_list(), placed["latitude"].to_list()
    values = placed[size].cast(pl.Float64).fill_null(0.0).to_list()
    names = placed[label].cast(pl.String).fill_null("").to_list()

    west, east = float(min(longitude)), float(max(longitude))
    south, north = float(min(latitude)), float(max(latitude))
    shrink = math.cos(math.radians((south + north) / 2))
    spans = max((east - west) * shrink, 0.2), max(north - south, 0.2)
    most = canvas.width * (1.15 if canvas.narrow else 0.72)
    left, top = EDGE + 14, 14.0
    drawn_width = canvas.width - left - 8
    unit = min((drawn_width - 2 * EDGE) / spans[0], (most - 2 * EDGE) / spans[1])
    drawn_height = spans[1] * unit + 2 * EDGE
    middle_x, middle_y = left + drawn_width / 2, top + drawn_height / 2

    def across(degrees: float) -> float:
        return middle_x + (degrees - (west + east) / 2) * shrink * unit

    def down(degrees: float) -> float:
        return middle_y - (degrees - (south + north) / 2) * unit

    frame: dict[str, str | float] = {
        "x": left,
        "y": top,
        "width": drawn_width,
        "height": drawn_height,
        "rx": 6,
    }
    drawn = [element("rect", {**frame, "class": "c-sheet"})]
    step = round_step(max(spans[1], spans[0] / shrink), 5)
    shown_west = (west + east) / 2 - drawn_width / 2 / (shrink * unit)
    for at in range(math.ceil(shown_west / step), math.floor(((west + east) - shown_west) / step) + 1):
        x = across(at * step)
        if left + 12 < x < left + drawn_width - 12:
            drawn.append(line(x, top, x, top + drawn_height, "c-grid"))
            degrees = f"{spoken_tick(abs(at * step), 'tick', canvas.lang)}\u00b0{'E' if at >= 0 else 'W'}"
            drawn.append(words(degrees, x, top + drawn_height + 15, "c-muted c-small", "middle"))
    half = drawn_height / 2 / unit
    centre = (south + north) / 2
    for at in range(math.ceil((centre - half) / step), math.floor((centre + half) / step) + 1):
        y = down(at * step)
        if top + 8 < y < top + drawn_height - 8:
            drawn.append(line(left, y, left + drawn_width, y, "c-grid"))
            degrees = f"{spoken_tick(abs(at * step), 'tick', canvas.lang)}\u00b0{'N' if at >= 0 else 'S'}"
            drawn.append(words(degrees, left - 4, y + 4, "c-muted c-small", "end"))

    biggest = max(values)
    reach = 15.0 if canvas.narrow else 26.0
    radii = [3.0 + (reach - 3.0) * math.sqrt(value / biggest) if biggest > 0 else 4.0 for value in values]
    order = sorted(range(len(names)), key=lambda at: (-values[at], names[at]))
    boxes: list[tuple[float, float, float, float]] = []
    labels: list[str] = []
    for at in order:
        x, y, radius = across(longitude[at]), down(latitude[at]), radii[at]
        spoken = spoken_number(values[at], "integer", canvas.lang)
        circle: dict[str, str | float] = {"cx": x, "cy": y, "r": radius, "class": "c-bubble"}
        drawn.append(element("circle", circle, hint(f"{names[at]} \u00b7 {size_label}: {spoken}")))
        drawn.append(element("circle", {"cx": x, "cy": y, "r": 1.8, "class": "c-fill-1"}))
        boxes.append((x - 2.5, y - 2.5, x + 2.5, y + 2.5))
    bounds = (left + 3, top + 3, left + drawn_width - 3, top + drawn_height - 3)
    for at in order:
        written = shortened(names[at], 150, SMALL)
        width = text_width(written, SMALL)
        x, y = across(longitude[at]), down(latitude[at])
        for anchor, dx, dy in (
            ("start", 6.0, 4.2),
            ("end", -6.0, 4.2),
            ("middle", 0.0, -7.0),
            ("middle", 0.0, 16.0),
        ):
            x0 = x + dx - {"start": 0.0, "end": width, "middle": width / 2}[anchor]
            box = (x0 - 1, y + dy - 11, x0 + width + 1, y + dy + 3)
            if box[0] < bounds[0] or box[1] < bounds[1] or box[2] > bounds[2] or box[3] > bounds[3]:
                continue
            if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes):
                continue
            boxes.append(box)
            labels.append(words(written, x + dx, y + dy, "c-text c-small c-halo-sheet", anchor))
            break

    kilometres = round_step(drawn_width / unit * KM_PER_DEGREE, 6)
    bar = kilometres / KM_PER_DEGREE * unit
    y = top + drawn_height + 34
    drawn.append(line(left, y, left + bar, y, "c-scale"))
    drawn.append(
        words(f"{spoken_tick(kilometres, 'tick', canvas.lang)} km", left + bar + 8, y + 4, "c-muted c-small")
    )
    description = say(
        "charts.describe-map",
        canvas.lang,
        count=len(names),
        size=size_label,
        label=names[order[0]],
        value=spoken_number(values[order[0]], "integer", canvas.lang),
    )
    svg = picture(canvas, y + 12, title, description, "".join(drawn), "".join(labels))
    return Chart(svg, table, title, description)
