"""Reading a picture back: its texts, their boxes, its marks."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from seedbed.charts import Chart
from seedbed.charts.text import text_width

SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]


class Reading:
    """A parsed picture."""

    def __init__(self, chart: Chart) -> None:
        self.root = ET.fromstring(chart.svg)
        self.width, self.height = (float(part) for part in self.root.attrib["viewBox"].split()[2:])

    @property
    def texts(self) -> list[str]:
        return ["".join(one.itertext()) for one in self.root.iter(f"{SVG}text")]

    def marks(self, tag: str, style: str) -> list[ET.Element]:
        return [one for one in self.root.iter(f"{SVG}{tag}") if style in one.attrib.get("class", "").split()]

    @property
    def boxes(self) -> list[tuple[str, Box]]:
        """Each text with the room that it takes, by the charts' own measure."""
        found = []
        for one in self.root.iter(f"{SVG}text"):
            words = "".join(one.itertext())
            size = 12.0 if "c-small" in one.attrib["class"].split() else 13.0
            width = text_width(words, size)
            x, y = float(one.attrib["x"]), float(one.attrib["y"])
            x -= {"start": 0.0, "middle": width / 2, "end": width}[one.attrib.get("text-anchor", "start")]
            found.append((words, (x, y - 0.72 * size, x + width, y + 0.1 * size)))
        return found

    @property
    def overlaps(self) -> list[tuple[str, str]]:
        """Pairs of texts that touch."""
        boxes = self.boxes
        return [
            (one, other)
            for at, (one, a) in enumerate(boxes)
            for other, b in boxes[at + 1 :]
            if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        ]

    @property
    def outside(self) -> list[str]:
        """Texts that leave the picture."""
        return [
            words
            for words, (x0, y0, x1, y1) in self.boxes
            if x0 < -0.5 or y0 < -0.5 or x1 > self.width + 0.5 or y1 > self.height + 0.5
        ]


@pytest.fixture
def read() -> Callable[[Chart], Reading]:
    return Reading
