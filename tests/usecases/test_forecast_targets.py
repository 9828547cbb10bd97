"""Forecasts and shortfalls of a region with many placements, made from a copy of Chongqing."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from seedbed.messages import LANGUAGES, Refusal
from seedbed.programme import count_results, read_rules
from seedbed.store import open_region
from seedbed.usecases.close_shortfall import ShortfallOptions, Training, close_shortfall, least_budget
from seedbed.usecases.count_results import count_results as count_today
from seedbed.usecases.forecast_targets import TABLE_SCHEMA, forecast_targets
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.synthesise_region import copy_region

CHONGQING = Path(__file__).parents[2] / "regions" / "chongqing"
AT = date(2024, 6, 30)
PEOPLE = 900
TARGETS = """target,indicator,period,value,group,share,subproject,valid_from
all,graduates,2027,1500,,,,
all,graduates,2027,1100,,,,2024-01-01
women,graduates,2027,,women,0.45,,
in-2025,yearly,2025,220,,,,
east-part,graduates,2027,800,,,east,
rate,dropout,2027,10,,,,
someday,opened,2027,1,,,,
silent,unsaid,2027,1,,,,
teachers,trained,2027,3000,,,,
"""
INDICATORS = """indicator,name,level,unit,kind,direction,cumulative,baseline
graduates,Graduates,outcome,persons,count,up,true,0
yearly,Graduates a year,outcome,persons,count,up,false,0
dropout,Drop-out,outcome,percent,index,down,false,20
opened,Opened,output,yes or no,yes_no,up,true,0
unsaid,Unsaid,output,points,index,up,true,0
trained,Trained,output,persons,count,up,true,0
"""
RULES = """
[[rule]]
indicator = "graduates"
counts = "verified"
opportunity_kinds = ["job"]
path = ["started"]
once_per = "seeker"
date_of = "started"

[[rule]]
indicator = "yearly"
counts = "verified"
opportunity_kinds = ["job"]
path = ["started"]
once_per = "seeker"
date_of = "started"
"""


def events_of(rng):
    """Some twenty starts a month from 2022 on, most of them verified within half a year."""
    rows = []
    for number in range(PEOPLE):
        start = date(2022, 1, 1) + timedelta(days=int(rng.integers(0, 1300)))
        steps = [("proposed", start - timedelta(days=30))]
        if rng.random() < 0.75:
            steps.append(("started", start))
            if rng.random() < 0.1:
                steps.append(("left", start + timedelta(days=20)))
            elif rng.random() < 0.9:
                steps.append(("verified", start + timedelta(days=int(rng.integers(30, 200)))))
        rows += [
            {
                "event": f"e{number}-{kind}",
                "seeker": f"p{number}",
                "opportunity": "east-job" if number % 3 else "west-job",
                "kind": kind,
                "date": on,
                "recorded_at": datetime(on.year, on.month, on.day, tzinfo=UTC),
            }
            for kind, on in steps
        ]
    return pl.DataFrame(rows).with_columns(pl.col("recorded_at").dt.cast_time_unit("us"))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("region") / "region"
    copy_region(CHONGQING, folder)
    (folder / "targets.csv").write_text(TARGETS, "utf-8")
    (folder / "indicators.csv").write_text(INDICATORS, "utf-8")
    (folder / "counting_rules.toml").write_text(RULES, "utf-8")
    sexes = ("female", "male")
    people = "".join(f"p{number},{sexes[number % 2]}\n" for number in range(PEOPLE))
    (folder / "people.csv").write_text("person,sex\n" + people, "utf-8")
    organisation = open_region(CHONGQING).table("organisations")["organisation"][0]
    jobs = "".join(f"{one}-job,{organisation},job,Job,{PEOPLE},{one}\n" for one in ("east", "west"))
    (folder / "opportunities.csv").write_text(
        "opportunity,organisation,kind,title,capacity,subproject\n" + jobs, "utf-8"
    )
    (folder / "subprojects.csv").write_text("subproject,name\neast,East\nwest,West\n", "utf-8")
    reported = [("dropout", 2020 + at, 20 - 2 * at) for at in range(4)]
    reported += [("trained", 2021 + at, value) for at, value in enumerate((100, 1200, 1210))]
    # The last one was never verified and does not count.
    reported.append(("dropout", 2024, 2))
    lines = "".join(f"r{at},{','.join(map(str, one))},desk\n" for at, one in enumerate(reported))
    (folder / "results.csv").write_text("result,indicator,period,value,by\n" + lines, "utf-8")
    verified = "".join(f"v{at},r{at},verified,office,2024-02-01\n" for at in range(len(reported) - 1))
    (folder / "verifications.csv").write_text("verification,result,decision,by,date\n" + verified, "utf-8")
    opened = open_region(folder)
    opened.append("placements", events_of(np.random.default_rng(1)))
    return opened


@pytest.fixture(scope="module")
def forecasts(store):
    return forecast_targets(store, at=AT, draws=2000, dry_run=True)


def row(forecasts, target, subproject=None):
    found = forecasts.table.filter(
        (pl.col("target") == target) & pl.col("subproject").eq_missing(pl.lit(subproject, pl.String))
    )
    assert found.height == 1
    return found.to_dicts()[0]


def test_what_is_reached_is_what_counting_counts(store, forecasts):
    rules = read_rules(store.document("counting_rules"))
    counted = count_results(
        store.table("placements"), store.table("people"), store.table("opportunities"), rules, as_of=AT
    ).counted.filter(pl.col("indicator") == "graduates")
    assert row(forecasts, "all")["so_far"] == counted.height > 100
    women = row(forecasts, "women")
    assert women["numerator"] == (counted["sex"] == "female").sum()
    assert women["denominator"] == counted.height
    east = counted.filter(pl.col("subproject") == "east").height
    assert row(forecasts, "all", "east")["so_far"] == row(forecasts, "east-part", "east")["so_far"] == east
    assert row(forecasts, "in-2025")["so_far"] == 0


def test_every_readable_target_has_a_probability_and_parts_have_none(forecasts):
    assert forecasts.table.schema == TABLE_SCHEMA
    assert forecasts.as_of == AT
    asked = forecasts.table.filter(~pl.col("part"))
    assert set(asked["target"]) == {"all", "women", "in-2025", "east-part", "rate", "teachers"}
    assert asked["probability"].is_between(0, 1).all()
    assert forecasts.table.filter("part")["probability"].is_null().all()
    assert set(forecasts.table.filter("part")["subproject"]) == {"east", "west"}


def test_revised_targets_hold_from_their_day(store, forecasts):
    assert row(forecasts, "all")["value_asked"] == 1100
    before = forecast_targets(store, at=date(2023, 12, 31), draws=200, dry_run=True)
    assert row(before, "all")["value_asked"] == 1500


def test_parts_add_up_about_to_the_whole(forecasts):
    whole = row(forecasts, "all")
    parts = [row(forecasts, "all", name) for name in ("east", "west")]
    assert sum(part["waiting"] for part in parts) == whole["waiting"] > 0
    assert sum(part["from_starts"] for part in parts) == pytest.approx(whole["from_starts"], rel=0.4)


def test_a_falling_value_on_its_way(forecasts):
    rate = row(forecasts, "rate")
    assert rate["so_far"] == 14.0
    assert rate["probability"] > 0.5
    assert rate["waiting"] is None


def test_a_running_total_is_not_expected_to_fall(forecasts):
    teachers = row(forecasts, "teachers")
    assert teachers["so_far"] == 1210
    assert 1210 <= teachers["low_80"] <= teachers["median"] <= teachers["high_80"]


def test_what_cannot_be_forecast_is_said(forecasts):
    codes = {one.code: one for one in forecasts.findings}
    assert codes["usecases.no-forecast"].values["target"] == "someday"
    assert codes["usecases.nothing-reported"].values["target"] == "silent"
    assert "programme.forecast-on-simulations" in codes
    assert all(one.text(lang) for one in forecasts.findings for lang in LANGUAGES)


def test_the_fan_leads_from_the_record_to_the_end(forecasts):
    fan = forecasts.fan.filter((pl.col("target") == "all") & pl.col("subproject").is_null())
    assert fan["month"].is_sorted()
    assert fan["month"][-1] == "2027-12"
    assert fan["aim"][-1] == 1100
    assert (fan["aim"].diff().drop_nulls() >= 0).all()
    assert fan.drop_nulls("actual")["actual"][-1] == row(forecasts, "all")["so_far"]
    last = fan.row(-1, named=True)
    assert [last["q10"], last["q90"]] == [row(forecasts, "all")[name] for name in ("low_80", "high_80")]


def test_the_path_is_the_one_that_progress_expects(store, tmp_path):
    """One path: what a fan asks for at the end of a year is what the report of that year expects."""
    shutil.copytree(store.folder, tmp_path / "region")
    own = open_region(tmp_path / "region")
    own.replace("indicators", own.table("indicators").with_columns(baseline_year=pl.lit(2020, pl.Int64)))
    halfway = {"target": ["halfway"], "indicator": ["graduates"], "period": ["2025"], "value": [300.0]}
    own.replace("targets", pl.concat([own.table("targets"), pl.DataFrame(halfway)], how="diagonal_relaxed"))
    fan = forecast_targets(own, at=AT, draws=1000, dry_run=True).fan.filter(
        pl.col("target") == "all", pl.col("subproject").is_null()
    )
    for year in ("2023", "2024", "2025", "2026", "2027"):
        table = count_today(own, up_to=year, dry_run=True).progress.table
        wanted = table.filter(pl.col("target") == "all")["expected"].item()
        assert fan.filter(pl.col("month") == f"{year}-12")["aim"].item() == pytest.approx(wanted)
    assert wanted == 1100


def test_a_kept_forecast_is_found_again_and_the_same(store, forecasts):
    kept = forecast_targets(store, at=AT, draws=2000)
    assert kept.run.summary["all"] == row(forecasts, "all")["probability"]
    assert store.run_output(kept.run.run, "forecasts").equals(forecasts.table)
    assert store.run_output(kept.run.run, "fan").equals(forecasts.fan)
    assert kept.run.parameters["as_of"] == "2024-06-30"


def test_without_a_day_the_record_ends_it(store):
    said = forecast_targets(store, draws=50, dry_run=True)
    last = store.table("placements").filter(pl.col("kind") != "proposed")["date"].max()
    assert said.as_of >= last
    assert (said.as_of - last).days < 31


def test_the_smallest_change_is_confirmed_by_other_draws(store):
    options = ShortfallOptions("all", wanted=0.9, draws=2000)
    closed = close_shortfall(store, options, at=AT, dry_run=True)
    assert closed.change.before < 0.9 <= closed.change.after
    assert closed.places > closed.change.number > 0
    assert closed.starts / closed.proposals == pytest.approx(0.75, abs=0.05)
    kept = close_shortfall(store, options, at=AT)
    assert store.run_output(kept.run.run, "change")["number"].to_list() == [closed.change.number]


def test_levers_that_are_not_enough_or_not_needed_are_said(store):
    one = close_shortfall(store, ShortfallOptions("all", 0.9, "verification", draws=500), at=AT, dry_run=True)
    assert one.change.number is None
    assert one.places is None
    assert "usecases.verification-not-enough" in [finding.code for finding in one.findings]
    other = close_shortfall(store, ShortfallOptions("all", 0.01, draws=500), at=AT, dry_run=True)
    assert other.change.number == 0
    assert "usecases.no-shortfall" in [finding.code for finding in other.findings]
    late = ShortfallOptions("all", 0.9, month="2027-12", draws=500)
    too_late = close_shortfall(store, late, at=AT, dry_run=True)
    assert [finding.code for finding in (*one.findings, *other.findings, *too_late.findings)]
    assert all(
        finding.text(lang)
        for finding in (*one.findings, *other.findings, *too_late.findings)
        for lang in LANGUAGES
    )


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (ShortfallOptions("nobody"), "usecases.unknown-target"),
        (ShortfallOptions("rate"), "usecases.no-lever"),
        (ShortfallOptions("all", month="2020-01"), "usecases.no-lever"),
        (ShortfallOptions("all", wanted=1.0), "usecases.chance-out-of-range"),
        (ShortfallOptions("all", month="soon"), "programme.forecast-period"),
    ],
)
def test_what_cannot_be_sought_is_refused(store, options, code):
    with pytest.raises(Refusal) as refusal:
        close_shortfall(store, options, at=AT, dry_run=True)
    assert [one.code for one in refusal.value.findings] == [code]
    assert all(refusal.value.findings[0].text(lang) for lang in LANGUAGES)


class _Plan:
    """A plan that gains a placement for every second course place, and lists its gains or not."""

    def __init__(self, budget, listed):
        self.placements_before, gained = 10, budget // 2
        self.placements = 10 + gained
        self.learners = np.zeros((gained, 2))
        rows = [(10 + at, 2 * at) for at in range(1, gained + 1)] if listed else []
        self.gains = np.array(rows, np.int64).reshape(-1, 2)


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("wanted", [1, 7, 50])
def test_the_least_budget_is_the_least(listed, wanted):
    tried = []

    class Planned:
        def __init__(self, budget):
            tried.append(budget)
            self.plan = _Plan(budget, listed)

    assert least_budget(Planned, wanted, 100) == Training(2 * wanted, wanted, wanted)
    assert len(tried) <= 15
    assert least_budget(Planned, 51, 100) == Training(None, 50, 50)


def test_the_training_plan_says_what_budget_brings_the_places(small_demo):
    store = small_demo.store
    catalog = load_catalog(store.settings)
    options = ShortfallOptions("graduates-women-2027", wanted=0.99, draws=500)
    closed = close_shortfall(store, options, catalog=catalog, at=AT, dry_run=True)
    assert closed.places is not None
    assert closed.change.after >= 0.99
    if closed.places:
        assert closed.training is not None
        enough = closed.training.budget is not None
        assert (closed.training.placements >= closed.places) == enough
        said = "usecases.plan-counts-all" if enough else "usecases.courses-not-enough"
        assert said in [one.code for one in closed.findings]
