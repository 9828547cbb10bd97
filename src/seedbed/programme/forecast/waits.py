"""How long people wait, and whether they move on at all: chances by months since entry.

Discrete hazards with beta posteriors (Gelman et al. 2013, ch. 2; competing risks as in Prentice and Gloeckler
1978): those who still wait say so, so a short record does not make waits look short.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.programme.forecast.pipeline import Stage
    from seedbed.programme.forecast.prior import Prior

BINS = (0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 26)
"""Months since entry at which a new chance begins; the last holds for ever."""

NEAR = 0.4
"""How much a person in the next bin tells about this one before its own are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """Drawn chances of one stage.

    Attributes
    ----------
    arrives
        (draws, A): chance that someone who enters moves on in the month so long after entry.
    remains
        (draws, A): chance to be still waiting at the beginning of that month.
    """

    arrives: NDArray[np.float64]
    remains: NDArray[np.float64]

    def of_the_waiting(self, waiting: NDArray[np.int64], ahead: int) -> NDArray[np.float64]:
        """(draws, ahead) expected number that moves on in each coming month.

        ``waiting`` is (T,), by month of entry; those of the last month have waited one month.
        """
        coming = np.zeros((self.arrives.shape[0], ahead))
        longest = self.arrives.shape[1] - ahead
        for at in np.flatnonzero(waiting):
            age = min(waiting.size - int(at), longest)
            coming += (waiting[at] / self.remains[:, age, None]) * self.arrives[:, age : age + ahead]
        return coming


def draw_waits(stage: Stage, prior: Prior, draws: int, ahead: int, rng: np.random.Generator) -> Waits:
    """Draw the chances of a stage from their posterior.

    1. Pool months since entry into :data:`BINS`; of those watched in a bin some moved on, some left.
    2. The chance of moving on, and of leaving when not moving on, have beta posteriors; one person counts as
       ``prior.evidence``.
    3. Each draw multiplies the odds of all chances of a kind by a log-normal factor: the future need not be
       like the mean of the past.
    """
    months = stage.entered.size
    bins = np.searchsorted(BINS, np.arange(months), side="right") - 1
    pooled = [
        np.bincount(bins, column, minlength=len(BINS)) * prior.evidence
        for column in (stage.at_risk(), stage.moved.sum(axis=0), stage.left.sum(axis=0))
    ]
    watched, moved, left = pooled
    # Neighbouring bins stand in for one that few have reached: chances change slowly with time.
    near = NEAR ** np.abs(np.subtract.outer(np.arange(len(BINS)), np.arange(len(BINS))))
    weight = prior.chance_weight
    move = (near @ moved + weight * prior.move_chance) / (near @ watched + weight)
    leave = (near @ left + weight * prior.exit_chance) / (near @ (watched - moved) + weight)
    size = (draws, len(BINS))
    chance = rng.beta(weight * move + moved, weight * (1 - move) + watched - moved, size)
    exits = rng.beta(
        weight * leave + left, weight * (1 - leave) + np.maximum(watched - moved - left, 0), size
    )
    chance = _shifted(chance, prior.move_spread * rng.standard_normal((draws, 1)))
    exits = _shifted(exits, prior.exit_spread * rng.standard_normal((draws, 1)))
    longest = BINS[-1] + 1 + ahead
    each = np.searchsorted(BINS, np.arange(longest), side="right") - 1
    stays = ((1 - chance) * (1 - exits))[:, each]
    remains = np.ones((draws, longest))
    np.cumprod(stays[:, :-1], axis=1, out=remains[:, 1:])
    np.maximum(remains, 1e-280, out=remains)
    return Waits(remains * chance[:, each], remains)


def _shifted(chance: NDArray[np.float64], by: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances whose odds are multiplied by ``exp(by)``."""
    times = np.exp(by)
    return np.asarray(chance * times / (1 - chance + chance * times), np.float64)
