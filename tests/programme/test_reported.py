from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.programme import SET_ASIDE_REASONS, late_counted, late_results, reported_in_force
from seedbed.programme.counting import COUNTED_SCHEMA
from seedbed.tables import schema_of


def log(*rows: dict[str, object]) -> pl.DataFrame:
    kinds = {column.name: column.kind.dtype for column in schema_of("results").columns}
    complete = [
        dict.fromkeys(kinds) | {"indicator": "i", "period": "2023", "value": 1.0} | row for row in rows
    ]
    return pl.DataFrame(complete, schema=kinds)


def acts(*rows: dict[str, object]) -> pl.DataFrame:
    kinds = {column.name: column.kind.dtype for column in schema_of("verifications").columns}
    complete = [
        dict.fromkeys(kinds) | {"verification": f"v{at}", "date": date(2024, 1, 1) , "by": "bob"} | row
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return pl.DataFrame(complete, schema=kinds)


def on(day: int) -> datetime:
    return datetime(2024, 1, day, tzinfo=UTC)


def reasons(reported) -> dict[str, str]:
    rows = reported.set_aside.select("result", "reason").rows()
    assert all(reason in SET_ASIDE_REASONS for _, reason in rows)
    return {result: reason.removeprefix("programme.") for result, reason in rows}


def test_nothing_reported_is_an_empty_table():
    assert reported_in_force(None).table.is_empty()


def test_what_does_not_stand_waits_with_its_reason():
    results = log(
        {"result": "old", "value": 1.0, "by": "ann", "recorded_at": on(1)},
        {"result": "new", "value": 2.0, "by": "ann", "recorded_at": on(2)},
        {"result": "fixed", "value": 3.0, "sex": "male", "by": "ann"},
        {"result": "fix", "value": 4.0, "sex": "male", "by": "ann", "corrects": "fixed"},
        {"result": "back", "sex": "female", "by": "ann"},
        {"result": "never", "sex": "other", "by": "ann"},
        {"result": "own", "place": "x", "by": "ann"},
        {"result": "silent", "place": "y", "by": "ann"},
        {"result": "when", "period": "soon", "by": "ann"},
    )
    decisions = acts(
        *({"result": name, "decision": "verified"} for name in ("old", "new", "fixed", "fix", "when")),
        {"result": "back", "decision": "returned"},
        {"result": "never", "decision": "rejected"},
        {"result": "own", "decision": "verified", "by": "ann"},
    )
    reported = reported_in_force(results, decisions, verification_required=True)
    assert sorted(reported.table["result"]) == ["fix", "new"]
    assert reasons(reported) == {
        "old": "result-replaced", "fixed": "result-corrected", "back": "result-returned",
        "never": "result-rejected", "own": "result-verified-by-its-author", "silent": "result-unverified",
        "when": "result-period-unread",
    }  # fmt: skip


def test_without_a_duty_to_verify_silence_lets_a_result_count():
    assert reported_in_force(log({"result": "a"}), acts()).table.height == 1
    assert reported_in_force(log({"result": "a"}), None, verification_required=True).table.is_empty()


def test_corrections_that_lead_in_a_circle_replace_nothing_but_may_be_corrected(said):
    results = log(
        {"result": "a", "corrects": "b", "sex": "male"}, {"result": "b", "corrects": "a", "sex": "female"},
        {"result": "c", "corrects": "a", "sex": "male", "value": 9.0, "recorded_at": on(1)},
        {"result": "d", "corrects": "nothing", "sex": "other"},
    )  # fmt: skip
    reported = reported_in_force(results)
    assert sorted(reported.table["result"]) == ["b", "c", "d"]
    assert said(reported.findings) == ["corrects-unknown", "corrects-itself", "corrects-itself"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=8))
def test_of_a_chain_of_corrections_the_last_that_counts_stands(chain):
    """Each result corrects the one before it; those that are not verified never happened."""
    results = log(
        *(
            {
                "result": f"r{at}",
                "value": float(value),
                "corrects": f"r{at - 1}" if at else None,
                "place": f"p{at}",
            }
            for at, (value, _) in enumerate(chain)
        )
    )
    decisions = acts(
        *({"result": f"r{at}", "decision": "verified"} for at, (_, verified) in enumerate(chain) if verified)
    )
    standing = reported_in_force(results, decisions, verification_required=True).table["result"].to_list()
    expected = [
        f"r{at}"
        for at, (_, verified) in enumerate(chain)
        if verified and not (at + 1 < len(chain) and chain[at + 1][1])
    ]
    assert sorted(standing) == sorted(expected)


def test_a_vintage_holds_what_was_on_record_then(said):
    results = log(
        {"result": "a", "value": 1.0, "recorded_at": on(1)},
        {"result": "b", "value": 2.0, "corrects": "a", "recorded_at": on(9)},
        {"result": "c", "value": 3.0},
    )
    early = reported_in_force(results, as_of=date(2024, 1, 5))
    assert early.table["value"].to_list() == [1.0]
    assert said(early.findings) == ["result-without-recorded-at"]
    late_decision = acts({"result": "a", "decision": "rejected", "recorded_at": on(8)})
    assert reported_in_force(results, late_decision, as_of=date(2024, 1, 5)).table["value"].to_list() == [1.0]
    assert reported_in_force(results, late_decision, as_of=date(2024, 1, 8)).table.is_empty()


@pytest.mark.parametrize(
    ("period", "recorded", "late"),
    [
        ("2023", datetime(2023, 12, 31, 23, tzinfo=UTC), 0),
        ("2023", datetime(2024, 1, 1, tzinfo=UTC), 1),
        ("2023-Q1", datetime(2023, 4, 30, tzinfo=UTC), 30),
        ("2023", None, 0),
    ],
)
def test_late_counts_the_days_after_the_period(period, recorded, late):
    table = reported_in_force(log({"period": period, "recorded_at": recorded})).table
    assert table["late"].to_list() == [late]
    assert late_results(table).height == (late > 0)
    assert late_results(table, days=29).height == (late > 29)


def test_a_placement_verified_in_a_later_year_is_late_and_stays_in_its_year():
    rows = [
        dict.fromkeys(COUNTED_SCHEMA) | {"indicator": "i", "period": "2022", "seeker": day, "verified_on": date.fromisoformat(day)}
        for day in ("2022-12-31", "2023-01-01")
    ]  # fmt: skip
    assert late_counted(pl.DataFrame(rows, schema=COUNTED_SCHEMA))["seeker"].to_list() == ["2023-01-01"]
