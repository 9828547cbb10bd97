"""Who and what is free: after proposals, answers, starts and ends; and a match among them alone."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.store import open_region
from seedbed.usecases.free_places import free_people, free_places
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.propose_placements import propose_placements
from seedbed.usecases.replay_run import replay_run
from seedbed.usecases.run_match import MatchOptions, run_match

TODAY = date(2026, 6, 1)
SKILLS = ("3d-modelling", "academic-writing")


@pytest.fixture
def town(tmp_path):
    """Six people of one skill, two opportunities of three places each."""
    tables = {
        "people": [
            "person,sex,consent_purpose,consent_until",
            *(f"p{at},{('female', 'male')[at % 2]},matching,2099-01-01" for at in range(6)),
        ],
        "seeker_skills": ["seeker,skill,level", *(f"p{at},{SKILLS[at % 2]},1.0" for at in range(6))],
        "opportunities": ["opportunity,organisation,kind,title,capacity", "o0,f,job,A,3", "o1,f,job,B,3"],
        "opportunity_skills": [
            "opportunity,skill,relation,asked",
            *(f"o{at},{SKILLS[at]},essential,0.5" for at in range(2)),
        ],
        "organisations": ["organisation,name,actor_type", "f,F,enterprise"],
    }
    for name, rows in tables.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (tmp_path / "region.toml").write_text('id = "t"\nnames = {en = "T", zh = "镇"}\n', "utf-8")
    return open_region(tmp_path)


def happened(town, person, opportunity, *kinds, first=TODAY):
    rows = [
        {"event": f"{person}-{opportunity}-{kind}-{first + timedelta(at)}", "seeker": person,
         "opportunity": opportunity, "kind": kind, "date": first + timedelta(at)}
        for at, kind in enumerate(kinds)
    ]  # fmt: skip
    town.append("placements", pl.DataFrame(rows))


def test_what_is_held_and_what_is_free_again(town):
    assert free_people(town) == [f"p{at}" for at in range(6)] and free_places(town) == {"o0": 3, "o1": 3}
    happened(town, "p0", "o0", "proposed")
    happened(town, "p1", "o0", "proposed", "declined")
    happened(town, "p2", "o0", "proposed", "accepted", "started")
    happened(town, "p3", "o1", "proposed", "accepted", "started", "completed")
    happened(town, "p4", "o1", "proposed", "accepted", "started", "left")
    assert free_people(town) == ["p1", "p3", "p4", "p5"]
    assert free_places(town) == {"o0": 1, "o1": 2}  # what was completed is used up
    happened(town, "p1", "o0", "proposed", first=TODAY + timedelta(30))  # asked again: held again
    assert free_people(town, ["p1", "p5"]) == ["p5"]
    assert free_places(town) == {"o1": 2} and free_places(town, ["o0"]) == {}


def test_a_second_match_gives_nothing_out_twice_and_is_replayed(town):
    catalog, options = load_catalog(town.settings), MatchOptions(free_only=True)
    happened(town, "p0", "o0", "proposed", "accepted", "started")
    first = run_match(town, catalog, options, on=TODAY)
    pairs = town.run_output(first.run.run, "pairs")
    assert "p0" not in pairs["seeker"] and pairs.filter(pl.col("opportunity") == "o0").height == 2
    assert {finding.code for finding in first.findings} >= {"usecases.held-left-out"}
    propose_placements(town, first.run.run, TODAY)
    again = replay_run(town, catalog, first.run.run)
    assert again.same, again.findings
    with pytest.raises(Refusal) as caught:
        run_match(town, catalog, options, on=TODAY)
    assert caught.value.findings[0].code == "usecases.nobody-free"
    everybody = run_match(town, catalog, MatchOptions(), on=TODAY, dry_run=True)
    assert everybody.opened.people.height == 6


def test_full_places_are_told(town):
    for person in ("p0", "p2", "p4"):
        happened(town, person, "o0", "proposed")
    for person in ("p1", "p3", "p5"):
        happened(town, person, "o1", "proposed", "accepted", "started", "completed")
    with pytest.raises(Refusal) as caught:
        run_match(town, load_catalog(town.settings), MatchOptions(free_only=True), on=TODAY)
    assert caught.value.findings[0].code == "usecases.nothing-free"
