"""Find the smallest change after which a target is likely enough to be met."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.catalog import Catalog
from seedbed.messages import Finding, Refusal, Severity
from seedbed.messages.catalogue import Value
from seedbed.programme.columns import PAIR
from seedbed.programme.forecast import DRAWS, Change, Lever, least_change
from seedbed.programme.forecast.months import last_day, month_name, months_of
from seedbed.programme.rules import CountingRule
from seedbed.store import RegionStore, Run
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.open_pipelines import INPUTS, PROPOSED, AskedTarget, OpenPipelines, open_pipelines
from seedbed.usecases.plan_training import COURSE, Planned, PlanOptions, plan_training

STARTED = "started"
SETTLED_AFTER = 3
"""A proposal that is younger, in months, may yet lead to a start: it says nothing of how many do."""


@dataclass(frozen=True, slots=True)
class ShortfallOptions:
    """What the office chooses.

    ``wanted`` is the probability to reach; ``lever`` is what it would change: more people who start, or
    verification of those who wait; ``month`` (a period such as 2025-03) is when the extra people start, the first
    full month if left out.
    """

    target: str
    wanted: float = 0.8
    lever: Lever = "starts"
    month: str | None = None
    draws: int = DRAWS
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Training:
    """Course places whose learners could be placed: ``budget`` in course places or money, and what it brings.

    ``budget`` and ``placements`` are ``None`` and the most that all courses bring, where they are not enough.
    """

    budget: int | None
    placements: int
    learners: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The smallest change, and what it takes.

    Attributes
    ----------
    run
        ``None`` after a dry run.
    change
        How many starts or verifications, with the probability before and after; the latter comes from draws
        that had no part in the search.
    places
        Proposals (places to open and fill) from which so many starts come; ``None`` for verifications.
    proposals, starts
        On record: settled proposals, and how many of them led to a start.
    training
        What the training plan needs for so many placements; ``None`` where it was not asked.
    """

    run: Run | None
    change: Change
    places: int | None
    proposals: int
    starts: int
    training: Training | None
    findings: tuple[Finding, ...]


def close_shortfall(
    store: RegionStore,
    options: ShortfallOptions,
    *,
    catalog: Catalog | None = None,
    at: date | None = None,
    dry_run: bool = False,
) -> Closed:
    """Search the least number of starts or verifications, then the places and courses that bring them.

    1. Forecast with the change in it; the least number that is enough is found by bisection and judged by
       draws of its own (:func:`seedbed.programme.forecast.least_change`).
    2. So many starts take more proposals: the share that starts is estimated from the record.
    3. With a catalogue, and where the target is not about courses themselves, the training plan says what
       budget of course places makes so many more placements possible, for the target's group if it has one.

    Raises
    ------
    Refusal
        ``usecases.unknown-target``, ``usecases.no-lever`` (reported values, falling targets, time passed),
        ``usecases.chance-out-of-range``, ``programme.forecast-period``, and what
        :func:`~seedbed.usecases.open_pipelines.open_pipelines` and
        :func:`~seedbed.usecases.plan_training.plan_training` refuse.
    """
    started = datetime.now(UTC)
    if not 0 < options.wanted < 1:
        raise Refusal.because("usecases.chance-out-of-range", value=options.wanted)
    opened = open_pipelines(store, at)
    asked = _target(opened, options.target)
    pipeline = opened.pipeline(asked)
    month = pipeline.end if options.month is None else months_of(options.month)[0]
    if not pipeline.end <= month <= asked.goal.decided:
        said = {"target": options.target, "month": options.month or month_name(month)}
        raise Refusal.because("usecases.no-lever", **said)
    change = least_change(
        pipeline,
        asked.goal,
        options.wanted,
        options.lever,
        month=month,
        members=opened.members(asked),
        draws=options.draws,
        seed=options.seed,
    )
    rule = opened.rules[asked.indicator]
    proposals, starts = _settled(store, rule, opened.until)
    findings = list(_findings(options, change, proposals))
    places: int | None = None
    training = None
    if options.lever == "starts" and change.number is not None:
        places = math.ceil(change.number / ((starts + 1) / (proposals + 2)))
        if catalog is not None and places and COURSE not in rule.opportunity_kinds:
            training = _training(store, catalog, asked, places, at)
            code = "usecases.courses-not-enough" if training.budget is None else "usecases.plan-counts-all"
            values = {"placements": training.placements, "places": places}
            severity = Severity.WARNING if training.budget is None else Severity.NOTE
            findings.append(Finding(code, values, severity))
    closed = Closed(None, change, places, proposals, starts, training, tuple(findings))
    if dry_run:
        return closed
    run = keep_run(
        store,
        "close-shortfall",
        started,
        parameters={
            "as_of": last_day(opened.until).isoformat(),
            "target": options.target,
            "wanted": options.wanted,
            "lever": options.lever,
            "month": month_name(month),
            "draws": options.draws,
            "seed": options.seed,
        },
        inputs=inputs_of(store, *INPUTS),
        summary={
            "number": change.number,
            "before": change.before,
            "after": change.after,
            "places": places,
            "course_budget": training.budget if training else None,
        },
        outputs={"change": change_table(closed)},
        catalogue=catalog.release if catalog else "",
    )
    return Closed(run, change, places, proposals, starts, training, tuple(findings))


def change_table(closed: Closed) -> pl.DataFrame:
    """One row: lever, wanted, number, most, before, after, proposals, starts, places, course_budget,
    course_placements, learners."""
    change, training = closed.change, closed.training
    row = {
        "lever": change.lever,
        "wanted": change.wanted,
        "number": change.number,
        "most": change.most,
        "before": change.before,
        "after": change.after,
        "proposals": closed.proposals,
        "starts": closed.starts,
        "places": closed.places,
        "course_budget": training.budget if training else None,
        "course_placements": training.placements if training else None,
        "learners": training.learners if training else None,
    }
    kinds: dict[str, pl.DataType] = {name: pl.Int64() for name in row}
    kinds |= {"lever": pl.String(), "wanted": pl.Float64(), "before": pl.Float64(), "after": pl.Float64()}
    return pl.DataFrame([row], schema=kinds)


def _target(opened: OpenPipelines, target: str) -> AskedTarget:
    asked = next((one for one in opened.targets if one.goal.target == target), None)
    if asked is None:
        known = ", ".join(one.goal.target for one in opened.targets) or "-"
        raise Refusal.because("usecases.unknown-target", target=target, known=known)
    if asked.indicator not in opened.tracks or asked.goal.direction != "up":
        raise Refusal.because("usecases.no-lever", target=target, month=month_name(asked.goal.decided))
    return asked


def _settled(store: RegionStore, rule: CountingRule, until: int) -> tuple[int, int]:
    """Proposals of the rule's kinds that are old enough to be judged, and how many of them led to a start."""
    kinds = store.table("opportunities").filter(pl.col("kind").is_in(rule.opportunity_kinds))
    events = store.table("placements").join(kinds.select("opportunity"), on="opportunity", how="semi")
    proposed = events.filter(
        (pl.col("kind") == PROPOSED) & (pl.col("date") <= last_day(until - SETTLED_AFTER))
    )
    pairs = proposed.select(PAIR).unique()
    begun = events.filter((pl.col("kind") == STARTED) & (pl.col("date") <= last_day(until)))
    return pairs.height, pairs.join(begun, on=PAIR, how="semi").height


def _findings(options: ShortfallOptions, change: Change, proposals: int) -> list[Finding]:
    findings = [Finding("programme.forecast-on-simulations", severity=Severity.NOTE)]
    values: dict[str, Value] = {"target": options.target, "wanted": options.wanted}
    if change.number == 0:
        findings.append(Finding("usecases.no-shortfall", values, Severity.NOTE))
    if change.number is None:
        code = f"usecases.{options.lever}-not-enough"
        findings.append(
            Finding(code, {**values, "most": change.most, "after": change.after}, Severity.WARNING)
        )
    if options.lever == "starts" and not proposals:
        findings.append(Finding("usecases.no-settled-proposals", severity=Severity.WARNING))
    return findings


def _training(
    store: RegionStore, catalog: Catalog, asked: AskedTarget, places: int, on: date | None
) -> Training:
    """The least budget whose plan adds so many placements."""

    def plan(budget: int) -> Planned:
        return plan_training(store, catalog, PlanOptions(budget, asked.group), on=on, dry_run=True)

    courses = store.table("opportunities").filter(pl.col("kind") == COURSE)
    everything = int(courses["capacity"].fill_null(0).sum()) * _dearest(courses)
    return least_budget(plan, places, everything)


def _dearest(courses: pl.DataFrame) -> int:
    """The highest price of a place; 1 where courses state none and the budget counts places."""
    if "price" not in courses.columns:
        return 1
    top = courses["price"].cast(pl.Float64, strict=False).max()
    return max(1, math.ceil(float(str(top)))) if top is not None else 1


def least_budget(plan: Callable[[int], Planned], placements: int, most: int) -> Training:
    """The least budget of a training plan that adds ``placements``.

    1. Plan with ``most``; if that adds too few, none is enough.
    2. Where the plan lists its gains one by one, the cost at which the last wanted one was gained is tried.
    3. Otherwise the budget is doubled from one until it is enough, and the interval halved: a larger budget
       never adds less in an optimal plan.
    """

    def made(budget: int) -> tuple[Training, NDArray[np.int64]]:
        found = plan(budget).plan
        gained = found.placements - found.placements_before
        return Training(budget, gained, len(found.learners)), np.asarray(
            found.gains - np.array([[found.placements_before, 0]]), np.int64
        )

    top, gains = made(most)
    if top.placements < placements:
        return replace(top, budget=None)
    enough = gains[gains[:, 0] >= placements, 1]
    if enough.size:
        best, _ = made(int(enough[0]))
        return best if best.placements >= placements else top
    low, high, best = 0, most, top
    while high - low > 1:
        middle = min(2 * low or 1, high - 1) if best is top else (low + high) // 2
        tried, _ = made(middle)
        if tried.placements >= placements:
            high, best = middle, tried
        else:
            low = middle
    return best
