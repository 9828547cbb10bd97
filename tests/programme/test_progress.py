from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.programme import Progress, opens, progress, progress_made
from seedbed.programme.counting import COUNTED_SCHEMA
from seedbed.tables import schema_of


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "expected"),
    [
        (60, 80, 70, 0.5),
        (50, 40, 45, 0.5),
        (60, 80, 60, 0.0),
        (60, 80, 80, 1.0),
        (60, 80, 55, -0.25),
        (60, 80, 90, 1.5),
        (50, 40, 55, -0.5),
        (0, 600, 0, 0.0),
        (10, 0, 0, 1.0),
        (-10, 10, 0, 0.5),
        (5, 5, 5, None),
        (0, 0, 3, None),
        (None, 80, 70, None),
        (60, None, 70, None),
        (60, 80, None, None),
    ],
)
def test_progress_is_the_part_of_the_way(baseline, target, actual, expected):
    assert progress_made(baseline, target, actual) == expected


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(-999, 999))
def test_progress_does_not_care_about_direction(baseline, target, actual):
    assert progress_made(baseline, target, actual) == progress_made(-baseline, -target, -actual)


def counted(*cells: tuple[str, str, str]) -> pl.DataFrame:
    """Counted rows from (indicator, period, sex)."""
    seekers = count()
    rows = [
        dict.fromkeys(COUNTED_SCHEMA)
        | {"indicator": name, "period": period, "sex": sex, "seeker": f"p{next(seekers)}", "groups": []}
        for name, period, sex in cells
    ]
    return pl.DataFrame(rows, schema=COUNTED_SCHEMA)


def indicators(**changes: object) -> pl.DataFrame:
    row = {"indicator": "i", "baseline": 0.0, "baseline_year": 2018, "kind": "count"} | changes
    kinds = {
        "indicator": pl.String, "baseline": pl.Float64, "baseline_year": pl.Int64, "kind": pl.String,
        "direction": pl.String,
    }  # fmt: skip
    return pl.DataFrame([row], schema={name: kinds.get(name) for name in row})


def targets(*rows: dict[str, object]) -> pl.DataFrame:
    kinds = {column.name: column.kind.dtype for column in schema_of("targets").columns}
    complete = [
        dict.fromkeys(kinds) | {"target": f"t{number}", "indicator": "i", "period": "2027"} | row
        for number, row in enumerate(rows)
    ]
    return pl.DataFrame(complete, schema=kinds)


def reported(*rows: dict[str, object]) -> pl.DataFrame:
    kinds = {column.name: column.kind.dtype for column in schema_of("results").columns}
    return pl.DataFrame([dict.fromkeys(kinds) | {"indicator": "i"} | row for row in rows], schema=kinds)


def only_row(result: Progress) -> dict[str, object]:
    assert result.table.height == 1
    return result.table.row(0, named=True)


YEARS = counted(
    ("i", "2021", "female"), ("i", "2022", "male"), ("i", "2022", "female"), ("i", "2024", "unstated"),
    ("other", "2021", "female"),
)  # fmt: skip


def test_a_cumulative_count_adds_up_to_the_period():
    row = only_row(progress(YEARS, indicators(), targets({"value": 8.0}), "2023"))
    assert (row["counted"], row["actual"], row["progress"], row["met"]) == (3, 3.0, 0.375, False)
    assert (row["measured_in"], row["direction"], row["cumulative"]) == ("2023", "up", True)
    assert row["counted"] == opens(YEARS, "i", up_to="2023").height


@pytest.mark.parametrize("no", [False, "false"])
def test_an_indicator_by_period_does_not_add_up(no):
    by_year = indicators(cumulative=no)
    wanted = targets({"value": 2.0, "period": "2022"}, {"value": 2.0, "period": "2024"})
    table = progress(YEARS, by_year, wanted, "2024").table
    assert table.select("measured_in", "counted", "met").rows() == [("2022", 2, True), ("2024", 1, False)]


def test_a_milestone_is_measured_when_it_was_due():
    wanted = targets({"value": 3.0, "period": "2022"}, {"value": 4.0, "period": "2027"})
    table = progress(YEARS, indicators(), wanted, "2024").table
    assert table.select("measured_in", "counted", "met").rows() == [("2022", 3, True), ("2024", 4, True)]


def test_what_was_counted_adds_to_the_baseline():
    row = only_row(progress(YEARS, indicators(baseline=60.0), targets({"value": 68.0}), "2027"))
    assert (row["counted"], row["actual"], row["progress"]) == (4, 64.0, 0.5)


def test_zero_is_a_value(said):
    result = progress(counted(), indicators(), targets({"value": 600.0}), "2020")
    row = only_row(result)
    assert (row["counted"], row["actual"], row["progress"], row["met"]) == (0, 0.0, 0.0, False)
    assert said(result.findings) == []


def test_a_missing_baseline_is_not_zero(said):
    result = progress(YEARS, indicators(baseline=None), targets({"value": 8.0}), "2027")
    row = only_row(result)
    assert (row["counted"], row["actual"], row["progress"], row["met"]) == (4, None, None, None)
    assert said(result.findings) == ["no-baseline"]


def test_women_are_a_share_of_all_who_count():
    row = only_row(progress(YEARS, indicators(), targets({"group": "women", "share": 0.5}), "2027"))
    assert (row["measure"], row["numerator"], row["denominator"]) == ("share", 2, 4)
    assert (row["actual"], row["met"], row["progress"], row["value_asked"]) == (0.5, True, None, None)


@pytest.mark.parametrize(("women", "met"), [(24, False), (25, True), (26, True)])
def test_a_floor_is_met_exactly_at_its_share(women, met):
    rows = [("i", "2021", "female")] * women + [("i", "2021", "unstated")] * (100 - women)
    row = only_row(progress(counted(*rows), indicators(), targets({"group": "women", "share": 0.25}), "2027"))
    assert row["met"] is met


@given(st.integers(1, 400), st.integers(0, 400), st.integers(0, 100))
def test_a_share_in_floating_point_agrees_with_whole_numbers(denominator, numerator, percent):
    numerator = min(numerator, denominator)
    assert (numerator / denominator >= percent / 100) == (100 * numerator >= percent * denominator)


def test_a_share_of_nothing_is_empty(said):
    result = progress(counted(), indicators(), targets({"group": "women", "share": 0.25}), "2020")
    row = only_row(result)
    assert (row["numerator"], row["denominator"], row["actual"], row["met"]) == (0, 0, None, None)
    assert said(result.findings) == ["share-of-nothing"]


def test_a_number_of_women_can_be_a_target(said):
    wanted = targets({"group": "women", "value": 4.0})
    row = only_row(progress(YEARS, indicators(), wanted, "2027"))
    assert (row["counted"], row["actual"], row["progress"]) == (2, 2.0, 0.5)
    unknown = progress(YEARS, indicators(baseline=60.0), wanted, "2027")
    assert only_row(unknown)["progress"] is None
    assert said(unknown.findings) == ["no-baseline"]


def test_a_target_at_its_baseline_has_no_way_to_go(said):
    result = progress(counted(), indicators(baseline=5.0), targets({"value": 5.0}), "2027")
    row = only_row(result)
    assert (row["progress"], row["met"]) == (None, True)
    assert said(result.findings) == ["target-equals-baseline"]


def test_a_falling_index_is_reported(said):
    falling = indicators(kind="index", baseline=50.0, direction="down")
    values = reported({"period": "2021", "value": 48.0}, {"period": "2022", "value": 45.0})
    result = progress(YEARS, falling, targets({"value": 40.0}), "2023", values)
    row = only_row(result)
    assert (row["counted"], row["actual"], row["progress"], row["met"]) == (None, 45.0, 0.5, False)
    assert said(result.findings) == []


def test_of_reported_values_the_latest_record_of_the_latest_period_holds():
    index = indicators(kind="index")
    values = reported(
        {"period": "2022-06", "value": 7.0, "recorded_at": datetime(2023, 2, 1, tzinfo=UTC)},
        {"period": "2022-06", "value": 6.0, "recorded_at": datetime(2023, 1, 1, tzinfo=UTC)},
        {"period": "2022/2024", "value": 9.0},
        {"period": "2022-Q4", "value": 99.0, "sex": "female"},
    )
    wanted = targets({"value": 10.0})
    assert only_row(progress(YEARS, index, wanted, "2022", values))["actual"] == 7.0
    assert only_row(progress(YEARS, index, wanted, "2024", values))["actual"] == 9.0


def test_a_reported_zero_is_a_value_and_silence_is_not(said):
    index = indicators(kind="index", baseline=10.0)
    zero = progress(
        counted(), index, targets({"value": 0.0}), "2022", reported({"period": "2022", "value": 0.0})
    )
    assert (only_row(zero)["actual"], only_row(zero)["progress"], zero.findings) == (0.0, 1.0, ())
    silent = progress(
        counted(), index, targets({"value": 0.0}), "2021", reported({"period": "2022", "value": 0.0})
    )
    assert (only_row(silent)["actual"], only_row(silent)["progress"]) == (None, None)
    assert said(silent.findings) == ["no-actual"]


@pytest.mark.parametrize(
    ("about", "goal", "code"),
    [
        ({}, {"indicator": "elsewhere", "value": 1.0}, "target-of-unknown-indicator"),
        ({}, {}, "target-unclear"),
        ({}, {"value": 1.0, "share": 0.5, "group": "women"}, "target-unclear"),
        ({}, {"share": 0.5}, "share-without-group"),
        ({}, {"share": 25.0, "group": "women"}, "share-out-of-range"),
        ({}, {"value": 1.0, "period": "2026-06"}, "target-period"),
    ],
)
def test_a_target_that_cannot_be_read_is_named(about, goal, code, said):
    result = progress(YEARS, indicators(**about), targets(goal), "2027")
    assert said(result.findings) == [code]
    assert result.table.is_empty()


@pytest.mark.parametrize(
    ("about", "goals", "code"),
    [
        ({"cumulative": "maybe"}, [{"value": 9.0}], "unknown-cumulative"),
        ({"direction": "sideways"}, [{"value": 9.0}], "unknown-direction"),
        ({"direction": "down", "kind": "index"}, [{"value": 9.0}], "target-against-direction"),
        ({"baseline": 9.0}, [{"value": 4.0}], "count-cannot-fall"),
        ({}, [{"value": 9.0}, {"value": 8.0}], "target-twice"),
        ({"kind": "index"}, [{"share": 0.5, "group": "women"}], "share-of-uncounted"),
        ({"baseline": 1.0, "baseline_year": 2021}, [{"value": 9.0}], "counted-before-baseline"),
        ({}, [{"value": 9.0}], "counted-and-reported"),
    ],
)
def test_a_doubt_about_a_target_is_named_and_the_row_stays(about, goals, code, said):
    values = reported({"period": "2021", "value": 3.0})
    told = values if code == "counted-and-reported" or about.get("kind") == "index" else None
    result = progress(YEARS, indicators(**about), targets(*goals), "2027", told)
    assert said(result.findings) == [code]
    assert result.table.height == len(goals)


def test_targets_of_subprojects_are_set_beside_the_whole_with_their_difference():
    wanted = targets(
        {"value": 600.0}, {"value": 200.0, "subproject": "a"}, {"value": 300.0, "subproject": "b"}
    )
    (finding,) = progress(counted(), indicators(), wanted, "2023").findings
    assert (finding.code, finding.values["difference"]) == ("programme.target-parts-do-not-add", -100.0)


def test_the_baseline_of_a_group_in_an_index_is_not_that_of_the_whole():
    index = indicators(kind="index", baseline=0.0, direction="up")
    value = reported({"period": "2023", "value": 5.0, "sex": "female"})
    row = only_row(progress(counted(), index, targets({"group": "women", "value": 10.0}), "2023", value))
    assert (row["actual"], row["baseline"], row["progress"]) == (5.0, None, None)
