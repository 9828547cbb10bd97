"""Sound tables drawn by Hypothesis: every sector leaves something for final demand and for value added."""

import numpy as np
from hypothesis import strategies as st

from seedbed.observatory import io


@st.composite
def tables(draw, least=1, most=6, places=1):
    """A balanced, productive table with jobs (two rows), wages and CO2 (with a direct part)."""
    n = draw(st.integers(least, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    flows = rng.lognormal(0, 2, (n, n)) * (rng.random((n, n)) < 0.6)
    x = np.maximum(flows.sum(axis=1), flows.sum(axis=0)) * 1.3 + rng.random(n) + 0.1
    shares = rng.dirichlet(np.ones(3), n)
    demand = (x - flows.sum(axis=1))[:, None] * shares
    left = x - flows.sum(axis=0)
    return io.Table(
        flows,
        demand,
        x,
        {
            "jobs": io.Satellite(rng.random((2, n)) * x, ("women", "men"), ("persons",), {"sex": ("f", "m")}),
            "wages": left * 0.5,
            "CO2": io.Satellite(
                rng.random((1, n)) * x, ("CO2",), ("t",), final_demand=np.array([[4.0, 0.0, 1.0]])
            ),
        },
        primary=left,
        final_demand=["households", "investment", "exports"],
        final_places=["here", "here", "abroad"] if places == 1 else None,
        unit="EUR",
    )
