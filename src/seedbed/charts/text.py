"""How much room words take: rough widths, wrapping and shortening, without a font file.

Widths are fractions of the font size, of a wide common system font, so that words rather have too
much room than too little; Chinese, Japanese and full-width characters take one whole size.
"""

from __future__ import annotations

import re
import unicodedata

NARROW = frozenset("iIjlft.,:;'!|()[]{}` \u00b7")
WIDE_LATIN = frozenset("mwMW@%&\u2014\u2192")
ELLIPSIS = "\u2026"
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
_BREAKS = re.compile(
    r"\s+|[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
)


def printable(words: str) -> str:
    """The text without what XML forbids or what reorders a reader's line: controls, surrogates, bidi marks.

    >>> printable("a\\x00b\\u202ec")
    'a\ufffdbc'
    """
    without = _INVISIBLE.sub("", words).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        one
        if one in "\t\n" or (unicodedata.category(one) not in ("Cc", "Cs") and ord(one) & 0xFFFE != 0xFFFE)
        else "\ufffd"
        for one in without
    )


def text_width(words: str, size: float) -> float:
    """Rough width of a line of text, in the unit of `size` (the font size).

    >>> text_width("中文", 10)
    20.0
    """
    total = 0.0
    for one in words:
        if unicodedata.east_asian_width(one) in "WF":
            total += 1.0
        elif unicodedata.combining(one):
            continue
        elif one in NARROW:
            total += 0.39
        elif one in WIDE_LATIN:
            total += 0.98
        elif one.isupper():
            total += 0.72
        else:
            total += 0.62
    return total * size


def shortened(words: str, width: float, size: float) -> str:
    """The text, cut with an ellipsis where it would be wider than `width`."""
    if text_width(words, size) <= width:
        return words
    room = width - text_width(ELLIPSIS, size)
    kept = ""
    for one in words:
        if text_width(kept + one, size) > room:
            break
        kept += one
    return kept.rstrip() + ELLIPSIS


def wrapped(words: str, width: float, size: float, lines: int = 2) -> tuple[str, ...]:
    """The text on at most `lines` lines of `width`; the last is shortened where it must be.

    Breaks at spaces, and between Chinese characters.

    >>> wrapped("intelligent manufacturing", 110, 12)
    ('intelligent', 'manufacturing')
    """
    pieces = _BREAKS.findall(" ".join(words.split()))
    rows: list[str] = []
    row = ""
    for at, piece in enumerate(pieces):
        if row and text_width(row + piece, size) > width:
            if len(rows) == lines - 1:
                row += "".join(pieces[at:])
                break
            rows.append(row.strip())
            row = "" if piece.isspace() else piece
        else:
            row += piece
    rows.append(shortened(row.strip(), width, size))
    return tuple(rows)
