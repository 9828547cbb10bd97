"""Money in minor units: parts add up, and no part is off by a whole unit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.programme.money.amounts import decimal, rounded, split, unit_of

WEIGHTS = st.lists(st.decimals(0, 100, places=3), min_size=1, max_size=8).filter(any)


@given(st.integers(-(10**12), 10**12), WEIGHTS, st.sampled_from(["CNY", "JPY"]))
def test_parts_add_up_and_each_is_within_one_unit_of_its_share(units, weights, currency):
    total = units * unit_of(currency)
    parts = split(total, weights, currency)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < unit_of(currency)
        assert part == rounded(part, currency)


@given(st.integers(0, 10**6), WEIGHTS)
def test_more_to_share_is_never_less_in_all(units, weights):
    more = sum(split(units + 1, weights, "JPY")) - sum(split(units, weights, "JPY"))
    assert more == 1


def test_ties_go_to_the_one_named_first():
    assert split(Decimal("0.01"), [1, 1], "CNY") == (Decimal("0.01"), Decimal("0.00"))
    assert split(Decimal("-0.01"), [1, 1], "CNY") == (Decimal("-0.01"), Decimal("0.00"))


@pytest.mark.parametrize(("total", "weights"), [(0.001, [1]), (1, []), (1, [0, 0]), (1, [2, -1])])
def test_what_cannot_be_divided_is_an_error(total, weights):
    with pytest.raises(ValueError, match=r"minor units|weights"):
        split(total, weights, "CNY")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_finite_is_no_amount(value):
    with pytest.raises(ValueError, match="no amount"):
        decimal(value)
