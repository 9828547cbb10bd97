"""Compile every kernel once, so that nobody waits for it later."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from seedbed.matching.advice import compile_advice
from seedbed.matching.allocation import warm_allocation
from seedbed.matching.dead_ends import compile_dead_ends
from seedbed.matching.eligibility import Eligibility
from seedbed.matching.exposure import compile_exposure
from seedbed.matching.kernels import CLOSE
from seedbed.matching.list_order import compile_list_order
from seedbed.matching.market import Market
from seedbed.matching.skills_gap import skills_gap
from seedbed.matching.training import compile_training


def warm() -> None:
    """Run every compiled loop on a market of two seekers; the results go to numba's cache on disk.

    Takes about a minute the first time and about a second later. ``make install`` calls it.
    """
    eye = sparse.eye_array(2, format="csr")
    market = Market(eye, eye, eligibility=Eligibility(reach=eye, place=np.array([0, 1])))
    market.recommendations(k=2)
    market.shortlist(0)
    # More opportunities than a close tile holds are searched another way.
    Market(eye, np.ones((CLOSE + 1, 2))).recommendations(k=2)
    skills_gap(market, np.ones(2, np.int64), occupations=["a", "b"])
    warm_allocation()
    compile_training()
    compile_advice()
    compile_exposure()
    compile_list_order()
    compile_dead_ends()
