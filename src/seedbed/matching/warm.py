"""Compile every kernel once, so that nobody waits for it later."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from seedbed.matching.advice import compile_advice
from seedbed.matching.allocation import warm_allocation
from seedbed.matching.dead_ends import compile_dead_ends
from seedbed.matching.exposure import compile_exposure
from seedbed.matching.list_order import compile_list_order
from seedbed.matching.market import Market
from seedbed.matching.skills_gap import skills_gap
from seedbed.matching.training import compile_training


def warm() -> None:
    """Run every compiled loop on a market of two seekers; the results go to numba's cache on disk.

    Takes about half a minute the first time and about a second later. ``make install`` calls it.
    """
    market = Market(sparse.eye_array(2, format="csr"), sparse.eye_array(2, format="csr"))
    market.recommendations(k=1)
    market.shortlist(0)
    skills_gap(market, np.ones(2, np.int64), occupations=["a", "b"])
    warm_allocation()
    compile_training()
    compile_advice()
    compile_exposure()
    compile_list_order()
    compile_dead_ends()
