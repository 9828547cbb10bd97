"""Nobody waits for a compiler after the kernels were warmed."""

import subprocess
import sys

CODE = """
import numpy as np
from scipy.sparse import csr_array
from seedbed.matching import Floor, Market, allocate
from seedbed.matching.allocation import auction, edges, repair, warm_allocation

def compiled():
    return {
        name: len(value.signatures)
        for module in (auction, edges, repair)
        for name, value in vars(module).items()
        if hasattr(value, "signatures")
    }

warm_allocation()
before = compiled()
assert all(before[name] == 1 for name in ("_forward", "_reverse", "_scan", "_apply", "_fill")), before
rng = np.random.default_rng(0)
market = Market(csr_array(rng.choice([0, 0.5, 1], (60, 8))), csr_array(rng.random((20, 8)) < 0.4))
floors = [Floor(rng.random(60) < 0.3, 0.4), Floor(range(9), 0.2, [3], "reserved_seats"), Floor([1], 0.01)]
for method in ("dual", "exact"):
    allocate(market, np.full(20, 2), floors, per_seeker=2, min_filled=0.5, method=method, pinned=[(0, 0)])
assert compiled() == before, (before, compiled())
"""


def test_what_warm_compiles_serves_every_allocation():
    ran = subprocess.run([sys.executable, "-c", CODE], check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
