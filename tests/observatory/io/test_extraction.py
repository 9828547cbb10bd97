"""Extraction against the model without the sectors, solved outright."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.io.drawn import tables
from seedbed.messages import Refusal
from seedbed.observatory import io


def _without(table, K, kind):
    """Output that is left when coefficients are set to zero."""
    n = table.x.size
    demand, paid = table.Y.sum(axis=1), table.x - table.Z.sum(axis=0)
    if kind == "forward":
        B = table.B
        B[K] = 0
        return paid @ np.linalg.inv(np.eye(n) - B)
    A = table.A
    A[:, K] = 0
    if kind == "total":
        A[K] = 0
        demand[K] = 0
    return np.linalg.solve(np.eye(n) - A, demand)


@given(tables(least=2), st.sampled_from(["total", "backward", "forward"]), st.data())
@settings(max_examples=25, deadline=None)
def test_a_group_taken_out_loses_what_the_smaller_model_lacks(table, kind, data):
    n = table.x.size
    K = sorted(data.draw(st.sets(st.integers(0, n - 1), min_size=1)))
    found = table.extraction([table.industries[k] for k in K], kind=kind)
    lost = table.x - _without(table, K, kind)
    np.testing.assert_allclose(found.sectors["value"], lost, rtol=1e-8, atol=1e-9 * table.x.max())
    assert found.totals["value"][0] == pytest.approx(lost.sum(), rel=1e-8, abs=1e-9)
    men = found.totals.filter(found.totals["stressor"] == "men")["value"][0]
    assert men == pytest.approx((table.satellites["jobs"].values[1] / table.x) @ lost, rel=1e-8, abs=1e-9)


@given(tables(least=2), st.sampled_from(["total", "backward", "forward"]))
@settings(max_examples=25, deadline=None)
def test_each_in_turn_is_each_alone(table, kind):
    whole = table.extraction(kind=kind)["value"].to_list()
    alone = [table.extraction([name], kind=kind).sectors["value"].sum() for name in table.industries]
    assert whole == pytest.approx(alone, rel=1e-8, abs=1e-9)


def test_an_unknown_kind_is_refused():
    table = io.Table([[150, 500], [200, 100]], [350, 1700])
    with pytest.raises(Refusal, match="sideways"):
        table.extraction(["sector 1"], kind="sideways")
    with pytest.raises(Refusal):
        table.extraction([])


def test_a_sector_that_makes_nothing_loses_nothing():
    table = io.Table(np.pad([[150.0, 500], [200, 100]], (0, 1)), [350, 1700, 0])
    for kind in ("total", "backward", "forward"):
        found = table.extraction(["sector 3"], kind=kind)
        assert found.sectors["value"].to_list() == [0, 0, 0]
        assert found.sectors["share"][2] is None
