"""Questions to an input-output table, and what of them is refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.observatory.io import Table
from seedbed.usecases.analyse_input_output import (
    LAYOUTS,
    analyse_input_output,
    read_input_output,
    with_satellite,
)

Z = [[150.0, 500.0], [200.0, 100.0]]
LEONTIEF = np.linalg.inv(np.eye(2) - np.array(Z) / np.array([1000.0, 2000.0]))


@pytest.fixture
def table() -> Table:
    return Table(Z, [350, 1700], satellites={"jobs": [300, 500]}, industries=["farms", "works"])


def test_an_impact_is_the_inverse_times_the_demand(table: Table) -> None:
    totals = analyse_input_output(table, "impact", demand={"works": 600.0}).frames["totals"]
    outputs = LEONTIEF @ [0.0, 600.0]
    row = totals.filter(pl.col("stressor") == "output").row(0, named=True)
    assert row["value"] == pytest.approx(outputs.sum()) and row["direct"] == 600.0
    jobs = totals.filter(pl.col("stressor") == "jobs").item(0, "value")
    assert jobs == pytest.approx(outputs @ [0.3, 0.25])


def test_without_named_sectors_each_is_taken_out_in_turn(table: Table) -> None:
    each = analyse_input_output(table, "extraction").frames["each"]
    assert each["value"].is_sorted(descending=True) and each.height == 2
    together = analyse_input_output(table, "extraction", sectors=["works"]).frames
    assert set(together) == {"totals", "sectors"}
    alone = each.filter(pl.col("industry") == "works").item(0, "value")
    assert together["totals"].item(0, "value") == pytest.approx(alone)


def test_a_satellite_is_read_from_a_file_of_ones_own(table: Table, tmp_path) -> None:
    file = tmp_path / "energy.csv"
    file.write_text("industry,coal,power\nworks,20,4\nfarms,5,1\n", "utf-8")
    more, findings = with_satellite(table, file)
    assert not findings
    found = analyse_input_output(more, "multipliers").frames["multipliers"]
    coal = found.filter(pl.col("stressor") == "coal", pl.col("industry") == "works").item(0, "value")
    assert coal == pytest.approx(np.array([0.005, 0.01]) @ LEONTIEF[:, 1])


def test_wages_and_consumption_close_the_table() -> None:
    paid = Table(Z, {"households": [250, 1400], "exports": [100, 300]}, satellites={"wages": [650, 1400]})
    one = analyse_input_output(paid, "multipliers").frames["multipliers"]
    two = analyse_input_output(
        paid, "multipliers", model="type2", wages="wages", consumption=["households"]
    ).frames["multipliers"]
    output = pl.col("stressor") == "output"
    assert (two.filter(output)["value"] > one.filter(output)["value"]).all()


@pytest.mark.parametrize(
    ("question", "code"),
    [("impact", "usecases.no-demand"), ("magic", "usecases.unknown-question")],
)
def test_what_cannot_be_asked_is_refused(table: Table, question: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        analyse_input_output(table, question)
    assert refusal.value.findings[0].code == code


def test_unknown_layouts_and_files_are_refused(tmp_path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(Refusal) as refusal:
        read_input_output(file, "guess")
    assert refusal.value.findings[0].code == "usecases.unknown-layout"
    for layout in LAYOUTS:
        with pytest.raises(Refusal):
            read_input_output(tmp_path / "nothing.csv", layout)
        with pytest.raises(Refusal):
            read_input_output(file, layout)
