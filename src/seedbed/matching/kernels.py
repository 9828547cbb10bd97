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

STRIDE = 64
"""Sums that are compared with the bar together before any of them is looked at."""

LONG_LIST = 32
"""From this length on it pays to look up where in a list the open part of a tile begins and ends."""

SPARE = 64
"""Room for candidates beyond those that are kept, at least."""

CLASS_SHIFT = 14
"""Where the class stands in a place of :class:`Postings`; below it is the position within the tile."""

PLACE_MASK = (1 << CLASS_SHIFT) - 1

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
    """The same demand turned round: per tile of opportunities, per skill, who asks it.

    Opportunities stand in an order of their own (``order``); a tile is a stretch of that order whose
    sums stay in the first-level cache. A column (a skill at an asked class) that many opportunities
    ask is a *head*: its weights lie in a dense row, which is added up without looking anything up.
    All other columns are lists. ``A`` is the number of classes, ``H`` that of heads.
    """

    pointers: NDArray[np.int32]
    """(tiles, K + 1): where the list of a skill begins within a tile, from the tile's first entry."""
    tile_entries: NDArray[np.int64]
    """(tiles,) the first entry of each tile."""
    places: NDArray[np.uint16]
    """Position within the tile, and the class in the two highest bits."""
    weights: NDArray[np.float32]
    """Whole units. Sums of credits times weights stay within 2**24, so float32 holds them exactly."""
    listed: NDArray[np.bool_]
    """(K,) whether the skill has a list at all."""
    heads: NDArray[np.int32]
    """(K, A): the dense row of a column, -1 where it is a list."""
    dense: NDArray[np.uint16]
    """(tiles, H + 1, tile): the dense rows, whole units; the last one is zero."""
    classes: NDArray[np.float64]
    order: NDArray[np.int32]
    """(m,) the opportunity at each position: those with the same needs stand together, in them those
    that ask the same of the first ordinal, in these by id."""
    ranks: NDArray[np.int32]
    """(m,) the place of the opportunity at each position when all are ordered by id."""
    by_rank: NDArray[np.int32]
    """(m,) the opportunity of each rank."""
    first_asks: NDArray[np.float64]
    """(m,) what the opportunity at each position asks of the first ordinal, or empty without ordinals."""
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


@njit(cache=True, inline="always")
def _has_needs(j: int, rules: Rules, marks: NDArray[np.bool_]) -> bool:  # pragma: no cover - compiled
    """Whether the seeker whose marks are set has all that opportunity ``j`` needs."""
    for q in range(rules.need_indptr[j], rules.need_indptr[j + 1]):  # noqa: SIM110 - no generators here
        if not marks[rules.needs[q]]:
            return False
    return True


@njit(cache=True, inline="always")
def _open_stretches(
    t: int,
    i: int,
    postings: Postings,
    rules: Rules,
    marks: NDArray[np.bool_],
    stretches: NDArray[np.int64],
) -> int:  # pragma: no cover - compiled
    """The stretches of a tile, as (begin, end) within it, whose needs and first ordinal a seeker meets.

    Within a run the opportunities rise by what they ask of the first ordinal, so those that are open to
    the seeker are its beginning.
    """
    base = t * postings.tile
    count = 0
    for run in range(postings.tile_runs[t], postings.tile_runs[t + 1]):
        begin = postings.runs[run]
        if not _has_needs(postings.order[begin], rules, marks):
            continue
        end = postings.runs[run + 1]
        if postings.first_asks.size:
            low = begin
            while low < end:
                middle = (low + end) // 2
                if postings.first_asks[middle] <= rules.has[i, 0]:
                    low = middle + 1
                else:
                    end = middle
            if begin == end:
                continue
        if count and stretches[count - 1, 1] == begin - base:
            stretches[count - 1, 1] = end - base
        else:
            stretches[count, 0] = begin - base
            stretches[count, 1] = end - base
            count += 1
    return count


@njit(cache=True, inline="always")  # a call would hand over every array of the rules, pair by pair
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
def _ask_for(
    i: int,
    supply: Supply,
    postings: Postings,
    strength: NDArray[np.float64],
    touched: NDArray[np.int32],
    skills: NDArray[np.int32],
    credits: NDArray[np.float32],
    head_rows: NDArray[np.int32],
    head_credits: NDArray[np.float32],
) -> tuple[int, int]:  # pragma: no cover - compiled
    """Expand seeker ``i`` to the lists and the dense rows to add up, with their credits in units.

    ``skills`` and ``credits`` (skill, class) receive the lists, ``head_rows`` and ``head_credits`` the dense
    rows, filled up with the zero row to a multiple of four. Returns how many there are of each.
    ``strength`` must be zero and is left so.
    """
    n_classes = postings.classes.size
    n_lists = 0
    n_heads = 0
    for c in range(_offer(i, supply, strength, touched)):
        k = touched[c]
        any_credit = False
        for a in range(n_classes):
            credit = _credit(strength[k], postings.classes[a])
            credits[n_lists, a] = credit
            any_credit = any_credit or credit > 0
            if credit > 0 and postings.heads[k, a] >= 0:
                head_rows[n_heads] = postings.heads[k, a]
                head_credits[n_heads] = credit
                n_heads += 1
        strength[k] = 0.0
        if any_credit and postings.listed[k]:
            skills[n_lists] = k
            n_lists += 1
    while n_heads % 4:
        head_rows[n_heads] = postings.dense.shape[1] - 1
        head_credits[n_heads] = 0.0
        n_heads += 1
    return n_lists, n_heads


@njit(cache=True, fastmath={"contract"})
def _add_rows(
    sums: NDArray[np.float32],
    credits: NDArray[np.float32],
    one: NDArray[np.uint16],
    two: NDArray[np.uint16],
    three: NDArray[np.uint16],
    four: NDArray[np.uint16],
) -> None:  # pragma: no cover - compiled
    """Add four rows times their credits to ``sums``: whole numbers, so fused steps are exact too."""
    c1 = credits[0]
    c2 = credits[1]
    c3 = credits[2]
    c4 = credits[3]
    for p in range(sums.size):
        sums[p] += (
            c1 * np.float32(one[p])
            + c2 * np.float32(two[p])
            + c3 * np.float32(three[p])
            + c4 * np.float32(four[p])
        )


@njit(cache=True)
def _look(
    sums: NDArray[np.float32], bar: np.float32, reached: NDArray[np.bool_]
) -> None:  # pragma: no cover - compiled
    """Note for each part of ``STRIDE`` sums whether one of them reaches the bar."""
    for part in range(reached.size):
        # An "or" without a way out early: the compiler turns it into vector comparisons.
        found = False
        for p in range(np.uint64(part * STRIDE), np.uint64(min((part + 1) * STRIDE, sums.size))):
            found |= sums[p] >= bar
        reached[part] = found


@njit(cache=True)
def _first_at_or_after(
    places: NDArray[np.uint16], low: int, high: int, position: int
) -> int:  # pragma: no cover - compiled
    """Where a list, which rises by position, reaches a position."""
    while low < high:
        middle = (low + high) >> 1
        if np.int64(places[middle]) & PLACE_MASK < position:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, inline="always")
def _accumulate(
    t: int,
    stretches: NDArray[np.int64],
    skills: NDArray[np.int32],
    credits: NDArray[np.float32],
    head_rows: NDArray[np.int32],
    head_credits: NDArray[np.float32],
    postings: Postings,
    sums: NDArray[np.float32],
) -> None:  # pragma: no cover - compiled
    """Add up one expanded seeker's fits, in units, for the open stretches of a tile.

    What lies between the stretches is never read: it may hold anything.
    """
    for q in range(stretches.shape[0]):
        sums[stretches[q, 0] : stretches[q, 1]] = 0.0
    pointers = postings.pointers[t]
    first = postings.tile_entries[t]
    places = postings.places
    weights = postings.weights
    within = np.uint64(PLACE_MASK)
    from_position = stretches[0, 0]
    to_position = stretches[-1, 1]
    narrow = to_position - from_position < postings.tile // 2
    for c in range(skills.size):
        k = skills[c]
        low = first + pointers[k]
        high = first + pointers[k + 1]
        if narrow and high - low > LONG_LIST:
            low = _first_at_or_after(places, low, high, from_position)
            high = _first_at_or_after(places, low, high, to_position)
        # Unsigned numbers spare the inner loops the test for negative indices.
        begin_entry = np.uint64(low)
        end_entry = np.uint64(high)
        credit = credits[c]
        if credit.size == 1:
            only = credit[0]
            for entry in range(begin_entry, end_entry):
                sums[np.uint64(places[entry])] += only * weights[entry]
        else:
            for entry in range(begin_entry, end_entry):
                place = np.uint64(places[entry])
                sums[place & within] += credit[place >> np.uint64(CLASS_SHIFT)] * weights[entry]
    dense = postings.dense[t]
    for q in range(stretches.shape[0]):
        begin = stretches[q, 0]
        end = stretches[q, 1]
        for h in range(0, head_rows.size, 4):
            _add_rows(
                sums[begin:end],
                head_credits[h : h + 4],
                dense[head_rows[h], begin:end],
                dense[head_rows[h + 1], begin:end],
                dense[head_rows[h + 2], begin:end],
                dense[head_rows[h + 3], begin:end],
            )


@njit(cache=True)
def _keep_largest(keys: NDArray[np.int64], k: int) -> None:  # pragma: no cover - compiled
    """Bring the ``k`` largest of different keys to the front; the smallest of them to ``keys[k - 1]``.

    Quickselect (Hoare 1961) with the median of three.
    """
    low = 0
    high = keys.size - 1
    while low < high:
        middle = (low + high) >> 1
        first = keys[low]
        last = keys[high]
        pivot = keys[middle]
        pivot = max(min(first, last), min(max(first, last), pivot))
        a = low
        b = high
        while a <= b:
            while keys[a] > pivot:
                a += 1
            while keys[b] < pivot:
                b -= 1
            if a <= b:
                keys[a], keys[b] = keys[b], keys[a]
                a += 1
                b -= 1
        if k - 1 <= b:
            high = b
        elif k - 1 >= a:
            low = a
        else:
            return


@njit(cache=True)
def _first_bar(
    stretches: NDArray[np.int64], sums: NDArray[np.float32], keys: NDArray[np.int64], k: int
) -> np.float32:  # pragma: no cover - compiled
    """A bar that ``k`` of a tile's sums reach: the ``k``-th largest of the maxima of ``len(keys)`` parts.

    ``keys`` is empty so far and serves as scratch. Parts are interleaved, so that maxima are taken
    element by element.
    """
    maxima = keys.view(np.float32)[: keys.size]
    maxima[:] = 0.0
    for q in range(stretches.shape[0]):
        for begin in range(stretches[q, 0], stretches[q, 1], maxima.size):
            part = sums[begin : min(begin + maxima.size, stretches[q, 1])]
            for p in range(part.size):
                maxima[p] = part[p] if part[p] > maxima[p] else maxima[p]
    for p in range(keys.size - 1, -1, -1):
        keys[p] = (np.int64(maxima[p]) << 32) | p
    _keep_largest(keys, k)
    return np.float32(keys[k - 1] >> 32)


@njit(cache=True, inline="always")
def _collect(
    t: int,
    i: int,
    k: int,
    stretches: NDArray[np.int64],
    postings: Postings,
    rules: Rules,
    rules_left: bool,
    sums: NDArray[np.float32],
    reached: NDArray[np.bool_],
    keys: NDArray[np.int64],
    size: int,
    bar: np.float32,
) -> tuple[int, np.float32]:  # pragma: no cover - compiled
    """Put what reaches the bar into a seeker's candidates; when these are full, keep ``k`` and raise it.

    A key is the fit, then the rank of the id downwards, so that no two are equal and ties go by id
    whatever the order of the walk. The other rules are asked only of what would be kept.
    """
    base = t * postings.tile
    for q in range(stretches.shape[0]):
        first = stretches[q, 0]
        end = stretches[q, 1]
        part_sums = sums[first:end]
        parts = reached[: (end - first + STRIDE - 1) // STRIDE]
        _look(part_sums, bar, parts)
        order = postings.order[base + first : base + end]
        ranks = postings.ranks[base + first : base + end]
        for part in range(parts.size):
            if not parts[part]:
                continue
            for p in range(np.uint64(part * STRIDE), np.uint64(min((part + 1) * STRIDE, end - first))):
                if part_sums[p] < bar:
                    continue
                if rules_left and not _admits(i, order[p], rules):
                    continue
                keys[size] = (np.int64(part_sums[p]) << 32) | (_LOW - np.int64(ranks[p]))
                size += 1
                if size == keys.size:
                    _keep_largest(keys, k)
                    size = k
                    bar = np.float32(keys[k - 1] >> 32)
    return size, bar


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


@njit(cache=True)
def _most_expanded(i: int, supply: Supply) -> int:  # pragma: no cover - compiled
    """A bound for the number of skills that seeker ``i`` gets credit for."""
    count = 0
    for q in range(supply.indptr[i], supply.indptr[i + 1]):
        s = supply.skills[q]
        count += supply.related_indptr[s + 1] - supply.related_indptr[s]
    return min(count, supply.related_indptr.size - 1)


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

    For each block of seekers, which shares one thread and its scratch arrays:

    1. expand every seeker once: the skills that an own skill gives credit toward, with the credits;
    2. tile by tile, so that a tile's lists and dense rows serve the whole block from the cache, and
       seeker by seeker: find the stretches whose needs (place, kind, licence) and first ordinal the
       seeker meets, add up the fits there, and collect what reaches the bar. The bar is the fit of
       the ``k``-th best that the seeker has seen when the candidates were last thinned out;
    3. thin out once more and put the ``k`` best of each seeker in order.

    Adding up term by term into sums of a tile, with a bar from the best found so far, is term-at-a-time
    evaluation of ranked queries (Turtle and Flood 1995); no fit is estimated and none is left out.
    """
    rows = out_counts.size
    n_skills = supply.related_indptr.size - 1
    n_classes = postings.classes.size
    tiles = postings.pointers.shape[0]
    room = k + max(SPARE, k // 2)
    # Needs and the first ordinal are met by the choice of stretches.
    rules_left = rules.has.shape[1] > 1 or rules.starts.shape[1] > 0 or rules.allowed_indptr.size > 0
    for block in prange((rows + BLOCK - 1) // BLOCK):
        first_row = block * BLOCK
        here = min(rows - first_row, BLOCK)
        strength = np.zeros(n_skills)
        touched = np.empty(n_skills, np.int32)
        bound = 0
        for row in range(here):
            bound += _most_expanded(start + first_row + row, supply)
        skills = np.empty(bound, np.int32)
        credits = np.empty((bound + 1, n_classes), np.float32)
        head_rows = np.empty(bound * n_classes + 4 * here, np.int32)
        head_credits = np.empty(bound * n_classes + 4 * here, np.float32)
        list_ends = np.zeros(here + 1, np.int64)
        head_ends = np.zeros(here + 1, np.int64)
        marks = np.zeros((here, rules.width), np.bool_)
        for row in range(here):
            i = start + first_row + row
            n_lists, n_heads = _ask_for(
                i,
                supply,
                postings,
                strength,
                touched,
                skills[list_ends[row] :],
                credits[list_ends[row] :],
                head_rows[head_ends[row] :],
                head_credits[head_ends[row] :],
            )
            list_ends[row + 1] = list_ends[row] + n_lists
            head_ends[row + 1] = head_ends[row] + n_heads
            _set_marks(i, rules, marks[row], True)
        sums = np.zeros(postings.tile, np.float32)
        reached = np.empty(postings.tile // STRIDE + 1, np.bool_)
        stretches = np.empty((postings.tile, 2), np.int64)
        keys = np.empty((here, room), np.int64)
        sizes = np.zeros(here, np.int64)
        bars = np.ones(here, np.float32)
        for t in range(tiles):
            for row in range(here):
                i = start + first_row + row
                lists = slice(list_ends[row], list_ends[row + 1])
                heads = slice(head_ends[row], head_ends[row + 1])
                if list_ends[row] == list_ends[row + 1] and head_ends[row] == head_ends[row + 1]:
                    continue
                count = _open_stretches(t, i, postings, rules, marks[row], stretches)
                if not count:
                    continue
                _accumulate(
                    t,
                    stretches[:count],
                    skills[lists],
                    credits[lists],
                    head_rows[heads],
                    head_credits[heads],
                    postings,
                    sums,
                )
                if sizes[row] == 0 and not rules_left:
                    bars[row] = max(bars[row], _first_bar(stretches[:count], sums, keys[row], k))
                sizes[row], bars[row] = _collect(
                    t,
                    i,
                    k,
                    stretches[:count],
                    postings,
                    rules,
                    rules_left,
                    sums,
                    reached,
                    keys[row],
                    sizes[row],
                    bars[row],
                )
        for row in range(here):
            size = sizes[row]
            if size > k:
                _keep_largest(keys[row, :size], k)
                size = k
            out = first_row + row
            _drain(keys[row], size, postings.by_rank, out_indices[out], out_units[out])
            out_counts[out] = size


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
    n_classes = postings.classes.size
    m = postings.order.size
    tile = postings.tile
    heaps = np.empty(out_seekers.size, np.int64)
    for t in prange(postings.pointers.shape[0]):
        strength = np.zeros(n_skills)
        touched = np.empty(n_skills, np.int32)
        skills = np.empty(n_skills, np.int32)
        credits = np.empty((n_skills + 1, n_classes), np.float32)
        head_rows = np.empty(n_skills * n_classes + 4, np.int32)
        head_credits = np.empty(n_skills * n_classes + 4, np.float32)
        marks = np.zeros(rules.width, np.bool_)
        stretches = np.empty((tile, 2), np.int64)
        base = t * tile
        here = min(tile, m - base)
        sums = np.zeros(tile, np.float32)
        bars = np.zeros(here, np.float32)
        for rank in range(seeker_order.size):
            i = seeker_order[rank]
            _set_marks(i, rules, marks, True)
            count = _open_stretches(t, i, postings, rules, marks, stretches)
            _set_marks(i, rules, marks, False)
            if not count:
                continue
            n_lists, n_heads = _ask_for(
                i, supply, postings, strength, touched, skills, credits, head_rows, head_credits
            )
            if not n_lists and not n_heads:
                continue
            _accumulate(
                t,
                stretches[:count],
                skills[:n_lists],
                credits[:n_lists],
                head_rows[:n_heads],
                head_credits[:n_heads],
                postings,
                sums,
            )
            for q in range(count):
                for p in range(stretches[q, 0], stretches[q, 1]):
                    # Seekers pass in the order of their ids: an equal fit never displaces an earlier one.
                    if sums[p] <= bars[p]:
                        continue
                    j = postings.order[base + p]
                    room = offsets[j + 1] - offsets[j]
                    if room == 0 or not _admits(i, j, rules):
                        continue
                    key = (np.int64(sums[p]) << 32) | (_LOW - rank)
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
