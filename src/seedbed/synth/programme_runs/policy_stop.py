"""Family of stops: a decision ends all starts for months. Hidden: no number of the forecast was tuned on it."""

from __future__ import annotations

import numpy as np

from seedbed.synth.programme_runs.run import Traits, Trouble


def policy_stop(traits: Traits, rng: np.random.Generator) -> Trouble:
    """One or two stops of three to ten months; afterwards starts come back at half to all of their rate."""
    calm = Trouble.none(traits.months)
    starts = calm.starts.copy()
    for _ in range(int(rng.integers(1, 3))):
        begins = int(rng.integers(3, traits.months))
        ends = begins + int(rng.integers(3, 11))
        starts[ends:] *= rng.uniform(0.5, 1.0)
        starts[begins:ends] = 0.0
    return Trouble(starts, calm.exits, calm.checks, calm.lag)
