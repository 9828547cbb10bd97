"""More edges for the groups whose demands could not be met among the first recommendations.

Best-first lists leave out what a floor may need: the members' places may all lie beyond their k best
opportunities. So before anything is called impossible, the seekers of the demands in question get the
further opportunities of these demands' scopes (pricing columns only where they can matter, as in column
generation; Gilmore and Gomory 1961): at first few each, in the end all that are eligible.

Where all were looked at, *impossible* is said of all eligible pairs, and that is proven: an edge that was
left out is of no member in the scope of a demand of the conflict, so its coefficients there are at most
0, and whatever satisfied these demands with it would satisfy them without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from seedbed.matching.allocation.edges import AllocationMarket, starts_of
from seedbed.matching.allocation.problem import Constraint, Problem
from seedbed.matching.fixed_point import FIT_UNITS

Ints = NDArray[np.int64]

_BLOCK = 2**21
"""Pairs looked at in one go: some 100 MB."""
_MOST_PAIRS = 2**28
"""Pairs looked at per demand; of larger ones every so many members are asked."""


@dataclass(frozen=True, slots=True, eq=False)
class Widening:
    """A problem with further edges: how many were added, and whether no further ones exist."""

    problem: Problem
    added: int
    complete: bool


def widened(
    problem: Problem,
    market: AllocationMarket,
    demands: Sequence[Constraint],
    width: int | None,
    *,
    min_fit: float,
    excluded: Ints,
) -> Widening:
    """Add, per member and demand, the best ``width`` further edges in the demand's scope (``None``: all).

    ``excluded`` int64 (x, 2): pairs that stay out; edges obey ``min_fit`` as all others do.
    """
    m = problem.capacity.size
    barred = np.sort(excluded @ np.array([m, 1]))
    least = max(min_fit * FIT_UNITS, 1)
    found_pairs, found_units = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int32)]
    complete = True
    for demand in demands:
        scope = demand.scope[problem.capacity[demand.scope] > 0]
        members = np.flatnonzero(demand.members)
        if scope.size == 0 or members.size == 0:
            continue
        stride = -(-members.size * scope.size // _MOST_PAIRS)
        complete = complete and stride == 1
        asked = members[::stride]
        per_block = max(1, _BLOCK // scope.size)
        for block in range(0, asked.size, per_block):
            who = asked[block : block + per_block]
            pairs, units, left_out = _further(problem, market, who, scope, least, barred, width)
            complete = complete and not left_out
            found_pairs.append(pairs)
            found_units.append(units)
    pairs, first = np.unique(np.concatenate(found_pairs), return_index=True)
    units = np.concatenate(found_units)[first]
    if pairs.size == 0:
        return Widening(problem, 0, complete)
    return Widening(_joined(problem, pairs // m, (pairs % m).astype(np.int32), units), pairs.size, complete)


def _further(
    problem: Problem,
    market: AllocationMarket,
    who: Ints,
    scope: Ints,
    least: float,
    barred: Ints,
    width: int | None,
) -> tuple[Ints, NDArray[np.int32], bool]:
    """Keys ``i * m + j`` and fit units of further edges of a block, and whether some were left out."""
    m = problem.capacity.size
    i, j = np.repeat(who, scope.size), np.tile(scope, who.size)
    known = np.concatenate([_row(problem, int(seeker)) + seeker * m for seeker in who])
    new = ~np.isin(i * m + j, np.concatenate([known, barred]))
    i, j = i[new], j[new]
    allowed = market.eligible(i, j)
    i, j = i[allowed], j[allowed]
    units = market.fit_units(i, j)
    fits = units >= least
    i, j, units = i[fits], j[fits], units[fits]
    if width is not None and i.size:
        order = np.lexsort((j, -units, i))
        i, j, units = i[order], j[order], units[order]
        begins = np.flatnonzero(np.concatenate([[True], i[1:] != i[:-1]]))
        rank = np.arange(i.size) - np.repeat(begins, np.diff(np.append(begins, i.size)))
        kept = rank < width
        return (i * m + j)[kept], units[kept], not kept.all()
    return i * m + j, units, False


def _row(problem: Problem, seeker: int) -> Ints:
    """The opportunities of a seeker's edges."""
    return problem.opportunity[problem.indptr[seeker] : problem.indptr[seeker + 1]].astype(np.int64)


def _joined(
    problem: Problem, seeker: Ints, opportunity: NDArray[np.int32], value: NDArray[np.int32]
) -> Problem:
    """The problem with further edges, best first within each seeker; pins stay pins."""
    pinned = np.zeros(problem.edges + seeker.size, dtype=np.bool_)
    pinned[problem.pinned] = True
    seekers = np.concatenate([problem.seekers(), seeker])
    opportunities = np.concatenate([problem.opportunity, opportunity])
    values = np.concatenate([problem.value, value])
    order = np.lexsort((opportunities, -values, seekers))
    return replace(
        problem,
        indptr=starts_of(seekers, problem.slots.size),
        opportunity=opportunities[order],
        value=values[order],
        pinned=np.flatnonzero(pinned[order]),
    )
