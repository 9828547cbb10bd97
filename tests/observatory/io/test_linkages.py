"""Linkages against sums of the inverses."""

import numpy as np
import pytest
from hypothesis import given, settings

from observatory.io.drawn import tables
from seedbed.observatory import io


@given(tables())
@settings(max_examples=25, deadline=None)
def test_linkages_are_sums_of_the_inverses(table):
    found, rasmussen = table.linkages(), table.linkages("leontief")
    L, G = table.leontief_inverse(), table.ghosh_inverse()
    np.testing.assert_allclose(found["backward"], L.sum(axis=0), rtol=1e-10)
    np.testing.assert_allclose(found["forward"], G.sum(axis=1), rtol=1e-10)
    np.testing.assert_allclose(rasmussen["forward"], L.sum(axis=1), rtol=1e-10)
    np.testing.assert_allclose(found["direct_backward"], table.A.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found["direct_forward"], table.B.sum(axis=1), rtol=1e-12)
    assert found["backward_index"].mean() == pytest.approx(1)
    assert found["forward_index"].mean() == pytest.approx(1)
    both = (found["backward_index"] > 1) & (found["forward_index"] > 1)
    assert ((found["key"] == "key") == both).all()


def test_a_sector_that_all_buy_from_and_that_buys_from_all_is_key():
    flows = [[10, 30, 30], [30, 0, 0], [30, 0, 0]]
    assert io.Table(flows, [10, 70, 70]).linkages()["key"].to_list() == ["key", "weak", "weak"]
