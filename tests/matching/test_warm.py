"""Compiling: never at import, everything in one go, and one version of each loop for every market."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
from scipy import sparse

from seedbed.matching import Eligibility, Market, kernels, skills_gap
from seedbed.matching.allocation.floor import Floor
from seedbed.matching.warm import warm

ENTRIES = tuple(
    value
    for name, value in vars(kernels).items()
    if hasattr(value, "signatures") and not name.startswith("_")
)


def test_nothing_compiles_at_import():
    code = (
        "import seedbed.matching\n"
        "from seedbed.matching import kernels\n"
        "print([name for name, value in vars(kernels).items() if getattr(value, 'signatures', [])])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_what_warm_compiles_serves_every_market():
    warm()
    assert [len(entry.signatures) for entry in ENTRIES] == [1] * len(ENTRIES)
    seekers = sparse.csc_matrix(np.array([[1, 0], [1, 1]], dtype=np.int8))
    rules = Eligibility(
        reach=sparse.csr_array(np.eye(2, dtype=bool)),
        place=np.array([0, -1], dtype=np.int16),
        ordinals=[([1, 2], [np.nan, 1])],
        allowed=sparse.coo_array(np.ones((2, 2), dtype=np.float32)),
    )
    market = Market(seekers, np.eye(2), np.eye(2) / 2, seekers.T, rules, ["b", "a"], ["y", "x"])
    market.recommendations(k=3)
    market.shortlist(np.int32(1), floors=(Floor([1], share=0.5),))
    market.explain(0, 0)
    skills_gap(market, np.array([1, 2], dtype=np.uint8), occupations=["o", "o"])
    assert [len(entry.signatures) for entry in ENTRIES] == [1] * len(ENTRIES)
