"""Dead ends: people whom nothing fits and openings that nobody fits, with the nearest way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from seedbed.matching import kernels
from seedbed.matching.allocation.inputs import check_capacity
from seedbed.matching.fixed_point import FIT_UNITS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from seedbed.matching.explanation import Skill
    from seedbed.matching.kernels import Demand, Rules, Supply
    from seedbed.matching.market import Market


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A person or an opening without any eligible pair of a fit above 0, and what would end that.

    Parameters
    ----------
    side
        Who is at the dead end: ``"seeker"`` or ``"opportunity"``.
    number
        The row of the seeker or opportunity.
    partner
        The row on the other side that is nearest; ``None`` where there is none at all.
    relax
        The codes of the rules to relax for this pair; empty where only a skill is missing.
    skill
        The skill to learn in full, where the pair has no fit.
    fit
        The fit of the pair after that.
    verified
        Whether the market, counted again with exactly this change, gives the pair.
    """

    side: Literal["seeker", "opportunity"]
    number: int
    partner: int | None
    relax: tuple[str, ...]
    skill: Skill | None
    fit: float
    verified: bool


def dead_ends_of(
    market: Market, capacity: ArrayLike, supply: Supply, demand: Demand, rules: Rules
) -> list[DeadEnd]:
    """Find all dead ends, seekers first.

    For each the nearest partner is the one with the fewest changes: single conditions that fail (a
    place, a kind, a licence, an ordinal, a window of dates, the list of allowed pairs) and, where
    the fit is 0, one skill to learn. Among equals the largest fit after the change counts, then the
    order of the ids. The change is then made to the arrays and the pair counted again.

    Opportunities without places or that ask nothing are no openings; people without a skill are looked at
    like all others.
    """
    open_now = (check_capacity(capacity, market.n_opportunities) > 0) & ~market.asks_nothing
    found = market.recommendations(k=1)
    nobody = np.zeros(market.n_opportunities, np.bool_)
    if open_now.any():
        nobody = open_now & (np.diff(market.best_seekers(open_now.astype(np.int64)).indptr) == 0)
    heaviest = _heaviest(demand, market.n_opportunities)
    openings = np.flatnonzero(open_now)
    openings = openings[np.argsort(market.opportunity_ids[openings], kind="stable")]
    people = np.argsort(market.seeker_ids, kind="stable")
    without = np.flatnonzero(np.diff(found.indptr) == 0).tolist()
    unfilled = np.flatnonzero(nobody).tolist()
    return [
        *(_nearest(market, "seeker", i, openings, heaviest, supply, demand, rules) for i in without),
        *(_nearest(market, "opportunity", j, people, heaviest, supply, demand, rules) for j in unfilled),
    ]


def _heaviest(demand: Demand, m: int) -> NDArray[np.int64]:
    """The entry of each opportunity's largest weight (the first of equals), -1 where it has none."""
    row = np.repeat(np.arange(m), np.diff(demand.indptr))
    order = np.lexsort((np.arange(row.size), -demand.units, row))
    first = np.full(m, -1, np.int64)
    rows, at = np.unique(row[order], return_index=True)
    first[rows] = order[at]
    return first


def _nearest(
    market: Market,
    side: Literal["seeker", "opportunity"],
    number: int,
    partners: NDArray[np.int64],
    heaviest: NDArray[np.int64],
    supply: Supply,
    demand: Demand,
    rules: Rules,
) -> DeadEnd:
    if not partners.size:
        return DeadEnd(side, number, None, (), None, 0.0, verified=False)
    own = np.full(partners.size, number, np.int64)
    seekers, openings = (own, partners) if side == "seeker" else (partners, own)
    units = market.fit_units(seekers, openings)
    fails = _conditions_that_fail(rules, seekers, openings)
    after = np.where(units > 0, units, demand.units[heaviest[openings]].astype(np.int64) * 256)
    nearest = int(np.lexsort((-after, fails + (units == 0)))[0])
    i, j = int(seekers[nearest]), int(openings[nearest])
    column = int(demand.skills[heaviest[j]]) if units[nearest] == 0 else None
    fit, admitted = _counted_again(supply, demand, rules, i, j, column)
    return DeadEnd(
        side,
        number,
        int(partners[nearest]),
        market.reasons(i, j),
        None if column is None else market.skill(column),
        fit / FIT_UNITS,
        verified=admitted and fit > 0,
    )


def _conditions_that_fail(
    rules: Rules, seekers: NDArray[np.int64], openings: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many single conditions keep each pair apart, int64; one of the sides is the same throughout."""
    counts = np.diff(rules.need_indptr)[openings]
    pair = np.repeat(np.arange(openings.size), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    needed = rules.needs[np.repeat(rules.need_indptr[openings], counts) + within].astype(np.int64)
    mark_rows = np.repeat(np.arange(rules.mark_indptr.size - 1), np.diff(rules.mark_indptr))
    held = mark_rows * max(rules.width, 1) + rules.marks
    wanted = seekers[pair] * max(rules.width, 1) + needed
    fails = np.bincount(pair[~np.isin(wanted, held)], minlength=openings.size)
    fails += np.count_nonzero(~(rules.has[seekers] >= rules.asks[openings]), axis=1)
    apart = (rules.starts[seekers] > rules.closes[openings]) | (rules.opens[openings] > rules.ends[seekers])
    fails += np.count_nonzero(apart, axis=1)
    if rules.allowed_indptr.size:
        m = rules.need_indptr.size - 1
        rows = np.repeat(np.arange(rules.allowed_indptr.size - 1), np.diff(rules.allowed_indptr))
        fails += ~np.isin(seekers * m + openings, rows * m + rules.allowed)
    return fails


def _counted_again(
    supply: Supply, demand: Demand, rules: Rules, i: int, j: int, skill: int | None
) -> tuple[int, bool]:
    """The fit units and eligibility of a pair after the change, by the kernels, for that seeker alone."""
    own = slice(supply.indptr[i], supply.indptr[i + 1])
    skills, levels = supply.skills[own], supply.levels[own]
    if skill is not None:
        keep = skills != skill
        skills = np.append(skills[keep], np.int32(skill)).astype(np.int32)
        levels = np.append(levels[keep], 1.0)
    alone = supply._replace(indptr=np.array([0, skills.size]), skills=skills, levels=levels)
    marks = np.union1d(
        rules.marks[rules.mark_indptr[i] : rules.mark_indptr[i + 1]],
        rules.needs[rules.need_indptr[j] : rules.need_indptr[j + 1]],
    ).astype(np.int32)
    relaxed = rules._replace(
        mark_indptr=np.array([0, marks.size]),
        marks=marks,
        has=np.maximum(rules.has[i : i + 1], rules.asks[j]),
        starts=np.minimum(rules.starts[i : i + 1], rules.closes[j]),
        ends=np.maximum(rules.ends[i : i + 1], rules.opens[j]),
    )
    if rules.allowed_indptr.size:
        relaxed = relaxed._replace(allowed_indptr=np.array([0, 1]), allowed=np.array([j], np.int32))
    units, admitted = np.zeros(1, np.int32), np.zeros(1, np.bool_)
    groups, first, opening = np.array([0, 1]), np.zeros(1, np.int64), np.array([j])
    kernels.pair_fits(groups, first, opening, alone, demand, units)
    kernels.pair_eligibility(groups, first, opening, relaxed, admitted)
    return int(units[0]), bool(admitted[0])
