"""Quotients by their definitions; the regional table is balanced; the band encloses what lies between."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.io.drawn import tables
from seedbed.messages import Refusal
from seedbed.observatory import io
from seedbed.observatory.io.quotients import size_factor, trade_coefficients


def _employment(table, seed):
    rng = np.random.default_rng(seed)
    nation = rng.random(table.x.size) * 100 + 1
    return nation * rng.uniform(0.01, 0.9, table.x.size), nation


@given(tables(least=2), st.integers(0, 99), st.floats(0, 0.9))
@settings(max_examples=25, deadline=None)
def test_shares_follow_their_formulas(table, seed, delta):
    r, n = _employment(table, seed)
    slq = (r / r.sum()) / (n / n.sum())
    factor = np.log2(1 + r.sum() / n.sum()) ** delta
    for i in range(r.size):
        for j in range(r.size):
            cross = slq[i] if i == j else slq[i] / slq[j]
            assert trade_coefficients(r, n, "slq")[i, j] == pytest.approx(min(1, slq[i]))
            assert trade_coefficients(r, n, "cilq")[i, j] == pytest.approx(min(1, cross))
            assert trade_coefficients(r, n, "flq", delta)[i, j] == pytest.approx(min(1, cross * factor))


@given(tables(least=2), st.integers(0, 99), st.floats(0.2, 0.4))
@settings(max_examples=10, deadline=None)
def test_the_band_encloses_every_delta_between_its_ends(table, seed, delta):
    r, n = _employment(table, seed)
    made = io.regionalise(table, r, n, delta=0.3)
    band = made.band()
    other = io.regionalise(table, r, n, delta=delta).table.multipliers().values.ravel()
    assert (band["low"].to_numpy() <= other * (1 + 1e-10)).all()
    assert (band["high"].to_numpy() >= other * (1 - 1e-10)).all()
    assert (band["low"] <= band["value"] * (1 + 1e-10)).all()
    assert made.table.identities()["value"].max() < 1e-9


@given(tables(least=2), st.integers(0, 99))
@settings(max_examples=15, deadline=None)
def test_a_region_like_the_nation_keeps_its_coefficients(table, seed):
    r, n = _employment(table, seed)
    made = io.regionalise(table, n * 0.5, n, "cilq")
    np.testing.assert_allclose(made.table.Z, table.Z * 0.5, rtol=1e-12)
    assert made.delta is None
    whole = io.regionalise(table, n, n, "flq", 0.3)
    assert size_factor(n, n, 0.3) == 1
    np.testing.assert_allclose(whole.table.Z, table.Z, rtol=1e-12)
    assert r.size == n.size


@given(tables(least=2), st.integers(0, 99))
@settings(max_examples=15, deadline=None)
def test_regional_satellites_keep_their_national_intensity(table, seed):
    r, n = _employment(table, seed)
    made = io.regionalise(table, r, n).table
    np.testing.assert_allclose(
        made.satellites["jobs"].values / made.x, table.satellites["jobs"].values / table.x, rtol=1e-12
    )
    np.testing.assert_allclose(made.x, table.x * r / n)


def test_known_outputs_are_used():
    table = io.Table([[150, 500], [200, 100]], [350, 1700])
    made = io.regionalise(table, [10, 5], [100, 200], outputs=[50, 80])
    np.testing.assert_allclose(made.table.x, [50, 80])
    with pytest.raises(Refusal, match="negative output"):
        io.regionalise(table, [10, 5], [100, 200], outputs=[-50, 80])


def test_tables_of_several_places_are_refused():
    table = io.Table([[150, 500], [200, 100]], [350, 1700], places=["p", "q"])
    with pytest.raises(Refusal, match="2 places"):
        io.regionalise(table, [1, 1], [2, 2])
    with pytest.raises(Refusal, match="flq"):
        io.regionalise(table, [1, 1], [2, 2], method="lq")
