import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.economies import economy
from seedbed.observatory.complexity.relatedness import (
    density_of,
    gain_of,
    nearest,
    outlook_of,
    proximity_matrix,
)

seeds = st.integers(0, 10_000)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_proximity_is_the_smaller_conditional_probability(seed):
    present = economy(8, 6, seed)
    present[:, 2] &= seed % 2 == 0
    got = proximity_matrix(present)
    for one, other in np.ndindex(6, 6):
        both = (present[:, one] & present[:, other]).sum()
        most = max(present[:, one].sum(), present[:, other].sum())
        assert got[one, other] == (both / most if most else 0)
    assert np.array_equal(got, got.T)


def test_blocks_do_not_show():
    present = np.random.default_rng(0).random((30, 1100)) < 0.2
    present[0] = True
    got = proximity_matrix(present)
    counts = present.sum(axis=0)
    both = present.T.astype(int) @ present.astype(int)
    assert np.array_equal(got, both / np.maximum(counts, counts[:, None]))


@settings(max_examples=20, deadline=None)
@given(seeds, st.booleans())
def test_density_outlook_and_gain_by_their_sums(seed, own_counts):
    present = economy(7, 6, seed)
    nearness = proximity_matrix(present)
    own = np.zeros(6) if own_counts else np.ones(6)
    plain = np.random.default_rng(seed).normal(size=6)
    held = present.astype(float)
    density = density_of(held, nearness, own)
    outlook = outlook_of(density, present, plain)
    gain = gain_of(held.copy(), nearness, own, plain)

    def near(one, other):
        return 0.0 if one == other and not own_counts else nearness[one, other]

    for place in range(7):
        reach = 0.0
        for industry in range(6):
            around = sum(near(other, industry) for other in range(6))
            share = sum(near(other, industry) * present[place, other] for other in range(6)) / around
            assert density[place, industry] == pytest.approx(share, abs=1e-12)
            reach += share * (not present[place, industry]) * plain[industry]
            opens = sum(
                (not present[place, other])
                * near(other, industry)
                * plain[other]
                / sum(near(other, third) for third in range(6))
                for other in range(6)
            )
            assert gain[place, industry] == pytest.approx(0 if present[place, industry] else opens, abs=1e-12)
        assert outlook[place] == pytest.approx(reach, abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_density_is_a_share(seed):
    present = economy(9, 7, seed)
    density = density_of(present.astype(float), proximity_matrix(present), np.zeros(7))
    assert density.min() >= 0
    assert density.max() <= 1 + 1e-12
    everything = density_of(np.ones((1, 7)), proximity_matrix(present), np.zeros(7))
    assert everything == pytest.approx(1)


def test_neighbours_are_the_nearest_others_and_density_stays_a_share():
    present = economy(20, 9, 4)
    nearness = proximity_matrix(present)
    for neighbours in (1, 3, 8):
        kept = nearest(nearness, neighbours)
        for industry in range(9):
            others = np.delete(nearness[:, industry], industry)
            found = np.sort(kept[:, industry])[::-1][:neighbours]
            assert found.tolist() == np.sort(others)[::-1][:neighbours].tolist()
            assert kept[industry, industry] == 0
        density = density_of(present.astype(float), kept, np.zeros(9))
        assert density.max() <= 1 + 1e-12
