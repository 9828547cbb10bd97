"""Advice for one person: which single skill, once learnt, opens most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit
from scipy import sparse

from seedbed.matching import what_if
from seedbed.matching.allocation.inputs import check_number
from seedbed.matching.fixed_point import FIT_UNITS, credit_units
from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.matching.explanation import Skill
    from seedbed.matching.market import Market


@dataclass(frozen=True, slots=True)
class Advice:
    """What learning one skill would change for one person.

    Parameters
    ----------
    skill
        The skill to learn.
    opened
        Eligible opportunities whose fit reaches ``min_fit`` with it and does not without.
    gain
        The sum over eligible opportunities of what their fit rises by, exact.
    opportunity
        The row of the opportunity that fits best after it, among those whose fit rises; ties by row.
    fit_before, fit_after
        That opportunity's fit without and with the skill.
    """

    skill: Skill
    opened: int
    gain: float
    opportunity: int
    fit_before: float
    fit_after: float


class Adviser:
    """A market prepared so that one person's advice takes milliseconds.

    Preparation (once per market): every requirement is listed under each skill that earns credit toward it,
    the skill itself and those related to it, sorted by skill and then opportunity: 16 bytes per entry.

    For a person:

    1. her credit for every requirement, as in a fit;
    2. per skill that she has not at ``level``: along its list, the credit that the skill at ``level`` would
       earn, where that is more, times the requirement's weight; summed per opportunity;
    3. skills in the order of what they open, then of the fit they add, then of their columns.

    It is exhaustive: every single skill is counted at every eligible opportunity, so the first is the best
    (a sensitivity analysis by one factor at a time).

    Parameters
    ----------
    market
        The two sides.
    level
        What is learnt is brought to this level, in (0, 1].

    Raises
    ------
    Refusal
        ``matching.number-out-of-range``.

    >>> from scipy.sparse import csr_array
    >>> from seedbed.matching import Market
    >>> market = Market(csr_array([[1.0, 0.0]]), csr_array([[1.0, 1.0], [0.0, 1.0]]))
    >>> adviser = Adviser(market)
    >>> [(advice.skill, advice.opened, advice.gain) for advice in adviser.advice(0, min_fit=0.75)]
    [(1, 2, 1.5)]
    """

    def __init__(self, market: Market, level: float = 1.0) -> None:
        check_number("level", level, np.nextafter(0.0, 1.0), 1.0)
        self._market = market
        self._lists = _lists_of(market, level)
        self._level = level

    def advice(self, i: int, k: int = 10, min_fit: float = 0.5) -> list[Advice]:
        """The ``k`` skills that open most for seeker ``i``; none that raises no eligible fit.

        Raises
        ------
        Refusal
            ``matching.k-below-one``, ``matching.number-out-of-range``.
        """
        if k < 1:
            raise Refusal.because("matching.k-below-one", k=k)
        check_number("min_fit", min_fit, 0.0, 1.0)
        if not 0 <= i < self._market.n_seekers:
            raise IndexError(f"seeker numbers must lie in 0..{self._market.n_seekers - 1}")
        market, lists = self._market, self._lists
        supply, demand = market.sides
        strength, held = np.zeros(market.n_skills), np.zeros(market.n_skills)
        for at in range(supply.indptr[i], supply.indptr[i + 1]):
            skill = supply.skills[at]
            held[skill] = supply.levels[at]
            toward = slice(supply.related_indptr[skill], supply.related_indptr[skill + 1])
            reached = supply.levels[at] * supply.related_credits[toward]
            columns = supply.related_skills[toward]
            strength[columns] = np.maximum(strength[columns], reached)
        now = credit_units(strength[:, None], demand.classes).astype(np.int32).ravel()
        units = np.empty(market.n_opportunities, np.int32)
        eligible = np.empty(market.n_opportunities, np.bool_)
        what_if.all_pairs_of(i, supply, demand, market.rules, units, eligible)
        least = max(1, int(np.ceil(min_fit * FIT_UNITS)))
        opened, gain, best, best_after = (np.zeros(market.n_skills, np.int64) for _ in range(4))
        worth_learning = held < self._level
        _count(lists, now, worth_learning, least, units, eligible, opened, gain, best, best_after)
        useful = np.flatnonzero(gain)
        order = useful[np.lexsort((useful, -gain[useful], -opened[useful]))]
        return [
            Advice(
                skill=market.skill(int(s)),
                opened=int(opened[s]),
                gain=float(gain[s] / FIT_UNITS),
                opportunity=int(best[s]),
                fit_before=float(units[best[s]] / FIT_UNITS),
                fit_after=float(best_after[s] / FIT_UNITS),
            )
            for s in order[:k]
        ]


def advice(market: Market, i: int, k: int = 10, *, level: float = 1.0, min_fit: float = 0.5) -> list[Advice]:
    """The advice for one person of a market; for many people keep an :class:`Adviser`."""
    return Adviser(market, level).advice(i, k, min_fit)


def compile_advice() -> None:
    """Compile (or read from numba's cache) the count, on a market of one."""
    from seedbed.matching.market import Market  # noqa: PLC0415 - Market is only needed here

    one = sparse.csr_array([[1.0]])
    advice(Market(one, one), 0)


class _Lists(NamedTuple):
    """Who asks what a skill earns credit toward: per skill, opportunities rising."""

    indptr: NDArray[np.int64]
    """(K + 1,)"""
    opportunity: NDArray[np.int32]
    column: NDArray[np.int32]
    """The skill that is asked x classes + the class."""
    weight: NDArray[np.int32]
    """Of the requirement, in units."""
    credit: NDArray[np.int32]
    """What the skill at the level that is learnt earns, 0..256."""


def _lists_of(market: Market, level: float) -> _Lists:
    supply, demand = market.sides
    n_skills = market.n_skills
    by = np.repeat(np.arange(n_skills), np.diff(supply.related_indptr))
    toward_order = np.argsort(supply.related_skills, kind="stable")
    giver, credit = by[toward_order], supply.related_credits[toward_order]
    givers = np.bincount(supply.related_skills, minlength=n_skills)
    begins = np.cumsum(givers) - givers
    counted = np.flatnonzero(demand.units > 0)
    times = givers[demand.skills[counted]]
    entry = np.repeat(counted, times)
    within = np.arange(entry.size) - np.repeat(np.cumsum(times) - times, times)
    relation = np.repeat(begins[demand.skills[counted]], times) + within
    row = np.repeat(np.arange(market.n_opportunities), np.diff(demand.indptr))[entry]
    skill = giver[relation]
    order = np.lexsort((row, skill))
    strength = level * credit[relation]
    earned = credit_units(strength, demand.classes[demand.asked[entry]])
    column = demand.skills[entry].astype(np.int64) * demand.classes.size + demand.asked[entry]
    return _Lists(
        np.concatenate(([0], np.cumsum(np.bincount(skill, minlength=n_skills)))).astype(np.int64),
        row[order].astype(np.int32),
        column[order].astype(np.int32),
        demand.units[entry[order]],
        earned[order].astype(np.int32),
    )


@njit(cache=True, nogil=True)
def _count(
    lists: _Lists,
    now: NDArray[np.int32],
    worth_learning: NDArray[np.bool_],
    least: int,
    units: NDArray[np.int32],
    eligible: NDArray[np.bool_],
    opened: NDArray[np.int64],
    gain: NDArray[np.int64],
    best: NDArray[np.int64],
    best_after: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """Step 2: fills the last four, (K,) each; ``now`` is the credit of each skill and class, in units."""
    for s in range(lists.indptr.size - 1):
        if not worth_learning[s]:
            continue
        at, end = lists.indptr[s], lists.indptr[s + 1]
        while at < end:
            j, more = lists.opportunity[at], 0
            while at < end and lists.opportunity[at] == j:
                more += lists.weight[at] * max(0, lists.credit[at] - now[lists.column[at]])
                at += 1
            if more == 0 or not eligible[j]:
                continue
            after = units[j] + more
            gain[s] += more
            if units[j] < least <= after:
                opened[s] += 1
            if after > best_after[s]:
                best[s], best_after[s] = j, after
