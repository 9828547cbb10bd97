"""`seedbed programme rehearse | close` from the command line, on one small year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seedbed.store import open_region

FACTS = str(Path(__file__).parents[2] / "regions" / "chongqing")
SMALL = ("--years", 1, "--people", 120, "--draws", 1_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("rehearsal") / "out"


def test_a_rehearsal_ends_with_two_tables_and_a_page(seedbed, folder):
    code, out, _ = seedbed("programme", "rehearse", FACTS, *SMALL, "--out", folder, "--lang", "en")
    assert code == 0
    assert "120 synthetic people a year" in out
    assert "Year by year (synthetic)" in out
    assert "Forecasts against what came (synthetic)" in out
    assert "Nothing here is a result of the programme" in out
    assert {path.name for path in folder.iterdir()} == {
        "region",
        "rehearsal.json",
        "years.csv",
        "against.csv",
        "report.html",
    }
    page = (folder / "report.html").read_text("utf-8")
    assert "目标能否达成？" in page
    assert "Will the targets be met?" in page


def test_done_it_is_told_again_in_the_same_bytes_and_as_data(seedbed, folder):
    before = (folder / "report.html").read_bytes()
    code, out, _ = seedbed(
        "programme", "rehearse", FACTS, *SMALL, "--out", folder, "--lang", "zh", "--format", "json"
    )
    assert code == 0
    rows = json.loads(out)
    assert {row["year"] for row in rows} == {"2027"}
    assert all("synthetic" in row["synthetic"] for row in rows)
    assert (folder / "report.html").read_bytes() == before


def test_other_options_are_refused_with_a_remedy(seedbed, folder):
    code, _, err = seedbed(
        "programme", "rehearse", FACTS, "--years", 1, "--people", 121, "--out", folder, "--lang", "en"
    )
    assert code == 2
    assert "Name a new folder" in err


def test_what_closes_a_shortfall_is_told_and_kept(seedbed, folder):
    region = folder / "region"
    ask = (
        "programme",
        "close",
        region,
        "technicians-2027",
        "--at",
        "2027-06-30",
        "--no-training",
        "--lang",
        "en",
    )
    code, out, _ = seedbed(*ask, "--wanted", 0.5, "--dry-run")
    assert code == 0
    assert "more people who start the target would be met" in out
    assert not open_region(region).runs("close-shortfall")
    assert seedbed(*ask, "--wanted", 0.5)[0] == 0
    assert [run.parameters["wanted"] for run in open_region(region).runs("close-shortfall")] == [0.5]
    code, *_ = seedbed(*ask, "--lever", "verification", "--dry-run")
    assert code == 0


def test_an_unknown_target_is_refused(seedbed, folder):
    code, _, err = seedbed("programme", "close", folder / "region", "moon", "--no-training", "--lang", "en")
    assert code == 2
    assert "moon" in err
