"""Writing SVG: escaped, deterministic, with a name for those who cannot see it.

Colours and fonts are left to the style sheet (:func:`chart_style`), so a picture follows the
reader's light or dark page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources

import polars as pl

from seedbed.charts.text import printable, shortened, text_width
from seedbed.messages import Lang

WIDE = 840.0
NARROW = 360.0
LABEL = 13.0
SMALL = 12.0
_KEY = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a chart is drawn.

    Parameters
    ----------
    key
        Names the picture in its page: lower-case letters, digits, hyphens; unique.
    lang
        The language of its numbers and sentences.
    width
        Units of the view box; :data:`NARROW` lays the chart out for a phone.
    """

    key: str
    lang: Lang
    width: float = WIDE

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"a chart's key has lower-case letters, digits and hyphens: {self.key!r}")

    @property
    def narrow(self) -> bool:
        """Whether labels must stand above marks and not beside them."""
        return self.width < 560


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the table that it shows.

    Parameters
    ----------
    svg
        One ``<svg>`` element, without a style of its own.
    table
        The frame that was drawn, unchanged.
    title, description
        What the picture is called, and what it says in one sentence.
    """

    svg: str
    table: pl.DataFrame
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Series:
    """A column to be drawn, the words for it, and its tone (1 to 6, a class of the style sheet)."""

    column: str
    label: str
    tone: int = 1


def chart_style() -> str:
    """The style sheet that the charts' classes need."""
    return (resources.files("seedbed.charts") / "chart.css").read_text(encoding="utf-8")


def trimmed(value: float) -> str:
    """A coordinate with at most two decimals.

    >>> trimmed(3.14159), trimmed(-0.001), trimmed(40.0)
    ('3.14', '0', '40')
    """
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def element(tag: str, attributes: Mapping[str, str | float], *children: str) -> str:
    """One SVG element; attribute values are escaped, children are taken as they are."""
    written = "".join(
        f' {name}="{trimmed(value) if isinstance(value, int | float) else escape(printable(value))}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{written}>{''.join(children)}</{tag}>" if children else f"<{tag}{written}/>"


def words(content: str, x: float, y: float, style: str = "c-text", anchor: str = "start") -> str:
    """A line of text whose baseline is at `y`."""
    where: dict[str, str | float] = {"x": x, "y": y, "class": style}
    if anchor != "start":
        where["text-anchor"] = anchor
    return element("text", where, escape(printable(content), quote=False))


def hint(content: str) -> str:
    """The words that a pointer shows over a mark."""
    return element("title", {}, escape(printable(content), quote=False))


def line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """A straight line."""
    return element("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "class": style})


def picture(canvas: Canvas, height: float, title: str, description: str, *children: str) -> str:
    """The whole SVG element with its name and description."""
    named, described = f"{canvas.key}-title", f"{canvas.key}-desc"
    return element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart",
            "viewBox": f"0 0 {trimmed(canvas.width)} {trimmed(height)}",
            "role": "img",
            "lang": canvas.lang,
            "aria-labelledby": f"{named} {described}",
        },
        element("title", {"id": named}, escape(printable(title), quote=False)),
        element("desc", {"id": described}, escape(printable(description), quote=False)),
        *children,
    )


def legend(entries: Sequence[tuple[str, str]], x: float, y: float, width: float) -> tuple[str, float]:
    """Swatches with words, wrapped into `width`; returns the SVG and the height that it takes.

    `entries` are (words, class of the swatch); a class that begins with ``c-line`` draws a
    stroke, with ``c-ring`` or ``c-dot`` a circle.
    """
    drawn: list[str] = []
    left, top = x, y
    for whole, style in entries:
        label = shortened(whole, width - 20, SMALL)
        room = 20 + text_width(label, SMALL) + 18
        if left > x and left + room - 18 > x + width:
            left, top = x, top + 20
        if style.startswith("c-line"):
            drawn.append(line(left, top + 6, left + 14, top + 6, style))
        elif style.startswith(("c-ring", "c-dot")):
            drawn.append(element("circle", {"cx": left + 7, "cy": top + 6, "r": 4.5, "class": style}))
        else:
            swatch: dict[str, str | float] = {"x": left + 1, "y": top, "width": 12, "height": 12, "rx": 3}
            drawn.append(element("rect", {**swatch, "class": style}))
        drawn.append(words(label, left + 20, top + 10.5, "c-text c-small"))
        left += room
    return "".join(drawn), top + 20 - y + 6
