import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.synth.draws import (
    Stage,
    between_quantiles,
    categories,
    categories_by_row,
    expand,
    hits,
    integers,
    skewed_sizes,
    spread,
    stream,
)


def test_streams_are_reproducible_and_differ_between_stages_and_seeds() -> None:
    first = stream(5, Stage.PEOPLE).random(4)
    assert np.array_equal(first, stream(5, Stage.PEOPLE).random(4))
    assert not np.array_equal(first, stream(5, Stage.OPPORTUNITIES).random(4))
    assert not np.array_equal(first, stream(6, Stage.PEOPLE).random(4))


def test_the_bit_stream_is_the_documented_one() -> None:
    # PCG64 seeded with [2027, 2]: the first raw word, so that a change of generator cannot pass.
    expected = np.random.Generator(np.random.PCG64(np.random.SeedSequence([2027, 2]))).random(3)
    assert np.array_equal(stream(2027, Stage.PEOPLE).random(3), expected)


@given(st.lists(st.floats(0, 5), min_size=1, max_size=8), st.integers(0, 1000))
@settings(max_examples=40)
def test_categories_never_have_weight_zero(weights: list[float], seed: int) -> None:
    if sum(weights) <= 0:
        with pytest.raises(ValueError, match="positive weight"):
            categories(stream(seed, Stage.PEOPLE), weights, 10)
        return
    drawn = categories(stream(seed, Stage.PEOPLE), weights, 50)
    assert all(weights[at] > 0 for at in drawn)


def test_categories_follow_their_weights() -> None:
    drawn = categories(stream(1, Stage.PEOPLE), [1, 3, 6], 20_000)
    assert np.bincount(drawn) / 20_000 == pytest.approx([0.1, 0.3, 0.6], abs=0.015)
    rows = np.repeat([0, 1], 10_000)
    by_row = categories_by_row(stream(1, Stage.PEOPLE), np.array([[1.0, 0, 1], [0, 1, 0]]), rows)
    assert np.bincount(by_row[rows == 0], minlength=3) / 10_000 == pytest.approx([0.5, 0, 0.5], abs=0.02)
    assert set(by_row[rows == 1]) == {1}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.integers(0, 500))
@settings(max_examples=60)
def test_spread_holds_the_sum_of_the_chances(chances: list[float], seed: int) -> None:
    values = np.array(chances)
    chosen = spread(stream(seed, Stage.PEOPLE), values)
    assert abs(int(chosen.sum()) - values.sum()) < 1 + 1e-9
    assert not chosen[values == 0].any()


@given(st.integers(-20, 20), st.integers(0, 30), st.integers(0, 100))
@settings(max_examples=40)
def test_integers_stay_within_both_bounds(low: int, width: int, seed: int) -> None:
    drawn = integers(stream(seed, Stage.PEOPLE), low, low + width, 200)
    assert drawn.min() >= low
    assert drawn.max() <= low + width


def test_integers_reach_both_bounds() -> None:
    assert set(integers(stream(3, Stage.PEOPLE), 1, 4, 400)) == {1, 2, 3, 4}


def test_quantiles_are_reproduced() -> None:
    drawn = between_quantiles(stream(2, Stage.PEOPLE), [0, 10, 100], 20_000)
    assert np.quantile(drawn, [0, 0.5, 1]) == pytest.approx([0, 10, 100], abs=1.5)


@pytest.mark.parametrize("mean", [1.5, 2.4, 5.0, 9.0])
def test_sizes_are_skewed_and_have_the_mean(mean: float) -> None:
    sizes = skewed_sizes(stream(4, Stage.PEOPLE), mean, 20, 40_000)
    assert sizes.min() == 1
    assert sizes.max() <= 20
    assert sizes.mean() == pytest.approx(mean, rel=0.03)
    assert (sizes == 1).sum() > (sizes == 2).sum() > (sizes == 3).sum()


def test_an_impossible_mean_is_refused() -> None:
    with pytest.raises(ValueError, match="mean"):
        skewed_sizes(stream(4, Stage.PEOPLE), 11, 20, 5)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5), st.data())
@settings(max_examples=40)
def test_expand_agrees_with_a_loop(sizes: list[int], data: st.DataObject) -> None:
    indptr = np.concatenate([[0], np.cumsum(sizes)])
    rows = np.array(data.draw(st.lists(st.integers(0, len(sizes) - 1), max_size=6)), dtype=np.int64)
    owner, member = expand(rows, indptr)
    expected = [(at, m) for at, row in enumerate(rows) for m in range(indptr[row], indptr[row + 1])]
    assert list(zip(owner.tolist(), member.tolist(), strict=True)) == expected


def test_hits_follow_their_chance() -> None:
    assert hits(stream(1, Stage.PEOPLE), 0.3, 20_000).mean() == pytest.approx(0.3, abs=0.015)
    assert not hits(stream(1, Stage.PEOPLE), 0.0, 100).any()
