"""Lagrangian relaxation of the constraints: an auction per round, with a bound that needs no trust.

Held and Karp (1970), "The traveling-salesman problem and minimum spanning trees"; Fisher (1981), "The
Lagrangian relaxation method for solving integer programming problems". With a multiplier
``lambda_f >= 0`` per constraint the problem falls apart into an auction:

1. Worth of an edge = its fit + ``sum_f lambda_f a_fe`` (members become dearer, others cheaper) + a lot
   far below the tolerance, which decides among equals. The bound leaves lots out.
2. Auction on worths (:mod:`seedbed.matching.allocation.auction`), which gives placements and prices; it
   begins with the prices of the round before, or of an earlier run.
3. Bound: ``D(lambda, prices) - sum_f lambda_f least_f`` is at least the optimum, whatever the
   multipliers and prices (weak duality). It is computed in integers and rounded down to a whole fit
   unit. A negative bound proves that no placements satisfy the constraints, for fits are >= 0.
4. Placements that miss constraints by little, or where the multipliers say that it will cost little, are
   repaired (:mod:`seedbed.matching.allocation.repair`); the best ones that satisfy all are kept.
5. The next multipliers (:mod:`seedbed.matching.allocation.multipliers`), until the gap is within the
   tolerance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from seedbed.matching.allocation.auction import FINE, Auction, bound, counted, falls, worths
from seedbed.matching.allocation.multipliers import Course
from seedbed.matching.allocation.problem import Problem, Rows, rows_of
from seedbed.matching.allocation.repair import Repairer
from seedbed.matching.fixed_point import FIT_UNITS

Ints = NDArray[np.int64]
Progress = Callable[[int, int], None]

# Bids go in steps of this part of the tolerance (at least that of _LEAST_TOLERANCE) times the mean best
# fit, so that the steps alone do not fill the gap; lots among equals are worth a few steps.
_PART, _LEAST_TOLERANCE = 0.05, 1e-4
_CHANCE = 4
_FINE = 4  # Late rounds bid in steps this many times shorter.
_LOWER = 3  # A round begins with the prices of the one before, lowered by so many of its steps.
_POLISH = 4  # Rounds with ever shorter bids at the best multipliers, if the gap is still open.
# Placements are repaired when the problem has at most so many edges, or when they miss at most so many
# places, or this part of those filled.
_SMALL = 50_000
_NEAR_PLACES = 10
_NEAR_SHARE = 0.005
_NOTHING = 0.01  # Improvement of placements ends with a look that gains this part of what repair may cost.
_CLEARLY = 0.65  # "Clearly nearer" is this part of the places that were missing.
_PROMISING = 1.0015  # Bounds farther than this above the lowest come with placements not worth a repair.


@dataclass(frozen=True, slots=True, eq=False)
class DualAnswer:
    """What the rounds found.

    ``taken``: edge positions of the best placements that satisfy everything, ``None`` if none did;
    ``nearest``: placements that fall short least (equal to ``taken`` where there is one);
    ``bound``: fit units, a proof; negative proves that nothing satisfies the constraints;
    ``multipliers``: fit per place, float (F,); ``prices``: fit per seat, float (m,): at the lowest bound;
    ``unconstrained``: edge positions of the best placements when no constraint is asked for.
    """

    taken: Ints | None
    nearest: Ints
    bound: int
    multipliers: NDArray[np.float64]
    prices: NDArray[np.float64]
    unconstrained: Ints
    rounds: int


class _Found(NamedTuple):
    """One round's placements: edge positions, worth (fit units, lots included), slack and places (F,)."""

    taken: Ints
    worth: float
    slack: Ints
    filled: Ints


def solve(
    problem: Problem,
    *,
    tolerance: float,
    rounds: int,
    multipliers: NDArray[np.float64] | None = None,
    prices: NDArray[np.float64] | None = None,
    candidates: Iterable[Ints] = (),
    progress: Progress | None = None,
) -> DualAnswer:
    """Steps 1-5 on a problem without pins (see :meth:`Problem.residual`).

    ``multipliers`` (fit per place, float (F,)) are where the search begins, and ``prices`` (fit per seat,
    float (m,)), known at these multipliers, where its auctions do; ``candidates`` are edge positions of
    placements to beat, used only if they satisfy everything.
    """
    return _Search(problem).run(tolerance, rounds, multipliers, prices, candidates, progress)


class _Search:
    """The state of one search; every number that decides something is an integer."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rows: Rows = rows_of(problem)
        self.repairer = Repairer(problem, self.rows)
        indegree = np.bincount(problem.opportunity, minlength=problem.capacity.size)
        # More seats than people who could take them never matter, to the auction or to the bound.
        self.seats = np.minimum(problem.capacity, indegree).astype(np.int64)
        self.auction = Auction(problem.indptr, problem.opportunity, self.seats, problem.slots)
        self.mean_best = _mean_best(problem)
        self.best: Ints | None = None
        self.best_worth = -1
        self.nearest: Ints = np.zeros(0, dtype=np.int64)
        self.nearest_short = np.inf
        # Where repair failed once, it is tried again only from clearly nearer.
        self.hopeless = np.inf
        # Everybody at her best in every slot: the first bound, before any round.
        self.lowest = int((_best(problem) * problem.slots).sum())
        self.lowest_multiplier = np.zeros(len(problem.constraints), dtype=np.int64)
        self.lowest_price = np.zeros(problem.capacity.size, dtype=np.int64)
        # Where many places were missing, repair is tried again only from clearly nearer.
        self.attempted = np.inf
        # What repair may cost for placements to be within the tolerance: fit units.
        self.affordable = 0.0
        # The last round: its multipliers, prices and step.
        self.last: tuple[Ints, Ints, int] | None = None

    def run(
        self,
        tolerance: float,
        rounds: int,
        multipliers: NDArray[np.float64] | None,
        prices: NDArray[np.float64] | None,
        candidates: Iterable[Ints],
        progress: Progress | None,
    ) -> DualAnswer:
        eps = max(1, int(self.mean_best * max(tolerance, _LEAST_TOLERANCE) * _PART * FINE))
        self.affordable = 0.5 * tolerance * self.lowest
        nothing = np.zeros(len(self.problem.constraints), dtype=np.int64)
        if multipliers is not None and prices is not None:
            known = np.rint(multipliers * FIT_UNITS * FINE / self.rows.seat).astype(np.int64)
            self.last = known, np.rint(prices * FIT_UNITS * FINE).astype(np.int64), eps
        found = self._round(nothing, eps)
        unconstrained = found.taken
        for candidate in candidates:
            self._consider(np.sort(candidate))
        done = 1
        if self.problem.constraints:
            start = None if multipliers is None else multipliers * FIT_UNITS
            course = Course(self.mean_best, self.rows, start)
            aim: Ints | None = nothing
            while aim is not None:
                course.learn(aim, found.worth, found.slack, found.filled)
                if done >= rounds or self._settled(tolerance):
                    break
                aim = course.next(self.lowest_multiplier, self.lowest)
                if aim is None:
                    break
                length = eps // _FINE if course.late else eps
                found = self._round(aim, max(1, length))
                done += 1
                if progress is not None:
                    progress(done, rounds)
        for _ in range(_POLISH):
            if eps == 1 or self._settled(tolerance):
                break
            eps = max(1, eps // _FINE)
            self._round(self.lowest_multiplier, eps)
            done += 1
        if self.best is None and self.lowest >= 0:
            self._attempt(self.nearest, -1.0)
        return DualAnswer(
            taken=self.best,
            nearest=self.nearest if self.best is None else self.best,
            bound=self.lowest,
            multipliers=self.lowest_multiplier * self.rows.seat / (FINE * FIT_UNITS),
            prices=self.lowest_price / (FINE * FIT_UNITS),
            unconstrained=unconstrained,
            rounds=done,
        )

    def _round(self, multiplier: Ints, eps: int) -> _Found:
        """Steps 1-4 at given multipliers."""
        p, rows = self.problem, self.rows
        chance = _CHANCE * eps
        worth = worths(p.indptr, p.opportunity, p.value, rows, multiplier, chance)
        if self.last is None:
            taken, price = self.auction.settle(worth, eps)
        else:
            before, known, step = self.last
            fall = falls(rows, before, multiplier)
            lower = np.maximum(known - fall - (_LOWER + _CHANCE) * max(step, eps), 0)
            taken, price = self.auction.settle(worth, eps, int(fall.max(initial=0)), lower)
        self.last = multiplier, price, eps
        total = bound(p.indptr, p.opportunity, worth, price, p.slots, self.seats, chance)
        total -= _product(multiplier, rows.least)
        units = total // FINE
        if units <= self.lowest:
            self.lowest, self.lowest_multiplier, self.lowest_price = units, multiplier, price
        # Far from the lowest bound the multipliers are not worth a repair.
        dearest = float((multiplier * rows.seat).max(initial=0)) / FINE
        self._attempt(taken, dearest if units <= self.lowest * _PROMISING else np.inf)
        members, others = counted(p.indptr, p.opportunity, taken, rows)
        left = rows.inside * members + rows.outside * others
        return _Found(
            taken=taken,
            worth=(int(worth[taken].sum()) - _product(multiplier, left)) / FINE,
            slack=left - rows.least,
            filled=members + others,
        )

    def _attempt(self, taken: Ints, dearest: float) -> None:
        """Repair placements that are near enough, and keep them if they are the best so far.

        ``dearest``: the highest price of a place (fit units), which tells what a repair will cost about;
        ``inf`` where the placements promise little, negative where they are to be repaired in any case.
        """
        state = self.repairer.state(taken)
        short = self._shortfall(state.slack)
        if short < self.nearest_short:
            self.nearest, self.nearest_short = taken, short
        few = short <= max(_NEAR_PLACES, _NEAR_SHARE * float(state.load.sum()))
        cheap = 0 < short * dearest <= self.affordable and short <= self.attempted
        near = (few or cheap) and short <= self.hopeless and dearest < np.inf
        if short and not (near or dearest < 0 or self.problem.edges <= _SMALL):
            return
        if not few:
            self.attempted = _CLEARLY * short
        if short and not self.repairer.relieve(state):
            left = self._shortfall(state.slack)
            if left < self.nearest_short:
                self.nearest, self.nearest_short = np.flatnonzero(state.taken), left
            # Emptying scopes is no way to places that are still to be filled.
            if (self.rows.least > 0).any() or not self.repairer.clear(state):
                self.hopeless = min(self.hopeless, _CLEARLY * short)
                return
        self.repairer.improve(state, _NOTHING * self.affordable)
        self._consider(np.flatnonzero(state.taken))

    def _consider(self, taken: Ints) -> None:
        """Keep placements if they satisfy everything and beat the best; ties keep the earlier ones."""
        worth = self.problem.worth(taken)
        if worth > self.best_worth and self.problem.holds(taken):
            self.best, self.best_worth = taken, worth

    def _shortfall(self, slack: Ints) -> float:
        return float((np.maximum(-slack, 0) / self.rows.seat).sum())

    def _settled(self, tolerance: float) -> bool:
        """Whether the gap is within the tolerance, or the bound proves that there is nothing to find."""
        if self.lowest < 0:
            return True
        return self.best is not None and self.lowest - self.best_worth <= tolerance * self.lowest


def _product(multiplier: Ints, units: Ints) -> int:
    """The sum of the products, beyond int64 where it must be."""
    return sum(int(a) * int(b) for a, b in zip(multiplier, units, strict=True))


def _best(problem: Problem) -> Ints:
    """Each seeker's best value, 0 without an edge: int64 (n,)."""
    best = np.zeros(problem.slots.size, dtype=np.int64)
    some = np.diff(problem.indptr) > 0
    if some.any():
        best[some] = np.maximum.reduceat(problem.value, problem.indptr[:-1][some])
    return best


def _mean_best(problem: Problem) -> float:
    """Mean over seekers with an edge of their best value, in fit units; a whole fit where all are 0."""
    some = np.diff(problem.indptr) > 0
    mean = float(_best(problem)[some].mean()) if some.any() else 0.0
    return mean or float(FIT_UNITS)
