"""A replay is the same bit for bit, or says what changed; an erased person counts as erased."""

import shutil

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.store import open_region
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.replay_run import replay_run
from seedbed.usecases.run_match import MatchOptions, run_match


@pytest.fixture
def copy(small_demo, tmp_path):
    """The demo region with a match of its own."""
    shutil.copytree(small_demo.store.folder, tmp_path / "region")
    return open_region(tmp_path / "region")


@pytest.fixture
def catalog(copy):
    return load_catalog(copy.settings)


def erase(store, person: str) -> None:
    for table, key in (("people", "person"), ("seeker_skills", "seeker")):
        store.replace(table, store.table(table).filter(pl.col(key) != person))


def codes(replay) -> list[str]:
    return [finding.code for finding in replay.findings]


def test_fits_parts_and_pairs_come_out_the_same(copy, catalog):
    match = copy.runs("match")[-1]
    replay = replay_run(copy, catalog, match.run)
    assert replay.same and not replay.findings and replay.erased == 0
    parts, pairs = copy.run_output(match.run, "parts"), copy.run_output(match.run, "pairs")
    sums = parts.group_by("seeker", "opportunity").agg(pl.col("contribution").sum())
    joined = pairs.join(sums, on=["seeker", "opportunity"])
    assert joined.height == pairs.height and (joined["contribution"] == joined["fit"]).all()


def test_an_erased_person_counts_as_erased_and_the_rest_is_the_same(copy, catalog):
    match = copy.runs("match")[-1].run
    placed = copy.run_output(match, "pairs")["seeker"][0]
    idle = copy.run_output(match, "seekers").filter(
        ~pl.col("seeker").is_in(copy.run_output(match, "pairs")["seeker"].implode())
    )["seeker"][0]
    for count, person in enumerate((idle, placed), start=1):
        erase(copy, person)
        replay = replay_run(copy, catalog, match)
        assert (replay.same, replay.erased) == (True, count)
        assert codes(replay) == ["usecases.people-erased"]


def test_erased_and_changed_is_told_apart(copy, catalog):
    match = copy.runs("match")[-1].run
    pairs = copy.run_output(match, "pairs")
    erase(copy, pairs["seeker"][0])
    changed = pairs["seeker"][1]
    raised = pl.when(pl.col("seeker") == changed).then(pl.lit(0.05)).otherwise(pl.col("level"))
    copy.replace("seeker_skills", copy.table("seeker_skills").with_columns(raised.alias("level")))
    replay = replay_run(copy, catalog, match)
    assert not replay.same and replay.erased == 1
    differ = {
        f.values["name"]: f.values["rows"] for f in replay.findings if f.code.endswith("output-changed")
    }
    own = copy.run_output(match, "recommendations").filter(pl.col("seeker") == changed).height
    assert set(differ) == {"recommendations", "pairs", "parts"}
    assert differ["pairs"] == 2, "the one pair as it was and as it is"
    assert own <= differ["recommendations"] <= 2 * 50


def test_who_came_later_takes_no_part(copy, catalog):
    match = copy.runs("match")[-1].run
    people = copy.table("people")
    twin = people.filter(pl.col("person") == copy.run_output(match, "pairs")["seeker"][0])
    copy.replace("people", pl.concat([people, twin.with_columns(person=pl.lit("syn-new"))]))
    skills = copy.table("seeker_skills")
    own = skills.filter(pl.col("seeker") == twin["person"][0]).with_columns(seeker=pl.lit("syn-new"))
    copy.replace("seeker_skills", pl.concat([skills, own]))
    replay = replay_run(copy, catalog, match)
    assert replay.same
    assert "usecases.joined-since" in codes(replay)


def test_who_withdraws_consent_takes_no_part(copy, catalog):
    match = copy.runs("match")[-1].run
    person = copy.run_output(match, "pairs")["seeker"][0]
    ended = pl.when(pl.col("person") == person).then(None).otherwise(pl.col("consent_until"))
    copy.replace("people", copy.table("people").with_columns(ended.alias("consent_until")))
    replay = replay_run(copy, catalog, match)
    assert replay.same and replay.erased == 0
    assert "usecases.consent-withdrawn" in codes(replay)


def test_an_opportunity_that_is_gone_shows(copy, catalog):
    match = copy.runs("match")[-1].run
    gone = copy.run_output(match, "pairs")["opportunity"][0]
    copy.replace("opportunities", copy.table("opportunities").filter(pl.col("opportunity") != gone))
    replay = replay_run(copy, catalog, match)
    assert not replay.same
    assert {"usecases.opportunities-gone", "usecases.input-changed", "usecases.output-changed"} <= set(
        codes(replay)
    )


def test_nobody_left_is_refused(copy, catalog):
    match = copy.runs("match")[-1].run
    copy.replace("people", copy.table("people").clear())
    with pytest.raises(Refusal) as caught:
        replay_run(copy, catalog, match)
    assert caught.value.findings[0].code == "usecases.nobody-left"


def test_a_cap_on_exposure_is_kept_reported_and_replayed(copy, catalog):
    matched = run_match(copy, catalog, MatchOptions(k=5, exposure_cap=8))
    assert matched.run is not None
    run = matched.run.run
    lists = copy.run_output(run, "recommendations")
    congestion = copy.run_output(run, "congestion")
    assert congestion["exposure_cap"].to_list() == [None, 8]
    assert (
        lists.group_by("opportunity").len()["len"].max() == congestion["most"][1] <= 8 < congestion["most"][0]
    )
    assert congestion["gini"][1] < congestion["gini"][0]
    assert {"preference", "over_qualified"} <= set(lists.columns)
    assert replay_run(copy, catalog, run).same
    erase(copy, lists["seeker"][0])
    assert replay_run(copy, catalog, run).same, "lists under a cap depend on each other and are not compared"
