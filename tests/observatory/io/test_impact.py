"""What a project means: parts add up, and agree with the multipliers."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.io.drawn import tables
from seedbed.observatory import io


@given(tables(), st.sampled_from(["type1", "type2"]), st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_effects_are_multipliers_times_demand_and_parts_add_up(table, kind, seed):
    demand = np.random.default_rng(seed).random(table.x.size)
    income = 1.2 * max(table.satellites["wages"].values.sum(), table.Y[:, 0].sum())
    households = io.Households(income=income, own=0.05 * income)
    found = table.impact(demand, kind, households=households)
    multipliers = table.multipliers(kind, households=households)
    for at, row in enumerate(multipliers.stressors):
        whole = found.totals.row(at, named=True)
        assert whole["stressor"] == row.name
        assert whole["value"] == pytest.approx(multipliers.values[at] @ demand, rel=1e-9)
        parts = whole["direct"] + whole["indirect"] + (whole["induced"] or 0)
        assert whole["value"] == pytest.approx(parts, rel=1e-12)
    assert found.of("jobs") == pytest.approx(found.of("women") + found.of("men"))
    if kind == "type1":
        assert found.totals["induced"].null_count() == found.totals.height
    by_sector = found.sectors.filter(pl.col("stressor") == "women")["value"].sum()
    assert by_sector == pytest.approx(found.of("women"), rel=1e-10)


@given(tables())
@settings(max_examples=15, deadline=None)
def test_all_of_final_demand_gives_all_of_output(table):
    found = table.impact(table.Y.sum(axis=1))
    np.testing.assert_allclose(found.sectors["value"][: table.x.size], table.x, rtol=1e-10)


def test_demand_by_name_frame_or_array_is_the_same():
    table = io.Table([[150, 500], [200, 100]], [350, 1700], industries=["farms", "mills"], places=["p", "q"])
    frame = pl.DataFrame({"place": ["q"], "industry": ["mills"], "value": [8.0]})
    results = [table.impact(d).of("output") for d in ([0, 8], {"mills": 8}, {"q mills": 8}, frame)]
    assert results == pytest.approx([results[0]] * 4)


@given(tables())
@settings(max_examples=15, deadline=None)
def test_ghosh_gives_back_outputs_from_primary_inputs(table):
    found = table.ghosh(table.x - table.Z.sum(axis=0))
    np.testing.assert_allclose(found["value"], table.x, rtol=1e-10)
