"""Which course places, for whom, raise placements most within a budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.catalog import Catalog
from seedbed.matching import Courses, TrainingPlan, training_plan
from seedbed.matching.from_tables import read_courses
from seedbed.messages import Finding, Refusal
from seedbed.store import RegionSettings, RegionStore, Run
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.open_market import OpenMarket, open_market
from seedbed.usecases.run_match import INPUTS, groups_of

COURSE = "training"
"""The kind of opportunity that is a course; people are placed in all other kinds."""

WORDS = {"women": "female", "女性": "female", "妇女": "female", "men": "male", "男性": "male"}
"""What people call the groups by sex."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the office chooses.

    ``budget`` counts course places, or the unit of the column ``price`` where courses state prices. ``group`` is a
    sex, a group that people state, or the name of a floor; ``None``: everybody.
    """

    budget: int
    group: str | None = None
    min_fit: float = 0.5
    k: int = 50


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the market that it fills and the courses (frame) that it chooses from."""

    run: Run | None
    opened: OpenMarket
    offers: pl.DataFrame
    courses: Courses
    plan: TrainingPlan
    findings: tuple[Finding, ...]


def plan_training(
    store: RegionStore,
    catalog: Catalog,
    options: PlanOptions,
    *,
    on: date | None = None,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> Planned:
    """Plan courses for the people who consented to matching, and keep the plan as a run.

    Outputs of the run: ``courses`` (what each course adds), ``learners`` (who learns what and is then placed
    where), ``pairs`` (all placements after training), ``gains`` (placements and cost, one row per gain).

    Raises
    ------
    Refusal
        ``usecases.no-courses``, ``usecases.unknown-group``, and what
        :func:`~seedbed.usecases.open_market.open_market` and
        :func:`~seedbed.matching.training.training_plan` refuse.
    """
    started = datetime.now(UTC)
    on = on or date.today()
    offers = store.table("opportunities").sort("opportunity")
    is_course = offers["kind"].eq_missing(COURSE)
    courses_offered, others = offers.filter(is_course), offers.filter(~is_course)
    if not courses_offered.height:
        raise Refusal.because("usecases.no-courses", region=store.settings.region)
    opened = open_market(store, catalog, on, opportunities=others["opportunity"].to_list())
    counted = None if options.group is None else members_of(opened.people, options.group, store.settings)
    courses, findings = read_courses(
        opened.people, courses_offered, store.table("opportunity_skills"), opened.opportunities, catalog
    )
    plan = training_plan(
        opened.market,
        courses,
        options.budget,
        opened.capacity,
        group=counted,
        min_fit=options.min_fit,
        k=options.k,
        progress=progress,
    )
    planned = Planned(None, opened, courses_offered, courses, plan, (*opened.findings, *findings))
    if dry_run:
        return planned
    run = keep_run(
        store,
        "training-plan",
        started,
        parameters={
            "budget": options.budget,
            "group": options.group,
            "min_fit": options.min_fit,
            "k": options.k,
            "on": on.isoformat(),
        },
        inputs=inputs_of(store, *INPUTS),
        summary={
            "people": opened.people.height if counted is None else int(counted.sum()),
            "courses": courses_offered.height,
            "placements_before": plan.placements_before,
            "placements": plan.placements,
            "bound": plan.bound,
            "optimality_gap": plan.optimality_gap,
            "learners": len(plan.learners),
            "cost": plan.cost,
            "budget_value": plan.budget_value,
            "method": plan.method,
        },
        outputs={
            "courses": course_table(planned),
            "learners": learner_table(planned),
            "pairs": placement_table(planned),
            "gains": pl.DataFrame(
                plan.gains, schema={"placements": pl.Int64, "cost": pl.Int64}, orient="row"
            ),
        },
        catalogue=catalog.release,
    )
    return Planned(run, opened, courses_offered, courses, plan, planned.findings)


def members_of(people: pl.DataFrame, group: str, settings: RegionSettings) -> NDArray[np.bool_]:
    """Who belongs to a group (n,): a sex, a stated group, or the group of a floor of the region.

    Raises
    ------
    Refusal
        ``usecases.unknown-group``.
    """
    known = groups_of(people)
    floors = {floor.name: floor.sex or floor.group for floor in settings.floors}
    for name in (group, WORDS.get(group), floors.get(group)):
        if name in known:
            return known[name]
    raise Refusal.because("usecases.unknown-group", group=group, known=", ".join(known))


def course_table(planned: Planned) -> pl.DataFrame:
    """One row per course: course, title, place, places, cost of a place, learners in the plan, and ``value``: the
    placements that one more place would add at most. Most learners first, then the largest value."""
    learners = np.bincount(planned.plan.learners[:, 1], minlength=planned.offers.height)
    return (
        planned.offers.select(pl.col("opportunity").alias("course"), "title", "place")
        .with_columns(
            pl.Series("places", np.asarray(planned.courses.places, np.int64)),
            pl.Series("cost", np.asarray(planned.courses.cost, np.int64)),
            pl.Series("learners", learners.astype(np.int64)),
            pl.Series("value", planned.plan.place_values),
        )
        .sort("learners", "value", "course", descending=[True, True, False])
    )


def placement_table(planned: Planned) -> pl.DataFrame:
    """Frame seeker, opportunity, fit (after training), course (null without one)."""
    seeker, opportunity = planned.plan.pairs[:, 0], planned.plan.pairs[:, 1]
    course_of = np.full(planned.opened.people.height, -1)
    course_of[planned.plan.learners[:, 0]] = planned.plan.learners[:, 1]
    course = course_of[seeker]
    names = planned.offers["opportunity"].gather(np.maximum(course, 0))
    return pl.DataFrame(
        {
            "seeker": planned.opened.people["person"].gather(seeker),
            "opportunity": planned.opened.opportunities["opportunity"].gather(opportunity),
            "fit": planned.plan.fit,
            "course": names.set(pl.Series(course < 0), None),
        }
    )


def learner_table(planned: Planned) -> pl.DataFrame:
    """Frame seeker, course, opportunity, fit_before, fit: who learns what and what it leads to."""
    placed = placement_table(planned).with_columns(
        pl.Series(
            "fit_before",
            planned.opened.market.fit_units(planned.plan.pairs[:, 0], planned.plan.pairs[:, 1]) / 2.0**24,
        )
    )
    return placed.filter(pl.col("course").is_not_null()).select(
        "seeker", "course", "opportunity", "fit_before", "fit"
    )
