"""The dictionary of a catalogue as an automaton: folded phrases in, skills out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from seedbed.catalog.folding import fold
from seedbed.catalog.labels import phrases
from seedbed.tagging.inflection import variants

TextLang = Literal["auto", "zh", "en"]

LABEL_SCORE = 1.0
ALTERNATIVE_SCORE = 0.9


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Phrases of a catalogue's entries and an automaton that finds them (Aho and Corasick, 1975).

    Parameters
    ----------
    automaton
        Finds the longest phrase at each place, from the left; ``None`` for a dictionary without words.
    first
        Of every phrase its first row in ``entry`` and ``score``, shape (phrases + 1,).
    entry
        Row of the catalogue that the phrase names.
    score
        How sure that is: 1 for a label, 0.9 for an alternative, shared evenly between the owners of one
        phrase; a label's owner has it alone.
    """

    automaton: AhoCorasick | None
    first: NDArray[np.int64]
    entry: NDArray[np.int64]
    score: NDArray[np.float64]

    def find(self, folded: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Phrase number, start and end of every hit in a folded text, in order, without overlaps."""
        if self.automaton is None:
            nothing = np.empty(0, dtype=np.int64)
            return nothing, nothing, nothing
        hits = np.array(self.automaton.find_matches_as_indexes(folded), dtype=np.int64).reshape(-1, 3)
        return hits[:, 0], hits[:, 1], hits[:, 2]

    def owners(self, phrase: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Hits spread over their owners: number of the hit, and row in ``entry`` and ``score``."""
        count = self.first[phrase + 1] - self.first[phrase]
        hit = np.repeat(np.arange(phrase.size), count)
        within = np.arange(hit.size) - np.repeat(np.cumsum(count) - count, count)
        return hit, self.first[phrase[hit]] + within


def build_dictionary(entries: pl.DataFrame, lang: TextLang = "auto") -> Dictionary:
    """The dictionary of a skills or occupations frame, in one language or both."""
    labels = phrases(entries)
    if lang != "auto":
        labels = labels.filter(lang=lang)
    own = labels.select("folded", "entry", "preferred", variant=pl.lit(value=False))
    claims = pl.concat([own, _variants(labels)])
    # A label's own wording outranks an alternative, and any wording outranks a variant.
    claims = claims.with_columns(
        rank=pl.when(~pl.col("variant") & pl.col("preferred"))
        .then(0)
        .when(~pl.col("variant"))
        .then(1)
        .otherwise(2)
    )
    claims = (
        claims.filter(pl.col("rank") == pl.col("rank").min().over("folded"))
        .sort("folded", "entry", "preferred", descending=[False, False, True])
        .unique(["folded", "entry"], keep="first", maintain_order=True)
    )
    if claims.is_empty():
        return Dictionary(None, np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0))
    counted = claims.group_by("folded", maintain_order=True).len()
    worth = pl.when("preferred").then(LABEL_SCORE).otherwise(ALTERNATIVE_SCORE)
    return Dictionary(
        automaton=AhoCorasick(counted["folded"].to_list(), matchkind=MatchKind.LeftmostLongest),
        first=np.concatenate([[0], np.cumsum(counted["len"].to_numpy())]).astype(np.int64),
        entry=claims["entry"].to_numpy(),
        score=claims.select(worth / pl.len().over("folded")).to_series().to_numpy(),
    )


def _variants(labels: pl.DataFrame) -> pl.DataFrame:
    english = labels.filter(lang="en")
    written = [variants(phrase) for phrase in english["phrase"]]
    which = np.repeat(np.arange(english.height), [len(forms) for forms in written])
    folded = pl.Series(
        "folded", fold([form for forms in written for form in forms]).phrases(), dtype=pl.String
    )
    return (
        english[which]
        .select(folded, "entry", "preferred", variant=pl.lit(value=True))
        .filter(pl.col("folded") != "")
    )
