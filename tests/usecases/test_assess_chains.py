"""The chains of Chongqing, assessed."""

from pathlib import Path

import polars as pl
import pytest

import seedbed
from seedbed.messages import Refusal
from seedbed.usecases.assess_chains import assess_chains

REGION = Path(__file__).parents[2] / "regions" / "chongqing"
WIDER = ("chengdu-chongqing", "chengdu-and-chongqing", "sichuan-and-chongqing", "western-china")


@pytest.fixture(scope="module")
def assessed():
    return assess_chains(seedbed.open_region(REGION), wider=WIDER, dry_run=True)[0]


def test_the_chains_of_the_issue_are_entered(assessed):
    chains = set(assessed.coverage["chain"])
    assert {
        "intelligent-connected-vehicles",
        "semiconductor",
        "integrated-circuits",
        "display",
        "hydrogen",
    } <= chains
    assert assessed.stages.height == assessed.coverage["stages"].sum()
    assert assessed.layers.height == 4 * len(chains)


def test_design_stands_at_five_percent_against_forty(assessed):
    design = assessed.figures.filter(pl.col("measure") == "share_ic_design").row(0, named=True)
    assert (design["value"], design["benchmark"]) == (5, 40)


def test_the_stages_that_the_reports_call_gaps_are_missing(assessed):
    sensors = assessed.stages.filter(
        (pl.col("chain") == "intelligent-connected-vehicles") & (pl.col("stage_no") == 2)
    )
    assert sensors["status"].to_list() == ["missing"]


def test_chengdu_sees_other_stages_than_chongqing(assessed):
    other = assess_chains(seedbed.open_region(REGION), home="510100", wider=WIDER, dry_run=True)[0]
    there, here = (
        set(one.stages.filter(pl.col("status") == "present").select("chain", "stage").rows())
        for one in (other, assessed)
    )
    assert ("semiconductor", "Software and internet services") in there - here


def test_sourcing_has_bounds_and_says_that_it_counts_ties(assessed):
    assert 0 <= assessed.sourcing.at_least <= assessed.sourcing.at_most <= 1
    assert "network.purchases-counted" in {one.code for one in assessed.findings}


def test_an_unknown_home_is_refused():
    with pytest.raises(Refusal) as refused:
        assess_chains(seedbed.open_region(REGION), home="atlantis", dry_run=True)
    assert refused.value.findings[0].code == "network.unknown-home"
