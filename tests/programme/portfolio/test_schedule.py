"""The critical path and what late activities hold up, against small cases and brute force."""

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.programme.portfolio import schedule
from seedbed.tables import schema_of

ON = date(2024, 1, 1)


def activities(*rows):
    kinds = {column.name: column.kind.dtype for column in schema_of("activities").columns}
    return pl.DataFrame([{"status": "planned", "name": "x", **row} for row in rows], schema=kinds)


def one(activity, starts, ends, *needs, status="planned"):
    return {
        "activity": activity,
        "starts": starts,
        "ends": ends,
        "depends_on": list(needs),
        "status": status,
    }


def by_name(found):
    return {row["activity"]: row for row in found.table.to_dicts()}


def test_the_longer_way_is_critical_and_the_shorter_has_slack():
    found = schedule(
        activities(
            one("end", "2024-03-21", "2024-03-31", "long", "short"),
            one("long", "2024-03-01", "2024-03-20"),
            one("short", "2024-03-01", "2024-03-05"),
        ),
        ON,
    )
    rows = by_name(found)
    assert {name: row["slack"] for name, row in rows.items()} == {"long": 0, "short": 15, "end": 0}
    assert [row["activity"] for row in found.table.to_dicts()] == ["long", "short", "end"]
    assert found.ends == (date(2024, 3, 31), date(2024, 3, 31))
    assert found.findings == ()


def test_what_is_late_moves_what_waits_for_it(said):
    found = schedule(
        activities(
            one("study", "2023-01-01", "2023-06-30", status="running"),
            one("build", "2024-01-01", "2024-01-10", "study"),
            one("open", "2024-01-11", "2024-01-12", "build"),
            one("party", "2024-02-01", "2024-02-01"),
        ),
        date(2024, 1, 5),
    )
    rows = by_name(found)
    assert rows["study"]["late"] and rows["study"]["holds_up"] == ["build", "open"]
    assert rows["study"]["projected"] == date(2024, 1, 5)
    assert rows["build"]["projected"] == date(2024, 1, 15)
    assert rows["open"]["projected"] == date(2024, 1, 17)
    assert rows["open"]["delay"] == 5 and rows["party"]["delay"] == 0
    assert rows["build"]["late"] and not rows["open"]["late"]  # planned to begin on the 1st, and has not
    assert said(found.findings) == ["activity-late", "activity-late"]


def test_what_is_done_or_stopped_holds_nothing_up():
    found = schedule(
        activities(
            one("done", "2023-01-01", "2023-06-30", status="done"),
            one("stopped", "2023-01-01", "2025-06-30", status="stopped"),
            one("next", "2024-02-01", "2024-02-10", "done", "stopped"),
        ),
        ON,
    )
    rows = by_name(found)
    assert rows["next"]["delay"] == 0 and rows["next"]["waits_for"] == []
    assert found.findings == () and rows["stopped"]["critical"] is None


def test_circles_are_told_and_what_is_behind_them_gets_no_dates(said):
    found = schedule(
        activities(
            one("a", "2024", "2024", "c"),
            one("b", "2024", "2024", "a"),
            one("c", "2024", "2024", "b"),
            one("after", "2024", "2024", "c"),
            one("self", "2024", "2024", "self"),
            one("free", "2024", "2024"),
        ),
        ON,
    )
    assert sorted(sorted(circle) for circle in found.circles) == [["a", "b", "c"], ["self"]]
    rows = by_name(found)
    assert [name for name, row in rows.items() if row["slack"] is not None] == ["free"]
    assert said(found.findings) == ["activity-circle"] * 2


def test_an_undated_activity_passes_on_what_it_waits_for(said):
    found = schedule(
        activities(
            one("first", "2024-05-01", "2024-05-31"),
            one("undated", None, None, "first"),
            one("last", "2024-05-10", "2024-05-11", "undated"),
        ),
        ON,
    )
    assert by_name(found)["last"]["earliest"] == date(2024, 6, 2)
    assert said(found.findings) == [
        "activity-before-its-need",
        "activities-without-dates",
    ]


def test_a_slip_of_the_pen_is_told(said):
    found = schedule(activities(one("a", "2024-05", "2024-04", "b")), ON)
    assert sorted(said(found.findings)) == [
        "activities-without-dates",
        "activity-ends-first",
        "activity-unknown",
    ]


@st.composite
def networks(draw):
    """Activities in an order; each may depend on earlier ones."""
    rows = []
    for at in range(draw(st.integers(1, 7))):
        starts = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 40)))
        ends = starts + timedelta(days=draw(st.integers(0, 20)))
        needs = draw(st.lists(st.sampled_from([f"a{before}" for before in range(at)] or ["-"]), max_size=3))
        rows.append(
            one(f"a{at}", starts.isoformat(), ends.isoformat(), *(need for need in needs if need != "-"))
        )
    return rows


def end_of_all(rows, moved=None, days=0):
    """The last end, by plain recursion; one activity takes some days longer."""
    known = {row["activity"]: row for row in rows}

    def end(name):
        row = known[name]
        starts, ends = date.fromisoformat(row["starts"]), date.fromisoformat(row["ends"])
        begins = max([starts, *(end(need) + timedelta(days=1) for need in row["depends_on"])])
        return begins + (ends - starts) + timedelta(days=days if name == moved else 0)

    return max(end(name) for name in known)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_slack_is_how_far_an_activity_may_slip(rows):
    found = schedule(activities(*rows), ON)
    last = end_of_all(rows)
    assert found.ends[0] == last
    for row in found.table.to_dicts():
        assert end_of_all(rows, row["activity"], row["slack"]) == last
        assert end_of_all(rows, row["activity"], row["slack"] + 1) == last + timedelta(days=1)
    assert found.table["critical"].any()


@settings(max_examples=40, deadline=None)
@given(networks(), st.lists(st.integers(0, 90), min_size=2, max_size=4))
def test_waiting_never_makes_it_earlier(rows, days):
    ends = [
        schedule(activities(*rows), date(2024, 1, 1) + timedelta(days=later)).ends[1]
        for later in sorted(days)
    ]
    assert all(before <= after for before, after in pairwise(ends))
