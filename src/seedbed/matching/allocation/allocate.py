"""Who gets which place: the most fit in all, under floors, with a proof of how far it can be off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seedbed.matching.allocation import dual, exact
from seedbed.matching.allocation.conflict import Answer, irreducible
from seedbed.matching.allocation.edges import AllocationMarket, edges_at, edges_of
from seedbed.matching.allocation.floor import CheckedFloor, Floor, check_floors
from seedbed.matching.allocation.inputs import check_capacity, check_choice, check_number, check_pairs
from seedbed.matching.allocation.places import fillable
from seedbed.matching.allocation.problem import Constraint, Problem
from seedbed.matching.allocation.repair import improved
from seedbed.matching.allocation.result import Allocation, FillOutcome, Method, Verdict
from seedbed.matching.allocation.widening import widened
from seedbed.matching.fixed_point import FIT_UNITS
from seedbed.matching.recommendations import Recommendations
from seedbed.matching.stability import blocking
from seedbed.messages import Finding, Severity

Ints = NDArray[np.int64]
AskedMethod = Literal["auto", "dual", "exact"]

MIN_FILLED = "min_filled"

_EXACT_EDGES = 20_000
"""``auto`` hands problems up to this size to the integer programme."""
_EXACT_NODES = 500
"""Branch-and-bound nodes that ``auto`` allows (``exact`` has no limit)."""
_FEASIBILITY_EDGES = 200_000
"""Up to this size the integer programme is asked whether anything satisfies the floors."""
_FEASIBILITY_NODES = 5_000
_WIDER = (1, 2, 12)
"""Further edges of seekers of demands that are not met, in parts of ``k``; after these all that there are."""
_ROUNDS = 60
_ROUNDS_BEFORE_EXACT = 12
"""The integer programme needs the multipliers only for a start and for the prices."""


def allocate(
    market: AllocationMarket,
    capacity: ArrayLike,
    floors: Sequence[Floor] = (),
    per_seeker: int = 1,
    k: int = 50,
    min_fit: float = 0.0,
    min_filled: float = 0.0,
    pinned: ArrayLike = (),
    excluded: ArrayLike = (),
    start: Allocation | None = None,
    tolerance: float = 5e-4,
    method: AskedMethod = "auto",
    progress: dual.Progress | None = None,
) -> Allocation:
    """Place seekers so that the fits add up to the most, under capacities and floors.

    1. The edges are every seeker's ``k`` recommendations with a fit of at least ``min_fit``, less
       ``excluded``, plus ``pinned`` pairs, which are always placed.
    2. Prices and multipliers give placements and a proven bound
       (:mod:`seedbed.matching.allocation.dual`; Fisher 1981, Bertsekas 1988, Kiwiel 1990).
    3. Where nothing found satisfies the floors, it is settled whether anything can
       (:mod:`seedbed.matching.allocation.exact`); if not, an irreducible conflict is named
       (:mod:`seedbed.matching.allocation.conflict`; Junker 2004).
    4. Small problems (``auto``), or any (``exact``), go on to the integer programme, from there.
    5. Demands that could not be met get further edges for their seekers, more each time, and steps 2-4
       are done again, until they are met or no eligible pair is left out
       (:mod:`seedbed.matching.allocation.widening`).
    6. The verdict is counted anew from the pairs, floor by floor.

    Parameters
    ----------
    market
        A :class:`seedbed.matching.Market` with n seekers and m opportunities.
    capacity
        Whole numbers (m,); nobody is placed where it is 0.
    floors
        See :class:`Floor`. They may overlap in members and scopes.
    per_seeker
        The most places of one seeker, each at another opportunity.
    min_filled
        0..1: at least this part of the places that could be filled without floors is filled.
    pinned, excluded
        Pairs (seeker, opportunity) that must be, or must not be, placed.
    start
        An earlier allocation of the same opportunities and seekers, numbered as now (who has joined
        since stands behind them): its prices, multipliers and pairs are where the search begins. It
        changes how fast, and which of several equally proven placements are found, never what is proven.
    tolerance
        The relative gap at which to stop; 0 asks for the optimum itself.
    method
        ``"dual"``: multipliers only; ``"exact"``: the integer programme without a limit; ``"auto"``:
        the integer programme for small problems, with a limit, else multipliers.

    Raises
    ------
    Refusal
        Where what is asked makes no sense: see :mod:`.inputs`, :mod:`.floor` and :mod:`.edges`.
    ValueError
        ``start`` is of other opportunities, or of more seekers than there are.
    """
    seats = check_capacity(capacity, market.n_opportunities)
    if start is not None and (
        start.seats.size != seats.size or start.pairs[:, 0].max(initial=-1) >= market.n_seekers
    ):
        raise ValueError("start must be an allocation of the same opportunities, and of no other seekers")
    check_choice("method", method, get_args(AskedMethod))
    check_number("per_seeker", per_seeker, 1, 2**31)
    check_number("k", k, 1, 2**31)
    check_number("min_fit", min_fit, 0, 1)
    check_number("min_filled", min_filled, 0, 1)
    check_number("tolerance", tolerance, 0, 1)
    checked = check_floors(floors, market.n_seekers, seats)
    bare = edges_of(
        market,
        seats,
        per_seeker=int(per_seeker),
        k=int(k),
        min_fit=min_fit,
        pinned=pinned,
        excluded=excluded,
    )
    most = fillable(bare) if min_filled > 0 else None
    required = math.ceil(Fraction(min_filled).limit_denominator(10**6) * most) if most is not None else 0
    constraints = [floor.constraint() for floor in checked]
    if most is not None:
        everyone = np.ones(market.n_seekers, dtype=np.bool_)
        constraints.append(Constraint(MIN_FILLED, everyone, np.arange(seats.size), 1, 1, required, 1))
    barred = check_pairs("excluded", excluded, market.n_seekers, market.n_opportunities)
    conflict: tuple[str, ...]
    added = 0
    widths = iter(int(k) * more for more in _WIDER)
    while True:
        problem = replace(bare, constraints=tuple(constraints))
        solution = _solve(problem, start, tolerance, method, progress)
        conflict, smallest, of_all_pairs = (), True, False
        if solution.satisfies:
            break
        if solution.impossible:
            conflict, smallest = _conflict(problem, market)
        missed = conflict or problem.short(solution.taken)
        scarce = [row for row in constraints if row.name in missed]
        wider = widened(bare, market, scarce, next(widths, None), min_fit=min_fit, excluded=barred)
        if wider.added == 0:
            of_all_pairs = solution.impossible and wider.complete
            break
        bare, added = wider.problem, added + wider.added

    pairs = problem.pairs(solution.taken)
    price_of = dict(zip((row.name for row in constraints), solution.multipliers.tolist(), strict=True))
    outcomes = tuple(floor.outcome(pairs, price_of[floor.name]) for floor in checked)
    fill = FillOutcome(
        fillable=most,
        required=required,
        filled=len(pairs),
        met=len(pairs) >= required,
        shortfall=max(required - len(pairs), 0),
        price=price_of.get(MIN_FILLED, 0.0),
    )
    verdict: Verdict = "impossible" if solution.impossible else "undecided"
    if solution.satisfies:
        # What the engines say is not taken on trust: floors are counted above from the pairs alone.
        if not (fill.met and all(outcome.met for outcome in outcomes) and problem.holds(solution.taken)):
            raise RuntimeError("placements that were found to satisfy the floors do not")
        verdict = "met"
    without = len(solution.unconstrained) + int(problem.pinned.size)
    result = Allocation(
        pairs=pairs,
        objective=problem.worth(solution.taken) / FIT_UNITS,
        bound=solution.bound / FIT_UNITS,
        verdict=verdict,
        floors=outcomes,
        fill=fill,
        method=solution.method,
        conflict=conflict,
        prices=solution.prices,
        seats=seats,
        filled_without_floors=without,
        edges_added=added,
        of_all_pairs=of_all_pairs,
        blocking_pairs=_blocking(bare, pairs, int(per_seeker)) if verdict != "impossible" else pairs,
        findings=(),
    )
    return replace(result, findings=_findings(result, checked, tolerance, smallest))


@dataclass(frozen=True, slots=True, eq=False)
class _Solution:
    """Edges and figures on the whole problem, pins included."""

    taken: Ints
    bound: int
    satisfies: bool
    impossible: bool
    method: Method
    multipliers: NDArray[np.float64]
    prices: NDArray[np.float64]
    unconstrained: Ints


def _solve(
    problem: Problem,
    start: Allocation | None,
    tolerance: float,
    method: AskedMethod,
    progress: dual.Progress | None,
) -> _Solution:
    """Steps 2-4: what is decided without pins, then put together with them."""
    left, kept = problem.residual()
    fixed = problem.worth(problem.pinned)
    to_exact = method == "exact" or (method == "auto" and left.edges <= _EXACT_EDGES)
    known = dual.solve(
        left,
        # The tolerance is on the whole objective; what the pins add is certain.
        tolerance=tolerance,
        rounds=_ROUNDS_BEFORE_EXACT if to_exact else _ROUNDS,
        multipliers=_earlier_multipliers(problem, start),
        prices=None if start is None else start.prices,
        candidates=[] if start is None else [edges_at(left, start.pairs)],
        progress=progress,
    )
    taken, bound = known.taken, known.bound
    impossible = bound < 0
    ran: Method = "dual"
    if to_exact:
        ran = "exact"
        nodes = None if method == "exact" else _EXACT_NODES
        answer = exact.solve(left, tolerance=tolerance, nodes=nodes, start=taken)
        impossible = impossible or answer.outcome == "infeasible"
        if answer.taken is not None and (taken is None or left.worth(answer.taken) > left.worth(taken)):
            taken = answer.taken
        if answer.bound is not None and taken is not None:
            # The solver's bound is good to its tolerances: it may not fall below what is there.
            bound = min(bound, max(answer.bound, left.worth(taken)))
    if taken is None and not impossible:
        reply, found = _settle(left)
        impossible = reply == "infeasible"
        if found is not None:
            taken = improved(left, found)
    if impossible and taken is not None:
        raise RuntimeError("placements were found for demands that were proven impossible")
    nothing = np.zeros(0, dtype=np.int64)
    if impossible:
        whole, bound, fixed = nothing, 0, 0
    else:
        chosen = known.nearest if taken is None else taken
        whole = np.sort(np.concatenate([kept[chosen], problem.pinned]))
        if taken is not None and bound < left.worth(taken):
            raise RuntimeError("placements were found that are worth more than the bound")
    return _Solution(
        taken=whole,
        bound=bound + fixed,
        satisfies=taken is not None and not impossible,
        impossible=impossible,
        method=ran,
        multipliers=known.multipliers,
        prices=known.prices,
        unconstrained=known.unconstrained,
    )


def _settle(problem: Problem) -> tuple[Answer, Ints | None]:
    """Whether anything satisfies a problem without pins, and an example if one was found."""
    if all(row.least <= 0 for row in problem.constraints):
        return "feasible", np.zeros(0, dtype=np.int64)
    if problem.edges <= _FEASIBILITY_EDGES:
        reply = exact.feasible(problem, nodes=_FEASIBILITY_NODES)
        if reply.outcome == "infeasible":
            return "infeasible", None
        return ("feasible", reply.taken) if reply.taken is not None else ("unknown", None)
    # Too large for that: with fits of 0 the multipliers look for nothing but satisfaction, and a
    # negative bound is a proof that there is none.
    search = dual.solve(replace(problem, value=np.zeros_like(problem.value)), tolerance=0.0, rounds=_ROUNDS)
    if search.taken is not None:
        return "feasible", search.taken
    return ("infeasible", None) if search.bound < 0 else ("unknown", None)


def _conflict(problem: Problem, market: AllocationMarket) -> tuple[tuple[str, ...], bool]:
    """An irreducible set of demands that cannot all hold, and whether it is proven irreducible."""
    seeker = problem.seekers()
    pins = {
        f"pin {market.seeker_ids[seeker[e]]}-{market.opportunity_ids[problem.opportunity[e]]}": int(e)
        for e in problem.pinned
    }

    def answer(names: Sequence[str]) -> Answer:
        held = np.array(sorted(pins[name] for name in names if name in pins), dtype=np.int64)
        part = replace(problem.keeping(name for name in names if name not in pins), pinned=held)
        return _settle(part.residual()[0])[0]

    # Pins come first: QuickXplain then prefers to explain by floors only where it must.
    return irreducible([*pins, *(row.name for row in problem.constraints)], answer)


def _earlier_multipliers(problem: Problem, start: Allocation | None) -> NDArray[np.float64] | None:
    if start is None:
        return None
    earlier = {outcome.name: outcome.price for outcome in start.floors}
    earlier[MIN_FILLED] = start.fill.price
    return np.array([earlier.get(row.name, 0.0) for row in problem.constraints])


def _blocking(problem: Problem, pairs: Ints, per_seeker: int) -> Ints:
    edges = Recommendations(problem.indptr, problem.opportunity, problem.value.astype(np.int32))
    return blocking(edges, pairs, problem.capacity, per_seeker)


def _findings(
    result: Allocation, floors: Sequence[CheckedFloor], tolerance: float, smallest: bool
) -> tuple[Finding, ...]:
    """What a person should know about a run."""
    found = [
        Finding("matching.floor-empty-group", {"floor": floor.name}, Severity.WARNING)
        for floor in floors
        if not floor.members.any()
    ]
    if result.verdict == "impossible":
        code = (
            "matching.impossible-for-all-pairs" if result.of_all_pairs else "matching.allocation-impossible"
        )
        found.append(Finding(code, {"conflict": ", ".join(result.conflict)}))
        if not smallest:
            found.append(Finding("matching.conflict-maybe-larger", {}, Severity.NOTE))
    elif result.verdict == "undecided":
        short = sum(outcome.shortfall for outcome in result.floors) + result.fill.shortfall
        found.append(Finding("matching.allocation-undecided", {"places": short}, Severity.WARNING))
    elif result.optimality_gap > tolerance:
        values = {"gap": result.optimality_gap, "tolerance": float(tolerance)}
        found.append(Finding("matching.gap-over-tolerance", values, Severity.NOTE))
    if result.edges_added:
        found.append(Finding("matching.edges-added", {"edges": result.edges_added}, Severity.NOTE))
    if result.verdict == "met" and result.filled < result.filled_without_floors:
        places = {"filled": result.filled, "without": result.filled_without_floors}
        found.append(Finding("matching.floors-leave-places-empty", places, Severity.NOTE))
    return tuple(found)
