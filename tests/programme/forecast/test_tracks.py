from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from seedbed.programme import CountingRule, count_results
from seedbed.programme.disaggregation import members
from seedbed.programme.forecast import follow_tracks
from seedbed.programme.forecast.months import last_day, month_number

JOBS = CountingRule("jobs", "verified", ("job",), ("started",), "started")
COURSES = CountingRule("courses", "verified", ("training",), ("assessed",), "assessed")
UNTIL = month_number(date(2022, 12, 1))


@pytest.fixture
def region(tables):
    people = tables.people(
        {"person": "p1", "sex": "female", "groups": ["rural"]},
        {"person": "p2", "sex": "male"},
        {"person": "p3"},
    )
    opportunities = tables.opportunities(
        {"opportunity": "job", "kind": "job", "subproject": "wanzhou"},
        {"opportunity": "other", "kind": "job", "subproject": "kaizhou"},
        {"opportunity": "course", "kind": "training", "subproject": "wanzhou"},
    )
    return people, opportunities


def row_of(tracks, seeker="p1"):
    return tracks.frame.filter(pl.col("seeker") == seeker).drop("sex", "groups").to_dicts()[0]


def month(text):
    return month_number(date.fromisoformat(f"{text}-01"))


def test_a_story_by_the_months_in_which_it_came_on_record(tables, region):
    events = tables.story("started 2022-03-05 @2022-05-02", "verified 2022-06-01 @2022-06-30")
    tracks = follow_tracks(events, *region, JOBS, until=UNTIL)
    assert row_of(tracks) == {
        "seeker": "p1",
        "opportunity": "job",
        "subproject": "wanzhou",
        "entered_0": month("2022-05"),
        "verified": month("2022-06"),
        "left": None,
    }
    pipeline = tracks.pipeline()
    assert pipeline.first == month("2022-05")
    assert pipeline.stages[0].moved[0, 1] == 1


def test_what_comes_in_later_is_not_known(tables, region):
    events = tables.story("started 2022-03-05 @2022-03-05", "verified 2022-06-01 @2023-01-02")
    waiting = follow_tracks(events, *region, JOBS, until=UNTIL)
    assert row_of(waiting)["verified"] is None
    assert waiting.pipeline().stages[0].waiting.sum() == 1
    assert row_of(follow_tracks(events, *region, JOBS, until=UNTIL + 1))["verified"] == UNTIL + 1
    assert follow_tracks(events, *region, JOBS, until=month("2022-02")).frame.is_empty()


def test_whoever_left_no_longer_waits_unless_taken_up_again(tables, region):
    gone = tables.story("started 2022-03-05", "left 2022-04-10")
    tracks = follow_tracks(gone, *region, JOBS, until=UNTIL)
    assert row_of(tracks)["left"] == month("2022-04")
    assert tracks.pipeline().stages[0].waiting.sum() == 0
    back = tables.story("started 2022-03-05", "left 2022-04-10", "accepted 2022-06-01")
    assert row_of(follow_tracks(back, *region, JOBS, until=UNTIL))["left"] is None


def test_two_waits_where_the_rule_asks_for_an_assessment(tables, region):
    events = pl.concat(
        [
            tables.story(
                "started 2022-01-05", "assessed 2022-03-05", "verified 2022-04-05", opportunity="course"
            ),
            tables.story("started 2022-02-05", "assessed 2022-05-05", seeker="p2", opportunity="course"),
            tables.story("started 2022-06-05", seeker="p3", opportunity="course"),
        ]
    )
    pipeline = follow_tracks(events, *region, COURSES, until=UNTIL).pipeline()
    first, second = pipeline.stages
    assert first.entered.sum() == 3
    assert first.waiting.sum() == 1
    assert second.entered.sum() == 2
    assert second.waiting.sum() == 1
    assert first.moved[0, 2] == 1
    assert pipeline.verified().sum() == 1


def test_a_verified_assessment_without_a_start_counts_all_the_same(tables, region):
    events = tables.story("assessed 2022-03-05", "verified 2022-04-05", opportunity="course")
    pipeline = follow_tracks(events, *region, COURSES, until=UNTIL).pipeline()
    assert pipeline.stages[0].entered.sum() == 0
    assert pipeline.verified().sum() == 1


def test_everybody_stands_once_and_whoever_counts_does_not_wait_too(tables, region):
    twice = pl.concat(
        [
            tables.story("started 2022-01-05", "left 2022-02-05"),
            tables.story("started 2022-03-05", opportunity="other"),
        ]
    )
    assert row_of(follow_tracks(twice, *region, JOBS, until=UNTIL))["opportunity"] == "other"
    counted = pl.concat(
        [twice, tables.story("started 2022-08-05", "verified 2022-09-05", opportunity="other")]
    )
    tracks = follow_tracks(counted.unique("event"), *region, JOBS, until=UNTIL)
    assert tracks.frame.height == 1
    assert tracks.pipeline().verified().sum() == 1


def test_a_part_has_the_months_of_the_whole(tables, region):
    events = pl.concat(
        [
            tables.story("started 2022-01-05", "verified 2022-02-05"),
            tables.story("started 2022-04-05", seeker="p2", opportunity="other"),
        ]
    )
    tracks = follow_tracks(events, *region, JOBS, until=UNTIL)
    women, rural = (tracks.pipeline(members(group)) for group in ("women", "rural"))
    kaizhou = tracks.pipeline(pl.col("subproject") == "kaizhou")
    assert {part.months for part in (women, rural, kaizhou)} == {tracks.pipeline().months}
    assert [part.stages[0].entered.sum() for part in (women, rural, kaizhou)] == [1, 1, 1]


def test_whom_the_rule_shuts_out_is_not_in_the_pipeline(tables, region):
    shut = CountingRule("jobs", "verified", ("job",), ("started",), "started", subprojects=("kaizhou",))
    events = tables.story("started 2022-01-05")
    assert follow_tracks(events, *region, shut, until=UNTIL).frame.is_empty()
    assert follow_tracks(events, *region, shut, until=UNTIL).pipeline().months == 1


KINDS = ("proposed", "accepted", "declined", "started", "left", "assessed", "verified")


@settings(max_examples=40, deadline=None)
@given(
    some.lists(
        some.tuples(
            some.sampled_from(("p1", "p2", "p3")),
            some.sampled_from(("job", "other", "course")),
            some.sampled_from(KINDS),
            some.integers(0, 300),
            some.integers(0, 90),
        ),
        max_size=14,
    ),
    some.sampled_from((JOBS, COURSES)),
)
def test_the_pipeline_and_the_count_agree(tables, region_of_all, story, rule):
    begin = date(2022, 1, 1)
    events = tables.events(
        *(
            {
                "seeker": seeker,
                "opportunity": opportunity,
                "kind": kind,
                "date": begin + timedelta(days=on),
                "recorded_at": datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=on + late),
            }
            for seeker, opportunity, kind, on, late in story
        )
    )
    until = month("2022-08")
    tracks = follow_tracks(events, *region_of_all, rule, until=until)
    counted = count_results(events, *region_of_all, [rule], as_of=last_day(until)).counted
    pipeline = tracks.pipeline()
    assert pipeline.verified().sum() == counted.height
    assert set(counted["seeker"]) <= set(tracks.frame["seeker"])
    assert tracks.frame["seeker"].is_unique().all()


@pytest.fixture(scope="module")
def region_of_all(tables):
    people = tables.people(*({"person": person} for person in ("p1", "p2", "p3")))
    opportunities = tables.opportunities(
        {"opportunity": "job", "kind": "job"},
        {"opportunity": "other", "kind": "job"},
        {"opportunity": "course", "kind": "training"},
    )
    return people, opportunities
