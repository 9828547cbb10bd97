from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import seedbed
from programme.framework_seeds import clean
from seedbed.store import create_region
from seedbed.usecases.check_framework import PARTS_OF_A_FRAMEWORK, check_framework

ROOT = Path(__file__).parents[2]


@pytest.fixture
def region(tmp_path):
    """A region that holds a clean framework, as CSV files."""
    framework = clean(11)
    folder = tmp_path / "region"
    create_region(folder, (ROOT / "regions" / "chongqing" / "region.toml").read_text("utf-8"))
    for name in PARTS_OF_A_FRAMEWORK:
        rows = framework.table(name)
        lists = [column for column, kind in rows.schema.items() if kind == pl.List(pl.String)]
        rows.with_columns(pl.col(lists).list.join(";")).write_csv(folder / f"{name}.csv")
    return folder


def test_a_clean_framework_has_full_marks(region):
    checked = check_framework(seedbed.open_region(region))
    assert checked.findings == ()
    assert set(checked.scores["score"]) == {1.0}
    assert checked.scores.height == clean(11).indicators.height


def test_a_fault_in_the_tree_the_targets_and_the_quality_is_found_in_its_file(region):
    path = region / "statements.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("outcome-0,outcome,", "outcome-0,output,", 1), "utf-8")
    path = region / "risks.csv"
    path.write_text(path.read_text("utf-8").replace("widen the circle of employers", "", 1), "utf-8")
    targets = region / "targets.csv"
    pl.concat([pl.read_csv(targets, infer_schema=False).cast(pl.String)] * 2).with_row_index().with_columns(
        target=pl.concat_str("target", "index")
    ).drop("index").write_csv(targets)
    checked = check_framework(seedbed.open_region(region))
    codes = [finding.code for finding in checked.findings]
    assert codes.index("programme.parent-not-above") < codes.index("programme.target-twice")
    assert codes.index("programme.target-twice") < codes.index("programme.risk-without-response")
    assert {finding.code for finding in checked.errors} >= {
        "programme.parent-not-above",
        "programme.indicator-level",
    }


def test_the_targets_are_those_of_the_day(region):
    targets = region / "targets.csv"
    rows = pl.read_csv(targets, infer_schema=False)
    revised = rows.head(1).with_columns(value=pl.lit(None, dtype=pl.String), share=pl.lit(None, dtype=pl.String),
                                        valid_from=pl.lit("2025-01-01"))  # fmt: skip
    pl.concat([rows, revised]).write_csv(targets)
    store = seedbed.open_region(region)
    assert check_framework(store, on=date(2024, 12, 31)).findings == ()
    after = {finding.code for finding in check_framework(store, on=date(2025, 1, 1)).findings}
    assert "programme.target-without-value" in after


def test_the_region_of_the_documents_can_be_checked():
    checked = check_framework(seedbed.open_region(ROOT / "regions" / "chongqing"))
    assert checked.review.applied == checked.review.verdicts.height > 0
    assert checked.scores["indicator"].null_count() == 0
