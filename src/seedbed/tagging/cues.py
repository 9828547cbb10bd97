"""Cue words: what, near a skill, says that it is denied, how well it is known, or in what role.

The cues stand as data in ``cues.csv``, one row a cue: ``kind``, ``reach`` (does it speak of what
comes after it, before it, or both), ``value`` (the level) and the cue itself, Chinese or English.
Kinds: ``negation``; ``negation-if-completed`` (counts only with a ``completion`` such as
*experience* further on in the clause); ``level``; ``optional``, ``taught`` (roles in an advert,
also as headings); ``essential``, ``aside`` (headings only: requirements; what is not about them, such
as benefits); ``asked`` (ends what was said to be optional or taught); ``contrast`` (begins a new clause); ``filler`` (may stand within an
enumeration); ``harmless`` (looks like another cue and is none); ``announcement`` (the advert says
that it is one: 现招聘), ``announcing`` (a word that does so unless a ``duty`` word in its clause says that
somebody's work is meant: 负责招聘, 招聘专员).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import polars as pl
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from seedbed.catalog.folding import fold

KINDS = (
    "negation", "negation-if-completed", "completion", "harmless", "contrast", "level",
    "optional", "taught", "essential", "asked", "aside", "filler",
    "announcement", "announcing", "duty",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CueHits:
    """Cues in a folded text, in order; a cue of two kinds or reaches stands once for each.

    ``kind`` numbers :data:`KINDS`; ``after`` and ``before`` say what the cue speaks of; ``level`` is
    NaN for cues that are none; ``start`` and ``end`` are folded positions. All have the shape (hits,).
    """

    kind: NDArray[np.int8]
    after: NDArray[np.bool_]
    before: NDArray[np.bool_]
    level: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]

    def where(self, chosen: NDArray[np.bool_]) -> CueHits:
        """The chosen hits, in order."""
        return CueHits(
            self.kind[chosen],
            self.after[chosen],
            self.before[chosen],
            self.level[chosen],
            self.start[chosen],
            self.end[chosen],
        )

    def of(self, *kinds: str) -> CueHits:
        """The hits of some kinds, in order."""
        return self.where(np.isin(self.kind, [KINDS.index(kind) for kind in kinds]))


@dataclass(frozen=True, slots=True)
class _Cues:
    automaton: AhoCorasick
    first: NDArray[np.int64]  # of every phrase its first row below; shape (phrases + 1,)
    kind: NDArray[np.int8]
    after: NDArray[np.bool_]
    before: NDArray[np.bool_]
    level: NDArray[np.float64]


def find_cues(folded: str) -> CueHits:
    """All cues of a folded text, the longest at each place."""
    cues = _cues()
    hits = np.array(cues.automaton.find_matches_as_indexes(folded), dtype=np.int64).reshape(-1, 3)
    count = cues.first[hits[:, 0] + 1] - cues.first[hits[:, 0]]
    hit = np.repeat(np.arange(len(hits)), count)
    within = np.arange(hit.size) - np.repeat(np.cumsum(count) - count, count)
    entry = cues.first[hits[hit, 0]] + within
    return CueHits(
        kind=cues.kind[entry],
        after=cues.after[entry],
        before=cues.before[entry],
        level=cues.level[entry],
        start=hits[hit, 1],
        end=hits[hit, 2],
    )


@cache
def _cues() -> _Cues:
    content = (resources.files("seedbed.tagging") / "cues.csv").read_bytes()
    rows = pl.read_csv(content, infer_schema=False, comment_prefix="#")
    rows = rows.with_columns(pl.Series("folded", fold(rows["cue"].to_list()).phrases()))
    rows = rows.unique(["kind", "reach", "value", "folded"], maintain_order=True).sort(
        "folded", maintain_order=True
    )
    phrases = rows["folded"].unique(maintain_order=True)
    return _Cues(
        automaton=AhoCorasick(phrases.to_list(), matchkind=MatchKind.LeftmostLongest),
        first=np.append(rows["folded"].search_sorted(phrases).to_numpy().astype(np.int64), rows.height),
        kind=np.array([KINDS.index(kind) for kind in rows["kind"]], dtype=np.int8),
        after=rows["reach"].is_in(["after", "both"]).fill_null(value=False).to_numpy(),
        before=rows["reach"].is_in(["before", "both"]).fill_null(value=False).to_numpy(),
        level=rows["value"].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
    )
