import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from observatory.economies import AREAS, areas, matrices, table
from seedbed.messages import Refusal
from seedbed.observatory.similarity import similarity


def _matrix(frame):
    return {
        (place, other): value for place, other, value in frame.select("place", "other", "value").iter_rows()
    }


@settings(max_examples=40, deadline=None)
@given(matrices)
def test_each_kind_is_its_formula(values):
    shares = values / values.sum(axis=1, keepdims=True)
    formulas = {
        "unido": lambda s, t: np.sum(s * t) / np.sqrt(np.sum(s * s) * np.sum(t * t)),
        "krugman": lambda s, t: np.abs(s - t).sum(),
        "finger_kreinin": lambda s, t: np.minimum(s, t).sum(),
    }
    for kind, formula in formulas.items():
        got = _matrix(similarity(table(values), kind))
        assert len(got) == len(values) * (len(values) - 1)
        for one, other in np.ndindex(len(values), len(values)):
            if one != other:
                expected = formula(shares[one], shares[other])
                assert got[f"p{one:03d}", f"p{other:03d}"] == pytest.approx(expected, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(matrices)
def test_bounds_symmetry_and_the_tie_between_two_kinds(values):
    found = {
        kind: similarity(table(values), kind)["value"] for kind in ("unido", "krugman", "finger_kreinin")
    }
    assert found["unido"].is_between(0, 1).all()
    assert found["finger_kreinin"].is_between(-1e-12, 1 + 1e-12).all()
    assert found["krugman"].is_between(0, 2 + 1e-12).all()
    np.testing.assert_allclose(found["krugman"], 2 * (1 - found["finger_kreinin"]), atol=1e-12)
    got = _matrix(similarity(table(values)))
    assert all(got[pair] == got[pair[::-1]] for pair in got)


def test_the_same_structure_at_another_size():
    frame = table([[1, 2, 3], [10, 20, 30]])
    got = {
        kind: similarity(frame, kind)["value"].to_list() for kind in ("unido", "krugman", "finger_kreinin")
    }
    assert got["unido"] == pytest.approx([1, 1])
    assert got["krugman"] == pytest.approx([0, 0], abs=1e-15)
    assert got["finger_kreinin"] == pytest.approx([1, 1])


def test_an_empty_place_is_like_none():
    got = similarity(table([[1, 2], [0, 0], [3, 3]]))
    empty = got.filter((pl.col("place") == "p001") | (pl.col("other") == "p001"))
    assert empty["value"].null_count() == empty.height == 4
    assert set(empty["finding"]) == {"observatory.empty-unit"}
    assert got["finding"].null_count() == 2


def test_one_place_has_no_pairs():
    assert similarity(table([[1, 2]])).height == 0


def test_an_unknown_kind_is_refused():
    with pytest.raises(Refusal, match="finger_kreinin"):
        similarity(table([[1, 2], [3, 4]]), "cosine")


@pytest.mark.skipif(not AREAS.exists(), reason="the areas do not lie beside the checkout (../shared)")
def test_identities_on_200_areas():
    names = areas()["place"].unique(maintain_order=True).head(200)
    frame = areas().filter(pl.col("place").is_in(names.implode()))
    krugman, common = similarity(frame, "krugman")["value"], similarity(frame, "finger_kreinin")["value"]
    assert (krugman - 2 * (1 - common)).abs().max() < 1e-12
    assert krugman.drop_nulls().is_between(0, 2).all()
