"""Words of organisations' names in both languages, and what a Chinese name would be in English."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

_MOST_READINGS = 64  # of one name: alternatives multiply


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Chinese parts of names with their English renderings.

    Parameters
    ----------
    renderings
        Chinese part -> its English renderings, each a tuple of folded words (empty: may be left out).
    words
        English words other than place names: what a misspelt word may be corrected to.
    """

    renderings: Mapping[str, tuple[tuple[str, ...], ...]]
    words: frozenset[str]

    def translations(self, name: str) -> set[tuple[str, ...]]:
        """English readings of a Chinese name, as sorted words; none if a part is unknown.

        1. Cut the name into parts of the lexicon, longest parts first; the first cut that leaves
           nothing over is taken.
        2. Combine the renderings of the parts, up to 64 readings.

        >>> lexicon().translations("重庆邮电大学")
        {('chongqing', 'post', 'telecommunication', 'university')}
        """
        parts = self._cut(name)
        if parts is None:
            return set()
        readings: list[tuple[str, ...]] = [()]
        for part in parts:
            readings = [(*reading, *rendering) for reading in readings for rendering in self.renderings[part]]
            if len(readings) > _MOST_READINGS:
                return set()
        return {tuple(sorted(reading)) for reading in readings}

    def _cut(self, name: str) -> list[str] | None:
        longest = max(map(len, self.renderings))
        dead: set[int] = set()

        def ends(at: int) -> Iterator[int]:
            return (
                end for end in range(min(len(name), at + longest), at, -1) if name[at:end] in self.renderings
            )

        cuts: list[int] = [0]
        trails = [ends(0)]
        while trails:
            if cuts[-1] == len(name):
                return [name[a:b] for a, b in pairwise(cuts)]
            end = next((end for end in trails[-1] if end not in dead), None)
            if end is None:
                dead.add(cuts.pop())
                trails.pop()
            else:
                cuts.append(end)
                trails.append(ends(end))
        return None


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with the project, read once."""
    content = (resources.files("seedbed.linkage") / "lexicon.csv").read_text("utf-8")
    renderings: dict[str, tuple[tuple[str, ...], ...]] = {}
    words: set[str] = set()
    for row in csv.DictReader(io.StringIO(content)):
        every = tuple(
            () if rendering == "-" else tuple(rendering.split()) for rendering in row["en"].split("|")
        )
        renderings[row["zh"]] = every
        if row["kind"] == "word":
            words |= {word for rendering in every for word in rendering}
    return Lexicon(renderings, frozenset(words))
