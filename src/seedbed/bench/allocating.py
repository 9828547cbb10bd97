"""Allocation with floors: its proof at every size, and its time beside HiGHS where that can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from seedbed.bench.bars import Bar, only_where
from seedbed.bench.given import GivenEdges, with_ties
from seedbed.bench.instances import solve_instances
from seedbed.bench.markets import SIZES, zipf_market
from seedbed.bench.programmes import linear_programme
from seedbed.bench.table import Figure, Row, Table
from seedbed.bench.timing import Timed, timed
from seedbed.matching import Allocation, Floor, Market, Recommendations, allocate
from seedbed.matching.allocation import warm_allocation

K = 50
PROGRAMMES = 6
TIE_STEPS = 16

MOST_EDGES_FOR_LP = 200_000
"""HiGHS's linear programme takes hours on the larger sizes."""

TIMES_LP = 20.0
LEAST_OF_LP = 0.999
LARGEST_GAP = 5e-4
XS = (3_000, 1_000)
WHERE_XS = "XS, 3,000 x 1,000"
WHERE_LARGE = "S and M"


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """One allocation: its name, the market with its edges made, the places, the floors."""

    name: str
    market: GivenEdges
    edges: Recommendations
    capacity: NDArray[np.int64]
    floors: tuple[Floor, ...]


def bench_allocate(
    people: int = 3_000, opportunities: int = 1_000, instances: int = 1_000, *, apart: bool = True
) -> Table:
    """Time the dual method with one floor, with eleven, and with eleven where most fits are equal.

    The market is the Zipf one with eligibility; the best 50 opportunities of each person are given to
    every contestant and not timed. HiGHS solves the linear relaxation where there are at most
    :data:`MOST_EDGES_FOR_LP` edges. They agree when Seedbed's allocation holds all floors
    and the linear optimum lies between its objective and its bound.

    ``instances`` small random allocations are compared with HiGHS's branch and bound, both in
    ``method="dual"`` and in ``"exact"`` (:func:`seedbed.bench.instances.solve_instances`).
    """
    drawn = zipf_market(people, opportunities)
    market = Market(drawn.seekers, drawn.requirements, eligibility=drawn.eligibility)
    edges = market.recommendations(k=K)
    tied = with_ties(edges, TIE_STEPS)
    eleven = eleven_floors(people, opportunities)
    size = f"{edges.indices.size:,} edges"
    works = (
        _Work(f"one floor, {size}", GivenEdges(market, edges), edges, drawn.capacity, eleven[:1]),
        _Work(f"11 floors, {size}", GivenEdges(market, edges), edges, drawn.capacity, eleven),
        _Work(f"11 floors and ties, {size}", GivenEdges(market, tied), tied, drawn.capacity, eleven),
    )
    rows: list[Row] = []
    figures: list[Figure] = []
    bars: list[Bar] = []
    at_xs, at_large = (people, opportunities) == XS, (people, opportunities) in (SIZES["S"], SIZES["M"])
    for work in works:
        own = timed(partial(_allocating, work), apart=apart)
        rows.append(own.row(work.name, "seedbed", agrees=own.outcome.verdict == "met"))
        figures += _figures(work, own.outcome)
        if len(work.floors) > 1:
            bars += _proof_bars(work, own.outcome, here=at_large)
        if work.edges is edges and edges.indices.size <= MOST_EDGES_FOR_LP:
            highs = timed(partial(_programming, work), apart=apart)
            rows.append(highs.row(work.name, "highs-lp", agrees=_agree(own.outcome, highs.outcome)))
            figures.append(Figure(work.name, "seedbed", "share-of-lp", own.outcome.objective / highs.outcome))
            bars += _lp_bars(work, own, highs, here=at_xs)
    if instances:
        bars += _instance_bars(instances, figures)
    return Table(tuple(rows), tuple(figures), tuple(bars))


def eleven_floors(people: int, opportunities: int, seed: int = 13) -> tuple[Floor, ...]:
    """Eleven floors that all bind: women in the whole run and in each of six programmes, four more groups.

    Groups overlap as they happen to. Each is drawn a little scarcer than its floor asks; programmes are
    drawn evenly.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    women = rng.random(people) < 0.24
    programme = rng.integers(0, PROGRAMMES, opportunities)
    floors = [Floor(women, share=0.25, name="women")]
    floors += [
        Floor(women, share=0.25, scope=programme == number, name=f"women in programme {number + 1}")
        for number in range(PROGRAMMES)
    ]
    for number, (natural, share) in enumerate(((0.03, 0.035), (0.146, 0.16), (0.126, 0.14), (0.226, 0.25))):
        floors.append(Floor(rng.random(people) < natural, share=share, name=f"group {number + 1}"))
    return tuple(floors)


def _allocating(work: _Work) -> Callable[[], Allocation]:
    """Seedbed's work; the compiled loops are read from disk first."""
    warm_allocation()
    return partial(allocate, work.market, work.capacity, floors=work.floors, k=K, method="dual")


def _programming(work: _Work) -> Callable[[], float]:
    return partial(linear_programme, work.edges, work.capacity, work.floors)


def _agree(ours: Allocation, optimum: float) -> bool:
    # HiGHS keeps its rows to 1e-7.
    enclosed = ours.objective * (1 - 1e-6) <= optimum <= ours.bound * (1 + 1e-6)
    return ours.verdict == "met" and enclosed


def _figures(work: _Work, ours: Allocation) -> list[Figure]:
    values = {
        "gap": ours.optimality_gap,
        "floors-met": sum(floor.met for floor in ours.floors),
        "floors": len(ours.floors),
        "filled": ours.filled,
        "filled-without-floors": ours.filled_without_floors,
    }
    return [Figure(work.name, "seedbed", measure, float(value)) for measure, value in values.items()]


def _proof_bars(work: _Work, ours: Allocation, *, here: bool) -> tuple[Bar, ...]:
    gap, met = ours.optimality_gap, sum(floor.met for floor in ours.floors)
    return (
        Bar("bench.bar-gap", LARGEST_GAP, only_where(here, gap), at_least=False, work=work.name,
            where=WHERE_LARGE),
        Bar("bench.bar-floors-met", len(work.floors), only_where(here, met), work=work.name,
            where=WHERE_LARGE),
    )  # fmt: skip


def _lp_bars(work: _Work, ours: Timed[Allocation], highs: Timed[float], *, here: bool) -> tuple[Bar, ...]:
    times, share = highs.wall / ours.wall, ours.outcome.objective / highs.outcome
    return (
        Bar("bench.bar-times-lp", TIMES_LP, only_where(here, times), work=work.name, where=WHERE_XS),
        Bar("bench.bar-share-of-lp", LEAST_OF_LP, only_where(here, share), work=work.name, where=WHERE_XS),
    )


def _instance_bars(count: int, figures: list[Figure]) -> tuple[Bar, ...]:
    found = solve_instances(count)
    work = f"{count:,} random small instances"
    figures.append(Figure(work, "seedbed", "impossible", found.impossible))
    counted = (
        ("bench.bar-contains-optimum", found.dual_misses), ("bench.bar-equals-optimum", found.exact_differs)
    )  # fmt: skip
    # Fewer instances cannot show that the bar is met, but one miss shows that it is not.
    return tuple(
        Bar(code, 0, only_where(count >= 1_000 or missed > 0, missed), at_least=False, work=work,
            where="1,000 instances")
        for code, missed in counted
    )  # fmt: skip
