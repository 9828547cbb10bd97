"""Family of waves: now and then many leave within a few months (a rival employer, a rule on residence)."""

from __future__ import annotations

import numpy as np

from seedbed.synth.programme_runs.run import Traits, Trouble

YEARS_BETWEEN = 2.0


def dropout_waves(traits: Traits, rng: np.random.Generator) -> Trouble:
    """About one wave in two years, of two to five months, in which leaving is 5 to 15 times as likely."""
    calm = Trouble.none(traits.months)
    exits = calm.exits.copy()
    for _ in range(int(rng.poisson(traits.months / 12 / YEARS_BETWEEN))):
        begins = int(rng.integers(traits.months))
        exits[begins : begins + int(rng.integers(2, 6))] *= rng.uniform(5, 15)
    return Trouble(calm.starts, exits, calm.checks, calm.lag)
