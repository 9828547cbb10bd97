"""The compiled loops of the market, all in one file.

They stay together because numba's cache watches only the file of the function it compiles: a
helper in another file could change without its callers being compiled again. Nothing compiles
at import; :func:`seedbed.matching.warm.warm` compiles everything once with tiny inputs.

Every parallel loop gives each seeker (or each tile of opportunities) to one thread, with its own
scratch arrays, and adds whole numbers only: the result is the same for any number of threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit, prange

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 64
"""Seekers (or groups of pairs) that share one set of scratch arrays."""

_LOW = 0xFFFF_FFFF
"""The lower half of a heap key: the position counted downwards, so that ties go to the lower one."""


class Supply(NamedTuple):
    """What seekers have: their skills, and the credit that a skill gives toward others."""

    indptr: NDArray[np.int64]
    """(n + 1,)"""
    skills: NDArray[np.int32]
    levels: NDArray[np.float64]
    related_indptr: NDArray[np.int64]
    """(K + 1,)"""
    related_skills: NDArray[np.int32]
    related_credits: NDArray[np.float64]
    """In (0, 1], 1 on the diagonal."""


class Demand(NamedTuple):
    """What opportunities ask: one row per opportunity, columns rising."""

    indptr: NDArray[np.int64]
    """(m + 1,)"""
    skills: NDArray[np.int32]
    units: NDArray[np.int32]
    """Weights; 65536 per row."""
    asked: NDArray[np.int8]
    """The number of the class that is asked, an index into ``classes``."""
    classes: NDArray[np.float64]
    """(A,) the distinct asked levels, rising."""


class Postings(NamedTuple):
    """The same demand turned round: per tile of opportunities, per skill and class, who asks it."""

    pointers: NDArray[np.int64]
    """(tiles, K * A + 1): where the list of a skill and class begins within a tile."""
    positions: NDArray[np.uint16]
    """Position of the opportunity within its tile."""
    units: NDArray[np.int32]
    classes: NDArray[np.float64]
    order: NDArray[np.int32]
    """(m,) the opportunity at each position; opportunities with the same needs stand together."""
    ranks: NDArray[np.int32]
    """(m,) the place of the opportunity at each position when all are ordered by id."""
    by_rank: NDArray[np.int32]
    """(m,) the opportunity of each rank."""
    runs: NDArray[np.int64]
    """(R + 1,) where each run of opportunities with the same needs begins; none crosses a tile."""
    tile_runs: NDArray[np.int64]
    """(tiles + 1,) the runs of each tile."""
    tile: int


class Rules(NamedTuple):
    """Eligibility as arrays. A mark is one thing that a seeker has and an opportunity may need."""

    mark_indptr: NDArray[np.int64]
    marks: NDArray[np.int32]
    need_indptr: NDArray[np.int64]
    needs: NDArray[np.int32]
    has: NDArray[np.float64]
    """(n, O)"""
    asks: NDArray[np.float64]
    """(m, O)"""
    starts: NDArray[np.int64]
    """(n, W)"""
    ends: NDArray[np.int64]
    opens: NDArray[np.int64]
    """(m, W)"""
    closes: NDArray[np.int64]
    allowed_indptr: NDArray[np.int64]
    """(n + 1,), or empty where every pair is allowed."""
    allowed: NDArray[np.int32]
    width: int
    """Number of different marks."""


@njit(cache=True)
def _offer(
    i: int, supply: Supply, strength: NDArray[np.float64], touched: NDArray[np.int32]
) -> int:  # pragma: no cover - compiled
    """Expand seeker ``i``: ``strength[k] = max over own skills s of level_s * related(s -> k)``."""
    count = 0
    for q in range(supply.indptr[i], supply.indptr[i + 1]):
        level = supply.levels[q]
        s = supply.skills[q]
        for r in range(supply.related_indptr[s], supply.related_indptr[s + 1]):
            k = supply.related_skills[r]
            x = level * supply.related_credits[r]
            if x > strength[k]:
                if strength[k] == 0.0:
                    touched[count] = k
                    count += 1
                strength[k] = x
    return count


@njit(cache=True)
def _credit(strength: float, asked: float) -> int:  # pragma: no cover - compiled
    return int(np.rint(256.0 * min(1.0, strength / asked)))


@njit(cache=True)
def _set_marks(
    i: int, rules: Rules, marks: NDArray[np.bool_], value: bool
) -> None:  # pragma: no cover - compiled
    for q in range(rules.mark_indptr[i], rules.mark_indptr[i + 1]):
        marks[rules.marks[q]] = value


@njit(cache=True)
def _has_needs(j: int, rules: Rules, marks: NDArray[np.bool_]) -> bool:  # pragma: no cover - compiled
    """Whether the seeker whose marks are set has all that opportunity ``j`` needs."""
    for q in range(rules.need_indptr[j], rules.need_indptr[j + 1]):  # noqa: SIM110 - no generators here
        if not marks[rules.needs[q]]:
            return False
    return True


@njit(cache=True)
def _open_runs(
    t: int, postings: Postings, rules: Rules, marks: NDArray[np.bool_], is_open: NDArray[np.bool_]
) -> bool:  # pragma: no cover - compiled
    """Note which runs of a tile the seeker has the needs of; False if there is none."""
    first = postings.tile_runs[t]
    found = False
    for run in range(first, postings.tile_runs[t + 1]):
        admitted = _has_needs(postings.order[postings.runs[run]], rules, marks)
        is_open[run - first] = admitted
        found = found or admitted
    return found


@njit(cache=True)
def _admits(i: int, j: int, rules: Rules) -> bool:  # pragma: no cover - compiled
    """Whether seeker ``i``, who has what ``j`` needs, keeps all its other rules."""
    for o in range(rules.has.shape[1]):
        if not rules.has[i, o] >= rules.asks[j, o]:
            return False
    for w in range(rules.starts.shape[1]):
        if rules.starts[i, w] > rules.closes[j, w] or rules.opens[j, w] > rules.ends[i, w]:
            return False
    if rules.allowed_indptr.size:
        low = rules.allowed_indptr[i]
        end = rules.allowed_indptr[i + 1]
        high = end
        while low < high:
            middle = (low + high) // 2
            if rules.allowed[middle] < j:
                low = middle + 1
            else:
                high = middle
        return bool(low < end and rules.allowed[low] == j)
    return True


@njit(cache=True)
def _accumulate(
    t: int,
    count: int,
    touched: NDArray[np.int32],
    strength: NDArray[np.float64],
    postings: Postings,
    fits: NDArray[np.int32],
) -> bool:  # pragma: no cover - compiled
    """Add one expanded seeker's weights times credits to the fits of a tile; False if nothing was added."""
    pointers = postings.pointers[t]
    positions = postings.positions
    units = postings.units
    n_classes = postings.classes.size
    found = False
    for c in range(count):
        k = touched[c]
        first = k * n_classes
        if pointers[first] == pointers[first + n_classes]:
            continue
        for a in range(n_classes):
            # Unsigned bounds spare the inner loop the test for negative indices.
            begin = np.uint64(pointers[first + a])
            end = np.uint64(pointers[first + a + 1])
            if begin == end:
                continue
            credit = np.int32(_credit(strength[k], postings.classes[a]))
            if credit == 0:
                continue
            found = True
            for q in range(begin, end):
                fits[positions[q]] += credit * units[q]
    return found


@njit(cache=True)
def _sift_up(heap: NDArray[np.int64], at: int) -> None:  # pragma: no cover - compiled
    key = heap[at]
    while at > 0:
        parent = (at - 1) >> 1
        if heap[parent] <= key:
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = key


@njit(cache=True)
def _sift_down(heap: NDArray[np.int64], size: int) -> None:  # pragma: no cover - compiled
    key = heap[0]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = key


@njit(cache=True)
def _drain(
    heap: NDArray[np.int64],
    size: int,
    order: NDArray[np.int32],
    out_indices: NDArray[np.int32],
    out_units: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled
    """Write a heap of keys best first, as original numbers and units."""
    kept = np.sort(heap[:size])
    for q in range(size):
        key = kept[size - 1 - q]
        out_units[q] = key >> 32
        out_indices[q] = order[_LOW - (key & _LOW)]


@njit(parallel=True, cache=True)
def best_opportunities(
    start: int,
    k: int,
    supply: Supply,
    postings: Postings,
    rules: Rules,
    out_indices: NDArray[np.int32],
    out_units: NDArray[np.int32],
    out_counts: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """The ``k`` best eligible opportunities of seekers ``start .. start + len(out_counts)``.

    For each seeker:

    1. expand: the strength of every skill that an own skill gives credit toward;
    2. for each tile with a run of opportunities whose needs (place, kind, licence) the seeker has, add up
       the fits term by term;
    3. walk those runs and keep what beats the worst of a heap of ``k``. The key is the fit, then the rank
       of the id downwards, so ties go by id whatever the order of the walk. The other rules are asked
       only of what would enter the heap.
    """
    rows = out_counts.size
    n_skills = supply.related_indptr.size - 1
    m = postings.order.size
    tile = postings.tile
    for block in prange((rows + BLOCK - 1) // BLOCK):
        strength = np.zeros(n_skills)
        touched = np.empty(n_skills, np.int32)
        marks = np.zeros(rules.width, np.bool_)
        is_open = np.empty(min(tile, m), np.bool_)
        fits = np.zeros(min(tile, m), np.int32)
        heap = np.empty(k, np.int64)
        for row in range(block * BLOCK, min(rows, (block + 1) * BLOCK)):
            i = start + row
            count = _offer(i, supply, strength, touched)
            _set_marks(i, rules, marks, True)
            size = 0
            bar = 1
            for t in range(postings.pointers.shape[0]):
                if not _open_runs(t, postings, rules, marks, is_open):
                    continue
                if not _accumulate(t, count, touched, strength, postings, fits):
                    continue
                base = t * tile
                first = postings.tile_runs[t]
                for run in range(first, postings.tile_runs[t + 1]):
                    if not is_open[run - first]:
                        continue
                    for position in range(postings.runs[run], postings.runs[run + 1]):
                        units = fits[position - base]
                        if units < bar:
                            continue
                        key = (np.int64(units) << 32) | (_LOW - postings.ranks[position])
                        if size == k and key < heap[0]:
                            continue
                        if not _admits(i, postings.order[position], rules):
                            continue
                        if size < k:
                            heap[size] = key
                            _sift_up(heap, size)
                            size += 1
                        else:
                            heap[0] = key
                            _sift_down(heap, size)
                        if size == k:
                            bar = heap[0] >> 32
                fits[:] = 0
            _drain(heap, size, postings.by_rank, out_indices[row], out_units[row])
            out_counts[row] = size
            _set_marks(i, rules, marks, False)
            for c in range(count):
                strength[touched[c]] = 0.0


@njit(parallel=True, cache=True)
def best_seekers(
    offsets: NDArray[np.int64],
    seeker_order: NDArray[np.int32],
    supply: Supply,
    postings: Postings,
    rules: Rules,
    out_seekers: NDArray[np.int32],
    out_units: NDArray[np.int32],
    out_counts: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """The best eligible seekers of every opportunity, ties by the seekers' order.

    Opportunity ``j`` keeps at most ``offsets[j + 1] - offsets[j]`` seekers. Each tile of opportunities
    belongs to one thread, which passes all seekers over it.
    """
    n_skills = supply.related_indptr.size - 1
    m = postings.order.size
    tile = postings.tile
    heaps = np.empty(out_seekers.size, np.int64)
    for t in prange(postings.pointers.shape[0]):
        strength = np.zeros(n_skills)
        touched = np.empty(n_skills, np.int32)
        marks = np.zeros(rules.width, np.bool_)
        base = t * tile
        here = min(tile, m - base)
        first = postings.tile_runs[t]
        is_open = np.empty(here, np.bool_)
        fits = np.zeros(here, np.int32)
        bars = np.zeros(here, np.int32)
        for rank in range(seeker_order.size):
            i = seeker_order[rank]
            _set_marks(i, rules, marks, True)
            reached = _open_runs(t, postings, rules, marks, is_open)
            _set_marks(i, rules, marks, False)
            if not reached:
                continue
            count = _offer(i, supply, strength, touched)
            if _accumulate(t, count, touched, strength, postings, fits):
                for run in range(first, postings.tile_runs[t + 1]):
                    if not is_open[run - first]:
                        continue
                    for position in range(postings.runs[run], postings.runs[run + 1]):
                        p = position - base
                        units = fits[p]
                        # Seekers pass in the order of their ids: an equal fit never displaces an earlier one.
                        if units <= bars[p]:
                            continue
                        j = postings.order[position]
                        room = offsets[j + 1] - offsets[j]
                        if room == 0 or not _admits(i, j, rules):
                            continue
                        key = (np.int64(units) << 32) | (_LOW - rank)
                        heap = heaps[offsets[j] : offsets[j + 1]]
                        size = out_counts[j]
                        if size < room:
                            heap[size] = key
                            _sift_up(heap, size)
                            out_counts[j] = size + 1
                        else:
                            heap[0] = key
                            _sift_down(heap, size)
                        if out_counts[j] == room:
                            bars[p] = heap[0] >> 32
                fits[:] = 0
            for c in range(count):
                strength[touched[c]] = 0.0
        for p in range(here):
            j = postings.order[base + p]
            begin = offsets[j]
            end = offsets[j + 1]
            _drain(
                heaps[begin:end], out_counts[j], seeker_order, out_seekers[begin:end], out_units[begin:end]
            )


@njit(parallel=True, cache=True)
def pair_fits(
    groups: NDArray[np.int64],
    seekers: NDArray[np.int64],
    opportunities: NDArray[np.int64],
    supply: Supply,
    demand: Demand,
    out: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled
    """The fit units of pairs that are sorted by seeker; ``groups`` says where each seeker begins."""
    n_skills = supply.related_indptr.size - 1
    n_groups = groups.size - 1
    for block in prange((n_groups + BLOCK - 1) // BLOCK):
        strength = np.zeros(n_skills)
        touched = np.empty(n_skills, np.int32)
        for group in range(block * BLOCK, min(n_groups, (block + 1) * BLOCK)):
            count = _offer(seekers[groups[group]], supply, strength, touched)
            for pair in range(groups[group], groups[group + 1]):
                j = opportunities[pair]
                units = 0
                for q in range(demand.indptr[j], demand.indptr[j + 1]):
                    x = strength[demand.skills[q]]
                    if x > 0.0:
                        units += demand.units[q] * _credit(x, demand.classes[demand.asked[q]])
                out[pair] = units
            for c in range(count):
                strength[touched[c]] = 0.0


@njit(parallel=True, cache=True)
def pair_eligibility(
    groups: NDArray[np.int64],
    seekers: NDArray[np.int64],
    opportunities: NDArray[np.int64],
    rules: Rules,
    out: NDArray[np.bool_],
) -> None:  # pragma: no cover - compiled
    """Whether each of the pairs, which are sorted by seeker, is eligible."""
    n_groups = groups.size - 1
    for block in prange((n_groups + BLOCK - 1) // BLOCK):
        marks = np.zeros(rules.width, np.bool_)
        for group in range(block * BLOCK, min(n_groups, (block + 1) * BLOCK)):
            i = seekers[groups[group]]
            _set_marks(i, rules, marks, True)
            for pair in range(groups[group], groups[group + 1]):
                j = opportunities[pair]
                out[pair] = _has_needs(j, rules, marks) and _admits(i, j, rules)
            _set_marks(i, rules, marks, False)


@njit(cache=True)
def credit_histogram(
    column_of: NDArray[np.int32], supply: Supply, classes: NDArray[np.float64], out: NDArray[np.int64]
) -> None:  # pragma: no cover - compiled
    """Count the seekers by the credit that they would earn for each skill and class that is asked.

    ``column_of`` is (K, A): the row of ``out`` (columns, 257) that counts the skill and class, or -1.
    """
    n_skills = supply.related_indptr.size - 1
    strength = np.zeros(n_skills)
    touched = np.empty(n_skills, np.int32)
    for i in range(supply.indptr.size - 1):
        count = _offer(i, supply, strength, touched)
        for c in range(count):
            k = touched[c]
            for a in range(classes.size):
                column = column_of[k, a]
                if column >= 0:
                    out[column, _credit(strength[k], classes[a])] += 1
            strength[k] = 0.0
