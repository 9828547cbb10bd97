"""A rehearsal of two years: whole, labelled, four eyes, and the same bytes after an interruption."""

from __future__ import annotations

import filecmp
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from seedbed.messages import LANGUAGES, Refusal
from seedbed.programme.verification import verified_by_others
from seedbed.store import open_region
from seedbed.synth.label import LABEL
from seedbed.usecases import rehearse_years as module
from seedbed.usecases.counted_placements import rules_of
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.rehearsal_tables import forecasts_against, verdict
from seedbed.usecases.rehearse_years import RehearsalOptions, delivered, rehearse_years
from seedbed.usecases.replay_run import replay_run
from seedbed.usecases.report_frames.delivery import delivery_contents

FACTS = Path("regions/chongqing")
SMALL = RehearsalOptions(years=2, people=150, draws=400)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("rehearsal") / "whole"


@pytest.fixture(scope="module")
def rehearsal(folder):
    return rehearse_years(FACTS, folder, SMALL)


def files_of(folder):
    return {
        path.relative_to(folder): path
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_each_year_leaves_its_runs_and_its_report(rehearsal):
    kinds = [run.kind for run in rehearsal.store.runs()]
    for kind in ("tag", "match", "count", "forecast", "rehearsal-year"):
        assert kinds.count(kind) == 2
    assert [run.run for run in rehearsal.store.runs("report")] == [
        "2026-annual-office",
        "2027-annual-office",
        "2027-final-public",
    ]
    assert {run.started.year for run in rehearsal.store.runs()} == {2026, 2027}


def test_the_facts_are_copied_and_not_changed(rehearsal):
    facts = open_region(FACTS)
    assert not facts.table("people").height
    for name in ("targets", "indicators", "subprojects", "observations", "statements"):
        assert rehearsal.store.table(name).equals(facts.table(name))


def test_everybody_and_everything_is_labelled(rehearsal):
    for name in ("people", "opportunities"):
        assert set(rehearsal.store.table(name)["synthetic"]) == {LABEL}
    events = rehearsal.store.table("placements").filter(pl.col("kind") != "proposed")
    assert set(events["evidence"]) == {LABEL}
    assert set(rehearsal.years["synthetic"]) == set(rehearsal.against["synthetic"]) == {LABEL}


def test_one_enters_and_another_verifies(rehearsal):
    events = rehearsal.store.table("placements")
    by = events.group_by(verified=pl.col("kind") == "verified").agg(pl.col("by").drop_nulls().unique())
    names = {verified: set(who) for verified, who in by.iter_rows()}
    assert names[True]
    assert not names[True] & names[False]
    separated = verified_by_others(events, rules_of(rehearsal.store))
    assert not separated.own.height
    assert not separated.findings


def test_nothing_is_on_record_before_it_was_recorded(rehearsal):
    events = rehearsal.store.table("placements")
    assert (events["recorded_at"].dt.date() >= events["date"]).all()
    late = rehearsal.store.run_output(rehearsal.store.runs("rehearsal-year")[0].run, "to_come")
    assert late.height
    assert (late["recorded_at"].dt.year() > 2026).all()
    due = late.filter(pl.col("recorded_at").dt.year() == 2027)
    assert set(due["event"]) <= set(events["event"])


def test_floors_carry_what_was_delivered_and_a_match_replays(rehearsal):
    first, second = rehearsal.store.runs("match")
    assert first.parameters["carried"] == {"women": [0, 0]}
    in_first_year = rehearsal.store.table("placements").filter(
        (pl.col("kind") == "verified") & (pl.col("recorded_at").dt.year() == 2026)
    )
    assert second.parameters["carried"]["women"][1] == in_first_year.height > 0
    now = delivered(rehearsal.store)
    assert now["women"][1] > in_first_year.height
    parts = [places for name, (_, places) in now.items() if name.startswith("women:")]
    assert sum(parts) <= now["women"][1]
    catalog = load_catalog(rehearsal.store.settings)
    assert replay_run(rehearsal.store, catalog, second.run).same


def test_the_tables_tell_every_year_and_target(rehearsal):
    targets = rehearsal.store.table("targets")["target"]
    assert rehearsal.years.height == 2 * len(targets)
    end = rehearsal.years.filter(pl.col("year") == "2027")
    # Of a share nothing can be said while nobody counts.
    assert set(end.drop_nulls("so_far")["verdict"]) <= {"met", "missed"}
    assert set(end.filter(pl.col("so_far").is_null())["verdict"]) <= {"open"}
    counted = rehearsal.store.run_output(rehearsal.store.runs("count")[-1].run, "counted")
    for row in end.iter_rows(named=True):
        results = counted.filter(pl.col("indicator") == row["indicator"])
        assert row["verified"] == results.height <= row["placed"]
    short = rehearsal.years.filter((pl.col("year") == "2026") & (pl.col("probability") < SMALL.wanted))
    assert short["extra_starts"].drop_nulls().len() > 0
    assert set(rehearsal.against["target"]) == set(targets)
    assert all(one.text(lang) for one in rehearsal.findings for lang in LANGUAGES)


def test_the_report_shows_framework_forecasts_and_what_was_said_before(rehearsal):
    store = rehearsal.store
    latest = {run.kind: run for run in store.runs()}
    shown = delivery_contents(store, latest)
    targets = store.table("targets")["target"].to_list()
    assert shown.forecast_run == latest["forecast"].run
    assert shown.as_of == "2027-12-31"
    assert shown.standing["target"].to_list() == shown.forecasts["target"].to_list() == targets
    assert set(shown.said_before["as_of"]) == {"2026-12"}
    assert set(shown.fans["target"]) == set(targets)
    # The years are over: the fan is what was forecast before, the line what came.
    assert set(shown.forecasts["fan_as_of"]) == {"2026-12-31"}
    fan = shown.fans.filter((pl.col("target") == "graduates-2027") & pl.col("q50").is_not_null())
    assert (fan["month"].min(), fan["month"].max()) == ("2026-12", "2027-12")
    assert not fan["actual"].null_count()
    said = shown.said_before.filter(pl.col("target") == "graduates-2027").row(0, named=True)
    assert fan["q50"][-1] == said["median"]
    assert shown.statements["depth"].min() == 0
    assert shown.statements.height == store.table("statements").height
    for row in shown.forecasts.iter_rows(named=True):
        said = rehearsal.years.filter((pl.col("year") == "2027") & (pl.col("target") == row["target"]))
        assert said["verdict"].to_list() == [row["verdict"]]
    sought = store.runs("close-shortfall")
    assert set(shown.changes["target"]) == {run.parameters["target"] for run in sought}
    assert all(row["label_zh"] != row["label_en"] for row in shown.standing.iter_rows(named=True))


def test_interrupted_it_goes_on_and_leaves_the_same_bytes(rehearsal, folder, tmp_path, monkeypatch):
    done = []
    stands = module.forecast_targets

    def interrupted(store, **options):
        if options["at"] == date(2027, 12, 31):
            raise KeyboardInterrupt
        return stands(store, **options)

    monkeypatch.setattr(module, "forecast_targets", interrupted)
    again = tmp_path / "again"
    with pytest.raises(KeyboardInterrupt):
        rehearse_years(FACTS, again, SMALL, lambda year: done.append(year.year))
    assert [run.parameters["year"] for run in open_region(again / "region").runs("rehearsal-year")] == [2026]
    monkeypatch.setattr(module, "forecast_targets", stands)
    # The worst moment: the old year has lost its name and the new one has not got it yet.
    (again / "region").rename(again / ".last")
    rehearse_years(FACTS, again, SMALL, lambda year: done.append(year.year))
    assert done == [2026, 2027]
    one, other = files_of(folder), files_of(again)
    assert one.keys() == other.keys()
    assert [str(name) for name in one if not filecmp.cmp(one[name], other[name], shallow=False)] == []


def test_done_it_only_tells_again(rehearsal, folder):
    done = []
    told = rehearse_years(FACTS, folder, SMALL, done.append)
    assert not done
    assert told.years.equals(rehearsal.years)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (RehearsalOptions(years=2, people=151, draws=400), "usecases.rehearsal-differs"),
        (RehearsalOptions(years=9), "usecases.rehearsal-years"),
    ],
)
def test_another_rehearsal_has_no_place_here(rehearsal, folder, options, code):
    with pytest.raises(Refusal) as refusal:
        rehearse_years(FACTS, folder, options)
    assert [one.code for one in refusal.value.findings] == [code]
    assert all(refusal.value.findings[0].text(lang) for lang in LANGUAGES)


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(Refusal) as refusal:
        rehearse_years(FACTS, tmp_path, SMALL)
    assert refusal.value.findings[0].code == "usecases.folder-in-use"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_verdicts():
    cases = {
        (None, 5, False): "open",
        (1.0, 0, True): "met",
        (0.0, 0, False): "missed",
        (0.99, 9, True): "too-early",
        (0.8, 9, False): "likely",
        (0.2, 9, False): "unlikely",
        (0.5, 9, False): "open",
    }
    for case, expected in cases.items():
        assert verdict(*case) == expected


def test_forecasts_beside_what_came():
    row = {
        "target": "t",
        "probability": 0.7,
        "median": 10.0,
        "low_80": 5.0,
        "high_80": 12.0,
        "verdict": "open",
    }
    years = pl.DataFrame(
        [
            {"year": "2026", "so_far": 3.0, **row},
            {"year": "2027", "so_far": 13.0, **row, "verdict": "met"},
        ]
    )
    only = forecasts_against(years, "2027").row(0, named=True)
    assert (only["came"], only["held"], only["met"]) == (13.0, False, True)
    assert only["brier"] == pytest.approx(0.09)
    missed = years.with_columns(pl.col("verdict").replace("met", "missed"))
    only = forecasts_against(missed, "2027").row(0, named=True)
    assert (only["met"], only["brier"]) == (False, pytest.approx(0.49))
    # A share of nothing at the end: neither met nor missed, so there is nothing to score.
    undecided = years.with_columns(
        verdict=pl.lit("open"), so_far=pl.when(pl.col("year") != "2027").then("so_far")
    )
    only = forecasts_against(undecided, "2027").row(0, named=True)
    assert (only["came"], only["held"], only["met"], only["brier"]) == (None, None, None, None)
