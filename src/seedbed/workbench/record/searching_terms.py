"""By which words a row is found: pieces of words that a database can look up exactly.

Chinese has no spaces, so a title is cut into signs and pairs of signs; a word in Latin letters is
known by its beginnings. What is sought is cut in the same way, so that each piece is one exact
look-up, and the whole of it is compared at the end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

SEARCHED: Mapping[str, tuple[str, ...]] = {
    "organisations": ("name", "name_zh"),
    "people": ("title",),
    "needs": ("title",),
    "opportunities": ("title",),
    "subprojects": ("name", "name_zh"),
}
"""Table -> columns in which words are sought."""

LONGEST = 5
"""Beginnings of words up to this length; what is longer is found by them and compared whole."""

_PIECES = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_LATIN = re.compile(r"[0-9a-z]")


def plain(text: str) -> str:
    """Text as it is compared: full-width signs and capital letters are ordinary ones."""
    return unicodedata.normalize("NFKC", text).lower()


def terms_of(texts: Iterable[str | None]) -> set[str]:
    """What texts are found by.

    >>> sorted(terms_of(["Web 数控车"]))
    ['w', 'we', 'web', '控', '控车', '数', '数控', '车']
    """
    found: set[str] = set()
    for text in texts:
        for piece in _PIECES.findall(plain(text or "")):
            if _LATIN.match(piece):
                found.update(piece[:length] for length in range(1, min(len(piece), LONGEST) + 1))
            else:
                found.update(piece)
                found.update(piece[at : at + 2] for at in range(len(piece) - 1))
    return found


def terms_sought(text: str) -> set[str]:
    """The look-ups that together find a text; a sign by itself only where it stands alone.

    >>> sorted(terms_sought("welders 车工")), terms_sought("车"), terms_sought("")
    (['welde', '车工'], {'车'}, set())
    """
    sought: set[str] = set()
    for piece in _PIECES.findall(plain(text)):
        if _LATIN.match(piece):
            sought.add(piece[:LONGEST])
        else:
            sought.update(piece[at : at + 2] for at in range(max(1, len(piece) - 1)))
    return sought
