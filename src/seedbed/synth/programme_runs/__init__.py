"""Made-up programmes whose end is known, to judge forecasts by: three families of trouble.

The forecast's assumptions were tuned on :data:`TUNED_ON` with the seeds of :data:`TRAINING_SEED` only;
:data:`HIDDEN` was kept for the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from seedbed.synth.programme_runs.delays import delays
from seedbed.synth.programme_runs.dropout_waves import dropout_waves
from seedbed.synth.programme_runs.policy_stop import policy_stop
from seedbed.synth.programme_runs.run import ProgrammeRun, Traits, Trouble, draw_traits, run_programme

__all__ = [
    "FAMILIES",
    "HIDDEN",
    "TEST_SEED",
    "TRAINING_SEED",
    "TUNED_ON",
    "ProgrammeRun",
    "Traits",
    "Trouble",
    "draw_traits",
    "programme_runs",
    "run_programme",
]

FAMILIES: dict[str, Callable[[Traits, np.random.Generator], Trouble]] = {
    "delays": delays,
    "dropout-waves": dropout_waves,
    "policy-stop": policy_stop,
}
TUNED_ON = ("delays", "dropout-waves")
HIDDEN = "policy-stop"
TRAINING_SEED = 1
TEST_SEED = 2


def programme_runs(family: str, runs: int, seed: int) -> Iterator[ProgrammeRun]:
    """Programmes of a family; each is the same whatever the number of runs.

    Raises
    ------
    KeyError
        There is no such family.
    """
    befalls = FAMILIES[family]
    place = list(FAMILIES).index(family)
    for number in range(runs):
        rng = np.random.Generator(np.random.PCG64((seed, place, number)))
        traits = draw_traits(rng)
        yield run_programme(traits, befalls(traits, rng), rng)
