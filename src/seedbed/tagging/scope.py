"""What cues say of the groups around them: denied, how well, in what role.

All functions take a :class:`~seedbed.tagging.reading.Reading` and return one value per group, found
by searching sorted positions, without a loop over texts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from seedbed.tagging.cues import KINDS, CueHits
from seedbed.tagging.reading import Ints, Reading

# How many units of content a cue may stand from what it speaks of (see reading): eight are four
# English words or eight Chinese characters.
NEGATION_REACH = 8
WEAK_NEGATION_REACH = 4
LEVEL_REACH = 12

ESSENTIAL, OPTIONAL, TAUGHT, ASIDE = range(4)
_ROLES = {
    KINDS.index("essential"): ESSENTIAL,
    KINDS.index("asked"): ESSENTIAL,
    KINDS.index("optional"): OPTIONAL,
    KINDS.index("taught"): TAUGHT,
    KINDS.index("aside"): ASIDE,
}
_HEADINGS_ONLY = (KINDS.index("essential"), KINDS.index("aside"))

_BEFORE_HEADING = frozenset(map(ord, "\n[(#*.;。!?,，、|>=\x00 "))
_AFTER_HEADING = frozenset(map(ord, ":\n]\x00"))
_BEFORE_REMARK = frozenset(map(ord, "(:["))


def denied(reading: Reading) -> NDArray[np.bool_]:
    """Which groups are denied.

    1. *No experience with X*, 没有X经验: a negation that speaks of what follows denies the next group
       in its clause, if it stands near.
    2. *no X required*, 无X经验: a weak negation does so only if a completion follows the group in the
       same clause.
    3. *X not required*, X不作要求: a negation that speaks of what precedes denies the group before it
       in its clause; where one cue may speak of either side, what follows comes first.
    """
    groups = np.zeros(reading.group_start.size, dtype=bool)
    if not groups.size:
        return groups
    strong = reading.cues.of("negation")
    group, near = _next_group(reading, strong, NEGATION_REACH)
    acts = near & strong.after
    groups[group[acts]] = True
    taken = np.isin(strong.start, strong.start[acts])

    weak = reading.cues.of("negation-if-completed")
    group, near = _next_group(reading, weak, WEAK_NEGATION_REACH)
    completions = reading.cues.of("completion").start
    ends = reading.group_end[group]
    completion = np.searchsorted(completions, ends)
    there = completion < completions.size
    same = np.zeros(there.size, dtype=bool)
    same[there] = reading.clause[completions[completion[there]]] == reading.clause[ends[there] - 1]
    groups[group[near & same]] = True

    group, near = _previous_group(reading, strong, NEGATION_REACH)
    groups[group[near & strong.before & ~taken]] = True
    return groups


def levels(reading: Reading) -> NDArray[np.float64]:
    """The level that a cue gives each group; NaN where none does.

    A remark directly behind a group, in brackets or after a colon ("Python (expert)"), comes first;
    then the nearest cue before it in its clause; then a cue directly behind it (PLC编程熟练).
    """
    found = np.full(reading.group_start.size, np.nan)
    if not found.size:
        return found
    cues = reading.cues.of("level")
    codes = reading.folded.codes
    remark = np.isin(codes[np.maximum(cues.start - 1, 0)], list(_BEFORE_REMARK)) & (cues.start > 0)

    behind = cues.where(cues.before)
    beside, at = _directly_behind(reading, behind)
    found[beside] = behind.level[at]
    ahead = cues.where(cues.after & ~(remark & cues.before))
    followed, at = _nearest_before(reading, ahead, LEVEL_REACH)
    found[followed] = ahead.level[at]
    remarks = cues.where(remark & cues.before)
    beside, at = _directly_behind(reading, remarks)
    found[beside] = remarks.level[at]
    return found


def roles(reading: Reading) -> NDArray[np.int8]:
    """The role of each group in an advert: :data:`ESSENTIAL`, :data:`OPTIONAL`, :data:`TAUGHT`, or
    :data:`ASIDE` where it is not about what is asked (benefits, who we are).

    1. A heading (a cue that opens a line or follows a stop, with a colon, a bracket or the end of the
       line behind it) rules until the next heading; without one, what is named is essential.
    2. Within a sentence a cue that speaks of what follows ("you will learn") overrules the heading;
       one that may speak of either side does so only if no group of its clause precedes it.
    3. A cue that speaks of what precedes ("preferred", 优先) overrules both for its clause.
    """
    size = reading.group_start.size
    role = np.full(size, ESSENTIAL, dtype=np.int8)
    if not size:
        return role
    cues = reading.cues.of("essential", "asked", "optional", "taught", "aside")
    meaning = np.array([_ROLES[int(kind)] for kind in cues.kind], dtype=np.int8)
    heading = _headings(reading, cues)
    row = reading.folded.row

    heads = np.flatnonzero(heading)
    last = np.searchsorted(cues.end[heads], reading.group_start, side="right") - 1
    ruled = last >= 0
    ruled[ruled] = row[cues.start[heads[last[ruled]]]] == row[reading.group_start[ruled]]
    role[ruled] = meaning[heads[last[ruled]]]

    within = ~heading & ~np.isin(cues.kind, _HEADINGS_ONLY)
    own = np.flatnonzero(within & cues.after & ~(cues.before & _has_before(reading, cues)))
    last = np.searchsorted(cues.end[own], reading.group_start, side="right") - 1
    ruled = last >= 0
    ruled[ruled] = (
        reading.sentence[cues.start[own[last[ruled]]]] == reading.sentence[reading.group_start[ruled]]
    )
    role[ruled] = meaning[own[last[ruled]]]

    back = np.flatnonzero(within & cues.before)
    following = np.searchsorted(cues.start[back], reading.group_end)
    ruled = following < back.size
    ruled[ruled] = (
        reading.clause[cues.start[back[following[ruled]]]] == reading.clause[reading.group_end[ruled] - 1]
    )
    role[ruled] = meaning[back[following[ruled]]]
    return role


def _next_group(reading: Reading, cues: CueHits, reach: int) -> tuple[Ints, NDArray[np.bool_]]:
    """For every cue the next group, and whether it lies near in the same clause."""
    group = np.searchsorted(reading.group_start, cues.end)
    there = group < reading.group_start.size
    group = np.where(there, group, 0)
    begin = reading.group_start[group]
    near = there & (reading.clause[cues.start] == reading.clause[begin])
    near &= reading.units[begin] - reading.units[cues.end] <= reach
    return group, near


def _previous_group(reading: Reading, cues: CueHits, reach: int) -> tuple[Ints, NDArray[np.bool_]]:
    """For every cue the group before it, and whether it lies near in the same clause."""
    group = np.searchsorted(reading.group_end, cues.start, side="right") - 1
    there = group >= 0
    group = np.where(there, group, 0)
    end = reading.group_end[group]
    near = there & (reading.clause[cues.start] == reading.clause[end - 1])
    near &= reading.units[cues.start] - reading.units[end] <= reach
    return group, near


def _directly_behind(reading: Reading, cues: CueHits) -> tuple[Ints, Ints]:
    """Groups with a cue right behind them, and that cue."""
    at = np.searchsorted(cues.start, reading.group_end)
    there = np.flatnonzero(at < cues.start.size)
    begin, end = cues.start[at[there]], reading.group_end[there]
    beside = (reading.units[begin] == reading.units[end]) & (reading.clause[begin] == reading.clause[end - 1])
    return there[beside], at[there[beside]]


def _nearest_before(reading: Reading, cues: CueHits, reach: int) -> tuple[Ints, Ints]:
    """Groups with a cue before them in their clause and within reach, and the nearest such cue."""
    at = np.searchsorted(cues.end, reading.group_start, side="right") - 1
    there = np.flatnonzero(at >= 0)
    stop, begin = cues.end[at[there]], reading.group_start[there]
    near = reading.clause[cues.start[at[there]]] == reading.clause[begin]
    near &= reading.units[begin] - reading.units[stop] <= reach
    return there[near], at[there[near]]


def _has_before(reading: Reading, cues: CueHits) -> NDArray[np.bool_]:
    """Which cues have a group before them in their clause, however far."""
    return _previous_group(reading, cues, np.iinfo(np.int64).max)[1]


def _headings(reading: Reading, cues: CueHits) -> NDArray[np.bool_]:
    codes = reading.folded.codes
    opened = np.isin(codes[np.maximum(cues.start - 1, 0)], list(_BEFORE_HEADING)) | (cues.start == 0)
    closed = np.isin(codes[np.minimum(cues.end, codes.size - 1)], list(_AFTER_HEADING))
    heading: NDArray[np.bool_] = opened & closed
    return heading
