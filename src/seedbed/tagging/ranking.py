"""Ranking a catalogue's entries for texts: three views of how a text and an entry share features.

For a text and an entry with its phrases (label and alternatives):

1. *likeness*: the cosine of the text and the entry's nearest phrase;
2. *cover*: how much of a phrase the text contains, ``m**2 / M**1.5`` with M the weight of the phrase's
   features and m that of those in the text, for the phrase where it is largest: a long phrase that
   stands whole in a long text counts, whatever else the text says;
3. *theme*: the cosine of the text and all phrases of the entry together.

Each is divided by its largest value for the text; the score is ``likeness + cover + 0.4 * theme``, times
``1 + 0.3 * (1 - informativeness)`` where the catalogue has it (what many occupations ask for is more
likely meant), plus 3 times the score of what the dictionary found. The numbers were chosen on the
validation sets that docs/explanation/text.md names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.catalog.folding import fold
from seedbed.catalog.labels import phrases
from seedbed.tagging.space import Floats, Vectors, best, blocks, presence, scaled

THEME = 0.4
PRIOR = 0.3
HIT = 3.0

Ints = NDArray[np.int64]
Ids = NDArray[np.object_]
Space = Callable[[Sequence[str | None], Ints | None], Vectors]


class Ranker:
    """Ranks the entries of a skills or occupations frame.

    Parameters
    ----------
    entries
        The frame; a column ``informativeness`` is used if it is there.
    space
        Makes the vector space of phrases: :func:`seedbed.tagging.space.words` for running text,
        :func:`seedbed.tagging.space.letters` for titles.
    """

    def __init__(self, entries: pl.DataFrame, space: Space) -> None:
        labels = phrases(entries).sort("entry", maintain_order=True)
        written = labels["phrase"].to_list()
        self._ids = entries["id"].to_numpy().astype(object)
        self._names = labels.select("folded", "entry").unique().sort("folded", "entry")
        entry = labels["entry"].to_numpy()
        self._first = np.flatnonzero(np.append(True, entry[1:] != entry[:-1])) if entry.size else entry
        self._owner = entry[self._first]
        self._space = space(written, entry)
        self._has = presence(self._space.rows)
        self._phrases = self._space.rows.T.tocsr()
        self._contents = scaled(self._has, self._space.weight).T.tocsr()
        self._mass = np.maximum(self._has @ self._space.weight, 1e-9) ** 1.5
        joined = labels.group_by("entry", maintain_order=True).agg(pl.col("phrase").str.join("\n"))
        self._theme = space(joined["phrase"].to_list(), None)
        self._themes = self._theme.rows.T.tocsr()
        prior = np.zeros(self._owner.size)
        if "informativeness" in entries.columns:
            prior = 1.0 - entries["informativeness"].to_numpy()[self._owner]
        self._prior = 1.0 + PRIOR * prior

    def exact(self, texts: Sequence[str | None]) -> tuple[Ints, Ids]:
        """Pairs of a text's number and the id of an entry of exactly that name, by text."""
        asked = pl.DataFrame({"folded": pl.Series(fold(texts).phrases(), dtype=pl.String)}).with_row_index(
            "text"
        )
        found = asked.join(self._names, on="folded").sort("text", "entry")
        return found["text"].to_numpy().astype(np.int64), self._ids[found["entry"].to_numpy()]

    def rank(
        self, texts: Sequence[str | None], hit_text: Ints, hit_id: Ids, hit_score: Floats, top: int
    ) -> Ids:
        """Ids for each text, shape (n, top), best first; the hits of the dictionary are given by text."""
        result = np.full((len(texts), top), "", dtype=object)
        if not len(texts) or not self._owner.size:
            return result
        place = {self._ids[owner]: at for at, owner in enumerate(self._owner)}
        hit_place = np.array([place[one] for one in hit_id], dtype=np.int64)
        for begin, stop in blocks(len(texts), self._mass.size):
            score = self.scores(texts[begin:stop])
            within = (hit_text >= begin) & (hit_text < stop)
            np.add.at(score, (hit_text[within] - begin, hit_place[within]), HIT * hit_score[within])
            for number, (found, _) in enumerate(best(score, top), start=begin):
                result[number, : found.size] = self._ids[self._owner[found]]
        return result

    def scores(self, texts: Sequence[str | None]) -> Floats:
        """The scores of all entries that have a phrase, without hits; shape (n, entries)."""
        asked = self._space.of(texts)
        likeness = self._nearest((asked @ self._phrases).toarray())
        shared = (presence(asked) @ self._contents).toarray()
        cover = self._nearest(shared**2 / self._mass)
        theme = (self._theme.of(texts) @ self._themes).toarray()
        score: Floats = (_relative(likeness) + _relative(cover) + THEME * _relative(theme)) * self._prior
        return score

    def _nearest(self, similarity: Floats) -> Floats:
        nearest: Floats = np.maximum.reduceat(similarity, self._first, axis=1)
        return nearest


def _relative(similarity: Floats) -> Floats:
    top = similarity.max(axis=1, keepdims=True)
    relative: Floats = similarity / np.where(top > 0, top, 1.0)
    return relative
