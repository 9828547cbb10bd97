"""The smallest change after which a target is likely enough to be met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import stats

from seedbed.programme.forecast.counted import DRAWS, draw_share, expected_starts
from seedbed.programme.forecast.drawing import draw_arrivals, draw_future
from seedbed.programme.forecast.prior import DEFAULT_PRIOR, Prior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.programme.forecast.goal import Goal
    from seedbed.programme.forecast.pipeline import Pipeline

Lever = Literal["starts", "verification"]
MOST_STARTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to be done, and what it would bring.

    Attributes
    ----------
    lever
        More people who start, or verification of those who wait today.
    wanted
        The probability that was asked for.
    number
        How many; ``None`` where no number is enough.
    most
        The largest number that was looked at (all who wait; for starts, :data:`MOST_STARTS`).
    before, after
        Probability without the change and with it (with ``most`` where no number is enough), the latter
        from draws that had no part in the search.
    """

    lever: Lever
    wanted: float
    number: int | None
    most: int
    before: float
    after: float


def least_change(
    pipeline: Pipeline,
    goal: Goal,
    wanted: float,
    lever: Lever,
    *,
    month: int | None = None,
    members: Pipeline | None = None,
    prior: Prior = DEFAULT_PRIOR,
    draws: int = DRAWS,
    seed: int = 0,
) -> Change:
    """The least number of extra starts, or of verifications, that lifts the probability to ``wanted``.

    1. Draw the future once. With an extra start, each draw gains one more chance of a result; the same
       random numbers serve every number tried, so more never looks worse than less.
    2. Double the number until it is enough, then halve the interval.
    3. Judge the number by draws of another seed, and add a hundredth, then twice that, and so on, as long as
       they fall short.

    Parameters
    ----------
    month
        Number of the month in which the extra people start; the first to come if left out.
    members
        For a share: the group's part. The extra people, or those verified first, are members.

    Raises
    ------
    ValueError
        A falling goal, one whose time has passed, a month outside what remains, ``wanted`` not in 0..1.
    """
    if goal.direction != "up" or goal.decided < pipeline.end or not 0 < wanted < 1:
        raise ValueError("a change is sought for a rising goal with time left and a probability within 0..1")
    if goal.share is not None and members is None:
        raise ValueError("a share needs the group's own pipeline")
    start = pipeline.end if month is None else month
    if not pipeline.end <= start <= goal.decided:
        raise ValueError("the extra people start in a month that is still to come")

    chance, judge = (
        partial(_drawn(pipeline, goal, start, members, prior, draws, one).probability, lever)
        for one in (seed, seed + 1)
    )
    most = _waiting(members or pipeline, goal) if lever == "verification" else MOST_STARTS
    number = _least(chance, wanted, most)
    step = max(1, (number or 0) // 100)
    while number is not None and judge(number) < wanted:
        number, step = (None if number == most else min(most, number + step)), 2 * step
    if number is None and judge(most) >= wanted:
        number = most
    return Change(lever, wanted, number, most, judge(0), judge(most if number is None else number))


def _least(chance: Callable[[int], float], wanted: float, most: int) -> int | None:
    if chance(0) >= wanted:
        return 0
    low, high = 0, 1
    while high < most and chance(high) < wanted:
        low, high = high, min(most, 2 * high)
    if high >= most and (most == 0 or chance(most) < wanted):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(middle) >= wanted else (middle, high)
    return high


def _waiting(pipeline: Pipeline, goal: Goal) -> int:
    entry = pipeline.first + np.arange(pipeline.months)
    counts = (entry >= goal.first) & (entry <= goal.last)
    return int(pipeline.stages[-1].waiting[counts].sum())


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """What is drawn once; each number that is tried meets the same draws.

    ``others`` (draws,) results that no change touches, and ``others_of_group`` the members among them;
    ``in_time``, ``of_waiting`` (draws,) chances of an extra start and of those who wait in the last stage;
    ``waiting`` how many wait there, ``group_waiting`` the members among them; ``luck`` (draws,) in 0..1.
    """

    goal: Goal
    others: NDArray[np.float64]
    others_of_group: NDArray[np.float64]
    in_time: NDArray[np.float64]
    of_waiting: NDArray[np.float64]
    waiting: int
    group_waiting: int
    luck: NDArray[np.float64]

    def probability(self, lever: Lever, number: int) -> float:
        """Of meeting the goal after ``number`` extra starts, or verifications of the waiting."""
        verified = number if lever == "verification" else 0
        rest = self.waiting - verified
        still = np.asarray(stats.binom.ppf(self.luck, rest, self.of_waiting), np.float64)
        extra = np.full(self.luck.size, float(number))
        if lever == "starts":
            extra = np.asarray(stats.binom.ppf(self.luck, number, self.in_time), np.float64)
        total = self.others + still + extra
        if self.goal.share is None:
            return float((self.goal.baseline + total >= self.goal.asked).mean())
        members = (self.group_waiting - verified) / rest if rest else 0.0
        some = self.others_of_group + members * still + extra
        return float(((total > 0) & (some >= self.goal.share * total)).mean())


def _drawn(
    pipeline: Pipeline,
    goal: Goal,
    start: int,
    members: Pipeline | None,
    prior: Prior,
    draws: int,
    seed: int,
) -> _Drawn:
    rng = np.random.Generator(np.random.PCG64(seed))
    ahead = goal.decided + 1 - pipeline.end
    future = draw_future(pipeline, ahead, prior, expected_starts(pipeline, goal), draws, rng)
    arrivals = draw_arrivals(future, (goal.decided,), goal.first, goal.last, rng)
    coming = arrivals.total[:, -1] - arrivals.from_stage[-1][:, -1]
    of_group = np.zeros(draws, np.int64)
    if members is not None:
        share = draw_share(pipeline, members, prior, draws, rng)
        of_group = members.verified_of(goal.first, goal.last) + rng.binomial(coming, share)
    return _Drawn(
        goal=goal,
        others=(pipeline.verified_of(goal.first, goal.last) + coming).astype(np.float64),
        others_of_group=of_group.astype(np.float64),
        in_time=future.chance_of_start(start, goal.first, goal.last),
        of_waiting=future.chance_of_waiting(goal.first, goal.last),
        waiting=arrivals.waiting[-1],
        group_waiting=0 if members is None else _waiting(members, goal),
        luck=rng.random(draws),
    )
