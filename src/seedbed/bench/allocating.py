"""Allocation with a floor beside HiGHS on the same edges."""

from __future__ import annotations

import highspy
import numpy as np
from scipy import sparse

from seedbed.bench.markets import zipf_market
from seedbed.bench.timing import Table, timed
from seedbed.matching import Floor, Market, allocate

K = 50
SHARE = 0.25


def bench_allocate(people: int = 3_000, opportunities: int = 1_000) -> Table:
    """Time the dual method and HiGHS's linear programme, with one floor of 25 % for the whole run.

    They agree when Seedbed's allocation keeps the floor, reaches 99.9 % of the linear programme's
    optimum and proves a bound that is not below it.
    """
    drawn = zipf_market(people, opportunities)
    market = Market(
        drawn.seekers, drawn.requirements, drawn.asked, drawn.related, eligibility=drawn.eligibility
    )
    recommendations = market.recommendations(k=K)
    floors = [Floor(drawn.women, share=SHARE, name="women")]
    allocate(market, drawn.capacity, floors=floors, k=K, method="dual")
    own = timed(lambda: allocate(market, drawn.capacity, floors=floors, k=K, method="dual"))
    ours = own.outcome
    highs = timed(
        lambda: linear_programme(
            recommendations.seekers, recommendations.indices, recommendations.fit, drawn.capacity, drawn.women
        )
    )
    optimum = highs.outcome
    agrees = (
        ours.verdict == "met" and ours.objective >= 0.999 * optimum and ours.bound >= optimum * (1 - 1e-9)
    )
    work = f"{people:,} x {opportunities:,}, {recommendations.indices.size:,} edges, one floor"
    return Table(
        (
            own.row(work, "seedbed", agrees=True),
            highs.row(work, "highs-lp", agrees=agrees),
        )
    )


def linear_programme(
    seekers: np.ndarray, opportunities: np.ndarray, fit: np.ndarray, capacity: np.ndarray, women: np.ndarray
) -> float:
    """The optimum of the linear relaxation, by HiGHS with its default method."""
    edges = np.arange(seekers.size)
    once = sparse.csr_array((np.ones(edges.size), (seekers, edges)), shape=(women.size, edges.size))
    seats = sparse.csr_array((np.ones(edges.size), (opportunities, edges)), shape=(capacity.size, edges.size))
    floor = sparse.csr_array((SHARE - women[seekers])[None, :])
    rows = sparse.vstack([once, seats, floor]).tocsc()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = edges.size, rows.shape[0]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = -fit, np.zeros(edges.size), np.ones(edges.size)
    lp.row_lower_ = np.full(rows.shape[0], -highspy.kHighsInf)
    lp.row_upper_ = np.concatenate([np.ones(women.size), capacity.astype(float), [0.0]])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.passModel(lp)
    solver.run()
    return -float(solver.getInfo().objective_function_value)
