"""The tagger: free text in Chinese and English to skills, with spans."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.catalog import Catalog
from seedbed.catalog.folding import fold
from seedbed.tagging.dictionary import Dictionary, TextLang, build_dictionary
from seedbed.tagging.ranking import Ranker
from seedbed.tagging.reading import Reading, read
from seedbed.tagging.scope import denied
from seedbed.tagging.space import letters, words
from seedbed.tagging.titles import plain_title

Progress = Callable[[int, int], None]
Ids = NDArray[np.object_]

# Texts are read in portions of about this many characters: enough to use arrays well, small enough
# for the memory of a small machine.
PORTION = 1_000_000


class Tagger:
    """Finds a catalogue's skills in texts and ranks skills and occupations for them.

    Building one takes well under a second for the starter catalogue and some seconds for ESCO; it may
    be used from several threads.

    >>> from seedbed.catalog import starter_catalog
    >>> tagger = Tagger(starter_catalog())
    >>> tagger.tag(["熟练使用PLC编程，无焊接经验。Able to operate CNC machines."]).rows()
    [(0, 'plc-programming', 4, 9, 1.0), (0, 'cnc-operation', 24, 44, 0.9)]
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._dictionaries: dict[TextLang, Dictionary] = {}
        self._skill_ranker: Ranker | None = None
        self._occupation_ranker: Ranker | None = None

    def tag(
        self, texts: Sequence[str | None], lang: TextLang = "auto", progress: Progress | None = None
    ) -> pl.DataFrame:
        """Skills mentioned in texts, those that a text denies or does not ask for left out.

        Parameters
        ----------
        texts
            Chinese, English or mixed; a missing text is an empty one.
        lang
            Which labels to look for: of both languages (``auto``), or of one.
        progress
            Is told how many texts are done, and of how many.

        Returns
        -------
        A frame in the order of the texts and their words: ``text`` (its number), ``skill`` (id),
        ``start``, ``end`` (offsets into the text as given, so ``text[start:end]`` is the phrase),
        ``score`` (1 for a label, 0.9 for an alternative, shared where a phrase has several owners).
        """
        parts = [self._tagged(mentions) for mentions in self.read(texts, lang, progress)]
        return pl.concat(parts) if parts else self._tagged(_nothing_read())

    def read(
        self, texts: Sequence[str | None], lang: TextLang = "auto", progress: Progress | None = None
    ) -> Iterator[Mentions]:
        """The mentions of portions of the texts, with their readings, for further rules."""
        dictionary = self.dictionary(lang)
        for begin, stop in _portions(texts):
            yield _mentions(begin, read(fold(texts[begin:stop]), dictionary), dictionary)
            if progress is not None:
                progress(stop, len(texts))

    def dictionary(self, lang: TextLang = "auto") -> Dictionary:
        """The automaton of a language, made at its first use."""
        if lang not in ("auto", "zh", "en"):
            raise ValueError(f"lang is auto, zh or en, not {lang!r}")
        if lang not in self._dictionaries:
            self._dictionaries[lang] = build_dictionary(self.catalog.skills, lang)
        return self._dictionaries[lang]

    def rank_skills(self, texts: Sequence[str | None], top: int = 10) -> Ids:
        """For each text the skills that fit it best: an object array (n, top) of ids.

        First what the dictionary finds, then what shares words with the text
        (:mod:`seedbed.tagging.ranking`). Empty where fewer are found.
        """
        if self._skill_ranker is None:
            self._skill_ranker = Ranker(self.catalog.skills, words)
        hits = self.tag(texts).group_by("text", "skill", maintain_order=True).agg(pl.col("score").max())
        found, ids, score = (hits[name].to_numpy() for name in ("text", "skill", "score"))
        return self._skill_ranker.rank(texts, found, ids, score, top)

    def rank_occupations(self, titles: Sequence[str | None], top: int = 10) -> Ids:
        """For each job title the occupations that fit it best: an object array (n, top) of ids.

        First occupations of exactly that name, then those that share letters with the title
        (:mod:`seedbed.tagging.ranking`); remarks in brackets and who announces the post are left out.
        """
        if self._occupation_ranker is None:
            self._occupation_ranker = Ranker(self.catalog.occupations, letters)
        plain = [plain_title(title) for title in titles]
        text, ids = self._occupation_ranker.exact(plain)
        return self._occupation_ranker.rank(plain, text, ids, np.ones(text.size), top)

    def _tagged(self, mentions: Mentions) -> pl.DataFrame:
        kept = ~denied(mentions.reading)[mentions.group]
        return pl.DataFrame(
            {
                "text": mentions.text[kept],
                "skill": self.catalog.skills["id"].gather(mentions.skill[kept]),
                "start": mentions.start[kept],
                "end": mentions.end[kept],
                "score": mentions.score[kept],
            }
        )


@dataclass(frozen=True, slots=True)
class Mentions:
    """Mentions of skills in a portion of texts; arrays of shape (mentions,), in reading order.

    ``text`` is the number of the text among all, ``skill`` the row in the catalogue, ``start`` and
    ``end`` offsets into the original text, ``group`` the reading's group.
    """

    text: NDArray[np.int64]
    skill: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    score: NDArray[np.float64]
    group: NDArray[np.int64]
    reading: Reading


def _mentions(begin: int, reading: Reading, dictionary: Dictionary) -> Mentions:
    hit, owner = dictionary.owners(reading.phrase)
    folded = reading.folded
    return Mentions(
        text=begin + folded.row[reading.start[hit]].astype(np.int64),
        skill=dictionary.entry[owner],
        start=folded.origin[reading.start[hit]].astype(np.int64),
        end=folded.origin[reading.end[hit] - 1].astype(np.int64) + 1,
        score=dictionary.score[owner],
        group=reading.group[hit],
        reading=reading,
    )


def _nothing_read() -> Mentions:
    nothing = Dictionary(None, np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0))
    return _mentions(0, read(fold([]), nothing), nothing)


def _portions(texts: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    begin = size = 0
    for number, text in enumerate(texts):
        size += len(text or "")
        if size >= PORTION:
            yield begin, number + 1
            begin, size = number + 1, 0
    if begin < len(texts):
        yield begin, len(texts)
