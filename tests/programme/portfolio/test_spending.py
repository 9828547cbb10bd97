"""Budget and payments: currencies apart, decimals exact, time by each line's own period."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.messages import Refusal
from seedbed.programme.portfolio import days_of, spending
from seedbed.tables import schema_of

START, END = date(2020, 1, 1), date(2027, 12, 31)


def budgets(*rows):
    kinds = {column.name: column.kind.dtype for column in schema_of("budgets").columns}
    filled = [{"line": f"l{at}", "currency": "CNY", **row} for at, row in enumerate(rows)]
    return pl.DataFrame(filled, schema=kinds)


def payments(*rows):
    kinds = {column.name: column.kind.dtype for column in schema_of("disbursements").columns}
    filled = [{"disbursement": f"d{at}", "currency": "CNY", **row} for at, row in enumerate(rows)]
    return pl.DataFrame(filled, schema=kinds)


def look(planned, paid, on=date(2023, 12, 31), by=("subproject", "financier"), **more):
    return spending(planned, paid, on=on, starts=START, ends=END, by=by, **more)


def test_two_currencies_never_meet(said):
    seen = look(
        budgets({"amount": 100.0}, {"amount": 50.0, "currency": "USD"}),
        payments(
            {"amount": 60.0, "date": date(2021, 1, 1)},
            {"amount": 7.0, "currency": "EUR", "date": date(2021, 1, 1)},
        ),
        by=(),
    )
    rows = {row["currency"]: row for row in seen.table.to_dicts()}
    assert {name: (row["budget"], row["disbursed"]) for name, row in rows.items()} == {
        "CNY": (100.0, 60.0),
        "USD": (50.0, 0.0),
        "EUR": (0.0, 7.0),
    }
    assert rows["EUR"]["share"] is None
    assert sorted(said(seen.findings)) == ["paid-without-budget", "spending-behind"]


def test_time_is_that_of_the_line_and_else_of_the_programme():
    planned = budgets(
        {"amount": 100.0, "subproject": "a", "period": "2024"}, {"amount": 100.0, "subproject": "b"}
    )
    rows = {row["subproject"]: row for row in look(planned, payments()).table.to_dicts()}
    assert rows["a"]["elapsed"] == 0
    assert rows["b"]["elapsed"] == pytest.approx(0.5)
    done = {row["subproject"]: row for row in look(planned, payments(), on=END).table.to_dicts()}
    assert [done[name]["elapsed"] for name in "ab"] == [1, 1]


def test_a_payment_of_tomorrow_is_none_of_today():
    paid = payments({"amount": 5.0, "date": date(2024, 1, 1)})
    assert look(budgets({"amount": 10.0}), paid).table["disbursed"].item() == 0
    assert look(budgets({"amount": 10.0}), paid, on=date(2024, 1, 1)).table["disbursed"].item() == 5


def test_more_than_the_budget_is_told(said):
    paid = payments({"amount": 10.01, "date": START})
    assert said(look(budgets({"amount": 10.0}), paid, on=START).findings) == ["overspent"]
    assert look(budgets({"amount": 10.01}), paid, on=START).findings == ()


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 10**12), st.sampled_from("abc"), st.sampled_from(["CNY", "USD"])), min_size=1
    )
)
def test_parts_add_up_to_the_whole_in_cents(lines):
    planned = budgets(
        *({"amount": cents / 100, "subproject": part, "currency": money} for cents, part, money in lines)
    )
    parts, wholes = look(planned, payments()).table, look(planned, payments(), by=()).table
    for money in wholes["currency"]:
        cents = sum(cents for cents, _, one in lines if one == money)
        whole = wholes.filter(pl.col("currency") == money)["budget"].item()
        added = sum(Decimal(repr(one)) for one in parts.filter(pl.col("currency") == money)["budget"])
        assert added == Decimal(cents) / 100 == Decimal(repr(whole))


@given(st.dates(START - timedelta(days=400), END + timedelta(days=400)), st.integers(1, 500))
def test_time_never_runs_back(day, further):
    planned = budgets({"amount": 3.0, "period": "2021-03/2022-06"}, {"amount": 4.0})
    before, after = (
        look(planned, payments(), on=one, by=()).table["elapsed"].item()
        for one in (day, day + timedelta(days=further))
    )
    assert 0 <= before <= after <= 1


@pytest.mark.parametrize(
    "period", ["2019/2018", "2024-13", "2024-Q5", "24", "", "2024-02-30", "2024-00", "x"]
)
def test_a_period_that_cannot_be_read_is_refused(period):
    with pytest.raises(Refusal) as caught:
        days_of(period)
    assert [finding.code for finding in caught.value.findings] == ["programme.period-unreadable"]
