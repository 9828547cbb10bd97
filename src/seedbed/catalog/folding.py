"""Folding: the one form under which two spellings of a phrase are the same.

The catalogue uses it to see that two skills claim the same label, the tagger to find labels in
running text. Everything runs on arrays of code points, so that 12 million characters take about
a second, and every folded character knows where it stood in the original.

The rules, in order:

1. Full-width forms, compatibility forms, capitals and accents are levelled (NFKC, lower case);
   marks that carry no sound (combining accents, zero-width signs, apostrophes) vanish.
2. Within a line, white space, hyphens and middle dots vanish between words; between two Chinese
   characters a space stays, because there it separates. A slash vanishes between Latin words.
3. A run of letters and a run of digits is each a word, wrapped in :data:`WORD_START` and
   :data:`WORD_END`. A phrase therefore matches whole Latin words only, while Chinese, which
   writes no spaces, matches anywhere; and "PLC 编程" equals "PLC编程".
4. English plurals fold to the singular: ``-ies`` to ``-y``; ``-sses -xes -ches -shes`` lose
   ``es``; any other ``-s`` of a word of four letters or more falls, except after ``s``, ``u``,
   ``i`` and in ``-ics``. The rule is blind (``news`` becomes ``new``), but it treats labels and
   texts alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

TEXT_END = "\x00"
WORD_START = "\x01"
WORD_END = "\x02"

_BASIC_PLANE = 0x10000
_OTHER, _CHINESE, _LETTER, _DIGIT, _GAP, _SLASH, _SILENT = range(7)
_REPLACEMENT = 0xFFFD

_GAPS = frozenset("-_\u00b7\u2022\u30fb\uff65\u2010\u2011\u2012\u2013\u2014\u2015\u2212\t\x0b\x0c")
_SILENT_SIGNS = frozenset("'\u2019\u2018\u02bc`\u00ad\u200b\u200c\u200d\u2060\ufeff\u00ae\u2122")
_LINE_ENDS = frozenset("\r\u2028\u2029\x85")
# The full-width comma parts clauses where the plain one enumerates: it keeps its own code.
_KEPT = frozenset("\uff0c")
_QUOTES = frozenset("\u201c\u201d\u300c\u300d\u300e\u300f\u00ab\u00bb")
_OPENING = frozenset("\u3010\u3014\u3016\u300a")
_CLOSING = frozenset("\u3011\u3015\u3017\u300b")


@dataclass(frozen=True, slots=True)
class Folded:
    """Texts in folded form, joined, each closed by :data:`TEXT_END`.

    Parameters
    ----------
    text
        The folded characters of all texts.
    codes
        The same as code points, shape ``(len(text),)``.
    origin
        For every folded character its offset in its own original text. A word's start mark has the
        offset of its first letter and its end mark that of its last, so a span from ``a`` to ``b``
        (exclusive) of the folded text is ``original[origin[a] : origin[b - 1] + 1]``.
    row
        The number of the original text of every folded character.
    """

    text: str
    codes: NDArray[np.uint32]
    origin: NDArray[np.int32]
    row: NDArray[np.int32]

    def phrases(self) -> list[str]:
        """The folded texts one by one, as strings."""
        return self.text.split(TEXT_END)[:-1]


def fold(texts: Sequence[str | None]) -> Folded:
    """Fold texts; see the module's rules. A missing text is an empty one.

    >>> fold(["ＰＬＣ 编程"]).text == fold(["plc编程"]).text
    True
    >>> fold(["Batteries"]).text == fold(["battery"]).text
    True
    """
    strings = [text or "" for text in texts]
    lengths = np.fromiter(map(len, strings), np.int64, len(strings)) + 1
    raw = np.frombuffer((TEXT_END.join(strings) + TEXT_END).encode("utf-32-le", "surrogatepass"), np.uint32)
    if not strings:
        raw = raw[:0]
    ends = np.cumsum(lengths) - 1
    row = np.repeat(np.arange(len(strings), dtype=np.int32), lengths)
    offset = (np.arange(raw.size) - np.repeat(ends - lengths + 1, lengths)).astype(np.int32)

    codes, kinds = _levelled(raw)
    codes[ends] = ord(TEXT_END)
    kinds[ends] = _OTHER
    heard = kinds != _SILENT
    if not heard.all():
        codes, kinds, row, offset = codes[heard], kinds[heard], row[heard], offset[heard]
    return _marked(codes, _without_gaps(kinds), row, offset)


def folded_phrase(text: str) -> str:
    """The folded form of one phrase, as a string; empty when nothing is left of it."""
    return fold([text]).phrases()[0]


def _levelled(raw: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Rule 1 by table: the levelled code point of every character and its kind."""
    levels, kinds_of = _tables()
    basic = raw < _BASIC_PLANE
    index = np.where(basic, raw, 0)
    codes = np.where(basic, levels[index], raw)
    # Beyond the basic plane stand rare Chinese characters (planes 2 and 3) and signs such as emoji.
    kinds = np.where(basic, kinds_of[index], np.where(raw >= 2 * _BASIC_PLANE, _CHINESE, _OTHER))
    return codes, kinds.astype(np.uint8)


@cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    levels = np.arange(_BASIC_PLANE, dtype=np.uint32)
    kinds = np.zeros(_BASIC_PLANE, dtype=np.uint8)
    for code in range(_BASIC_PLANE):
        levels[code], kinds[code] = _level_of(chr(code))
    return levels, kinds


def _level_of(sign: str) -> tuple[int, int]:
    if "\ud800" <= sign <= "\udfff" or sign in (TEXT_END, WORD_START, WORD_END):
        return _REPLACEMENT, _OTHER
    if sign == "\n" or sign in _LINE_ENDS:
        return ord("\n"), _OTHER
    if sign in _SILENT_SIGNS or unicodedata.category(sign) in ("Mn", "Me"):
        return ord(sign), _SILENT
    if sign in _KEPT:
        return ord(sign), _OTHER
    if sign in _QUOTES:
        return ord('"'), _OTHER
    if sign in _OPENING:
        return ord("["), _OTHER
    if sign in _CLOSING:
        return ord("]"), _OTHER
    plain = unicodedata.normalize("NFKD", sign).lower()
    base = plain[:1]
    one = len(plain) == 1 or all(unicodedata.category(mark) == "Mn" for mark in plain[1:])
    if not base or not one:
        base = sign
    if base in _SILENT_SIGNS:
        return ord(base), _SILENT
    if base in _GAPS or base.isspace():
        return ord(" "), _GAP
    if base == "/":
        return ord("/"), _SLASH
    if base.isdigit():
        return ord(base), _DIGIT
    if "\u2e80" <= base <= "\u9fff" and base.isalpha():
        return ord(base), _CHINESE
    if base >= "\uac00" or "\ua000" <= base <= "\ua4cf":
        return ord(base), _CHINESE if base.isalpha() else _OTHER
    return ord(base), _LETTER if base.isalpha() else _OTHER


def _without_gaps(kinds: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Rule 2: gaps (and slashes between Latin words) that vanish keep the kind gap, others do not."""
    before = np.roll(kinds, 1)
    after = np.roll(kinds, -1)
    result = kinds.copy()
    result[(kinds == _GAP) & (before == _CHINESE) & (after != _LETTER) & (after != _DIGIT)] = _OTHER
    latin_sides = (before >= _LETTER) & (before <= _DIGIT) & (after >= _LETTER) & (after <= _DIGIT)
    result[(kinds == _SLASH) & latin_sides] = _GAP
    return result


def _marked(
    codes: NDArray[np.uint32], kinds: NDArray[np.uint8], row: NDArray[np.int32], offset: NDArray[np.int32]
) -> Folded:
    """Rules 3 and 4: wrap words in marks, fold plurals, leave gaps out."""
    wordly = (kinds == _LETTER) | (kinds == _DIGIT)
    changes = np.empty(kinds.size + 1, dtype=bool)
    changes[0] = changes[-1] = True
    changes[1:-1] = kinds[1:] != kinds[:-1]
    starts = changes[:-1] & wordly
    ends = changes[1:] & wordly
    codes = codes.copy()
    kept = kinds != _GAP
    kept &= ~_fallen_plurals(codes, np.flatnonzero(starts & (kinds == _LETTER)), ends)

    size = kept.astype(np.int64) + starts + ends
    place = np.cumsum(size) - size
    total = int(size.sum())
    folded = np.empty(total, dtype=np.uint32)
    source = np.empty(total, dtype=np.int64)
    for where, shift, sign in (
        (np.flatnonzero(starts), None, WORD_START),
        (np.flatnonzero(kept), starts, None),
        (np.flatnonzero(ends), starts.astype(np.int64) + kept, WORD_END),
    ):
        at = place[where] if shift is None else place[where] + shift[where]
        folded[at] = codes[where] if sign is None else ord(sign)
        source[at] = where
    text = folded.astype("<u4").tobytes().decode("utf-32-le")
    return Folded(text=text, codes=folded, origin=offset[source], row=row[source])


def _fallen_plurals(
    codes: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Rule 4. Which characters fall; ``-ies`` becomes ``-y`` in place."""
    fallen = np.zeros(codes.size, dtype=bool)
    if not starts.size:
        return fallen
    stops = np.flatnonzero(ends)
    stops = stops[np.searchsorted(stops, starts)]
    length = stops - starts + 1
    last = stops[(length >= 4) & (codes[stops] == ord("s"))]
    size = length[(length >= 4) & (codes[stops] == ord("s"))]
    one, two, three = codes[last - 1], codes[last - 2], codes[last - 3]
    spared = np.isin(one, [ord(sign) for sign in "sui"]) | ((one == ord("c")) & (two == ord("i")))
    ies = ~spared & (one == ord("e")) & (two == ord("i")) & (size >= 5)
    hissing = (
        ((two == ord("s")) & (three == ord("s")))
        | (two == ord("x"))
        | ((two == ord("h")) & ((three == ord("c")) | (three == ord("s"))))
    )
    es = ~spared & (one == ord("e")) & hissing & (size >= 5)
    fallen[last[~spared]] = True
    fallen[last[ies | es] - 1] = True
    codes[last[ies] - 2] = ord("y")
    return fallen
