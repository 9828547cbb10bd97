"""The loop end to end on Chongqing: every figure opens to what made it."""

from datetime import date

import polars as pl
import pytest

from seedbed.messages import Severity
from seedbed.programme import opens, trail
from seedbed.usecases.compare_with_truth import compare_outcomes
from seedbed.usecases.count_results import count_results
from seedbed.usecases.explain_match import explain_match
from seedbed.usecases.gather_report import gather_report
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.open_market import floors_of, open_market
from seedbed.usecases.replay_run import replay_run


@pytest.fixture(scope="module")
def store(small_demo):
    return small_demo.store


@pytest.fixture(scope="module")
def catalog(store):
    return load_catalog(store.settings)


@pytest.fixture(scope="module")
def match(store):
    return store.runs("match")[-1]


def test_the_demo_leaves_one_run_of_each_kind_and_no_errors(small_demo, store):
    assert [run.kind for run in store.runs()] == [
        "synth",
        "tag",
        "match",
        "synth-outcomes",
        "count",
        "skills-gap",
    ]
    assert not small_demo.checkup.errors
    assert {finding.values["measure"] for finding in small_demo.checkup.contradictions} >= {
        "subprojects",
        "adb-loan",
    }


def test_pairs_keep_capacity_eligibility_and_floors(store, catalog, match):
    pairs = store.run_output(match.run, "pairs")
    opportunities = store.table("opportunities")
    taken = pairs.group_by("opportunity").agg(pl.len().alias("taken")).join(opportunities, on="opportunity")
    assert (taken["taken"] <= taken["capacity"]).all()
    assert pairs["seeker"].is_unique().all()
    sex = pairs.join(store.table("people"), left_on="seeker", right_on="person")["sex"]
    assert (sex == "female").sum() >= 0.25 * pairs.height
    assert match.summary["verdict"] == "met"
    assert store.run_output(match.run, "floors")["met"].all()
    joined = pairs.join(store.table("people"), left_on="seeker", right_on="person").join(
        opportunities, on="opportunity", suffix="_o"
    )
    assert (joined["education"] >= joined["education_min"]).fill_null(True).all()
    assert (joined["available_from"] <= joined["closes"]).fill_null(True).all()


def test_the_bound_holds_and_is_near(match):
    assert match.summary["objective"] <= match.summary["bound"]
    assert match.summary["optimality_gap"] <= 5e-4


def test_the_fit_of_a_pair_is_the_sum_of_its_parts_and_needs_no_one_else(store, catalog, match):
    on = date.fromisoformat(match.parameters["on"])
    for seeker, opportunity, fit in store.run_output(match.run, "pairs").head(5).iter_rows():
        explanation = explain_match(store, catalog, seeker, opportunity, on)
        assert sum(part.contribution for part in explanation.parts) == explanation.fit == fit
        assert not explanation.not_eligible


def test_a_replay_is_the_same_bit_for_bit(store, catalog, match):
    replay = replay_run(store, catalog, match.run)
    assert replay.same and not replay.findings


def test_every_result_opens_to_its_events_and_its_run(store, match):
    counted = count_results(store, dry_run=True).results.counted
    events = store.table("placements")
    assert counted.height > 0
    for indicator in counted["indicator"].unique():
        behind = opens(counted, indicator)
        story = trail(behind, events)
        assert story.filter(pl.col("role") == "verification").height == behind.height
        assert (behind["run"] == match.run).all()
        assert story["synthetic"].null_count() == 0 if "synthetic" in story.columns else True


def test_nothing_is_counted_that_did_not_happen(store):
    outcomes = compare_outcomes(store)
    assert (outcomes["estimate"] <= outcomes["truth"]).all()
    assert (outcomes["estimate"] > 0).any()


def test_counting_twice_gives_the_same(store):
    first, second = (count_results(store, dry_run=True) for _ in range(2))
    assert first.results.counted.equals(second.results.counted)
    assert first.progress.table.equals(second.progress.table)


def test_synthetic_rows_say_so(store):
    for table in ("people", "opportunities"):
        frame = store.table(table)
        assert frame["synthetic"].str.contains("synthetic").all()
        assert frame[frame.columns[0]].str.starts_with("syn-").all()


def test_placements_spread_over_the_years_with_refusals_and_drop_outs(store):
    events = store.table("placements")
    years = set(events["date"].dt.year())
    assert years >= set(range(2020, 2028))
    assert {"proposed", "accepted", "declined", "started", "left", "assessed", "verified"} <= set(
        events["kind"]
    )
    assert events.filter(pl.col("kind") == "declined")["reason"].null_count() == 0


def test_floors_come_from_the_region_and_not_from_the_people(store, catalog):
    opened = open_market(store, catalog, date(2026, 11, 22))
    names = [floor.name for floor in floors_of(opened, store.settings)]
    assert names[0] == "women"
    assert len(set(names)) == len(names)


def test_people_without_consent_are_left_out_and_counted(store, catalog):
    everybody = store.table("people").height
    opened = open_market(store, catalog, date(2026, 11, 22))
    missing = everybody - opened.people.height
    told = [f for f in opened.findings if f.code == "usecases.without-consent"]
    assert missing == sum(int(f.values["people"]) for f in told)
    assert all(f.severity is Severity.WARNING for f in told)


def test_the_report_is_gathered_from_the_store_alone(store):
    contents = gather_report(store)
    assert contents.synthetic
    assert contents.matches.height == 10
    sums = (
        contents.parts.group_by("seeker", "opportunity")
        .agg(pl.col("contribution").sum())
        .join(contents.matches, on=["seeker", "opportunity"])
    )
    assert (sums["contribution"] == sums["fit"]).all()
    assert (
        contents.progress_parts.filter(dimension="sex")
        .group_by("indicator")
        .agg(pl.col("value").sum())
        .sort("indicator")["value"]
        .to_list()
        == contents.indicators.sort("indicator")["events"].to_list()
    )
