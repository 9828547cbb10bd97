import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from observatory.economies import matrices, table
from seedbed.observatory.specialisation import herfindahl


@settings(max_examples=40, deadline=None)
@given(matrices)
def test_lies_between_equal_shares_and_one(values):
    got = herfindahl(table(values))
    least = 1 / values.shape[1]
    assert got["value"].is_between(least - 1e-12, 1 + 1e-12).all()
    assert got["normalised"].is_between(-1e-12, 1 + 1e-12).all()
    shares = values / values.sum(axis=1, keepdims=True)
    assert got["value"].to_list() == pytest.approx([float(np.sum(row**2)) for row in shares])


def test_equivalent_number_of_k_equal_parts_is_k():
    got = herfindahl(table([[5, 5, 5, 0], [1, 0, 0, 0]]))
    assert got["equivalent"].to_list() == pytest.approx([3, 1])
    assert got["normalised"].to_list() == pytest.approx([(1 / 3 - 1 / 4) / 0.75, 1])


def test_of_industries_is_that_of_the_transposed_table():
    values = np.array([[1.0, 2, 3], [4, 0, 1]])
    turned = table(values.T)
    assert herfindahl(table(values), of="industry")["value"].equals(herfindahl(turned)["value"])


def test_one_industry_cannot_be_normalised():
    got = herfindahl(table([[5], [3]]))
    assert got["value"].to_list() == [1, 1]
    assert got["normalised"].null_count() == 2


def test_an_empty_place_has_none():
    got = herfindahl(table([[0, 0], [3, 1]]))
    assert got.row(0) == ("p000", None, None, None, "observatory.empty-unit")


def test_drop_leaves_out_the_place_in_either_direction():
    frame = table([[1, 2], [3, 4]]).with_columns(
        pl.when(pl.col("place") == "p000", pl.col("industry") == "i000")
        .then(None)
        .otherwise("value")
        .alias("value")
    )
    assert herfindahl(frame, missing="drop")["place"].to_list() == ["p001"]
    assert herfindahl(frame, of="industry", missing="drop")["value"].to_list() == [1, 1]
