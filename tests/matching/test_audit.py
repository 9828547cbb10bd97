import numpy as np
import polars as pl
import pytest
from scipy.sparse import csr_array

from seedbed.matching import Market
from seedbed.matching.audit import FEWEST_SHOWN, audit, shown
from seedbed.messages import Refusal


@pytest.fixture
def market():
    rng = np.random.default_rng(4)
    levels = rng.integers(0, 5, size=(40, 6)) / 4
    levels[:6] = 0
    return Market(csr_array(levels), csr_array(np.eye(6)))


def test_figures_are_those_of_counting_people(market):
    women = np.arange(40) % 2 == 0
    pairs = [(i, i % 6) for i in range(6, 36) if market.fit_units([i], [i % 6])[0]]
    (row,) = audit(market, pairs, {"women": women}, k=4).iter_rows(named=True)
    recommended = market.recommendations(4)
    exposure = np.zeros(40)
    for j in range(6):
        seekers = recommended.seekers[recommended.indices == j]
        units = recommended.units[recommended.indices == j]
        for rank, i in enumerate(sorted(seekers, key=lambda i: (-units[seekers == i][0], i)), start=1):
            exposure[i] += 1 / np.log2(1 + rank)
    figures = []
    for side in (women, ~women):
        people = np.flatnonzero(side)
        placed = [(i, j) for i, j in pairs if side[i]]
        figures.append(
            {
                "share_recommended": np.mean([np.diff(recommended.indptr)[i] > 0 for i in people]),
                "placement_rate": len(placed) / len(people),
                "mean_fit": np.mean([market.fit_units([i], [j])[0] / 2**24 for i, j in placed]),
                "exposure": exposure[people].mean(),
            }
        )
    assert row["people"] == 20
    assert row["placed"] == sum(women[i] for i, _ in pairs)
    for name, value in figures[0].items():
        assert row[name] == pytest.approx(value)
        assert row[f"{name}_ratio"] == pytest.approx(value / figures[1][name])
    assert row["small"] is False


def test_small_groups_are_not_shown(market):
    few = np.arange(40) < FEWEST_SHOWN - 1
    frame = audit(market, [(i, 0) for i in range(20, 30)], {"few": few, "most": np.arange(40) >= 20})
    assert frame["small"].to_list() == [True, False]
    seen = shown(frame)
    assert seen["people"].to_list() == [None, 20]
    assert seen["group"].to_list() == ["few", "most"]
    assert seen.columns == frame.columns
    assert seen.schema == frame.schema


def test_a_small_complement_is_hidden_too(market):
    """Otherwise it could be had by subtraction."""
    frame = audit(market, [], {"nearly all": np.arange(40) < 38})
    assert frame["small"].to_list() == [True]


def test_figures_of_nobody_are_null(market):
    (row,) = audit(market, [], {"nobody": np.zeros(40, dtype=bool)}).iter_rows(named=True)
    assert row["people"] == 0
    assert row["placement_rate"] is row["mean_fit"] is row["exposure_ratio"] is None
    assert audit(market, [], {}).schema["small"] == pl.Boolean


def test_a_group_of_another_length_is_refused(market):
    with pytest.raises(Refusal, match="does not fit 40 seekers"):
        audit(market, [], {"women": np.ones(39, dtype=bool)})
