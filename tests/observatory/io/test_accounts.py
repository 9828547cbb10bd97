"""The four identities hold, and accounts follow their definition."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.io.drawn import tables
from seedbed.observatory import io


@given(tables(most=9))
@settings(max_examples=25, deadline=None)
def test_the_four_identities_hold(table):
    found = table.identities()
    assert found["value"].max() < 1e-9
    assert found["finding"].null_count() == found.height


@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_footprints_of_places_are_what_their_demand_causes(places, industries, seed):
    rng = np.random.default_rng(seed)
    n = places * industries
    flows = rng.random((n, n))
    demand = rng.random((n, places * 2)) * n
    names = [f"p{at}" for at in range(places)]
    caused, direct = rng.random((1, n)), rng.random((1, places * 2))
    table = io.Table(
        flows,
        demand,
        None,
        {"CO2": io.Satellite(caused, ("CO2",), ("t",), final_demand=direct)},
        places=np.repeat(names, industries).tolist(),
        industries=[f"i{at}" for at in range(industries)] * places,
        final_demand=["households", "state"] * places,
        final_places=np.repeat(names, 2).tolist(),
    )
    found = table.accounts("CO2")
    L = np.linalg.inv(np.eye(n) - flows / table.x)
    for at, name in enumerate(names):
        mine = found.filter(pl.col("place") == name)
        his = demand[:, 2 * at : 2 * at + 2].sum(axis=1)
        own = direct[0, 2 * at : 2 * at + 2].sum()
        assert mine["consumption"][0] == pytest.approx((caused[0] / table.x) @ L @ his + own)
        produced = caused[0, at * industries : (at + 1) * industries].sum() + own
        assert mine["production"][0] == pytest.approx(produced)
    assert found["consumption"].sum() == pytest.approx(found["production"].sum(), rel=1e-11)


def test_large_tables_hold_the_identities_as_well():
    rng = np.random.default_rng(5)
    n = 700
    flows = rng.lognormal(0, 3, (n, n))
    x = np.maximum(flows.sum(0), flows.sum(1)) * 1.1
    table = io.Table(flows, x - flows.sum(1), x, {"jobs": rng.random(n) * x})
    assert table.identities()["value"].max() < 1e-9
