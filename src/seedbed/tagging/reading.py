"""Reading texts: mentions of skills in their clauses, with the cues around them.

A *clause* ends at a comma, full stop, semicolon, question or exclamation mark, at the end of a line
and before a contrast word (*but*, 但); a *sentence* at all of these but commas and contrasts.
Mentions that only stand beside one another, as in "Python, Java and SQL" or 车削、铣削和磨削, form
a *group*: what is said of one is said of all. Between two words lie *units* of content: a Chinese
character is one, a Latin word or a number two; fillers, mentions and enumerating marks are none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seedbed.catalog.folding import TEXT_END, WORD_END, WORD_START, Folded
from seedbed.tagging.cues import CueHits, find_cues
from seedbed.tagging.dictionary import Dictionary

_SENTENCE_ENDS = frozenset(map(ord, "\n;!?。" + TEXT_END))
_COMMAS = frozenset(map(ord, ",，"))
_ENUMERATING = frozenset(map(ord, ',、/ ()[]"&+·:|' + WORD_START + WORD_END))
_BREAK = 1_000
_WORD = 2

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """Mentions of skills in folded texts, and what the rules about cues need to know.

    Parameters
    ----------
    folded
        The texts.
    phrase, start, end
        Of every mention the dictionary's phrase and its folded span, in order, shape (mentions,).
    group
        The group of every mention.
    group_start, group_end
        The folded span of every group, shape (groups,).
    cues
        All cues that are not part of a mention, in order.
    clause, sentence
        Number of the clause and sentence of every folded position.
    units
        Units of content before every folded position, shape (positions + 1,).
    """

    folded: Folded
    phrase: Ints
    start: Ints
    end: Ints
    group: Ints
    group_start: Ints
    group_end: Ints
    cues: CueHits
    clause: Ints
    sentence: Ints
    units: Ints


def read(folded: Folded, dictionary: Dictionary) -> Reading:
    """Find the mentions and the structure around them.

    1. Clauses and sentences are numbered from their ends.
    2. Mentions are the dictionary's hits but for an advert's own announcement (:func:`_announced`); cues
       are hits of the cue list that touch no mention.
    3. Units of content are summed up, so that any gap is a difference of two sums.
    4. Neighbours without content between them form a group.
    """
    codes = folded.codes
    phrase, start, end = dictionary.find(folded.text)
    every = find_cues(folded.text)

    sentence_ends = _one_of(codes, _SENTENCE_ENDS) | _full_stops(folded)
    clause_ends = sentence_ends | _one_of(codes, _COMMAS)
    sentence: Ints = np.cumsum(sentence_ends) - sentence_ends
    own = ~_announced(folded, start, end, every, np.cumsum(clause_ends) - clause_ends, sentence)
    phrase, start, end = phrase[own], start[own], end[own]
    mentioned = np.concatenate([[0], np.cumsum(_covered(codes.size, start, end))])
    cues = every.where(mentioned[every.end] == mentioned[every.start])
    contrasts = cues.of("contrast").start
    turns = np.zeros(codes.size, dtype=np.int64)
    turns[contrasts] = 1
    clause: Ints = np.cumsum(clause_ends) - clause_ends + np.cumsum(turns)

    weight = np.where(codes >= 0x2E80, 1, 0).astype(np.int64)
    letters = _within_words(codes)
    weight[codes == ord(WORD_START)] = _WORD
    weight[~letters & (codes < 0x2E80) & (codes != ord(WORD_START))] = 1
    weight[_one_of(codes, _ENUMERATING - {ord(WORD_START)})] = 0
    fillers = cues.of("filler", "completion")
    weight[_covered(codes.size, fillers.start, fillers.end)] = 0
    weight[_covered(codes.size, start, end)] = 0
    weight[sentence_ends | (codes == ord("，"))] = _BREAK
    units = np.concatenate([[0], np.cumsum(weight)])

    breaks = np.ones(start.size, dtype=bool)
    breaks[1:] = units[start[1:]] > units[end[:-1]]
    first = np.flatnonzero(breaks)
    last = np.append(first[1:], start.size)[: first.size] - 1
    return Reading(
        folded=folded,
        phrase=phrase,
        start=start,
        end=end,
        group=np.cumsum(breaks) - 1,
        group_start=start[first],
        group_end=end[last],
        cues=cues,
        clause=clause,
        sentence=sentence,
        units=units,
    )


def _announced(
    folded: Folded, start: Ints, end: Ints, cues: CueHits, clause: Ints, sentence: Ints
) -> NDArray[np.bool_]:
    """Which mentions only say that a text is an advert: *we are recruiting*, 现招聘, 招聘：.

    1. A mention within an announcement (现招聘, 招聘启事) is one.
    2. A word that can announce is one before a colon, and in a text's first sentence where content
       stands directly behind it and no duty word stands before it in its clause or directly behind it.
    """
    codes, row = folded.codes, folded.row
    announced = np.zeros(start.size, dtype=bool)
    if not start.size:
        return announced
    sure = cues.of("announcement")
    within = np.concatenate([[0], np.cumsum(_covered(codes.size, sure.start, sure.end))])
    announced |= within[end] - within[start] == end - start

    word = cues.of("announcing")
    at = np.searchsorted(word.start, start)
    there = at < word.start.size
    at = np.where(there, at, 0)
    if not word.start.size:
        return announced
    candidate = there & (word.start[at] == start) & (word.end[at] == end)
    behind = codes[end]
    announced |= candidate & (behind == ord(":"))
    duty = cues.of("duty")
    first = sentence[start] == sentence[np.searchsorted(row, row[start])]
    content = (behind >= 0x2E80) | (behind == ord(WORD_START))
    last = np.searchsorted(duty.end, start, side="right") - 1
    before = (
        (last >= 0) & (clause[duty.start[np.maximum(last, 0)]] == clause[start])
        if duty.start.size
        else last >= 0
    )
    announced |= candidate & first & content & ~before & ~np.isin(end, duty.start)
    return announced


def _covered(size: int, start: Ints, end: Ints) -> NDArray[np.bool_]:
    """Which positions lie in one of the spans."""
    steps = np.zeros(size + 1, dtype=np.int64)
    np.add.at(steps, start, 1)
    np.add.at(steps, end, -1)
    covered: NDArray[np.bool_] = np.cumsum(steps[:-1]) > 0
    return covered


def _one_of(codes: NDArray[np.uint32], signs: frozenset[int]) -> NDArray[np.bool_]:
    found = np.zeros(codes.size, dtype=bool)
    for sign in signs:
        found |= codes == sign
    return found


def _within_words(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    depth = np.cumsum((codes == ord(WORD_START)).astype(np.int64) - (codes == ord(WORD_END)))
    inside: NDArray[np.bool_] = depth > 0
    return inside


def _full_stops(folded: Folded) -> NDArray[np.bool_]:
    """Full stops that end a sentence: not those inside *Node.js* or *3.5*."""
    codes, origin = folded.codes, folded.origin
    stops: NDArray[np.bool_] = codes == ord(".")
    at = np.flatnonzero(stops)
    before, after = np.maximum(at - 1, 0), np.minimum(at + 1, codes.size - 1)
    inner = (codes[before] == ord(WORD_END)) & (codes[after] == ord(WORD_START))
    inner &= (origin[at] - origin[before] == 1) & (origin[after] - origin[at] == 1)
    stops[at[inner]] = False
    return stops
