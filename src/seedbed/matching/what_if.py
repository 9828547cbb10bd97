"""The compiled loops that count a market under a change: what one person has in front of her, what a course opens,
what is nearest to a dead end.

They stay in one file because numba's cache watches only the file of the function it compiles. All sums
are whole units (:mod:`seedbed.matching.fixed_point`), so every count is exact, and each seeker or each
dead end belongs to one thread: the result is the same for any number of threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit, prange

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.matching.kernels import Demand, Rules, Supply

LEVEL_STEP = 0.25
"""One class of levels: asked levels stand on quarters."""

BLOCK = 64
"""Seekers, or dead ends, that share one set of scratch arrays."""

ENOUGH, RAISE_LEVEL, LOWER_ASKED, LEARN_SKILL, LEARN_SEVERAL = range(5)
"""What a pair needs beside its rules: nothing, one class more of a skill that the seeker has, one class less
of a skill that is asked, one skill learnt to the level that is asked, several skills."""

_STEPS = np.array([0, 0, 0, 1, 2])
"""A whole skill is a longer way than one level, several are the longest: among as many changes."""

_NEVER = 1 << 30


class Asking(NamedTuple):
    """The demand turned round: per skill, who asks it."""

    indptr: NDArray[np.int64]
    """(K + 1,)"""
    opportunity: NDArray[np.int32]
    units: NDArray[np.int32]
    asked: NDArray[np.int8]


class Lessons(NamedTuple):
    """What courses teach, who may take them, and what they come in time for."""

    indptr: NDArray[np.int64]
    """(C + 1,)"""
    skills: NDArray[np.int32]
    levels: NDArray[np.float64]
    done: NDArray[np.float64]
    """(C,) the day on which each course is done."""
    may_indptr: NDArray[np.int64]
    """(n + 1,)"""
    may: NDArray[np.int32]
    """The courses that each seeker may take, rising."""


def asking_of(demand: Demand, n_skills: int) -> Asking:
    """Turn a demand round; requirements that weigh nothing are left out."""
    counted = np.flatnonzero(demand.units > 0)
    row = np.repeat(np.arange(demand.indptr.size - 1, dtype=np.int32), np.diff(demand.indptr))[counted]
    order = np.argsort(demand.skills[counted], kind="stable")
    sizes = np.bincount(demand.skills[counted], minlength=n_skills)
    return Asking(
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        row[order],
        demand.units[counted[order]],
        demand.asked[counted[order]],
    )


@njit(cache=True)
def _credit(strength: float, asked: float) -> int:  # pragma: no cover - compiled
    return int(np.rint(256.0 * min(1.0, strength / asked)))


@njit(cache=True)
def _offer(
    i: int, supply: Supply, strength: NDArray[np.float64], touched: NDArray[np.int32]
) -> int:  # pragma: no cover - compiled
    """Expand seeker ``i``: the best that any own skill offers toward each skill; how many are touched."""
    count = 0
    for q in range(supply.indptr[i], supply.indptr[i + 1]):
        count = _offer_more(supply.skills[q], supply.levels[q], supply, strength, touched, count)
    return count


@njit(cache=True)
def _offer_more(
    skill: int,
    level: float,
    supply: Supply,
    strength: NDArray[np.float64],
    touched: NDArray[np.int32],
    count: int,
) -> int:  # pragma: no cover - compiled
    for r in range(supply.related_indptr[skill], supply.related_indptr[skill + 1]):
        k = supply.related_skills[r]
        x = level * supply.related_credits[r]
        if x > strength[k]:
            if strength[k] == 0.0:
                touched[count] = k
                count += 1
            strength[k] = x
    return count


@njit(cache=True)
def _set_marks(i: int, rules: Rules, marks: NDArray[np.bool_], value: bool) -> None:  # pragma: no cover
    for q in range(rules.mark_indptr[i], rules.mark_indptr[i + 1]):
        marks[rules.marks[q]] = value


@njit(cache=True)
def _keeps(i: int, j: int, rules: Rules, marks: NDArray[np.bool_]) -> bool:  # pragma: no cover - compiled
    """Whether seeker ``i``, whose marks are set, may take opportunity ``j``."""
    for q in range(rules.need_indptr[j], rules.need_indptr[j + 1]):
        if not marks[rules.needs[q]]:
            return False
    return _apart(
        i, j, rules.has, rules.asks, rules.starts, rules.ends, rules.opens, rules.closes
    ) == 0 and not _forbidden(i, j, rules.allowed_indptr, rules.allowed)


@njit(cache=True)
def _apart(
    i: int,
    j: int,
    has: NDArray[np.float64],
    asks: NDArray[np.float64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    opens: NDArray[np.int64],
    closes: NDArray[np.int64],
) -> int:  # pragma: no cover - compiled
    """How many ordinals and windows keep a pair apart."""
    count = 0
    for o in range(has.shape[1]):
        if not has[i, o] >= asks[j, o]:
            count += 1
    for w in range(starts.shape[1]):
        if starts[i, w] > closes[j, w] or opens[j, w] > ends[i, w]:
            count += 1
    return count


@njit(cache=True)
def _forbidden(
    i: int, j: int, allowed_indptr: NDArray[np.int64], allowed: NDArray[np.int32]
) -> bool:  # pragma: no cover - compiled
    """Whether there is a list of allowed pairs and this one is not on it."""
    if not allowed_indptr.size:
        return False
    row = allowed[allowed_indptr[i] : allowed_indptr[i + 1]]
    at = np.searchsorted(row, j)
    return bool(at == row.size or row[at] != j)


@njit(cache=True)
def _fit(
    j: int,
    strength: NDArray[np.float64],
    indptr: NDArray[np.int64],
    skills: NDArray[np.int32],
    units: NDArray[np.int32],
    asked: NDArray[np.int8],
    classes: NDArray[np.float64],
) -> int:  # pragma: no cover - compiled
    fit = 0
    for q in range(indptr[j], indptr[j + 1]):
        x = strength[skills[q]]
        if x > 0.0:
            fit += units[q] * _credit(x, classes[asked[q]])
    return fit


# What one person has in front of her


@njit(cache=True, nogil=True)
def all_pairs_of(
    i: int,
    supply: Supply,
    demand: Demand,
    rules: Rules,
    units: NDArray[np.int32],
    eligible: NDArray[np.bool_],
) -> None:  # pragma: no cover - compiled
    """Seeker ``i``'s fit units and eligibility for every opportunity, (m,) each.

    In one thread: for one person waking others takes longer than the count.
    """
    strength = np.zeros(supply.related_indptr.size - 1)
    touched = np.empty(strength.size, np.int32)
    marks = np.zeros(rules.width, np.bool_)
    _offer(i, supply, strength, touched)
    _set_marks(i, rules, marks, True)
    for j in range(units.size):
        eligible[j] = _keeps(i, j, rules, marks)
        units[j] = 0
        if eligible[j]:
            units[j] = _fit(
                j, strength, demand.indptr, demand.skills, demand.units, demand.asked, demand.classes
            )


# What a course opens


@njit(parallel=True, cache=True)
def opened_by_courses(
    start: int,
    stop: int,
    supply: Supply,
    classes: NDArray[np.float64],
    asking: Asking,
    rules: Rules,
    ranks: NDArray[np.int32],
    lessons: Lessons,
    closes: NDArray[np.float64],
    least: int,
    k: int,
    out_opportunity: NDArray[np.int32],
    out_counts: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """For seekers ``start .. stop`` and each course that they may take: the ``k`` best pairs that it opens.

    A pair is opened where the seeker is eligible, her fit is below ``least`` and with what the course
    teaches is not, and the opportunity does not close before the course is done. Best is the largest fit
    after it, ties by ``ranks`` (m,). A learner who is better than what is taught already stays so.

    ``out_counts`` has one place per (seeker, course), ``out_opportunity`` ``k`` of them.

    1. Expand the seeker and add up her fits along the lists of the skills that she gets credit for.
    2. Per course: raise what it raises; along the lists of these skills add up what each fit gains.
    3. Keep what reaches ``least`` and is eligible, the ``k`` best.
    """
    n_skills = supply.related_indptr.size - 1
    m = ranks.size
    first_pair = lessons.may_indptr[start]
    for block in prange((stop - start + BLOCK - 1) // BLOCK):
        strength = np.zeros(n_skills)
        touched = np.empty(n_skills, np.int32)
        raised = np.zeros(n_skills)
        raised_skills = np.empty(n_skills, np.int32)
        marks = np.zeros(rules.width, np.bool_)
        units = np.zeros(m, np.int64)
        gained = np.zeros(m, np.int64)
        which = np.empty(m, np.int32)
        keys = np.empty(m, np.int64)
        for i in range(start + block * BLOCK, min(stop, start + (block + 1) * BLOCK)):
            if lessons.may_indptr[i] == lessons.may_indptr[i + 1]:
                continue
            count = _offer(i, supply, strength, touched)
            for c in range(count):
                skill = touched[c]
                for e in range(asking.indptr[skill], asking.indptr[skill + 1]):
                    credit = _credit(strength[skill], classes[asking.asked[e]])
                    units[asking.opportunity[e]] += asking.units[e] * credit
            _set_marks(i, rules, marks, True)
            for pair in range(lessons.may_indptr[i], lessons.may_indptr[i + 1]):
                course = lessons.may[pair]
                n_raised = 0
                for q in range(lessons.indptr[course], lessons.indptr[course + 1]):
                    n_raised = _offer_more(
                        lessons.skills[q], lessons.levels[q], supply, raised, raised_skills, n_raised
                    )
                gainers = 0
                for c in range(n_raised):
                    skill = raised_skills[c]
                    before, after = strength[skill], raised[skill]
                    raised[skill] = 0.0
                    if after <= before:
                        continue
                    for e in range(asking.indptr[skill], asking.indptr[skill + 1]):
                        asked = classes[asking.asked[e]]
                        more = _credit(after, asked) - _credit(before, asked)
                        if more == 0:
                            continue
                        j = asking.opportunity[e]
                        if gained[j] == 0:
                            which[gainers] = j
                            gainers += 1
                        gained[j] += asking.units[e] * more
                opened = 0
                for g in range(gainers):
                    j = which[g]
                    reached = units[j] + gained[j]
                    gained[j] = 0
                    if units[j] >= least or reached < least or closes[j] < lessons.done[course]:
                        continue
                    if _keeps(i, j, rules, marks):
                        keys[opened] = -((reached << 32) | (0xFFFF_FFFF - np.int64(ranks[j])))
                        which[opened] = j
                        opened += 1
                out = pair - first_pair
                order = np.argsort(keys[:opened])[:k] if opened > k else np.arange(opened)
                out_counts[out] = order.size
                for q in range(order.size):
                    out_opportunity[out * k + q] = which[order[q]]
            _set_marks(i, rules, marks, False)
            for c in range(count):
                skill = touched[c]
                strength[skill] = 0.0
                for e in range(asking.indptr[skill], asking.indptr[skill + 1]):
                    units[asking.opportunity[e]] = 0


# What is nearest to a dead end


class Nearest(NamedTuple):
    """For each dead end the nearest partner and what the pair needs, aligned."""

    partner: NDArray[np.int64]
    changes: NDArray[np.int64]
    """Single changes: conditions that fail, and one per level or skill."""
    way: NDArray[np.int64]
    """:data:`ENOUGH` ... :data:`LEARN_SEVERAL`."""
    skill: NDArray[np.int64]
    """The skill that is raised, lowered or learnt; -1 for none or several."""
    level: NDArray[np.float64]
    """What it is brought to."""
    after: NDArray[np.int64]
    """Fit units as counted in the search."""


class Needs(NamedTuple):
    """The different sets of marks that opportunities need, each once."""

    pattern: NDArray[np.int64]
    """(m,) which set each opportunity needs."""
    indptr: NDArray[np.int64]
    needs: NDArray[np.int32]


def needs_of(rules: Rules) -> Needs:
    """Number the different sets of needs."""
    counts = np.diff(rules.need_indptr)
    table = np.full((counts.size, int(counts.max(initial=0))), -1, np.int32)
    row = np.repeat(np.arange(counts.size), counts)
    table[row, np.arange(rules.needs.size) - rules.need_indptr[row]] = rules.needs
    if not table.shape[1]:
        return Needs(np.zeros(counts.size, np.int64), np.zeros(2, np.int64), np.empty(0, np.int32))
    sets, pattern = np.unique(table, axis=0, return_inverse=True)
    held = sets >= 0
    return Needs(
        pattern.ravel().astype(np.int64), np.concatenate(([0], np.cumsum(held.sum(axis=1)))), sets[held]
    )


def nothing_near(size: int) -> Nearest:
    """Places for the nearest of ``size`` dead ends."""
    whole = [np.full(size, value, np.int64) for value in (-1, _NEVER, 0, -1, 0)]
    return Nearest(whole[0], whole[1], whole[2], whole[3], np.zeros(size), whole[4])


@njit(cache=True)
def _next_level(level: float) -> float:  # pragma: no cover - compiled
    up: float = min(1.0, (np.floor(level / LEVEL_STEP) + 1.0) * LEVEL_STEP)
    return up


@njit(cache=True)
def _one_level(
    i: int,
    first: int,
    end: int,
    units: int,
    strength: NDArray[np.float64],
    spots: NDArray[np.int32],
    supply: Supply,
    demand: Demand,
) -> tuple[int, int, int, float]:  # pragma: no cover - compiled
    """The best single step of a level for a pair: fit units after it, its way, skill and new level.

    ``first .. end`` are the requirements; ``spots`` holds for each skill its requirement + 1, else 0.
    """
    best, way, skill, level = units, ENOUGH, -1, 0.0
    for q in range(supply.indptr[i], supply.indptr[i + 1]):
        s = supply.skills[q]
        if supply.levels[q] >= 1.0:
            continue
        up = _next_level(supply.levels[q])
        after = _with_skill(s, up, units, strength, spots, supply, demand)
        if after > best:
            best, way, skill, level = after, RAISE_LEVEL, s, up
    for q in range(first, end):
        asked = demand.classes[demand.asked[q]]
        down = (np.ceil(asked / LEVEL_STEP) - 1.0) * LEVEL_STEP
        if down <= 0.0:
            continue
        k = demand.skills[q]
        after = units + demand.units[q] * (_credit(strength[k], down) - _credit(strength[k], asked))
        if after > best:
            best, way, skill, level = after, LOWER_ASKED, k, down
    return best, way, skill, level


@njit(cache=True)
def _with_skill(
    skill: int,
    level: float,
    units: int,
    strength: NDArray[np.float64],
    spots: NDArray[np.int32],
    supply: Supply,
    demand: Demand,
) -> int:  # pragma: no cover - compiled
    """The fit units of a pair when the seeker has a skill at a level."""
    after = units
    for r in range(supply.related_indptr[skill], supply.related_indptr[skill + 1]):
        k = supply.related_skills[r]
        x = level * supply.related_credits[r]
        if spots[k] and x > strength[k]:
            q = spots[k] - 1
            asked = demand.classes[demand.asked[q]]
            after += demand.units[q] * (_credit(x, asked) - _credit(strength[k], asked))
    return after


@njit(cache=True)
def _several(
    first: int, end: int, units: int, least: int, strength: NDArray[np.float64], demand: Demand, most: int
) -> tuple[int, int]:  # pragma: no cover - compiled
    """How many skills that are asked, the largest gains first, bring a fit to ``least``, and what it is then."""
    after, count, last_gain, last_at = units, 0, _NEVER, -1
    while after < least and count <= most:
        gain, at = -1, -1
        for q in range(first, end):
            asked = demand.classes[demand.asked[q]]
            more = demand.units[q] * (256 - _credit(strength[demand.skills[q]], asked))
            # Falling by gain, then rising by position: what comes next after the last one taken.
            if (more < last_gain or (more == last_gain and q > last_at)) and more > gain:
                gain, at = more, q
        after += gain
        count += 1
        last_gain, last_at = gain, at
    return count, after


@njit(cache=True)
def _missing(
    needs: Needs, marks: NDArray[np.bool_], out: NDArray[np.int64]
) -> None:  # pragma: no cover - compiled
    """How many needs of each set the seeker lacks whose marks are set."""
    for pattern in range(out.size):
        out[pattern] = 0
        for q in range(needs.indptr[pattern], needs.indptr[pattern + 1]):
            if not marks[needs.needs[q]]:
                out[pattern] += 1


@njit(cache=True)
def _reach(
    i: int,
    j: int,
    units: int,
    least: int,
    most: int,
    strength: NDArray[np.float64],
    spots: NDArray[np.int32],
    supply: Supply,
    demand: Demand,
) -> tuple[int, int, int, int, float]:  # pragma: no cover - compiled
    """The shortest way of a pair whose fit is short: its changes, fit units, way, skill and level."""
    first, end = demand.indptr[j], demand.indptr[j + 1]
    for q in range(first, end):
        if demand.units[q] > 0:
            spots[demand.skills[q]] = q + 1
    after, way, skill, level = _one_level(i, first, end, units, strength, spots, supply, demand)
    changes = 1
    if after < least:
        way = LEARN_SKILL
        for q in range(first, end):
            asked = demand.classes[demand.asked[q]]
            reached = _with_skill(demand.skills[q], asked, units, strength, spots, supply, demand)
            if demand.units[q] > 0 and reached > after:
                after, skill, level = reached, demand.skills[q], asked
        # A level that helps more than any skill and still does not suffice: neither does.
    for q in range(first, end):
        spots[demand.skills[q]] = 0
    if after < least:
        way, skill, level = LEARN_SEVERAL, -1, 0.0
        changes, after = _several(first, end, units, least, strength, demand, most)
    return changes, after, way, skill, level


@njit(cache=True)
def _keep_if_nearer(
    d: int,
    partner: int,
    changes: int,
    after: int,
    way: int,
    skill: int,
    level: float,
    nearest: Nearest,
) -> None:  # pragma: no cover - compiled
    """Make a partner the nearest of dead end ``d`` where it takes fewer, shorter or better changes."""
    shorter = _STEPS[way] - _STEPS[nearest.way[d]]
    if changes < nearest.changes[d] or (
        changes == nearest.changes[d] and (shorter < 0 or (shorter == 0 and after > nearest.after[d]))
    ):
        nearest.partner[d] = partner
        nearest.changes[d] = changes
        nearest.way[d] = way
        nearest.skill[d] = skill
        nearest.level[d] = level
        nearest.after[d] = after


@njit(parallel=True, cache=True)
def nearest_openings(
    seekers: NDArray[np.int64],
    openings: NDArray[np.int64],
    least: int,
    supply: Supply,
    demand: Demand,
    rules: Rules,
    needs: Needs,
    nearest: Nearest,
) -> None:  # pragma: no cover - compiled
    """For each of ``seekers`` the nearest of ``openings``; of equals the first of them."""
    n_skills = supply.related_indptr.size - 1
    for block in prange((seekers.size + BLOCK - 1) // BLOCK):
        strength = np.zeros(n_skills)
        touched = np.empty(n_skills, np.int32)
        spots = np.zeros(n_skills, np.int32)
        marks = np.zeros(rules.width, np.bool_)
        missing = np.zeros(needs.indptr.size - 1, np.int64)
        for d in range(block * BLOCK, min(seekers.size, (block + 1) * BLOCK)):
            i = seekers[d]
            count = _offer(i, supply, strength, touched)
            _set_marks(i, rules, marks, True)
            _missing(needs, marks, missing)
            for at in range(openings.size):
                j = openings[at]
                bar = nearest.changes[d]
                fails = missing[needs.pattern[j]]
                if fails > bar:
                    continue
                fails += _apart(
                    i, j, rules.has, rules.asks, rules.starts, rules.ends, rules.opens, rules.closes
                )
                if fails > bar:
                    continue
                fails += _forbidden(i, j, rules.allowed_indptr, rules.allowed)
                units = _fit(
                    j, strength, demand.indptr, demand.skills, demand.units, demand.asked, demand.classes
                )
                if units >= least:
                    _keep_if_nearer(d, j, fails, units, ENOUGH, -1, 0.0, nearest)
                elif fails < bar:
                    more, after, way, skill, level = _reach(
                        i, j, units, least, bar - fails, strength, spots, supply, demand
                    )
                    _keep_if_nearer(d, j, fails + more, after, way, skill, level, nearest)
            _set_marks(i, rules, marks, False)
            for c in range(count):
                strength[touched[c]] = 0.0


@njit(parallel=True, cache=True)
def nearest_seekers(
    openings: NDArray[np.int64],
    seekers: NDArray[np.int64],
    least: int,
    supply: Supply,
    demand: Demand,
    rules: Rules,
    needs: Needs,
    nearest: Nearest,
) -> None:  # pragma: no cover - compiled
    """For each of ``openings`` the nearest of ``seekers``; of equals the first of them."""
    n_skills = supply.related_indptr.size - 1
    for block in prange((openings.size + BLOCK - 1) // BLOCK):
        strength = np.zeros(n_skills)
        touched = np.empty(n_skills, np.int32)
        spots = np.zeros(n_skills, np.int32)
        marks = np.zeros(rules.width, np.bool_)
        missing = np.zeros(needs.indptr.size - 1, np.int64)
        for at in range(seekers.size):
            i = seekers[at]
            count = _offer(i, supply, strength, touched)
            _set_marks(i, rules, marks, True)
            _missing(needs, marks, missing)
            for d in range(block * BLOCK, min(openings.size, (block + 1) * BLOCK)):
                j = openings[d]
                bar = nearest.changes[d]
                fails = missing[needs.pattern[j]]
                if fails > bar:
                    continue
                fails += _apart(
                    i, j, rules.has, rules.asks, rules.starts, rules.ends, rules.opens, rules.closes
                )
                if fails > bar:
                    continue
                fails += _forbidden(i, j, rules.allowed_indptr, rules.allowed)
                units = _fit(
                    j, strength, demand.indptr, demand.skills, demand.units, demand.asked, demand.classes
                )
                if units >= least:
                    _keep_if_nearer(d, i, fails, units, ENOUGH, -1, 0.0, nearest)
                elif fails < bar:
                    more, after, way, skill, level = _reach(
                        i, j, units, least, bar - fails, strength, spots, supply, demand
                    )
                    _keep_if_nearer(d, i, fails + more, after, way, skill, level, nearest)
            _set_marks(i, rules, marks, False)
            for c in range(count):
                strength[touched[c]] = 0.0
