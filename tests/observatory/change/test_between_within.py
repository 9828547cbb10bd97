"""Transformation against upgrade: the parts add up, wherever the interaction goes."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedbed.observatory.change import between_within

FOUR = st.tuples(
    arrays(float, (2, 5), elements=st.floats(0, 1000)), arrays(float, (2, 5), elements=st.floats(0.5, 1000))
)
PARTS = {
    "fabricant": ["within", "between", "interaction"],
    "mcmillan_rodrik": ["within", "between"],
    "midpoint": ["within", "between"],
}


@pytest.mark.parametrize("method", PARTS)
@settings(max_examples=60, deadline=None)
@given(FOUR)
def test_parts_add_up_to_the_change(method, tables):
    output, labour = tables
    result = between_within(*output, *labour, method=method)
    row = result.total.row(0, named=True)
    productivity = output.sum(axis=1) / labour.sum(axis=1)
    assert row["productivity_start"] == pytest.approx(productivity[0])
    assert row["change"] == pytest.approx(productivity[1] - productivity[0], abs=1e-8)
    assert sum(row[part] for part in PARTS[method]) == pytest.approx(row["change"], abs=1e-8)
    rows = result.by_industry
    np.testing.assert_allclose(
        rows.select(pl.sum_horizontal(PARTS[method])).to_series(), rows["change"], atol=1e-8
    )


@settings(max_examples=60, deadline=None)
@given(FOUR)
def test_where_the_interaction_goes(tables):
    output, labour = tables
    shown, moved, halved = (
        between_within(*output, *labour, method=method).total.row(0, named=True) for method in PARTS
    )
    assert moved["within"] == shown["within"]
    assert moved["between"] == pytest.approx(shown["between"] + shown["interaction"], abs=1e-8)
    assert halved["within"] == pytest.approx(shown["within"] + shown["interaction"] / 2, abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(FOUR)
def test_the_midpoint_is_the_same_backwards(tables):
    output, labour = tables
    forth = between_within(*output, *labour, method="midpoint").total.row(0, named=True)
    back = between_within(*output[::-1], *labour[::-1], method="midpoint").total.row(0, named=True)
    for part in ("within", "between", "change"):
        assert forth[part] == pytest.approx(-back[part], abs=1e-8)


def test_workers_who_only_move_change_nothing_within():
    result = between_within([10, 40], [5, 60], [10, 10], [5, 15])
    row = result.total.row(0, named=True)
    assert (row["within"], row["interaction"]) == (0.0, 0.0)
    assert row["between"] == row["change"] == 0.75


def test_places_stand_side_by_side():
    industries = ["farm", "plant"]
    frames = [
        pl.DataFrame(
            [("a", i, x) for i, x in zip(industries, first, strict=True)]
            + [("b", i, x) for i, x in zip(industries, second, strict=True)],
            schema=["place", "industry", "value"],
            orient="row",
        )
        for first, second in (([10.0, 4.0], [1.0, 0.0]), ([12.0, 9.0], [1.0, 0.0]), ([5.0, 2.0], [1.0, 0.0]), ([4.0, 3.0], [1.0, 0.0]))
    ]  # fmt: skip
    both = between_within(*frames)
    alone = between_within([10, 4], [12, 9], [5, 2], [4, 3], industries=industries)
    assert both.total.filter(pl.col("place") == "a").drop("place").equals(alone.total.drop("place"))
    assert both.total.filter(pl.col("place") == "b")["change"].to_list() == [0.0]
    with pytest.raises(ValueError, match="method"):
        between_within([1.0], [1.0], [1.0], [1.0], method="shapley")
