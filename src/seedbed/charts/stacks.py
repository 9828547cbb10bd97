"""One bar from 0 to 1 whose pieces add up to a fit."""

from __future__ import annotations

import polars as pl

from seedbed.charts.blank import blank
from seedbed.charts.drawing import SMALL, Canvas, Chart, element, hint, line, picture, words
from seedbed.charts.numbers import spoken_number, spoken_tick
from seedbed.charts.text import text_width
from seedbed.messages import say

TONES = 6
BAR = 30.0


def contribution_bar(
    table: pl.DataFrame, *, label: str, contribution: str, title: str, canvas: Canvas, total_label: str
) -> Chart:
    """Contributions laid end to end, in the table's order; the rest of the way to 1 stays pale.

    Pieces carry the number of their row (1, 2, ...), or their label where it fits; a tick names the
    total. Rows without a contribution are not drawn.
    """
    if table.is_empty():
        return blank(table, title, canvas)
    names = table[label].cast(pl.String).fill_null("").to_list()
    values = table[contribution].cast(pl.Float64).fill_null(0.0).to_list()
    total = sum(values)
    left, right = 12.0, canvas.width - 12.0
    top = 26.0

    def across(value: float) -> float:
        return left + value * (right - left)

    base: dict[str, str | float] = {"x": left, "y": top, "width": right - left, "height": BAR}
    drawn = [element("rect", {**base, "class": "c-rest"})]
    done = 0.0
    for number, (name, value) in enumerate(zip(names, values, strict=True), start=1):
        if value <= 0:
            continue
        start, end = across(done), across(done + value)
        done += value
        box: dict[str, str | float] = {
            "x": start,
            "y": top,
            "width": max(end - start - 1.5, 0.5),
            "height": BAR,
        }
        spoken = spoken_number(value, "fit", canvas.lang)
        tone = (number - 1) % TONES + 1
        drawn.append(
            element("rect", {**box, "class": f"c-fill-{tone}"}, hint(f"{number} \u00b7 {name}: {spoken}"))
        )
        for inside in (f"{number} {name}", f"{number}"):
            if text_width(inside, SMALL) < end - start - 8:
                drawn.append(words(inside, start + 5, top + BAR / 2 + 4.2, "c-on c-small"))
                break
    end = across(total)
    spoken = f"{total_label} {spoken_number(total, 'fit', canvas.lang)}"
    half = text_width(spoken, SMALL) / 2
    drawn.append(line(end, top - 5, end, top + BAR + 5, "c-line-mark"))
    place = min(max(end, left + half), right - half)
    drawn.append(words(spoken, place, top - 10, "c-strong c-small", "middle"))
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = across(tick)
        drawn.append(line(x, top + BAR, x, top + BAR + 4, "c-axis"))
        anchor = {0.0: "start", 1.0: "end"}.get(tick, "middle")
        written = spoken_tick(tick, "fit", canvas.lang)
        drawn.append(words(written, x, top + BAR + 18, "c-muted c-small", anchor))
    description = say(
        "charts.describe-parts",
        canvas.lang,
        count=sum(value > 0 for value in values),
        total=spoken_number(total, "fit", canvas.lang),
    )
    return Chart(
        picture(canvas, top + BAR + 26, title, description, "".join(drawn)), table, title, description
    )
