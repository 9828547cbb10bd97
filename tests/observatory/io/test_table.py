"""A table says what is wrong with it, and names the cells."""

import numpy as np
import pytest
from hypothesis import given, settings

from observatory.io.drawn import tables
from seedbed.messages import Refusal, Severity
from seedbed.observatory import io


def _codes(table):
    return [finding.code for finding in table.check()]


@given(tables(most=8))
@settings(max_examples=25, deadline=None)
def test_sound_tables_have_nothing_to_say(table):
    assert table.check() == []


@given(tables(least=2, most=8))
@settings(max_examples=25, deadline=None)
def test_swapped_tables_are_found_out(table):
    flows = table.Z
    if np.allclose(flows.sum(0), flows.sum(1), rtol=1e-3):
        return
    assert _codes(io.Table(flows.T, table.Y, table.x)) == ["observatory.io-transposed"]
    left = table.x - flows.sum(axis=0)
    assert _codes(io.Table(flows.T, table.Y, primary=left)) == ["observatory.io-transposed"]
    told = _codes(io.Table(flows.T, table.Y, satellites={"value_added": left}))
    assert told == ["observatory.io-transposed"]


@given(tables(least=2, most=8))
@settings(max_examples=25, deadline=None)
def test_the_sector_that_does_not_add_up_is_named_and_no_other(table):
    x = table.x.copy()
    x[1] *= 1.01
    told = [f for f in io.Table(table.Z, table.Y, x).check() if f.code == "observatory.io-unbalanced"]
    assert len(told) == 1
    assert "sector 2" in told[0].text()
    assert "sector 1" not in told[0].text()
    assert told[0].values["count"] == 1


def test_unbalanced_and_not_productive_are_both_told():
    table = io.Table([[70, 20], [60, 110]], [10, 10], [100, 100])
    assert _codes(table) == ["observatory.io-unbalanced", "observatory.io-not-productive"]
    with pytest.raises(Refusal) as refused:
        table.linkages()
    assert len(refused.value.findings) == 2


def test_rounding_passes_as_a_note():
    table = io.Table([[150, 500], [200, 100]], [350, 1700], [1000.0005, 2000])
    assert [f.severity for f in table.check()] == [Severity.NOTE]
    assert _codes(table) == ["observatory.io-rounded"]


def test_demand_may_be_named_columns_and_output_left_out():
    table = io.Table([[1, 2], [3, 4]], {"home": [1, 1], "export": [2, 3]})
    assert table.final_demand == ("home", "export")
    np.testing.assert_allclose(table.x, [6, 11])


def test_satellites_can_be_added():
    table = io.Table([[1, 2], [3, 4]], [3, 4]).with_satellites({"jobs": [1, 2]})
    assert list(table.with_satellites({"CO2": [1, 1]}).satellites) == ["jobs", "CO2"]
    with pytest.raises(Refusal, match="output"):
        table.with_satellites({"output": [1, 1]})


def test_matrices_of_the_textbook():
    table = io.Table([[150, 500], [200, 100]], [350, 1700])
    np.testing.assert_allclose(table.A, [[0.15, 0.25], [0.2, 0.05]])
    np.testing.assert_allclose(table.B, [[0.15, 0.5], [0.1, 0.05]])
    np.testing.assert_allclose(table.leontief_inverse() @ (np.eye(2) - table.A), np.eye(2), atol=1e-14)
    np.testing.assert_allclose(table.ghosh_inverse() @ (np.eye(2) - table.B), np.eye(2), atol=1e-14)


def test_competing_imports_may_outweigh_a_sector_that_makes_nothing():
    table = io.Table([[1.0, 0.0], [2.0, 0.0]], {"uses": [3.0, 1.0], "imports": [0.0, -3.0]})
    assert _codes(table) == ["observatory.io-empty-sector"]
    assert table.identities()["value"].max() < 1e-12
    assert table.multipliers().of("output").tolist() == pytest.approx([2.0, 1.0])
