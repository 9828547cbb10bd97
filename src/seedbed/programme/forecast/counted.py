"""Forecast of targets that are counted from placements: numbers of results, and shares of a group."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.messages.catalogue import Value
from seedbed.programme.forecast.drawing import draw_arrivals, draw_future
from seedbed.programme.forecast.months import month_name
from seedbed.programme.forecast.prior import DEFAULT_PRIOR, Prior
from seedbed.programme.forecast.result import Forecast

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seedbed.programme.forecast.drawing import Arrivals
    from seedbed.programme.forecast.goal import Goal
    from seedbed.programme.forecast.pipeline import Pipeline

DRAWS = 10_000
FEWEST_MONTHS = 6
FEWEST_RESULTS = 20
"""With fewer months of starts, or fewer verified results, the assumptions weigh more than the programme."""

MOST_POINTS = 16
YEAR = 12


def forecast(
    pipeline: Pipeline,
    goal: Goal,
    *,
    members: Pipeline | None = None,
    prior: Prior = DEFAULT_PRIOR,
    draws: int = DRAWS,
    seed: int = 0,
) -> Forecast:
    """The probability of meeting a target, and what the end may look like.

    Bayesian simulation (Gelman et al. 2013): draw the level of starts, its seasons, its way and possible
    stops; draw how many of those who wait or start will be verified in time; count.

    1. Results so far are known; nothing about them is drawn.
    2. Those who wait move on by the chances of their stage, given how long they have waited.
    3. Those who will start are drawn by month and move through all stages.
    4. A share: of the results to come from a stage, members are drawn by their share among those waiting
       there; of those to start, by a share with a beta posterior from the starts so far.
    5. The probability is the part of the draws that meet the target. Unless the target is met already, or
       its time has passed, it is never 0 or 1: one draw of each kind is added.

    Parameters
    ----------
    pipeline
        What is on record, by month.
    goal
        What is asked. Of a group's number ask with the group's own pipeline.
    members
        For a share: the group's part of ``pipeline``, of the same shape.
    draws
        10,000 leave a standard error of at most half a point in a hundred.
    seed
        The same seed gives the same forecast.

    Raises
    ------
    ValueError
        A share without ``members``, or members of another shape.

    >>> from seedbed.programme.forecast.goal import Goal
    >>> from seedbed.programme.forecast.pipeline import Pipeline, Stage
    >>> quick = np.outer(np.full(24, 10), np.arange(24) == 0)
    >>> steady = Pipeline(2020 * 12, (Stage(np.full(24, 10), quick, 0 * quick),))
    >>> easy, hard = (
    ...     forecast(steady, Goal("t", 2020 * 12, 2022 * 12 + 11, value=value), draws=2000)
    ...     for value in (270, 500)
    ... )
    >>> easy.so_far, easy.required, easy.actual, easy.probability > 0.9, hard.probability < 0.1
    (240.0, 2.5, 10.0, True, True)
    """
    if goal.share is not None and members is None:
        raise ValueError("a share needs the group's own pipeline")
    if members is not None and (members.first, members.months, len(members.stages)) != (
        pipeline.first,
        pipeline.months,
        len(pipeline.stages),
    ):
        raise ValueError("members are a part of the pipeline: the same months and stages")
    rng = np.random.Generator(np.random.PCG64(seed))
    ahead = goal.decided + 1 - pipeline.end
    points = points_between(pipeline.end, goal.decided)
    counted = pipeline.verified_of(goal.first, goal.last)
    arrivals = None
    if ahead > 0:
        future = draw_future(pipeline, ahead, prior, expected_starts(pipeline, goal), draws, rng)
        arrivals = draw_arrivals(future, points, goal.first, goal.last, rng)
    total = _total(counted, arrivals, draws)
    numerator: int | None = None
    if goal.share is None:
        values = np.asarray(goal.baseline + total, np.float64)
        so_far: float | None = goal.baseline + counted
    else:
        assert members is not None
        numerator = members.verified_of(goal.first, goal.last)
        some = _members(numerator, arrivals, pipeline, members, goal, prior, draws, rng)
        values = np.full(total.shape, np.nan)
        np.divide(some, total, out=values, where=total > 0)
        so_far = numerator / counted if counted else None
    final = values[:, -1]
    required, actual = _rates(pipeline, members, goal, total[:, -1], ahead)
    return Forecast(
        goal=goal,
        at=pipeline.end - 1,
        so_far=so_far,
        numerator=numerator,
        denominator=None if numerator is None else counted,
        waiting=sum(arrivals.waiting) if arrivals else 0,
        from_waiting=float(sum(one[:, -1].mean() for one in arrivals.from_stage)) if arrivals else 0.0,
        from_starts=float(arrivals.from_starts[:, -1].mean()) if arrivals else 0.0,
        probability=_probability(final, goal, so_far, ahead),
        samples=final,
        paths=values,
        points=points,
        history=_history(pipeline, members, goal),
        required=required,
        actual=actual,
        findings=_findings(pipeline, goal, counted, None if arrivals is None else future.level.running),
    )


def points_between(end: int, last: int) -> tuple[int, ...]:
    """The months that a fan shows from month ``end`` to ``last``: at equal distances, the last one among them."""
    ahead = last + 1 - end
    step = max(1, -(-ahead // MOST_POINTS))
    return tuple(range(last - step * ((ahead - 1) // step), last + 1, step)) if ahead > 0 else ()


def expected_starts(pipeline: Pipeline, goal: Goal) -> float:
    """Starts a month that the plan has in mind: what the target asks, spread evenly."""
    if goal.value is not None and goal.value > goal.baseline:
        return (goal.value - goal.baseline) / max(1, goal.last + 1 - max(goal.first, pipeline.first))
    return max(1.0, float(pipeline.stages[0].entered.mean()) if pipeline.months else 1.0)


def _total(counted: int, arrivals: Arrivals | None, draws: int) -> NDArray[np.int64]:
    return np.full((draws, 1), counted) if arrivals is None else counted + arrivals.total


def _members(
    numerator: int,
    arrivals: Arrivals | None,
    pipeline: Pipeline,
    members: Pipeline,
    goal: Goal,
    prior: Prior,
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """(draws, points) members among the results, drawn step by step so that paths hang together."""
    if arrivals is None:
        return np.full((draws, 1), numerator)
    total = np.full(arrivals.from_starts.shape, numerator)
    share = draw_share(pipeline, members, prior, draws, rng)[:, None]
    parts: list[tuple[NDArray[np.int64], NDArray[np.float64] | float]] = [(arrivals.from_starts, share)]
    for stage, part, coming in zip(pipeline.stages, members.stages, arrivals.from_stage, strict=True):
        waiting = int(stage.waiting.sum())
        parts.append((coming, int(part.waiting.sum()) / waiting if waiting else 0.0))
    for coming, chance in parts:
        steps = np.diff(coming, axis=1, prepend=0)
        total = total + np.cumsum(rng.binomial(steps, chance), axis=1)
    return total


def draw_share(
    pipeline: Pipeline, members: Pipeline, prior: Prior, draws: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """(draws,) share of the group among those who will start: beta, from those who have started."""
    started, of_group = int(pipeline.stages[0].entered.sum()), int(members.stages[0].entered.sum())
    return rng.beta(
        prior.share_weight * prior.share + prior.share_evidence * of_group,
        prior.share_weight * (1 - prior.share) + prior.share_evidence * (started - of_group),
        draws,
    )


def _probability(final: NDArray[np.float64], goal: Goal, so_far: float | None, ahead: int) -> float | None:
    known = ~np.isnan(final)
    met = final >= goal.asked if goal.direction == "up" else final <= goal.asked
    hits = int(np.count_nonzero(met & known))
    if math.isnan(goal.asked):
        return None
    if ahead <= 0:
        return None if so_far is None else float(hits > 0)
    if goal.share is None and goal.direction == "up" and so_far is not None and so_far >= goal.asked:
        return 1.0
    return (hits + 1) / (final.size + 2)


def _rates(
    pipeline: Pipeline, members: Pipeline | None, goal: Goal, total: NDArray[np.int64], ahead: int
) -> tuple[float | None, float | None]:
    """What is needed from now on beside what the last year brought."""
    year = min(YEAR, pipeline.months)
    recent = int(pipeline.verified()[pipeline.months - year :].sum())
    counted = pipeline.verified_of(goal.first, goal.last)
    if goal.share is None:
        short = goal.asked - goal.baseline - counted
        needed = max(0.0, short) / ahead if ahead > 0 and goal.value is not None else None
        return needed, recent / year if year else None
    assert members is not None
    coming = float(np.median(total)) - counted
    short = goal.share * (counted + coming) - members.verified_of(goal.first, goal.last)
    some = int(members.verified()[pipeline.months - year :].sum())
    return (max(0.0, short) / coming if coming > 0 else None), (some / recent if recent else None)


def _history(pipeline: Pipeline, members: Pipeline | None, goal: Goal) -> pl.DataFrame:
    counted = _by_month(pipeline, goal)
    values = goal.baseline + counted
    if goal.share is not None and members is not None:
        values = np.divide(
            _by_month(members, goal), counted, out=np.full(counted.size, np.nan), where=counted > 0
        )
    months = [month_name(pipeline.first + at) for at in range(pipeline.months)]
    return pl.DataFrame({"month": months, "actual": values}, schema={"month": pl.String, "actual": pl.Float64}).with_columns(
        pl.col("actual").fill_nan(None)
    )  # fmt: skip


def _by_month(pipeline: Pipeline, goal: Goal) -> NDArray[np.float64]:
    """(T,) results that count, up to the end of each month."""
    entry = pipeline.first + np.arange(pipeline.months)
    moved = pipeline.stages[-1].moved * ((entry >= goal.first) & (entry <= goal.last))[:, None]
    when = np.add.outer(np.arange(pipeline.months), np.arange(pipeline.months))
    inside = when < pipeline.months
    by_month = np.bincount(when[inside], moved[inside], minlength=pipeline.months)
    return np.asarray(np.cumsum(by_month), np.float64)


def _findings(
    pipeline: Pipeline, goal: Goal, counted: int, running: NDArray[np.bool_] | None
) -> tuple[Finding, ...]:
    if running is None:
        return (time_passed(goal),)
    entered = pipeline.stages[0].entered
    begun = np.flatnonzero(entered)
    months = int(entered.size - begun[0]) if begun.size else 0
    findings: list[Finding] = []
    if months < FEWEST_MONTHS or counted < FEWEST_RESULTS:
        findings.append(too_little(goal, months, counted))
    if running.size and not running[-1]:
        since = int(running.size - 1 - np.flatnonzero(running).max(initial=-1))
        said: dict[str, Value] = {"target": goal.target, "months": since}
        findings.append(Finding("programme.forecast-stopped", said, Severity.WARNING))
    return (*findings, Finding("programme.forecast-on-simulations", severity=Severity.NOTE))


def too_little(goal: Goal, months: int, results: int) -> Finding:
    """That the assumptions weigh more than what is on record."""
    values: dict[str, Value] = {
        "target": goal.target,
        "months": months,
        "results": results,
        "asked_months": FEWEST_MONTHS,
        "asked_results": FEWEST_RESULTS,
    }
    return Finding("programme.forecast-too-little", values, Severity.WARNING)


def time_passed(goal: Goal) -> Finding:
    """That nothing is left to foretell."""
    said: dict[str, Value] = {"target": goal.target, "month": month_name(goal.decided)}
    return Finding("programme.forecast-time-passed", said, Severity.NOTE)
