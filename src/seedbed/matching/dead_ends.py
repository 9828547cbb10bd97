"""Dead ends: people whom nothing fits and openings that nobody fits, with the nearest way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from seedbed.matching import kernels, what_if
from seedbed.matching.allocation.inputs import check_capacity, check_number
from seedbed.matching.explanation import parts_of
from seedbed.matching.fixed_point import FIT_UNITS
from seedbed.matching.recommendations import Cancelled
from seedbed.matching.sparse import rows_of, stretches
from seedbed.matching.what_if import Nearest, needs_of, nothing_near

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from seedbed.matching.explanation import Skill
    from seedbed.matching.kernels import Rules
    from seedbed.matching.market import Market
    from seedbed.matching.recommendations import Recommendations

Progress = Callable[[int, int], bool | None]
Way = Literal["none", "raise-level", "lower-asked", "learn-skill", "learn-several"]
WAYS: tuple[Way, ...] = ("none", "raise-level", "lower-asked", "learn-skill", "learn-several")

_AT_ONCE = 512
"""Dead ends between two reports of progress."""


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A person or an opening without any eligible pair of a sufficient fit, and what would end that.

    Parameters
    ----------
    side
        Who is at the dead end: ``"seeker"`` or ``"opportunity"``.
    number
        The row of the seeker or opportunity.
    partner
        The row on the other side that is nearest; ``None`` where there is none at all.
    relax
        The codes of the rules to relax for this pair; empty where only the fit is short.
    way
        What the fit needs beside: ``none``; one class more of a skill that the seeker has (``raise-level``); one
        class less of a skill that is asked (``lower-asked``); one skill, or several, brought to the level that
        is asked (``learn-skill``, ``learn-several``).
    skills, levels
        The skills that this concerns and the level that each is brought to.
    fit
        The fit of the pair after that.
    verified
        Whether the pair, counted again by the market's own kernels with exactly this change, is eligible and
        fits well enough.
    """

    side: Literal["seeker", "opportunity"]
    number: int
    partner: int | None
    relax: tuple[str, ...]
    way: Way
    skills: tuple[Skill, ...]
    levels: tuple[float, ...]
    fit: float
    verified: bool

    @property
    def skill(self) -> Skill | None:
        """The first skill that the way out concerns."""
        return self.skills[0] if self.skills else None


def find_dead_ends(
    market: Market, capacity: ArrayLike, min_fit: float = 0.0, progress: Progress | None = None
) -> list[DeadEnd]:
    """Find all dead ends, seekers first, each with the nearest partner of all on the other side.

    A pair will do where it is eligible and its fit is above 0 and at least ``min_fit``.

    1. Dead ends are the seekers and openings without such a pair (the best of each decides).
    2. For each, every partner is looked at. Its changes are single: every condition that fails (a place, a
       kind, a licence, an ordinal, a window of dates, the list of allowed pairs) is one, and where the fit is short
       one level, if a single class up or down suffices, else one skill, brought to the level that is
       asked, else as many skills as it takes, each counted for its own part alone (what several learnt
       skills give to each other can only make the way shorter). Classes of levels are quarters.
    3. Nearest is the pair with the fewest changes; then no or one level before one skill before several; then
       the largest fit after the change; then the order of the ids.
    4. Of all nearest pairs at once the changes are made to the arrays and the market's kernels count the
       pairs again.

    Opportunities without places or that ask nothing are no openings; people without a skill are looked at
    like all others.

    Parameters
    ----------
    capacity
        (m,) places.
    progress
        Called with the dead ends done and to do; what it raises, and ``False``, stops the work.

    Raises
    ------
    Refusal
        What ``check_capacity`` refuses; ``matching.number-out-of-range``.
    Cancelled
        ``progress`` returned ``False``.

    >>> from scipy.sparse import csr_array
    >>> from seedbed.matching import Market
    >>> market = Market(csr_array([[0.5]]), csr_array([[1.0]]))
    >>> [(end.side, end.way, end.levels, end.fit) for end in find_dead_ends(market, [1], min_fit=0.75)]
    [('seeker', 'raise-level', (0.75,), 0.75), ('opportunity', 'raise-level', (0.75,), 0.75)]
    """
    check_number("min_fit", min_fit, 0.0, 1.0)
    least = max(1, int(np.ceil(min_fit * FIT_UNITS)))
    open_now = (check_capacity(capacity, market.n_opportunities) > 0) & ~market.asks_nothing
    seeker_order, opportunity_order = (order.astype(np.int64) for order in market.id_orders)
    openings = opportunity_order[open_now[opportunity_order]]
    without = _without(market.recommendations(k=1), least, market.n_seekers)
    unfilled = np.zeros(0, np.int64)
    if openings.size:
        best = market.best_seekers(open_now.astype(np.int64))
        unfilled = _without(best, least, market.n_opportunities)
        unfilled = unfilled[open_now[unfilled]]
    total = without.size + unfilled.size

    def tell(done: int) -> None:
        if progress is not None and progress(done, total) is False:
            raise Cancelled

    people = _search(what_if.nearest_openings, market, without, openings, least, tell, 0)
    places = _search(what_if.nearest_seekers, market, unfilled, seeker_order, least, tell, without.size)
    return [
        *_described(market, "seeker", without, people, least),
        *_described(market, "opportunity", unfilled, places, least),
    ]


def nearest_change(market: Market, i: int, j: int, min_fit: float) -> DeadEnd:
    """What would bring one pair to ``min_fit`` and lift its rules, as for a dead end of seeker ``i``."""
    check_number("min_fit", min_fit, 0.0, 1.0)
    least = max(1, int(np.ceil(min_fit * FIT_UNITS)))
    seeker, opening = np.array([i]), np.array([j])
    nearest = _search(what_if.nearest_openings, market, seeker, opening, least, lambda done: None, 0)
    return _described(market, "seeker", seeker, nearest, least)[0]


def compile_dead_ends() -> None:
    """Compile (or read from numba's cache) the search for what is nearest."""
    from scipy import sparse  # noqa: PLC0415 - needed here only

    from seedbed.matching.market import Market  # noqa: PLC0415

    find_dead_ends(Market(sparse.csr_array([[0.5]]), sparse.csr_array([[1.0]])), [1], min_fit=1.0)


def _without(best: Recommendations, least: int, size: int) -> NDArray[np.int64]:
    """The rows (of ``size``) whose best pair does not reach ``least``."""
    found = np.zeros(size, np.int64)
    listed = np.flatnonzero(np.diff(best.indptr))
    found[listed] = best.units[best.indptr[listed]]
    return np.flatnonzero(found < least)


def _search(
    search: Callable[..., None],
    market: Market,
    numbers: NDArray[np.int64],
    partners: NDArray[np.int64],
    least: int,
    tell: Callable[[int], None],
    done: int,
) -> Nearest:
    """Steps 2 and 3 for the dead ends of one side, some hundreds at a time."""
    supply, demand = market.sides
    needs = needs_of(market.rules)
    found = [nothing_near(0)]
    for start in range(0, numbers.size, _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        nearest = nothing_near(part.size)
        search(part, partners, least, supply, demand, market.rules, needs, nearest)
        found.append(nearest)
        tell(done + start + part.size)
    return Nearest(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _described(
    market: Market,
    side: Literal["seeker", "opportunity"],
    numbers: NDArray[np.int64],
    nearest: Nearest,
    least: int,
) -> list[DeadEnd]:
    """Step 4, and the outcome in words."""
    known = np.flatnonzero(nearest.partner >= 0)
    i, j = numbers[known], nearest.partner[known]
    if side == "opportunity":
        i, j = j, i
    end, skill, level = _changed_skills(market, i, j, nearest, known, least)
    lowered = nearest.way[known] == what_if.LOWER_ASKED
    units, admitted = _counted_again(market, i, j, end, skill, level, lowered)
    begins = np.searchsorted(end, np.arange(known.size + 1))
    told = [DeadEnd(side, int(number), None, (), "none", (), (), 0.0, verified=False) for number in numbers]
    for at, row in enumerate(known.tolist()):
        own = slice(begins[at], begins[at + 1])
        told[row] = DeadEnd(
            side,
            int(numbers[row]),
            int(nearest.partner[row]),
            market.reasons(int(i[at]), int(j[at])),
            WAYS[nearest.way[row]],
            tuple(market.skill(int(column)) for column in skill[own]),
            tuple(level[own].tolist()),
            float(units[at] / FIT_UNITS),
            verified=bool(admitted[at] and units[at] >= least),
        )
    return told


def _changed_skills(
    market: Market,
    i: NDArray[np.int64],
    j: NDArray[np.int64],
    nearest: Nearest,
    known: NDArray[np.int64],
    least: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The skills that change at each of the ends known, and to what level: three aligned columns, by end."""
    single = np.flatnonzero(nearest.skill[known] >= 0)
    ends, skills, levels = [single], [nearest.skill[known[single]]], [nearest.level[known[single]]]
    supply, demand = market.sides
    for at in np.flatnonzero(nearest.way[known] == what_if.LEARN_SEVERAL):
        parts = parts_of(int(i[at]), int(j[at]), supply, demand, int)
        missing = sorted(parts, key=lambda part: (part.contribution - part.weight, part.requirement))
        fit = sum(part.contribution for part in parts) * FIT_UNITS
        count = 0
        while fit < least:
            fit += (missing[count].weight - missing[count].contribution) * FIT_UNITS
            count += 1
        ends.append(np.full(count, at))
        skills.append(np.array([part.requirement for part in missing[:count]], np.int64))
        levels.append(np.array([part.asked for part in missing[:count]]))
    end = np.concatenate(ends)
    order = np.argsort(end, kind="stable")
    return end[order], np.concatenate(skills)[order], np.concatenate(levels)[order]


def _counted_again(
    market: Market,
    i: NDArray[np.int64],
    j: NDArray[np.int64],
    end: NDArray[np.int64],
    skill: NDArray[np.int64],
    level: NDArray[np.float64],
    lowered: NDArray[np.bool_],
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """The fit units and eligibility of pairs after their changes, by the kernels of the market.

    Each pair gets a seeker and an opportunity of its own, with the skills ``skill`` of the pairs ``end`` at
    ``level`` (the asked level where the pair is ``lowered``), and with every rule relaxed that fails.
    """
    supply, demand = market.sides
    count = i.size
    learns = ~lowered[end]
    owner, at = stretches(supply.indptr, i)
    learnt = rows_of(
        np.concatenate((owner, end[learns])),
        np.concatenate((supply.skills[at].astype(np.int64), skill[learns])),
        np.concatenate((supply.levels[at], level[learns])),
        (count, market.n_skills),
    )
    changed_supply = supply._replace(indptr=learnt.indptr, skills=learnt.columns, levels=learnt.values)
    owner, at = stretches(demand.indptr, j)
    classes = np.concatenate((demand.classes, np.unique(level)))
    asked = demand.asked[at].astype(np.int64)
    wanted = owner * market.n_skills + demand.skills[at]
    # Both rise: the requirements of a pair stand in the order of their columns.
    entry = np.searchsorted(wanted, end[~learns] * market.n_skills + skill[~learns])
    asked[entry] = demand.classes.size + np.searchsorted(np.unique(level), level[~learns])
    changed_demand = demand._replace(
        indptr=np.searchsorted(owner, np.arange(count + 1)).astype(np.int64),
        skills=demand.skills[at],
        units=demand.units[at],
        asked=asked.astype(np.int8),
        classes=classes,
    )
    rules = _relaxed(market.rules, i, j)
    pair = np.arange(count)
    groups = np.arange(count + 1)
    units, admitted = np.zeros(count, np.int32), np.zeros(count, np.bool_)
    kernels.pair_fits(groups, pair, pair, changed_supply, changed_demand, units)
    kernels.pair_eligibility(groups, pair, pair, rules, admitted)
    return units, admitted


def _relaxed(rules: Rules, i: NDArray[np.int64], j: NDArray[np.int64]) -> Rules:
    """The rules of pairs of their own, every one that fails relaxed just so far that it holds."""
    count, width = i.size, max(rules.width, 1)
    owner, at = stretches(rules.mark_indptr, i)
    needer, needed = stretches(rules.need_indptr, j)
    marks = rows_of(
        np.concatenate((owner, needer)),
        np.concatenate((rules.marks[at], rules.needs[needed])).astype(np.int64),
        np.ones(owner.size + needer.size),
        (count, width),
    )
    relaxed = rules._replace(
        mark_indptr=marks.indptr,
        marks=marks.columns,
        need_indptr=np.searchsorted(needer, np.arange(count + 1)).astype(np.int64),
        needs=rules.needs[needed],
        has=np.maximum(rules.has[i], rules.asks[j]),
        asks=rules.asks[j],
        starts=np.minimum(rules.starts[i], rules.closes[j]),
        ends=np.maximum(rules.ends[i], rules.opens[j]),
        opens=rules.opens[j],
        closes=rules.closes[j],
    )
    if rules.allowed_indptr.size:
        allowed = np.arange(count, dtype=np.int32)
        relaxed = relaxed._replace(allowed_indptr=np.arange(count + 1), allowed=allowed)
    return relaxed
