"""Shift-share: parts that add up (or multiply), for one place and for many."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedbed.observatory.change import shift_share

POSITIVE = arrays(float, (2, 5), elements=st.floats(0.5, 1000))
ANY = arrays(float, (2, 5), elements=st.one_of(st.just(0.0), st.floats(0.5, 1000)))
PARTS = {
    "dunn": ["national", "mix", "regional"],
    "esteban_marquillas": ["national", "mix", "regional", "allocation"],
}


def _frame(values, places, industries):
    return pl.DataFrame(
        [(p, i, float(values[a, b])) for a, p in enumerate(places) for b, i in enumerate(industries)],
        schema=["place", "industry", "value"],
        orient="row",
    )


@pytest.mark.parametrize("method", PARTS)
@settings(max_examples=60, deadline=None)
@given(ANY, POSITIVE)
def test_parts_add_up_to_growth(method, place, nation):
    result = shift_share(*place, *nation, method=method)
    for table in (result.total, result.by_industry):
        rows = table.filter(pl.col("finding").is_null())
        added = rows.select(pl.sum_horizontal(PARTS[method])).to_series()
        np.testing.assert_allclose(added, rows["growth"], atol=1e-8)
    if result.total["finding"][0] is None:
        summed = result.by_industry.select(pl.col(pl.Float64)).sum().row(0)
        np.testing.assert_allclose(summed, result.total.select(pl.col(pl.Float64)).row(0), atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(POSITIVE, POSITIVE)
def test_homothetic_parts_add_up_to_the_regional_one(place, nation):
    dunn = shift_share(*place, *nation).by_industry
    esteban = shift_share(*place, *nation, method="esteban_marquillas").by_industry
    np.testing.assert_allclose(esteban["regional"] + esteban["allocation"], dunn["regional"], atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(POSITIVE, POSITIVE)
def test_gerfin_factors_multiply_to_growth(place, nation):
    result = shift_share(*place, *nation, method="gerfin")
    for table in (result.total, result.by_industry):
        np.testing.assert_allclose(
            table["national"] * table["mix"] * table["regional"], table["growth"], rtol=1e-9
        )
        np.testing.assert_allclose(table["mix"] * table["regional"], table["net_shift"], rtol=1e-9)
    assert result.total["growth"][0] == pytest.approx(place[1].sum() / place[0].sum())


def test_the_nation_itself_has_no_shift():
    start, end = np.array([3.0, 5.0, 8.0]), np.array([4.0, 4.0, 12.0])
    row = shift_share(start, end, start, end).total.row(0, named=True)
    assert row["mix"] == pytest.approx(0, abs=1e-12)
    assert row["regional"] == pytest.approx(0, abs=1e-12)
    assert shift_share(start, end, start, end, method="gerfin").total["regional"][0] == pytest.approx(1)


def test_regions_that_make_up_the_nation_cancel_out():
    generator = np.random.default_rng(1)
    start, end = generator.uniform(1, 50, (2, 4, 6))
    places, industries = list("abcd"), [f"i{at}" for at in range(6)]
    first, last = (_frame(x, places, industries) for x in (start, end))
    result = shift_share(first, last, first, last)
    for part in ("mix", "regional"):
        assert result.total[part].sum() == pytest.approx(0, abs=1e-9)
    by_industry = result.by_industry.group_by("industry").agg(pl.col("regional").sum())
    np.testing.assert_allclose(by_industry["regional"], 0, atol=1e-9)


def test_frames_and_lists_say_the_same():
    start, end = np.array([[9.0, 2.0, 0.0]]), np.array([[10.0, 4.0, 0.0]])
    base = pl.DataFrame({"industry": ["x", "y", "z"], "value": [40.0, 15.0, 3.0]})
    later = pl.DataFrame({"industry": ["z", "y", "x"], "value": [5.0, 21.0, 44.0]})
    frame = shift_share(_frame(start, ["a"], "xyz"), _frame(end, ["a"], "xyz")[:2], base, later)
    lists = shift_share(start[0], end[0], [40, 15, 3], [44, 21, 5], industries=["x", "y", "z"])
    assert frame.by_industry.drop("place").equals(lists.by_industry.drop("place"))


def test_the_base_may_know_more_industries():
    place = pl.DataFrame({"place": ["a"], "industry": ["y"], "value": [2.0]})
    base = pl.DataFrame({"industry": ["x", "y"], "value": [10.0, 10.0]})
    result = shift_share(place, place, base, base.with_columns(value=pl.Series([20.0, 10.0])))
    assert result.total.select("growth", "national", "mix", "regional").row(0) == (0.0, 1.0, -1.0, 0.0)


def test_a_frame_beside_a_list_is_a_programming_error():
    place = pl.DataFrame({"place": ["a"], "industry": ["y"], "value": [2.0]})
    with pytest.raises(TypeError, match="frames"):
        shift_share(place, [1.0], [2.0], [3.0])
    with pytest.raises(ValueError, match="method"):
        shift_share([1.0], [1.0], [2.0], [3.0], method="Dunn")
