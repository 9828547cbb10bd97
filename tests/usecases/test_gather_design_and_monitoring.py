"""The design and monitoring framework is the region's own tables, in the order of the results chain."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from seedbed.store import open_region
from seedbed.usecases.gather_design_and_monitoring import gather_design_and_monitoring
from usecases.reported_region import reported_region

CHONGQING = Path(__file__).parents[2] / "regions" / "chongqing"


@pytest.fixture
def store(tmp_path):
    return reported_region(tmp_path / "region")


def test_statements_are_numbered_within_their_level_and_say_what_they_lead_to(store):
    rows = gather_design_and_monitoring(store).statements
    assert rows.select("statement", "level", "number", "leads_to").rows() == [
        ("better-work", "impact", 1, None),
        ("people-placed", "outcome", 1, None),
        ("centre-built", "output", 1, 1),
    ]
    assert rows["basis_en"].null_count() == 3


def test_targets_are_those_in_force_on_the_day(store):
    revised = pl.DataFrame(
        {
            "target": ["t1"],
            "indicator": ["jobs"],
            "period": ["2027"],
            "value": [80.0],
            "valid_from": [dt.date(2024, 1, 1)],
        }
    )
    store.replace("targets", pl.concat([store.table("targets"), revised], how="diagonal_relaxed"))

    def asked(on):
        return gather_design_and_monitoring(store, on=on).targets.filter(target="t1")["value"].to_list()

    assert asked(dt.date(2023, 12, 31)) == [100.0]
    assert asked(dt.date(2024, 1, 1)) == asked(None) == [80.0]


def test_an_empty_region_gives_an_empty_framework(tmp_path):
    (tmp_path / "region.toml").write_text('id = "r"\nnames = {en = "R", zh = "区"}\n', "utf-8")
    framework = gather_design_and_monitoring(open_region(tmp_path))
    assert (framework.programme_en, framework.programme_zh) == ("R", "区")
    assert framework.statements.is_empty() and framework.inputs.is_empty()


def test_every_row_of_the_programme_of_the_documents_is_there_with_its_source():
    store = open_region(CHONGQING)
    framework = gather_design_and_monitoring(store)
    for name in ("statements", "indicators", "targets", "risks", "activities", "gender_actions"):
        frame = getattr(framework, name)
        assert frame.height == store.table(name).height > 0
        assert frame["source"].null_count() == 0
    assert framework.inputs.height == store.table("budgets").height
    assert set(framework.statements["level"]) == {"impact", "outcome", "output"}
    outputs = framework.statements.filter(level="output")
    assert outputs["leads_to"].null_count() == 0
