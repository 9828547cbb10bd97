"""Draws of what may come: months of starts, stops, waits; then verified results by period.

Everything is drawn for all draws at once. Starts of a month are Poisson given their rate, so those that are
verified by a month are Poisson too (thinning), and one number for each draw and period is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import fft

from seedbed.programme.forecast.level import Level, follow_level
from seedbed.programme.forecast.seasons import seasons
from seedbed.programme.forecast.waits import Waits, draw_waits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from seedbed.programme.forecast.pipeline import Pipeline
    from seedbed.programme.forecast.prior import Prior

FARTHEST = float(np.log(1000))
"""The level never goes further than a thousandfold, whatever little data leave open."""


@dataclass(frozen=True, slots=True, eq=False)
class Future:
    """What is drawn once for a pipeline, whatever is asked of it.

    Attributes
    ----------
    starts
        (draws, ahead) rates of new entries into the first stage.
    waits
        Chances of each stage.
    level
        What the record says of the present level.
    """

    pipeline: Pipeline
    starts: NDArray[np.float64]
    waits: tuple[Waits, ...]
    level: Level

    def counting(self, first: int, last: int) -> NDArray[np.int64]:
        """(T,) those who wait in the last stage and entered it from month ``first`` to ``last``."""
        entry = self.pipeline.first + np.arange(self.pipeline.months)
        waiting = self.pipeline.stages[-1].waiting
        return np.asarray(np.where((entry >= first) & (entry <= last), waiting, 0), np.int64)

    def chance_of_waiting(self, first: int, last: int) -> NDArray[np.float64]:
        """(draws,) mean chance of those who wait in the last stage to be verified in time."""
        waiting = self.counting(first, last)
        number = int(waiting.sum())
        moving = self.waits[-1].of_the_waiting(waiting, self.starts.shape[1]).sum(axis=1)
        return np.asarray(np.clip(moving / max(1, number), 0.0, 1.0), np.float64)

    def chance_of_start(self, month: int, first: int, last: int) -> NDArray[np.float64]:
        """(draws,) chance of someone who starts in a coming month to be verified in time and to count."""
        one = np.zeros_like(self.starts)
        one[:, month - self.pipeline.end] = 1.0
        coming = self.pipeline.end + np.arange(one.shape[1])
        through = _through(one, self.waits, (coming >= first) & (coming <= last))
        return np.asarray(np.clip(through.sum(axis=1), 0.0, 1.0), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """Verified results to come, as counts up to the end of each asked month.

    Attributes
    ----------
    from_stage
        For each stage (draws, points): of those who wait in it today.
    from_starts
        (draws, points): of those who will start.
    waiting
        How many wait in each stage and can count.
    """

    from_stage: tuple[NDArray[np.int64], ...]
    from_starts: NDArray[np.int64]
    waiting: tuple[int, ...]

    @property
    def total(self) -> NDArray[np.int64]:
        """(draws, points) all of them."""
        return np.asarray(sum(self.from_stage, self.from_starts), np.int64)


def draw_future(
    pipeline: Pipeline, ahead: int, prior: Prior, expected: float, draws: int, rng: np.random.Generator
) -> Future:
    """Draw rates of starts and chances of waiting.

    1. Follow the level, first without seasons, to find months of a stop; then seasons; then again with them.
    2. Draw a setting by its weight, a level from its gamma, and let its logarithm wander month by month.
    3. Months are uneven (gamma noise), and starts may stop and resume (a chain of two states, whose chances
       have beta posteriors from the stops seen).
    """
    counts = pipeline.stages[0].entered
    blind = follow_level(counts, np.ones(counts.size), prior, expected)
    factors = seasons(counts, pipeline.first, blind.running, prior.unlike_season)
    calendar = (pipeline.first + np.arange(counts.size + ahead)) % 12
    level = follow_level(counts, factors[calendar[: counts.size]], prior, expected, blind.running)
    chosen = rng.choice(level.weight.size, draws, p=level.weight)
    now = rng.gamma(level.shape[chosen]) / level.rate[chosen]
    spread = np.hypot(prior.wander * level.spread_a_month()[chosen], prior.drift / np.sqrt(12))[:, None]
    steps = spread * rng.standard_normal((draws, ahead))
    noise = level.noise[chosen][:, None]
    way = np.clip(np.cumsum(steps, axis=1), -FARTHEST, FARTHEST)
    starts = now[:, None] * np.exp(way) * rng.gamma(noise, 1 / noise, (draws, ahead))
    starts *= factors[calendar[counts.size :]]
    starts *= _running(level.running, prior, draws, ahead, rng)
    waits = tuple(draw_waits(stage, prior, draws, ahead, rng) for stage in pipeline.stages)
    return Future(pipeline, starts, waits, level)


def draw_arrivals(
    future: Future, points: Sequence[int], first: int, last: int, rng: np.random.Generator
) -> Arrivals:
    """Draw verified results up to the end of each of ``points``.

    Parameters
    ----------
    points
        Numbers of coming months, rising.
    first, last
        A result belongs to the month in which its person entered the last stage; those of other months do
        not count.
    """
    pipeline, ahead = future.pipeline, future.starts.shape[1]
    coming = pipeline.end + np.arange(ahead)
    counts = (coming >= first) & (coming <= last)
    ends = np.asarray(points) - pipeline.end
    from_stage = []
    held = []
    for at, stage in enumerate(pipeline.stages):
        final = at == len(pipeline.stages) - 1
        waiting = future.counting(first, last) if final else stage.waiting
        moving = future.waits[at].of_the_waiting(waiting, ahead)
        held.append(int(waiting.sum()))
        from_stage.append(
            _binomial_steps(_through(moving, future.waits[at + 1 :], counts), held[-1], ends, rng)
        )
    rates = _through(future.starts, future.waits, counts)
    steps = _between(rates, ends)
    from_starts = np.cumsum(rng.poisson(np.maximum(steps, 0.0)), axis=1)
    return Arrivals(tuple(from_stage), from_starts, tuple(held))


def _through(
    moving: NDArray[np.float64], waits: Sequence[Waits], counts: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Send those who enter the next stage through all that follow; entries to the last one must count."""
    for at, wait in enumerate(waits):
        if at == len(waits) - 1:
            moving = moving * counts
        moving = _convolved(moving, wait.arrives[:, : moving.shape[1]])
    return moving


def _convolved(flow: NDArray[np.float64], arrives: NDArray[np.float64]) -> NDArray[np.float64]:
    """(draws, ahead): month by month, those who enter and arrive later."""
    ahead = flow.shape[1]
    size = fft.next_fast_len(2 * ahead - 1, real=True)
    product = fft.rfft(flow, size, axis=1) * fft.rfft(arrives, size, axis=1)
    return np.asarray(np.maximum(fft.irfft(product, size, axis=1)[:, :ahead], 0.0), np.float64)


def _between(rates: NDArray[np.float64], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """(draws, points): what falls after one end and up to the next."""
    upto = np.cumsum(rates, axis=1)[:, ends]
    return np.diff(upto, axis=1, prepend=0.0)


def _binomial_steps(
    moving: NDArray[np.float64], waiting: int, ends: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Arrivals of ``waiting`` people, each with the mean chance: at least as wide as with their own chances
    (Hoeffding 1956)."""
    draws = moving.shape[0]
    if waiting == 0:
        return np.zeros((draws, ends.size), np.int64)
    chances = _between(moving, ends) / waiting
    arrived = np.zeros((draws, ends.size), np.int64)
    left, rest = np.full(draws, waiting), np.ones(draws)
    for at in range(ends.size):
        chance = np.clip(chances[:, at] / np.maximum(rest, 1e-12), 0.0, 1.0)
        arrived[:, at] = rng.binomial(left, chance)
        left, rest = left - arrived[:, at], rest - chances[:, at]
    return np.cumsum(arrived, axis=1)


def _running(
    seen: NDArray[np.bool_], prior: Prior, draws: int, ahead: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """(draws, ahead): whether starts go on in each coming month."""
    begins = int(np.count_nonzero(seen[:-1] & ~seen[1:]))
    resumes = int(np.count_nonzero(~seen[:-1] & seen[1:]))
    at_work, at_rest = int(np.count_nonzero(seen)), int(np.count_nonzero(~seen))
    stop = rng.beta(
        prior.stop_weight + begins, prior.stop_weight * (prior.months_to_stop - 1) + at_work - begins, draws
    )
    resume = rng.beta(
        prior.length_weight + resumes,
        prior.length_weight * (prior.stop_length - 1) + max(at_rest - resumes, 0),
        draws,
    )
    going = np.full(draws, bool(seen[-1]) if seen.size else True)
    runs = np.empty((draws, ahead), np.bool_)
    for at, luck in enumerate(rng.random((ahead, draws))):
        going = np.where(going, luck >= stop, luck < resume)
        runs[:, at] = going
    return runs
