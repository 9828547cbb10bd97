"""What was known when, and what a changed source moved."""

from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.evidence import as_of, moved


def table(*rows):
    base = {
        "measure": "jobs",
        "place": "500000",
        "period": "2020",
        "unit": "persons",
        "source": "s",
        "locator": "t1",
    }
    filled = [{"observation": f"o{n}", **base, **row} for n, row in enumerate(rows)]
    frame = pl.DataFrame(filled, infer_schema_length=None)
    return frame.with_columns(pl.col("recorded_at").cast(pl.Datetime("us", "UTC")))


def at(day):
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 9), st.integers(0, 99)), max_size=12, unique_by=lambda r: r[:2]),
    st.integers(-1, 10),
)  # fmt: skip
def test_as_of_is_the_latest_of_each_key_by_then(rows, day):
    frame = table(
        *({"place": place, "recorded_at": at(when), "value": float(value)} for place, when, value in rows),
        {"place": "Z", "recorded_at": at(0), "value": 0.0},
    )
    known = as_of(frame, at(day))
    brute = {}
    for place, when, value in sorted([*rows, ("Z", 0, 0)], key=lambda r: r[1]):
        if when <= day:
            brute[place] = float(value)
    assert dict(known.select("place", "value").iter_rows()) == brute
    assert known.columns == frame.columns


def test_as_of_reads_a_moment_of_another_zone_and_keeps_what_has_no_moment():
    frame = table({"value": 1.0, "recorded_at": at(0)}, {"value": 2.0, "recorded_at": None, "locator": "t2"})
    early = datetime(2026, 1, 1, 7, tzinfo=timezone(timedelta(hours=8)))
    assert as_of(frame, early)["value"].to_list() == [2.0]
    assert as_of(frame, datetime(2026, 1, 1))["value"].to_list() == [1.0, 2.0]
    with pytest.raises(TypeError):
        as_of(frame, "2026")


def test_a_changed_source_moves_its_figures_and_what_is_computed_from_them():
    rows = [
        {"observation": "a", "value": 40.0, "recorded_at": at(0)},
        {"observation": "b", "value": 100.0, "recorded_at": at(0), "measure": "people", "source": "z"},
        {"observation": "a2", "value": 50.0, "recorded_at": at(5)},
        {
            "observation": "c", "value": 40.0, "unit": "percent", "measure": "rate", "source": "z",
            "formula": "= a / b", "recorded_at": at(0),
        },
        {
            "observation": "d", "value": 60.0, "unit": "percent", "measure": "rest", "source": "z",
            "formula": "= 100 - c", "recorded_at": at(0),
        },
    ]  # fmt: skip
    frame = moved(table(*rows), "s")
    assert frame.select("observation", "through", "before", "after").rows() == [
        ("a2", "vintage", 40.0, 50.0),
        ("c", "a2", pytest.approx(40.0), pytest.approx(50.0)),
        ("d", "c", pytest.approx(60.0), pytest.approx(50.0)),
    ]
    assert frame["recorded_after"].to_list() == [at(5)] * 3
    assert moved(table(*rows), "z").is_empty()
    assert moved(table(*rows), "z").columns == frame.columns


def test_an_observation_entered_anew_under_its_id_replaces_the_old_one_wherever_it_now_stands():
    frame = table(
        {"observation": "a", "value": 1.0, "recorded_at": at(0)},
        {"observation": "a", "value": 2.0, "recorded_at": at(1), "locator": "t7"},
    )
    assert as_of(frame, at(3))["value"].to_list() == [2.0]
    assert as_of(frame, at(0))["value"].to_list() == [1.0]
