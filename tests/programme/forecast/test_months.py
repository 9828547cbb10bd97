from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from seedbed.messages import Refusal
from seedbed.programme.forecast.months import last_day, last_full_month, month_name, month_number, months_of

DAYS = some.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(DAYS)
def test_a_month_is_full_on_its_last_day_and_not_before(day):
    full = last_full_month(day)
    assert last_day(full) <= day < last_day(full + 1)


@given(DAYS)
def test_a_month_by_name_is_that_month(day):
    number = month_number(day)
    assert months_of(month_name(number)) == (number, number)
    assert months_of(day.isoformat()) == (number, number)


def test_a_year_a_quarter_and_a_span():
    assert months_of("2027") == (2027 * 12, 2027 * 12 + 11)
    assert months_of("2027-Q4") == (2027 * 12 + 9, 2027 * 12 + 11)
    assert months_of("2024/2027") == (2024 * 12, 2027 * 12 + 11)


@pytest.mark.parametrize("period", ["", "27", "2027-13", "2027-Q5", "2027/2024", "soon", "2027-0x"])
def test_what_is_no_period_is_refused(period):
    with pytest.raises(Refusal) as refusal:
        months_of(period)
    assert refusal.value.findings[0].code == "programme.forecast-period"
    assert all(refusal.value.findings[0].text(lang) for lang in ("en", "zh"))
