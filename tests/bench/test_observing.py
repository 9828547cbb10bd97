"""The bench of complexity at a small size; no figure of time is asserted."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from seedbed.bench.observing import PEERS, bench_observe, long_table, nested_economy
from seedbed.bench.peers import available
from seedbed.observatory.complexity import complexity


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # a peer's own, of its pandas
def test_is_exact_and_every_full_peer_that_is_installed_agrees():
    table = bench_observe(((60, 50),), apart=False)
    frame = table.frame().filter(pl.col("contestant") != "economic_complexity")
    assert frame["agrees"].all()
    assert set(table.frame()["contestant"]) == {"seedbed", *(name for name in PEERS if available(name))}
    exact = next(bar for bar in table.bars if bar.code == "bench.bar-exact")
    assert exact.verdict == "met"
    assert {bar.verdict for bar in table.bars if bar is not exact} == {"not-judged"}
    assert all(bar.text("en") != bar.text("zh") for bar in table.bars)


def test_the_economy_is_the_same_every_time_and_hangs_together():
    one, two = nested_economy(80, 60), nested_economy(80, 60)
    assert np.array_equal(one, two)
    assert not np.array_equal(one, nested_economy(80, 60, seed=1))
    assert complexity(long_table(one)).diagnostics.parts == 1


def test_a_long_table_holds_the_cells_above_zero():
    values = np.array([[0.0, 2], [3, 0]])
    assert long_table(values).rows() == [("p00000", "i00001", 2.0), ("p00001", "i00000", 3.0)]
