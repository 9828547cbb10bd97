"""Forecast of targets whose values are reported from outside: indices, rates, falling figures.

A random walk with drift, both unknown (normal-inverse-gamma; Gelman et al. 2013, ch. 3). Before anything is
seen no change is as likely as any, and the changes are of the size that the target asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.messages.catalogue import Value
from seedbed.programme.forecast.counted import DRAWS, points_between, time_passed
from seedbed.programme.forecast.months import month_name
from seedbed.programme.forecast.result import Forecast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from seedbed.programme.forecast.goal import Goal

FEWEST_CHANGES = 4
"""With fewer changes on record, the assumptions weigh more than the values."""

DRIFT_WEIGHT = 1.0
SPREAD_WEIGHT = 1.0
"""How many changes the assumptions about drift and about spread weigh."""


def forecast_reported(
    months: Sequence[int],
    values: Sequence[float],
    goal: Goal,
    *,
    bounds: tuple[float, float] = (-np.inf, np.inf),
    draws: int = DRAWS,
    seed: int = 0,
) -> Forecast:
    """The probability that a reported value meets its target.

    1. Changes between reports, over ``d`` months, are normal with mean ``d`` x drift and variance ``d`` x spread.
    2. Draw spread, then drift, then the way to each month to come.
    3. Values are held within ``bounds`` (a share within 0 and 1).

    Parameters
    ----------
    months
        Numbers of the months to which the values belong, rising.
    values
        Reported values; the goal's value is compared with the last one in the end.
    goal
        With ``value``, and its direction.

    Raises
    ------
    ValueError
        Months that do not rise, no values, or a goal that asks for a share of a group.

    >>> from seedbed.programme.forecast.goal import Goal
    >>> falling = Goal("t", 0, 59, value=40, baseline=50, direction="down")
    >>> known = forecast_reported([11, 23, 35, 47], [48.0, 46.1, 43.9, 42.0], falling, draws=2000)
    >>> known.so_far, round(known.required, 3), round(known.actual, 3), 0.3 < known.probability < 0.8
    (42.0, -0.167, -0.167, True)
    """
    at = np.asarray(months, np.int64)
    seen = np.asarray(values, np.float64)
    if goal.value is None:
        raise ValueError("a reported value is compared with a value")
    if at.size == 0 or at.size != seen.size or (np.diff(at) <= 0).any():
        raise ValueError("months rise, and each has a value")
    ahead = goal.decided - int(at[-1])
    points = points_between(int(at[-1]) + 1, goal.decided)
    rng = np.random.Generator(np.random.PCG64(seed))
    paths = _paths(at, seen, goal, points, draws, rng) if ahead > 0 else np.full((draws, 1), seen[-1])
    paths = np.clip(paths, *bounds)
    final = paths[:, -1]
    met = final <= goal.value if goal.direction == "down" else final >= goal.value
    hits = int(np.count_nonzero(met))
    gone = int(at[-1] - at[0])
    history = pl.DataFrame({"month": [month_name(int(one)) for one in at], "actual": seen})
    return Forecast(
        goal=goal,
        at=int(at[-1]),
        so_far=float(seen[-1]),
        numerator=None,
        denominator=None,
        waiting=None,
        from_waiting=None,
        from_starts=None,
        probability=(hits + 1) / (draws + 2) if ahead > 0 else float(hits > 0),
        samples=final,
        paths=paths,
        points=points,
        history=history,
        required=(goal.value - float(seen[-1])) / ahead if ahead > 0 else None,
        actual=float(seen[-1] - seen[0]) / gone if gone else None,
        findings=_findings(goal, at, ahead),
    )


def _paths(
    at: NDArray[np.int64],
    seen: NDArray[np.float64],
    goal: Goal,
    points: tuple[int, ...],
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    gaps, changes = np.diff(at).astype(np.float64), np.diff(seen)
    length = max(1, goal.last + 1 - goal.first)
    way = abs(goal.asked - goal.baseline) or abs(goal.asked) or 1.0
    usual = way**2 / length / YEARS_OF_CHANGE
    # One change of a year is what the assumption of "no drift" weighs.
    weight = DRIFT_WEIGHT * 12.0
    precision = weight + gaps.sum()
    drift = changes.sum() / precision
    freedom = SPREAD_WEIGHT + gaps.size
    squares = SPREAD_WEIGHT * usual + (changes**2 / gaps).sum() - precision * drift**2
    spread = squares / rng.chisquare(freedom, draws)
    drifts = drift + np.sqrt(spread / precision) * rng.standard_normal(draws)
    steps = np.diff(np.asarray(points, np.float64), prepend=float(at[-1]))
    noise = np.sqrt(spread)[:, None] * np.sqrt(steps) * rng.standard_normal((draws, steps.size))
    return np.asarray(seen[-1] + np.cumsum(drifts[:, None] * steps + noise, axis=1), np.float64)


YEARS_OF_CHANGE = 4.0
"""The usual spread over a target's whole time is half (one over the root of this) of the way it asks for."""


def _findings(goal: Goal, at: NDArray[np.int64], ahead: int) -> tuple[Finding, ...]:
    if ahead <= 0:
        return (time_passed(goal),)
    if at.size - 1 >= FEWEST_CHANGES:
        return ()
    said: dict[str, Value] = {"target": goal.target, "values": int(at.size), "asked": FEWEST_CHANGES + 1}
    return (Finding("programme.forecast-few-values", said, Severity.WARNING),)
