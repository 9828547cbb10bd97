import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from observatory.economies import AREAS, areas, matrices, table, wide
from seedbed.messages import Refusal
from seedbed.observatory.specialisation import (
    location_quotient,
    per_head_quotient,
    revealed_comparative_advantage,
)


@settings(max_examples=40, deadline=None)
@given(matrices)
def test_is_the_ratio_of_shares(values):
    got = wide(location_quotient(table(values)))
    for place, industry in np.ndindex(values.shape):
        share = values[place, industry] / values[place].sum()
        base = values[:, industry].sum() / values.sum()
        assert got[place, industry] == pytest.approx(share / base, rel=1e-12)


@settings(max_examples=30, deadline=None)
@given(matrices)
def test_weighted_by_places_it_is_one(values):
    got = wide(location_quotient(table(values)))
    weights = values.sum(axis=1) / values.sum()
    np.testing.assert_allclose(weights @ got, 1, rtol=1e-12)


def test_rows_of_the_table_may_stand_in_any_order_and_zeros_may_be_left_out():
    values = np.array([[3.0, 0, 2], [1, 4, 0]])
    whole = location_quotient(table(values))
    sparse = location_quotient(table(values, zeros=False).sample(fraction=1.0, shuffle=True, seed=1))
    assert whole.equals(sparse)


def test_units_of_measure_do_not_matter():
    values = np.array([[3.0, 0, 2], [1, 4, 0]])
    np.testing.assert_allclose(
        wide(location_quotient(table(values))), wide(location_quotient(table(1000 * values)))
    )


def test_is_held_against_a_larger_area():
    base = pl.DataFrame({"industry": ["i000", "i001", "z"], "value": [100, 300, 400]})
    got = location_quotient(table([[10, 10]]), base)
    assert got["industry"].to_list() == ["i000", "i001", "z"]
    assert got["value"].to_list() == pytest.approx([0.5 / 0.125, 0.5 / 0.375, 0])


def test_an_empty_place_has_none_and_says_so():
    got = location_quotient(table([[1, 2], [0, 0]]))
    assert got["value"].to_list()[2:] == [None, None]
    assert got["finding"].to_list() == [None, None, "observatory.empty-unit", "observatory.empty-unit"]


def test_an_industry_that_nobody_has_has_none_and_says_so():
    got = location_quotient(table([[1, 0], [3, 0]]))
    assert got["value"].to_list() == [1.0, None, 1.0, None]
    assert got["finding"].to_list() == [None, "observatory.absent-from-base"] * 2


def test_a_part_larger_than_the_whole_is_doubted():
    base = pl.DataFrame({"industry": ["i000", "i001"], "value": [5, 300]})
    got = location_quotient(table([[10, 10]]), base)
    assert got["finding"].to_list() == ["observatory.exceeds-base", None]
    assert got["value"].null_count() == 0


def test_a_base_without_an_industry_is_refused():
    with pytest.raises(Refusal, match="i001"):
        location_quotient(table([[10, 10]]), pl.DataFrame({"industry": ["i000"], "value": [5]}))


def test_nothing_is_rounded():
    values = np.array([[99.6, 100.0], [100.0, 100.0]])
    got = wide(location_quotient(table(values)))[0, 0]
    assert 0.995 < got < 1
    assert got == (99.6 / 199.6) / (199.6 / 399.6)


def test_comparative_advantage_is_the_same_by_its_other_name():
    frame = table([[3, 1, 2], [1, 4, 0]])
    assert revealed_comparative_advantage(frame).equals(location_quotient(frame))


def test_per_head_finds_what_shares_cannot():
    frame = table([[10, 10], [1, 1]])
    people = pl.DataFrame({"place": ["p000", "p001", "p002"], "value": [10, 10, 99]})
    assert wide(location_quotient(frame)).tolist() == [[1, 1], [1, 1]]
    np.testing.assert_allclose(wide(per_head_quotient(frame, people)), [[20 / 11] * 2, [2 / 11] * 2])


def test_a_place_without_people_has_none():
    people = pl.DataFrame({"place": ["p000", "p001"], "value": [10, 0]})
    got = per_head_quotient(table([[10, 10], [1, 1]]), people)
    assert got["value"].to_list()[2:] == [None, None]
    assert got["finding"].to_list()[2:] == ["observatory.empty-unit"] * 2


@pytest.mark.skipif(not AREAS.exists(), reason="the areas do not lie beside the checkout (../shared)")
def test_identities_on_2235_areas_and_109_industries():
    frame = areas()
    got = location_quotient(frame)
    assert got.height == 2235 * 108
    joined = got.join(
        frame.with_columns(pl.col("value").sum().over("place").alias("total")), on=["place", "industry"]
    )
    whole = frame["value"].sum()
    means = joined.group_by("industry").agg((pl.col("value") * pl.col("total")).sum() / whole)
    empty = frame.group_by("industry").agg(pl.col("value").sum()).filter(pl.col("value") == 0).height
    assert means.height - empty == means.filter((pl.col("value") - 1).abs() < 1e-9).height
