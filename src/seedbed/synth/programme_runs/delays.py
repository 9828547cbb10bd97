"""Family of delays: starts come on record late, evidence is looked at in campaigns, and a backlog builds up."""

from __future__ import annotations

import numpy as np

from seedbed.synth.programme_runs.run import Traits, Trouble

CAMPAIGNS = (1, 3, 6)
"""Months between campaigns of verification; 1: evidence is looked at every month."""


def delays(traits: Traits, rng: np.random.Generator) -> Trouble:
    """Late records, campaigns, and in most programmes a time in which verification goes slowly."""
    calm = Trouble.none(traits.months)
    every = int(rng.choice(CAMPAIGNS))
    at = np.arange(traits.months)
    checks = np.where((at + int(rng.integers(every))) % every == 0, float(every), 0.0)
    if rng.random() < 0.6:
        begins = int(rng.integers(traits.months))
        slow = (at >= begins) & (at < begins + int(rng.integers(6, 18)))
        checks = np.where(slow, checks * rng.uniform(0.2, 0.6), checks)
    lag = rng.dirichlet((4.0, 3.0, 2.0, 1.0, 0.5))
    return Trouble(calm.starts, calm.exits, checks, lag)
