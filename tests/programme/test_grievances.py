"""Each grievance stands where its entries led it; deadlines run from there."""

import datetime as dt

import polars as pl
import pytest

from seedbed.programme.figures import ALL
from seedbed.programme.grievances import NEXT, counts_by_category, grievance_figures, standing
from seedbed.tables import schema_of

KINDS = schema_of("grievances").column("kind").choices


def log(*entries):
    """``("g1", "received", 3)``: on the third day of 2024; the first entry names the category."""
    rows = [
        {"entry": f"e{n}", "grievance": name, "kind": kind, "date": dt.date(2024, 1, 1) + dt.timedelta(day - 1),
         "category": "payment" if kind == "received" else None}
        for n, (name, kind, day) in enumerate(entries)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"category": pl.String})


def test_every_kind_of_the_table_has_its_place():
    assert set(NEXT) - {""} == set(KINDS)
    assert {kind for after in NEXT.values() for kind in after} == set(KINDS)


def test_the_whole_way_with_an_appeal():
    steps = ["received", "acknowledged", "answered", "appealed", "answered", "resolved", "closed"]
    entries = [("g", kind, day) for day, kind in enumerate(steps, start=1)]
    for length in range(1, len(steps) + 1):
        done = standing(log(*entries[:length]), dt.date(2024, 12, 31))
        assert done.table["state"].to_list() == [steps[length - 1]] and not done.findings


def test_a_wrong_step_is_passed_over_and_told(said):
    done = standing(
        log(("g", "received", 1), ("g", "closed", 2), ("g", "acknowledged", 3)), dt.date(2024, 2, 1)
    )
    assert done.table["state"].to_list() == ["acknowledged"]
    assert said(done.findings) == ["grievance-step"]


@pytest.mark.parametrize(("day", "late"), [(8, 0), (9, 1), (20, 12)])
def test_seven_days_to_acknowledge(day, late):
    table = standing(log(("g", "received", 1)), dt.date(2024, 1, day)).table
    assert table.select("due", "overdue_days").row(0) == (dt.date(2024, 1, 8), late)


def test_what_happens_later_is_not_known_yet_and_a_closed_one_has_no_deadline():
    entries = [
        ("g", kind, n)
        for n, kind in enumerate(["received", "acknowledged", "answered", "resolved", "closed"], 1)
    ]
    assert standing(log(*entries), dt.date(2024, 1, 2)).table["state"].item() == "acknowledged"
    closed = standing(log(*entries), dt.date(2030, 1, 1)).table
    assert closed.select("due", "overdue_days").row(0) == (None, 0)


def test_counts_and_figures():
    table = standing(
        log(("a", "received", 1), ("b", "received", 1), ("b", "acknowledged", 2)), dt.date(2024, 1, 20)
    ).table
    assert counts_by_category(table).rows() == [("payment", 2, 2, 1)]
    figures = grievance_figures(table, "2024")
    assert figures.select("indicator", "period", "value").rows() == [
        ("grievances-payment", "2024", 2), ("grievances-payment", ALL, 2),
    ]  # fmt: skip
    assert grievance_figures(table, "2023").height == 0
