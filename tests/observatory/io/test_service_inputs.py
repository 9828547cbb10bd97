"""Services in manufactures against the matrices."""

import numpy as np
import pytest
from hypothesis import given, settings

from observatory.io.drawn import tables


@given(tables(least=4))
@settings(max_examples=25, deadline=None)
def test_direct_and_total_requirements(table):
    services, goods = table.industries[:2], table.industries[2:]
    found = table.service_inputs_of_manufacturing(services, goods)
    A, more = table.A, table.leontief_inverse() - np.eye(table.x.size)
    for at, name in enumerate(services):
        mine = found.filter(found["service"] == name)
        np.testing.assert_allclose(mine["direct"], A[at, 2:], rtol=1e-10)
        np.testing.assert_allclose(mine["value"], more[at, 2:], rtol=1e-8, atol=1e-13)
    together = found.filter(found["service"].is_null())
    np.testing.assert_allclose(together["direct"], A[:2, 2:].sum(axis=0), rtol=1e-10)
    for share, column in zip(together["share"], range(2, table.x.size), strict=True):
        bought = A[:, column].sum()
        if bought == 0:
            assert share is None
        else:
            assert share == pytest.approx(A[:2, column].sum() / bought)
    assert found.height == 3 * len(goods)
