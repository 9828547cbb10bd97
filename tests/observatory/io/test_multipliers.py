"""Multipliers against the textbook's matrices."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from observatory.io.drawn import tables
from seedbed.messages import Refusal
from seedbed.observatory import io


@given(tables())
@settings(max_examples=25, deadline=None)
def test_type_one_is_satellite_times_inverse(table):
    found = table.multipliers()
    L = np.linalg.inv(np.eye(table.x.size) - table.A)
    assert [row.name for row in found.stressors] == ["output", "women", "men", "wages", "CO2"]
    np.testing.assert_allclose(found.of("output"), L.sum(axis=0), rtol=1e-11)
    jobs = table.satellites["jobs"].values
    np.testing.assert_allclose(found.of("jobs"), (jobs.sum(axis=0) / table.x) @ L, rtol=1e-11)
    np.testing.assert_allclose(found.of("men"), (jobs[1] / table.x) @ L, rtol=1e-11)


@given(tables())
@settings(max_examples=25, deadline=None)
def test_type_two_is_the_inverse_with_households_as_a_sector(table):
    income = 1.2 * max(table.satellites["wages"].values.sum(), table.Y[:, 0].sum())
    households = io.Households(income=income, own=0.1 * income)
    found = table.multipliers("type2", households=households)
    n = table.x.size
    closed = np.zeros((n + 1, n + 1))
    closed[:n, :n] = table.A
    closed[n, :n] = table.satellites["wages"].values[0] / table.x
    closed[:n, n] = table.Y[:, 0] / income
    closed[n, n] = 0.1
    L = np.linalg.inv(np.eye(n + 1) - closed)
    np.testing.assert_allclose(found.of("output"), L[:n, :n].sum(axis=0), rtol=1e-10)
    np.testing.assert_allclose(found.of("household_income"), L[n, :n], rtol=1e-10)
    men = table.satellites["jobs"].values[1] / table.x
    np.testing.assert_allclose(found.of("men"), men @ L[:n, :n], rtol=1e-10)
    assert (found.values[:-1] >= table.multipliers().values * (1 - 1e-12)).all()


@given(tables())
@settings(max_examples=15, deadline=None)
def test_units_of_account_and_order_of_sectors_do_not_matter(table):
    found = table.multipliers().values
    rows = {name: s.values for name, s in table.satellites.items()}
    large = io.Table(table.Z * 1e4, table.Y * 1e4, table.x * 1e4, {k: v * 1e4 for k, v in rows.items()})
    np.testing.assert_allclose(large.multipliers().values, found, rtol=1e-10)
    order = np.arange(table.x.size)[::-1]
    turned = io.Table(
        table.Z[np.ix_(order, order)],
        table.Y[order],
        table.x[order],
        {k: v[:, order] for k, v in rows.items()},
    )
    np.testing.assert_allclose(turned.multipliers().values[:, order], found, rtol=1e-10)


@given(tables())
@settings(max_examples=15, deadline=None)
def test_all_value_added_is_in_each_unit_of_demand(table):
    np.testing.assert_allclose(table.multipliers(stressor="primary").of("primary"), 1, rtol=1e-10)


def test_the_frame_tells_units_dimensions_and_ratios():
    jobs = io.Satellite(np.array([[30.0, 0.0]]), ("women",), ("persons",), {"sex": ("f",)})
    table = io.Table([[150, 500], [200, 100]], [350, 1700], satellites={"jobs": jobs}, unit="EUR")
    frame = table.multipliers().frame()
    assert frame.columns == [
        "place", "industry", "satellite", "stressor", "sex", "unit", "direct", "value", "ratio", "finding",
    ]  # fmt: skip
    women = frame.filter(pl.col("stressor") == "women")
    assert women["unit"].to_list() == ["persons / EUR"] * 2
    assert women["sex"].to_list() == ["f", "f"]
    assert women["ratio"][0] == pytest.approx(1.254125, abs=1e-6)
    assert women["ratio"][1] is None
    assert women["finding"].to_list() == [None, "observatory.io-no-direct-use"]
    assert frame["unit"][0] == "1"


def test_unknown_kinds_and_rows_are_refused():
    table = io.Table([[150, 500], [200, 100]], [350, 1700])
    with pytest.raises(Refusal, match="type1"):
        table.multipliers("type3")
    with pytest.raises(Refusal, match="CO2"):
        table.multipliers().of("CO2")
