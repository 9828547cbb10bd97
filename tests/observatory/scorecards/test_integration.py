"""The index gives back the border that made the flows."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.observatory.scorecards import integration_index


def _flows(border: float, noise: float = 0.0, seed: int = 0) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    at, mass = rng.random((10, 2)) * 100, rng.lognormal(2, 1, 10)
    side = np.where(np.arange(10) < 5, "west", "east")
    rows = []
    for i in range(10):
        for j in range(10):
            distance = float(np.hypot(*(at[i] - at[j]))) or 1.0
            flow = 3 * mass[i] ** 0.8 * mass[j] ** 0.7 / distance**1.2
            flow *= border if side[i] != side[j] else 1
            flow *= float(np.exp(noise * rng.standard_normal()))
            rows.append((f"p{i}", f"p{j}", side[i], side[j], flow, mass[i], mass[j], distance))
    names = ["from", "to", "from_side", "to_side", "flow", "from_mass", "to_mass", "distance"]
    return pl.DataFrame(rows, schema=names, orient="row")


@pytest.mark.parametrize("border", [1.0, 0.4, 0.0, 1.7])
def test_gives_back_the_border_that_made_the_flows(border: float) -> None:
    found = integration_index(_flows(border))
    assert found.index == pytest.approx(100 * border, abs=1e-6)
    assert found.directions["index"].to_list() == pytest.approx([100 * border] * 2, abs=1e-6)
    assert found.coefficients["log distance"] == pytest.approx(-1.2)


def test_noise_moves_it_a_little_and_units_of_flow_do_not() -> None:
    noisy = _flows(0.5, noise=0.2)
    one = integration_index(noisy)
    assert one.index == pytest.approx(50, abs=15)
    assert integration_index(noisy.with_columns(pl.col("flow") * 1000)).index == pytest.approx(one.index)


def test_says_where_it_reaches_beyond_the_distances_it_knows() -> None:
    far = _flows(1).with_columns(
        pl.when(pl.col("from_side") != pl.col("to_side")).then(1e4).otherwise("distance").alias("distance")
    )
    assert "observatory.distance-beyond" in {finding.code for finding in integration_index(far).findings}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (pl.lit(-1.0).alias("flow"), "observatory.flow-number"),
        (pl.lit(0.0).alias("distance"), "observatory.flow-number"),
        (pl.lit(float("nan")).alias("to_mass"), "observatory.flow-number"),
        (pl.lit("west").alias("to_side"), "observatory.not-two-sides"),
        (pl.lit(5.0).alias("distance"), "observatory.flows-alike"),
        (pl.lit("p1").alias("to"), "observatory.flow-twice"),
    ],
)
def test_refuses_flows_that_cannot_tell(change: pl.Expr, code: str) -> None:
    flows = _flows(1).with_columns(change)
    if code == "observatory.not-two-sides":
        flows = flows.with_columns(pl.lit("west").alias("from_side"))
    with pytest.raises(Refusal) as refused:
        integration_index(flows)
    assert refused.value.findings[0].code == code
