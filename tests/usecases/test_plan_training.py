"""The training plan of a region: what is kept, what it promises, whom it counts."""

import shutil
from datetime import date

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.store import open_region
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.plan_training import COURSE, PlanOptions, learner_table, plan_training

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def store(small_demo, tmp_path_factory):
    """A copy: the demo that others look at keeps the runs that it has."""
    folder = tmp_path_factory.mktemp("copy") / "region"
    shutil.copytree(small_demo.store.folder, folder)
    return open_region(folder)


@pytest.fixture(scope="module")
def catalog(store):
    return load_catalog(store.settings)


def test_a_plan_is_kept_and_can_be_carried_out(store, catalog):
    told: list[tuple[int, int]] = []
    planned = plan_training(
        store, catalog, PlanOptions(budget=15), on=ON, progress=lambda *now: told.append(now)
    )
    assert planned.run is not None and told
    assert store.runs("training-plan")[-1] == planned.run
    plan, run = planned.plan, planned.run.run
    assert plan.placements_before < plan.placements <= plan.bound
    assert plan.cost == len(plan.learners) <= 15
    pairs, learners = store.run_output(run, "pairs"), store.run_output(run, "learners")
    courses, gains = store.run_output(run, "courses"), store.run_output(run, "gains")
    offers = store.table("opportunities")
    assert pairs.height == plan.placements == planned.run.summary["placements"]
    assert pairs["seeker"].is_unique().all()
    taken = pairs.group_by("opportunity").len().join(offers, on="opportunity")
    assert (taken["len"] <= taken["capacity"]).all()
    assert COURSE not in taken["kind"]
    assert (courses["learners"] <= courses["places"]).all()
    assert courses["learners"].sum() == learners.height == len(plan.learners)
    assert (learners["fit_before"] < 0.5).any() and (pairs["fit"] >= 0.5).all()
    assert (learners["fit_before"] <= learners["fit"]).all()
    assert gains["cost"].is_sorted() or gains.is_empty()
    # A course that is not over leads to nothing that has closed before.
    ends = learners.join(offers.select(course="opportunity", done="closes"), on="course").join(
        offers.select("opportunity", "closes"), on="opportunity"
    )
    assert (ends["done"] <= ends["closes"]).fill_null(True).all()


def test_a_group_is_counted_and_trained_alone(store, catalog):
    sex = store.table("people").select(seeker="person", sex="sex")
    for name in ("women", "female", "女性"):
        planned = plan_training(store, catalog, PlanOptions(10, name), on=ON, dry_run=True)
        assert (learner_table(planned).join(sex, on="seeker")["sex"] == "female").all()
        assert planned.run is None
    floor = plan_training(store, catalog, PlanOptions(10, "returning_migrants"), on=ON, dry_run=True)
    groups = store.table("people").select(seeker="person", groups="groups")
    who = learner_table(floor).join(groups, on="seeker")["groups"]
    assert who.list.contains("returning_migrant").all()


def test_more_budget_never_places_fewer_and_none_places_nobody_more(store, catalog):
    plans = [
        plan_training(store, catalog, PlanOptions(budget), on=ON, dry_run=True).plan for budget in (0, 5, 60)
    ]
    assert plans[0].placements == plans[0].placements_before == plans[0].bound
    assert [plan.placements for plan in plans] == sorted(plan.placements for plan in plans)


def test_what_cannot_be_planned_is_refused(store, catalog):
    with pytest.raises(Refusal) as caught:
        plan_training(store, catalog, PlanOptions(1, "martians"), on=ON)
    assert caught.value.findings[0].code == "usecases.unknown-group"


def test_a_region_without_courses_says_so(store, catalog):
    class NoCourses:
        settings = store.settings

        def table(self, name: str) -> pl.DataFrame:
            frame = store.table(name)
            return frame.filter(pl.col("kind") != COURSE) if name == "opportunities" else frame

    with pytest.raises(Refusal) as caught:
        plan_training(NoCourses(), catalog, PlanOptions(1), on=ON)
    assert caught.value.findings[0].code == "usecases.no-courses"
