"""The network of Chongqing, mapped whole."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import seedbed
from seedbed.usecases.map_network import map_network

REGION = Path(__file__).parents[2] / "regions" / "chongqing"


@pytest.fixture(scope="module")
def mapped():
    return map_network(seedbed.open_region(REGION), dry_run=True)[0]


def test_figures_agree_with_the_tables(mapped):
    figures = dict(mapped.figures.select("figure", "value").iter_rows())
    store = seedbed.open_region(REGION)
    assert figures["actors"] == store.table("organisations").height == mapped.nodes.height
    assert figures["ties"] == store.table("ties").height
    assert figures["tied_pairs"] == mapped.links.height
    assert figures["isolated"] == mapped.nodes["degree"].eq(0).sum() == mapped.nodes["community"].null_count()
    assert figures["density"] == mapped.density["value"][0]
    assert figures["largest_component"] == mapped.nodes["x"].drop_nulls().len()
    assert mapped.figures.filter(pl.col("value").is_null() != pl.col("finding").is_not_null()).is_empty()


def test_the_suggestions_find_hidden_ties_better_than_chance_and_degree(mapped):
    reached = dict(mapped.test.scores.select("score", "auc").iter_rows())
    assert reached["combined"] > 0.65
    assert reached["combined"] > reached["degree_product"]
    assert not mapped.test.findings


def test_nodes_name_each_actor_once_and_links_join_them(mapped):
    assert mapped.nodes["organisation"].is_unique().all()
    assert set(mapped.links["from"]) | set(mapped.links["to"]) <= set(mapped.nodes["organisation"])
    assert (mapped.links["kinds"].list.len() >= mapped.links["layers"].list.len()).all()
    assert mapped.suggestions.pairs.height == 50


def test_the_slices_grow_to_the_dated_ties(mapped):
    dated = mapped.network.ties["first"].drop_nulls().len()
    assert mapped.slices.height == 10
    assert mapped.slices["ties"].max() <= dated and mapped.slices["undated_ties"][0] == 297 - dated


def test_a_day_is_the_network_as_it_stood():
    then = map_network(seedbed.open_region(REGION), as_of=date(2010, 1, 1), top=5, dry_run=True)[0]
    assert then.network.ties.height < 297
    assert "network.undated-kept" in {one.code for one in then.findings}


def test_a_kept_run_has_its_tables(small_demo, tmp_path):
    shutil.copytree(small_demo.store.folder, tmp_path / "region")
    store = seedbed.open_region(tmp_path / "region")
    mapped, run = map_network(store, top=10)
    assert run is not None and store.runs("network")[-1].run == run.run
    kept = store.run_output(run.run, "suggestions")
    assert kept["organisation"].to_list() == mapped.suggestions.pairs["organisation"].to_list()
    assert store.run_output(run.run, "nodes").height == mapped.nodes.height
    assert set(mapped.suggestions.weights) >= {"skills", "partners", "stages"}
