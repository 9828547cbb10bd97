from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seedbed.messages import Refusal, Severity
from seedbed.programme import NOT_COUNTED_REASONS, CountingRule, count_results, industry_prefixes

PREFIXES = ("C39", "I65")
GRADUATE = {
    "person": "p1", "sex": "female", "groups": ["rural", "young"], "place": "500101",
    "institution": "college", "graduated": date(2021, 6, 1),
}  # fmt: skip
JOB = {"opportunity": "job", "kind": "job", "subproject": None, "industry": "C3911"}
COURSE = {"opportunity": "course", "kind": "training", "subproject": "changshou", "industry": None}
STORY = ("proposed 2022-01-01", "accepted 2022-01-05", "started 2022-03-01", "verified 2022-05-01")

# case: events of p1 on the job, changes to the person, changes to the job, reasons (none: it counts)
JOB_CASES: dict[str, tuple[tuple[str, ...], dict[str, object], dict[str, object], tuple[str, ...]]] = {
    "whole story": (STORY, {}, {}, ()),
    "started and verified alone": (STORY[2:], {}, {}, ()),
    "verified on the day of the start": (("started 2022-03-01", "verified 2022-03-01"), {}, {}, ()),
    "verified years later": (("started 2022-03-01", "verified 2026-03-01"), {}, {}, ()),
    "left after the start, verified later": ((*STORY[:3], "left 2022-04-01", STORY[3]), {}, {}, ()),
    "left after the verification": ((*STORY, "left 2022-06-01"), {}, {}, ()),
    "declined, proposed again, started": (
        ("proposed 2022-01-01", "declined 2022-01-02", "proposed 2022-02-01", *STORY[2:]), {}, {}, (),
    ),
    "verified before and after the start": (("verified 2022-01-01", *STORY[2:]), {}, {}, ()),
    "industry written in lower case": (STORY, {}, {"industry": " i6510 "}, ()),
    "graduated that very day": (STORY, {"graduated": date(2022, 3, 1)}, {}, ()),
    "graduated three years before to the day": (STORY, {"graduated": date(2019, 3, 1)}, {}, ()),
    "other sex": (STORY, {"sex": "other"}, {}, ()),
    "sex not stated": (STORY, {"sex": None, "groups": None, "place": None}, {}, ()),
    "not verified": (STORY[:3], {}, {}, ("not-verified",)),
    "verified before the start only": (
        ("verified 2022-02-28", "started 2022-03-01"), {}, {}, ("verified-before-path",),
    ),
    "verified but never started": ((*STORY[:2], STORY[3]), {}, {}, ("verified-without-path",)),
    "declined, then started": (
        ("proposed 2022-01-01", "declined 2022-01-02", *STORY[2:]), {}, {}, ("declined-or-left-before",),
    ),
    "declined on the day of the proposal, then started": (
        ("proposed 2022-01-01", "declined 2022-01-01", *STORY[2:]), {}, {}, ("declined-or-left-before",),
    ),
    "left before the start": (
        (*STORY[:2], "left 2022-02-01", *STORY[2:]), {}, {}, ("declined-or-left-before",),
    ),
    "left before the start, not verified": (
        (*STORY[:2], "left 2022-02-01", STORY[2]), {}, {}, ("declined-or-left-before",),
    ),
    "other institution": (
        STORY, {"institution": "elsewhere"}, {}, ("not-a-graduate-of-the-institutions",),
    ),
    "no institution": (STORY, {"institution": None}, {}, ("not-a-graduate-of-the-institutions",)),
    "no date of graduation": (STORY, {"graduated": None}, {}, ("graduation-unknown",)),
    "started before graduating": (STORY, {"graduated": date(2022, 4, 1)}, {}, ("not-yet-graduated",)),
    "graduated a day too long ago": (
        STORY, {"graduated": date(2019, 2, 28)}, {}, ("graduated-too-long-ago",),
    ),
    "other industry": (STORY, {}, {"industry": "C13"}, ("industry-not-in-list",)),
    "shorter than the prefix": (STORY, {}, {"industry": "C3"}, ("industry-not-in-list",)),
    "no industry": (STORY, {}, {"industry": None}, ("industry-not-in-list",)),
    "unknown person": (STORY, {"person": "someone-else"}, {}, ("unknown-person",)),
    "unknown opportunity": (STORY, {}, {"opportunity": "another"}, ("unknown-opportunity",)),
    "several reasons, gravest first": (
        STORY[:3], {"institution": None, "graduated": date(2010, 6, 1)}, {"industry": "A01"},
        ("not-verified", "not-a-graduate-of-the-institutions", "graduated-too-long-ago",
         "industry-not-in-list"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", JOB_CASES)
def test_jobs_of_graduates(case, tables, graduates):
    story, person, job, reasons = JOB_CASES[case]
    results = count_results(
        tables.story(*story),
        tables.people(GRADUATE | person),
        tables.opportunities(JOB | job),
        (graduates,),
        PREFIXES,
    )
    assert results.counted.height == (0 if reasons else 1)
    codes = [f"programme.{reason}" for reason in reasons]
    assert results.not_counted["reasons"].to_list() == ([codes] if codes else [])
    assert results.not_counted["reason"].to_list() == codes[:1]


COURSE_CASES: dict[str, tuple[tuple[str, ...], dict[str, object], tuple[str, ...]]] = {
    "assessed and verified": (("started 2023-01-01", "assessed 2023-06-01", "verified 2023-07-01"), {}, ()),
    "all on one day": (("started 2023-01-01", "assessed 2023-01-01", "verified 2023-01-01"), {}, ()),
    "second assessment is the one after the start": (
        ("assessed 2022-06-01", "started 2023-01-01", "assessed 2023-06-01", "verified 2023-07-01"), {}, (),
    ),
    "left, then assessed without coming back": (
        ("started 2023-01-01", "left 2023-02-01", "assessed 2023-06-01", "verified 2023-07-01"), {},
        ("declined-or-left-before",),
    ),
    "left, accepted again, assessed": (
        ("started 2023-01-01", "left 2023-02-01", "accepted 2023-03-01", "assessed 2023-06-01",
         "verified 2023-07-01"), {}, (),
    ),
    "left on the day of the assessment": (
        ("started 2023-01-01", "assessed 2023-06-01", "left 2023-06-01", "verified 2023-07-01"), {}, (),
    ),
    "started only": (("started 2023-01-01",), {}, ("path-incomplete",)),
    "assessed before the start": (
        ("assessed 2022-12-31", "started 2023-01-01", "verified 2023-07-01"), {}, ("path-incomplete",),
    ),
    "verified between start and assessment": (
        ("started 2023-01-01", "verified 2023-02-01", "assessed 2023-06-01"), {}, ("verified-before-path",),
    ),
    "other subproject": (
        ("started 2023-01-01", "assessed 2023-06-01", "verified 2023-07-01"), {"subproject": "cue"},
        ("subproject-not-in-scope",),
    ),
    "no subproject": (
        ("started 2023-01-01", "assessed 2023-06-01", "verified 2023-07-01"), {"subproject": None},
        ("subproject-not-in-scope",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", COURSE_CASES)
def test_assessed_technicians(case, tables, technicians):
    story, course, reasons = COURSE_CASES[case]
    results = count_results(
        tables.story(*story, opportunity="course"),
        tables.people(GRADUATE | {"institution": None}),
        tables.opportunities(COURSE | course),
        (technicians,),
    )
    assert results.counted.height == (0 if reasons else 1)
    assert results.not_counted["reasons"].to_list() == (
        [[f"programme.{reason}" for reason in reasons]] if reasons else []
    )


def test_every_reason_has_a_case(tables):
    tried = {reason for *_, reasons in [*JOB_CASES.values(), *COURSE_CASES.values()] for reason in reasons}
    assert {f"programme.{reason}" for reason in tried} | {"programme.already-counted"} == set(
        NOT_COUNTED_REASONS
    )


def test_a_pair_without_path_and_verification_is_not_near(tables, graduates):
    results = count_results(
        tables.story("proposed 2022-01-01", "declined 2022-01-02"),
        tables.people(GRADUATE),
        tables.opportunities(JOB),
        (graduates,),
        PREFIXES,
    )
    assert results.counted.is_empty()
    assert results.not_counted.is_empty()


def test_another_kind_of_opportunity_is_not_near(tables, graduates):
    results = count_results(
        tables.story(*STORY),
        tables.people(GRADUATE),
        tables.opportunities(JOB | {"kind": "internship"}),
        (graduates,),
        PREFIXES,
    )
    assert results.counted.is_empty()
    assert results.not_counted.is_empty()


def test_a_result_opens_to_its_events_and_run(tables, graduates):
    story = tables.story("proposed 2021-12-01", *STORY, "proposed 2022-04-01")
    counted = count_results(
        story, tables.people(GRADUATE), tables.opportunities(JOB), (graduates,), PREFIXES
    ).counted
    assert counted.to_dicts() == [
        {
            "indicator": "graduates",
            "seeker": "p1",
            "opportunity": "job",
            "subproject": "unstated",
            "sex": "female",
            "groups": ["rural", "young"],
            "place": "500101",
            "period": "2022",
            "date": date(2022, 3, 1),
            "event": "p1-job-verified-2022-05-01",
            "verified_on": date(2022, 5, 1),
            "path_event": "p1-job-started-2022-03-01",
            "path_events": ["p1-job-started-2022-03-01"],
            "proposed_event": "p1-job-proposed-2022-01-01",
            "run": "run-1",
        }
    ]


def test_a_placement_without_proposal_counts_and_says_so(tables, graduates, said):
    results = count_results(
        tables.story(*STORY[2:]), tables.people(GRADUATE), tables.opportunities(JOB), (graduates,), PREFIXES
    )
    assert results.counted["run"].to_list() == [None]
    assert said(results.findings) == ["counted-without-run"]
    assert results.findings[0].severity is Severity.NOTE
    assert results.findings[0].values == {"placements": 1}


def test_a_person_counts_once_and_by_the_earliest_start(tables, graduates):
    late_but_verified_first = tables.story("started 2023-01-01", "verified 2023-02-01", opportunity="job-a")
    early_but_verified_late = tables.story("started 2022-06-01", "verified 2024-02-01", opportunity="job-b")
    results = count_results(
        pl.concat([late_but_verified_first, early_but_verified_late]),
        tables.people(GRADUATE),
        tables.opportunities(JOB | {"opportunity": "job-a"}, JOB | {"opportunity": "job-b"}),
        (graduates,),
        PREFIXES,
    )
    assert results.counted.select("opportunity", "period").rows() == [("job-b", "2022")]
    assert results.not_counted.select("opportunity", "reason", "counted_opportunity").rows() == [
        ("job-a", "programme.already-counted", "job-b")
    ]


def test_ties_go_to_the_earlier_verification_then_to_the_smaller_id(tables, graduates):
    names = ("job-a", "job-b", "job-c")
    verified = ("2022-06-01", "2022-05-01", "2022-05-01")
    stories = [
        tables.story("started 2022-03-01", f"verified {day}", opportunity=name)
        for name, day in zip(names, verified, strict=True)
    ]
    jobs = tables.opportunities(*(JOB | {"opportunity": name} for name in names))
    results = count_results(pl.concat(stories[::-1]), tables.people(GRADUATE), jobs, (graduates,), PREFIXES)
    assert results.counted["opportunity"].to_list() == ["job-b"]


def test_of_events_on_one_day_the_first_recorded_is_the_one_behind(tables, graduates):
    def event(name: str, kind: str, hour: int) -> dict[str, object]:
        return {
            "event": name,
            "seeker": "p1",
            "opportunity": "job",
            "kind": kind,
            "date": date(2022, 3, 1),
            "run": f"run-of-{name}" if kind == "proposed" else None,
            "recorded_at": datetime(2022, 3, 2, hour, tzinfo=UTC),
        }

    story = tables.events(
        event("a", "started", 9), event("b", "started", 8), event("c", "verified", 9),
        event("d", "verified", 8), event("e", "proposed", 9), event("f", "proposed", 8),
    )  # fmt: skip
    counted = count_results(
        story, tables.people(GRADUATE), tables.opportunities(JOB), (graduates,), PREFIXES
    ).counted
    # of proposals the last one stands behind the placement, also when made on the day of the start
    assert counted.select("path_event", "event", "proposed_event", "run").rows() == [
        ("b", "d", "e", "run-of-e")
    ]


@pytest.mark.parametrize(("date_of", "period"), [("started", "2022"), ("verified", "2024")])
def test_the_rule_says_which_event_gives_the_period(tables, graduates, date_of, period):
    results = count_results(
        tables.story("started 2022-12-31", "verified 2024-01-01"),
        tables.people(GRADUATE),
        tables.opportunities(JOB),
        (replace(graduates, date_of=date_of),),
        PREFIXES,
    )
    assert results.counted["period"].to_list() == [period]


def test_a_person_counts_once_in_each_of_two_indicators(tables, graduates, technicians):
    events = pl.concat(
        [
            tables.story(*STORY),
            tables.story(
                "started 2021-01-01", "assessed 2021-02-01", "verified 2021-03-01", opportunity="course"
            ),
        ]
    )
    results = count_results(
        events,
        tables.people(GRADUATE),
        tables.opportunities(JOB, COURSE),
        (graduates, technicians),
        PREFIXES,
    )
    assert results.counted.select("indicator", "seeker", "period").rows() == [
        ("graduates", "p1", "2022"),
        ("technicians", "p1", "2021"),
    ]
    assert results.not_counted.is_empty()


def test_graduation_on_a_leap_day_runs_to_the_end_of_february(tables, graduates):
    person = GRADUATE | {"graduated": date(2020, 2, 29)}

    def counts(started: str) -> int:
        story = tables.story(f"started {started}", "verified 2024-01-01")
        one_year = replace(graduates, graduated_within_years=1)
        opportunities = tables.opportunities(JOB)
        return count_results(
            story, tables.people(person), opportunities, (one_year,), PREFIXES
        ).counted.height

    assert (counts("2021-02-28"), counts("2021-03-01")) == (1, 0)


def test_without_a_limit_the_date_of_graduation_is_not_asked(tables, graduates):
    results = count_results(
        tables.story(*STORY),
        tables.people(GRADUATE | {"graduated": None}),
        tables.opportunities(JOB),
        (replace(graduates, graduated_within_years=None),),
        PREFIXES,
    )
    assert results.counted.height == 1


def test_as_of_shows_what_was_on_record(tables, graduates):
    story = tables.story(
        "started 2022-03-01 @2022-03-02T09:00:00", "verified 2022-05-01 @2022-09-01T09:00:00"
    )

    def counts(as_of: date | datetime | None) -> int:
        results = count_results(
            story, tables.people(GRADUATE), tables.opportunities(JOB), (graduates,), PREFIXES, as_of=as_of
        )
        assert results.as_of == as_of
        return results.counted.height

    assert counts(date(2022, 8, 31)) == 0
    assert counts(date(2022, 9, 1)) == 1  # a date includes its whole day
    assert counts(datetime(2022, 9, 1, 8, 59)) == 0
    assert counts(datetime(2022, 9, 1, 9, 0, tzinfo=UTC)) == 1
    assert counts(datetime.fromisoformat("2022-09-01T16:59:59+08:00")) == 0
    assert counts(datetime.fromisoformat("2022-09-01T17:00:00+08:00")) == 1
    assert counts(None) == 1


def test_a_late_record_of_an_earlier_start_leaves_the_old_vintage_alone(tables, graduates):
    first = tables.story(
        "started 2023-01-01 @2023-02-01", "verified 2023-03-01 @2023-03-01", opportunity="job-a"
    )
    found_later = tables.story(
        "started 2022-01-01 @2024-02-01", "verified 2022-03-01 @2024-02-01", opportunity="job-b"
    )
    people = tables.people(GRADUATE)
    jobs = tables.opportunities(JOB | {"opportunity": "job-a"}, JOB | {"opportunity": "job-b"})
    both = pl.concat([first, found_later])
    then = count_results(both, people, jobs, (graduates,), PREFIXES, as_of=date(2023, 12, 31))
    now = count_results(both, people, jobs, (graduates,), PREFIXES)
    assert then.counted["period"].to_list() == ["2023"]
    assert now.counted["period"].to_list() == ["2022"]


def test_events_that_cannot_be_used_are_named(tables, graduates, said):
    story = tables.story(*STORY).with_columns(
        date=pl.when(pl.col("kind") == "verified").then(None).otherwise(pl.col("date"))
    )
    people, jobs = tables.people(GRADUATE), tables.opportunities(JOB)
    undated = count_results(story, people, jobs, (graduates,), PREFIXES)
    assert said(undated.findings) == ["event-without-date"]
    assert undated.not_counted["reason"].to_list() == ["programme.not-verified"]
    unrecorded = count_results(
        tables.story(*STORY), people, jobs, (graduates,), PREFIXES, as_of=date(2030, 1, 1)
    )
    assert said(unrecorded.findings) == ["event-without-recorded-at"]
    assert unrecorded.findings[0].values == {"events": 4}
    assert unrecorded.counted.is_empty()


def test_a_rule_that_asks_for_industries_needs_the_list(tables, graduates, said):
    with pytest.raises(Refusal) as refusal:
        count_results(
            tables.story(*STORY), tables.people(GRADUATE), tables.opportunities(JOB), (graduates,), (" ",)
        )
    assert said(refusal.value.findings) == ["no-industries"]


def test_empty_tables_give_empty_results(tables, graduates, technicians):
    results = count_results(
        tables.events(), tables.people(), tables.opportunities(), (graduates, technicians), PREFIXES
    )
    assert results.counted.is_empty()
    assert results.not_counted.is_empty()
    assert results.findings == ()
    nothing = count_results(tables.story(*STORY), tables.people(GRADUATE), tables.opportunities(JOB), ())
    assert nothing.counted.schema == results.counted.schema


def test_optional_columns_may_be_absent_and_wrong_ones_may_not(tables, technicians):
    open_rule = replace(technicians, subprojects=())
    events = tables.story("started 2023-01-01", "assessed 2023-06-01", "verified 2023-07-01").select(
        "event", "seeker", "opportunity", "kind", "date"
    )
    people, courses = (
        pl.DataFrame({"person": ["p1"]}),
        pl.DataFrame({"opportunity": ["job"], "kind": ["training"]}),
    )
    assert count_results(events, people, courses, (open_rule,)).counted["sex"].to_list() == ["unstated"]
    with pytest.raises(ValueError, match="placements lacks its column date"):
        count_results(events.drop("date"), people, courses, (open_rule,))
    years = people.with_columns(graduated=pl.lit(2021))
    with pytest.raises(TypeError, match=r"people\.graduated is Int32"):
        count_results(events, years, courses, (open_rule,))


# --- against a plain-Python counter -------------------------------------------------------

SEEKERS = ("p1", "p1", "p1", "p2", "ghost")  # most on one person, so that whole chains come about
OFFERS = ("job", "job", "job", "job-2", "job-x", "course", "course", "course", "course-x", "gone")
DAYS = [date(2022, month, 1) for month in range(1, 7)]
MOMENTS = [datetime(2023, month, 1, tzinfo=UTC) for month in range(1, 4)]
KINDS = ("proposed", "accepted", "declined", "started", "left", "assessed", "verified", "completed")
RANDOM_EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "seeker": st.sampled_from(SEEKERS),
            "opportunity": st.sampled_from(OFFERS),
            "kind": st.sampled_from((*KINDS, "started", "verified", "verified")),
            "date": st.sampled_from(DAYS),
            "recorded_at": st.sampled_from(MOMENTS),
        }
    ),
    min_size=15,
    max_size=50,
)
PEOPLE = {
    "p1": GRADUATE,
    "p2": GRADUATE | {"person": "p2", "sex": None, "groups": [], "graduated": date(2019, 4, 1)},
}
OFFERED = {
    "job": JOB,
    "job-2": JOB | {"opportunity": "job-2"},
    "job-x": JOB | {"opportunity": "job-x", "industry": "A01", "subproject": "cue"},
    "course": COURSE,
    "course-x": COURSE | {"opportunity": "course-x", "subproject": "cue"},
}


def counted_by_hand(
    events: list[dict[str, object]], rule: CountingRule, as_of: datetime
) -> set[tuple[object, ...]]:
    """(seeker, opportunity, date, verified on) of each result, by trying every chain of events."""
    events = [event for event in events if event["recorded_at"] <= as_of]

    def cut_off(event: dict[str, object], pair: list[dict[str, object]]) -> bool:
        return any(
            end["kind"] in ("declined", "left")
            and end["date"] < event["date"]
            and not any(
                again["kind"] in ("proposed", "accepted") and end["date"] < again["date"] <= event["date"]
                for again in pair
            )
            for end in pair
        )

    passing: dict[str, list[tuple[object, ...]]] = {}
    for seeker, opportunity in product(PEOPLE, OFFERED):
        person, offer = PEOPLE[seeker], OFFERED[opportunity]
        if offer["kind"] not in rule.opportunity_kinds:
            continue
        if rule.institutions and person["institution"] not in rule.institutions:
            continue
        if rule.subprojects and offer["subproject"] not in rule.subprojects:
            continue
        if rule.industries and not str(offer["industry"]).startswith(PREFIXES):
            continue
        pair = [event for event in events if (event["seeker"], event["opportunity"]) == (seeker, opportunity)]
        steps = [
            [event for event in pair if event["kind"] == kind and not cut_off(event, pair)]
            for kind in rule.path
        ]
        verifications = [event for event in pair if event["kind"] == "verified"]
        chains = []
        for chain in product(*steps, verifications):
            days = [event["date"] for event in chain]
            if days == sorted(days):
                chains.append(days)
        if not chains:
            continue
        days = min(chains)  # the earliest at every step at once
        if rule.graduated_within_years is not None:
            graduated: date = person["graduated"]
            limit = graduated.replace(year=graduated.year + rule.graduated_within_years)
            if not graduated <= days[-2] <= limit:
                continue
        day = days[(*rule.path, "verified").index(rule.date_of)]
        passing.setdefault(seeker, []).append((day, days[-1], opportunity))
    return {
        (seeker, first[2], first[0], first[1]) for seeker, those in passing.items() for first in [min(those)]
    }


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=RANDOM_EVENTS, as_of=st.sampled_from(MOMENTS), data=st.data())
def test_agrees_with_a_plain_counter(tables, graduates, technicians, *, events, as_of, data):
    people, offers = tables.people(*PEOPLE.values()), tables.opportunities(*OFFERED.values())
    table = tables.events(*events)
    rules = (graduates, technicians)
    results = count_results(table, people, offers, rules, PREFIXES, as_of=as_of)
    for rule in rules:
        rows = results.counted.filter(pl.col("indicator") == rule.indicator)
        found = set(rows.select("seeker", "opportunity", "date", "verified_on").rows())
        assert found == counted_by_hand(events, rule, as_of)
        assert rows["seeker"].is_unique().all()

    # each near pair stands on one side only, once
    both = pl.concat(
        [
            frame.select("indicator", "seeker", "opportunity")
            for frame in (results.counted, results.not_counted)
        ]
    )
    assert both.is_unique().all()
    assert set(results.not_counted["reason"]) <= set(NOT_COUNTED_REASONS)

    # neither the order of rows nor what is recorded later changes anything
    order = data.draw(st.permutations(range(table.height)))
    shuffled = count_results(table[list(order)], people, offers, rules, PREFIXES, as_of=as_of)
    assert shuffled.counted.equals(results.counted)
    assert shuffled.not_counted.equals(results.not_counted)
    on_record = count_results(
        table.filter(pl.col("recorded_at") <= as_of), people, offers, rules, PREFIXES, as_of=as_of
    )
    assert on_record.counted.equals(results.counted)


def test_industry_prefixes_are_taken_from_the_list():
    frame = pl.DataFrame({"gbt4754": ["C39; I65", None, "", "C39"]})
    assert industry_prefixes(frame) == PREFIXES
