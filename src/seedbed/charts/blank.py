"""The picture of an empty table: a sentence, not an empty frame."""

from __future__ import annotations

import polars as pl

from seedbed.charts.drawing import Canvas, Chart, picture, words
from seedbed.messages import say


def blank(table: pl.DataFrame, title: str, canvas: Canvas) -> Chart:
    """A chart that says there is nothing to draw."""
    sentence = say("charts.no-data", canvas.lang)
    svg = picture(canvas, 48, title, sentence, words(sentence, canvas.width / 2, 28, "c-muted", "middle"))
    return Chart(svg, table, title, sentence)
