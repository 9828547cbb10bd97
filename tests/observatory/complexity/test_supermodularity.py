from itertools import combinations

import numpy as np
import polars as pl
import pytest

from observatory.economies import economy, table
from seedbed.messages import Refusal
from seedbed.observatory.complexity import complexity, log_supermodularity


def _order(size, key, column, values=None):
    names = [f"{key[0]}{at:03d}" for at in range(size)]
    return pl.DataFrame(
        {key: names, column: values if values is not None else [float(at) for at in range(size)]}
    )


@pytest.mark.parametrize("shape", [(6, 8), (20, 35), (50, 150), (300, 1000)])
def test_a_matrix_with_the_property_scores_one(shape):
    rows, columns = np.linspace(-1, 1, shape[0]), np.linspace(-1, 1, shape[1])
    values = np.exp(np.outer(rows, columns))
    got = log_supermodularity(
        table(values), _order(shape[0], "place", "eci"), _order(shape[1], "industry", "pci"), most=200_000
    )
    assert got.share == 1
    assert got.findings == ()
    assert got.decided > 0


def test_the_opposite_order_scores_zero():
    values = np.exp(np.outer(np.linspace(-1, 1, 7), np.linspace(-1, 1, 9)))
    got = log_supermodularity(
        table(values),
        _order(7, "place", "eci", [-float(at) for at in range(7)]),
        _order(9, "industry", "pci"),
    )
    assert got.share == 0
    assert got.findings[0].code == "observatory.not-supermodular"


def test_counts_all_fourfolds_by_hand():
    values = np.random.default_rng(0).integers(0, 4, (6, 5)).astype(float)
    holds = decided = equal = 0
    for low, high in combinations(range(6), 2):
        for left, right in combinations(range(5), 2):
            one, other = values[high, right] * values[low, left], values[high, left] * values[low, right]
            holds += one > other
            decided += one != other
            equal += one == other
    got = log_supermodularity(table(values), _order(6, "place", "eci"), _order(5, "industry", "pci"))
    assert (got.decided, got.equal, got.sampled) == (decided, equal, False)
    assert got.share == holds / decided


def test_a_sample_comes_near_the_whole_and_repeats():
    values = economy(30, 40) * np.random.default_rng(0).lognormal(size=(30, 40))
    result = complexity(table(values))
    arguments = (result.rca.rename({"rca": "value"}), result.eci, result.pci)
    whole = log_supermodularity(*arguments)
    part = log_supermodularity(*arguments, most=20_000)
    assert (whole.sampled, part.sampled) == (False, True)
    assert part.share == pytest.approx(whole.share, abs=0.02)
    assert part == log_supermodularity(*arguments, most=20_000)
    assert whole.share > 0.5


def test_nothing_decided_and_nothing_to_compare():
    eci, pci = _order(4, "place", "eci"), _order(4, "industry", "pci")
    got = log_supermodularity(table(np.ones((4, 4))), eci, pci)
    assert got.share is None
    assert got.findings[0].code == "observatory.nothing-decided"
    with pytest.raises(Refusal):
        log_supermodularity(table(np.ones((4, 4))), eci.head(1), pci)
