"""LMDI: no residual, the same backwards, the same in parts, and zeros as their limits."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seedbed.messages import Refusal
from seedbed.observatory.change import lmdi

CELLS = st.one_of(st.just(0.0), st.floats(0.01, 100.0))
PAIRS = st.tuples(arrays(float, (4, 3), elements=CELLS), arrays(float, (4, 3), elements=CELLS))


def _effects(result):
    return result.effects["value"].to_numpy()


def _v(x):
    return x.prod(axis=1).sum()


@settings(max_examples=80, deadline=None)
@given(PAIRS)
def test_effects_add_up_to_the_change_with_any_zeros(tables):
    start, end = tables
    result = lmdi(start, end)
    assert result.change == pytest.approx(_v(end) - _v(start), abs=1e-9)
    assert _effects(result).sum() == pytest.approx(result.change, abs=1e-9 * (1 + _v(start) + _v(end)))
    by_sector = result.by_sector["value"].to_numpy().reshape(4, 3)
    np.testing.assert_allclose(by_sector.sum(axis=0), _effects(result), atol=1e-9)
    np.testing.assert_allclose(by_sector.sum(axis=1), end.prod(axis=1) - start.prod(axis=1), atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(PAIRS)
def test_backwards_gives_the_opposite(tables):
    start, end = tables
    np.testing.assert_allclose(_effects(lmdi(start, end)), -_effects(lmdi(end, start)), atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(PAIRS)
def test_ratios_multiply_to_the_ratio(tables):
    start, end = tables
    if _v(start) == 0 or _v(end) == 0:
        with pytest.raises(Refusal):
            lmdi(start, end, kind="multiplicative")
        return
    result = lmdi(start, end, kind="multiplicative")
    assert _effects(result).prod() == pytest.approx(_v(end) / _v(start), rel=1e-9)
    assert result.by_sector["value"].product() == pytest.approx(result.change, rel=1e-9)


def test_a_whole_is_the_sum_of_its_parts():
    generator = np.random.default_rng(0)
    start, end = generator.uniform(0.1, 5, (2, 6, 3))
    whole = _effects(lmdi(start, end))
    np.testing.assert_allclose(
        _effects(lmdi(start[:2], end[:2])) + _effects(lmdi(start[2:], end[2:])), whole, rtol=1e-12
    )


def test_follows_the_formula():
    start, end = np.array([[2.0, 3.0], [4.0, 5.0]]), np.array([[3.0, 1.0], [4.0, 9.0]])
    v0, v1 = start.prod(axis=1), end.prod(axis=1)
    weight = (v1 - v0) / np.log(v1 / v0)
    np.testing.assert_allclose(_effects(lmdi(start, end)), weight @ np.log(end / start), rtol=1e-12)


@pytest.mark.parametrize("lost", [(0,), (0, 1), (0, 1, 2)])
def test_a_small_number_in_the_place_of_zero_tends_to_the_limit(lost):
    start, gone = np.array([[2.0, 3.0, 4.0]]), np.array([[5.0, 0.7, 1.5]])
    zero = gone.copy()
    zero[0, list(lost)] = 0
    exact = _effects(lmdi(start, zero))
    assert exact.sum() == pytest.approx(-24.0)
    errors = []
    for small in (1e-5, 1e-20, 1e-80):
        near = gone.copy()
        near[0, list(lost)] = small
        errors.append(np.abs(_effects(lmdi(start, near)) - exact).max())
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 0.5


def test_reads_frames_mappings_and_arrays_alike():
    start = pl.DataFrame({"sector": ["a", "b"], "v": [1, 2], "w": [3.0, 4.0], "note": ["x", "y"]})
    end = pl.DataFrame({"sector": ["b", "a"], "v": [5, 1], "w": [2.0, 6.0]})
    frame = lmdi(start, end, ["v", "w"])
    array = lmdi([[1, 3], [2, 4]], [[1, 6], [5, 2]], ["v", "w"])
    mapping = lmdi({"v": [1, 2], "w": [3, 4]}, {"v": [1, 5], "w": [6, 2]})
    assert frame.effects.equals(array.effects)
    assert frame.effects.equals(mapping.effects)
    assert frame.effect("w") == frame.effects["value"][1]
    assert frame.by_sector["sector"].to_list() == ["a", "a", "b", "b"]


def test_an_intensity_without_activity_counts_as_unchanged():
    start = {"activity": [0.0, 2.0], "intensity": [None, 3.0]}
    end = {"activity": [4.0, 2.0], "intensity": [5.0, 3.0]}
    result = lmdi(start, end)
    assert _effects(result).tolist() == [20.0, 0.0]
    assert [finding.code for finding in result.findings] == ["observatory.factor-kept"]


def test_refuses_what_is_not_a_table_of_factors():
    for start, end, code in (
        (pl.DataFrame({"sector": ["a", "a"], "v": [1, 2]}), pl.DataFrame({"sector": ["a"], "v": [1]}), "sector-twice"),
        (pl.DataFrame({"sector": ["a"], "v": ["1"]}), pl.DataFrame({"sector": ["a"], "v": [1]}), "not-numbers"),
        (pl.DataFrame({"sector": ["a"]}), pl.DataFrame({"sector": ["a"]}), "no-factors"),
        (pl.DataFrame({"sector": [None], "v": [1]}), pl.DataFrame({"sector": ["a"], "v": [1]}), "empty-id"),
        ([[1.0, 2.0]], [[1.0, 2.0, 3.0]], "factor-count"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            lmdi(start, end)
        assert refused.value.findings[0].code == f"observatory.{code}"
    with pytest.raises(ValueError, match="kind"):
        lmdi([[1.0]], [[2.0]], kind="both")
