"""What each stage of a chain has at home, and what it lacks."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seedbed
from seedbed.messages import Refusal
from seedbed.network.chains import (
    LAYERS,
    STATES,
    STATUSES,
    around,
    chain_coverage,
    concentration,
    four_layers,
    inside,
    local_sourcing,
    read_chains,
    sole_actors,
    stage_figures,
    stage_shares,
    stage_status,
)

REGION = Path(__file__).parents[3] / "regions" / "chongqing"
PLACES = pl.DataFrame(
    {
        "place": ["CN", "home", "district", "zone", "other", "pair"],
        "parent": [None, "CN", "home", "district", "CN", "CN"],
        "parts": [None, None, None, None, None, ["home", "other"]],
    }
)
WIDER = ("chengdu-chongqing", "chengdu-and-chongqing", "sichuan-and-chongqing", "western-china")


def chain(*rows):
    columns = ("stage_no", "stage", "organisation", "place", "state", "layer")
    table = pl.DataFrame(
        [row + (None,) * (6 - len(row)) for row in rows],
        schema=dict.fromkeys(columns, pl.String),
        orient="row",
    )
    return table.with_columns(chain=pl.lit("car"))


def statuses(*rows):
    return stage_status(read_chains(chain(*rows), PLACES, "home"))


def test_places_inside_and_around_home():
    assert inside(PLACES, "home") == {"home", "district", "zone"}
    assert around(PLACES, "home") == ["pair", "CN"]
    assert around(PLACES, "zone") == ["district", "home", "pair", "CN"]
    assert around(PLACES.drop("parts"), "home", ["pair"]) == ["pair", "CN"]


@pytest.mark.parametrize(
    ("row", "status", "finding"),
    [
        (("1", "s", "o", "zone"), "present", "network.stage-one-actor"),
        (("1", "s", None, "home"), "present", "network.stage-unnamed"),
        (("1", "s", "o", "home", "weak"), "present", "network.stage-said-weak"),
        (("1", "s", "o", "pair"), "around", "network.stage-around"),
        (("1", "s", "o", "home", "planned"), "planned", "network.stage-planned"),
        (("1", "s", None, "pair", "missing"), "missing", "network.stage-missing"),
        (("1", "s", "o", "other"), "elsewhere", "network.stage-elsewhere"),
        (("1", "s", None, "other", "missing"), "unsaid", "network.stage-unsaid"),
        (("1", "s", "o", None), "unsaid", "network.stage-unsaid"),
        (("1", "s", None, "home", "listed"), "unsaid", "network.stage-unsaid"),
    ],
)
def test_a_stage_is_what_its_rows_say(row, status, finding):
    assert statuses(row).select("status", "finding").row(0) == (status, finding)


def test_two_actors_at_home_leave_nothing_to_say():
    table = statuses(
        ("1", "s", "o", "home"), ("1", "s", "p", "zone"), ("1", "s", "p", "home"), ("1", "s", "q", "pair")
    )
    assert table.select("organisations", "organisations_around", "places", "finding", "weak").row(0) == (
        2, 1, 2, None, False,
    )  # fmt: skip


def test_what_is_there_outranks_plans_and_gaps():
    table = statuses(
        ("1", "s", None, "home", "missing"), ("1", "s", "o", "home", "planned"), ("1", "s", "o", "home")
    )
    assert table["status"].to_list() == ["present"]


rows_of_chains = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["o", "p", None]),
        st.sampled_from(["home", "zone", "pair", "other", None]),
        st.sampled_from([*STATES, None]),
        st.sampled_from([*LAYERS, None]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(rows_of_chains)
def test_stages_are_counted_once_in_coverage_and_layers(rows):
    stages = statuses(*rows)
    coverage = chain_coverage(stages).row(0, named=True)
    assert coverage["stages"] == stages.height == len({row[:2] for row in rows})
    assert sum(coverage[status] for status in STATUSES) == coverage["stages"]
    assert 0 <= coverage["value"] <= coverage["at_most"] <= 1
    layers = four_layers(stages)
    assert layers["layer"].to_list() == list(LAYERS)
    assert layers["stages"].sum() == stages["layer"].drop_nulls().len()
    assert layers.filter(pl.col("value").is_null() != (pl.col("stages") == 0)).is_empty()


@settings(max_examples=25, deadline=None)
@given(rows_of_chains, st.randoms(use_true_random=False))
def test_the_order_and_repetition_of_rows_do_not_matter(rows, random):
    shuffled = rows + rows[:1]
    random.shuffle(shuffled)
    columns = (
        "stage_no",
        "stage",
        "organisations",
        "organisations_around",
        "places",
        "status",
        "weak",
        "finding",
    )
    assert statuses(*rows).select(columns).equals(statuses(*shuffled).select(columns))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("one", "s"), ("1", "t")], "network.stage-without-number"),
        ([("1", "s", None, None, "dreamed")], "network.unknown-state"),
        ([("1", "s", None, None, None, "moral")], "network.unknown-layer"),
        ([("1", "s", None, "moon")], "network.unknown-place"),
        ([("1", "s"), ("3", "t")], "network.stages-skipped"),
        ([("1", "s"), ("1", "s")], "network.stage-row-twice"),
    ],
)
def test_what_is_wrong_with_rows_is_said(rows, code):
    assert code in [finding.code for finding in read_chains(chain(*rows), PLACES, "home").findings]


@pytest.mark.parametrize(
    ("table", "home", "code"),
    [
        (chain(("1", "s")).clear(), "home", "network.no-chains"),
        (chain(("x", "s")), "home", "network.no-chains"),
        (chain(("1", "s")), "moon", "network.unknown-home"),
        (chain(("1", "s")).drop("stage"), "home", "network.no-column"),
    ],
)
def test_tables_that_hold_no_chain_are_refused(table, home, code):
    with pytest.raises(Refusal) as refused:
        read_chains(table, PLACES, home)
    assert code in [finding.code for finding in refused.value.findings]


def test_an_organisation_alone_on_a_stage_is_named():
    chains = read_chains(
        chain(
            ("1", "a", "o", "home"), ("2", "b", "o", "zone"), ("2", "b", "p", "home"), ("3", "c", "q", "pair")
        ),
        PLACES,
        "home",
    )
    assert sole_actors(chains).rows() == [("o", 1, 2, ["car"])]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=8), st.floats(0.1, 100))
def test_concentration_lies_between_one_nth_and_one_and_knows_no_unit(sizes, scale):
    def of(values):
        return concentration(
            pl.DataFrame(
                {
                    "chain": "c",
                    "stage": "s",
                    "organisation": [f"o{at}" for at in range(len(values))],
                    "value": values,
                }
            )
        ).row(0, named=True)

    found = of(sizes)
    total = sum(sizes)
    assert found["value"] == pytest.approx(sum((size / total) ** 2 for size in sizes))
    assert 1 / len(sizes) - 1e-12 <= found["value"] <= 1 + 1e-12
    assert found["value"] == pytest.approx(of([size * scale for size in sizes])["value"])
    assert found["effective"] == pytest.approx(1 / found["value"])


@pytest.mark.parametrize(
    "sizes", [[1.0, None], [1.0, -1.0], [0.0, 0.0], [1.0, float("inf")], [1.0, float("nan")]]
)
def test_concentration_of_sizes_that_are_none_is_not_defined(sizes):
    table = pl.DataFrame({"chain": "c", "stage": "s", "organisation": ["a", "b"], "value": sizes})
    assert concentration(table).select("value", "largest", "finding").row(0) == (
        None,
        None,
        "network.size-unknown",
    )


def purchases(*rows):
    names = ("buyer", "buyer_place", "supplier", "supplier_place")
    return pl.DataFrame(
        [row[:4] for row in rows], schema=dict.fromkeys(names, pl.String), orient="row"
    ).with_columns(value=pl.Series([row[4] for row in rows], dtype=pl.Float64))


def test_local_sourcing_is_a_share_with_bounds():
    bought = purchases(
        ("b", "zone", "s", "district", 60.0),
        ("b", "zone", "t", "other", 20.0),
        ("b", "zone", "u", None, 10.0),
        ("b", "zone", "v", "pair", 10.0),
        ("far", "other", "s", "home", 1000.0),
    )
    found = local_sourcing(bought, PLACES, "home")
    assert (found.value, found.at_least, found.at_most) == (0.75, 0.6, 0.8)
    assert [one.code for one in found.findings] == ["network.supplier-places-unknown"]
    assert found.buyers.height == 1
    assert local_sourcing(bought, PLACES, "home", local_buyers=False).buyers.height == 2


def test_purchases_without_values_count_and_say_so():
    found = local_sourcing(purchases(("b", "home", "s", "zone", 5.0)).drop("value"), PLACES, "home")
    assert found.value == 1 and [one.code for one in found.findings] == ["network.purchases-counted"]


def test_nothing_bought_is_not_a_share_of_zero():
    found = local_sourcing(purchases(("b", "other", "s", "home", 5.0)), PLACES, "home")
    assert (found.value, found.at_least, found.at_most) == (None, None, None)
    assert [one.code for one in found.findings] == ["network.nothing-bought"]


def test_stage_shares_against_a_benchmark():
    here = pl.DataFrame({"chain": "ic", "stage": ["design", "making"], "value": [5.0, 95.0]})
    there = pl.DataFrame({"chain": "ic", "stage": ["design", "making"], "value": [400.0, 600.0]})
    table = stage_shares(here, there)
    assert table["share"].to_list() == [0.05, 0.95] and table["benchmark_share"].to_list() == [0.4, 0.6]
    assert table["gap"].to_list() == pytest.approx([-0.35, 0.35])
    assert table["finding"].to_list() == ["network.below-benchmark", None]
    assert table["gap"].sum() == pytest.approx(0)
    assert stage_shares(here.with_columns(value=-pl.col("value")), there)["finding"].unique().to_list() == [
        "network.no-total"
    ]


@pytest.fixture(scope="module")
def chongqing():
    store = seedbed.open_region(REGION)
    return store, read_chains(
        store.table("chains"),
        store.table("places"),
        "500000",
        organisations=store.table("organisations"),
        wider=WIDER,
    )


def test_the_chains_of_chongqing_are_sound(chongqing):
    _, chains = chongqing
    assert chains.findings == ()
    assert chains.rows["layer"].null_count() == 0
    assert set(chains.rows["state"]) == set(STATES)


def test_design_is_five_percent_against_forty(chongqing):
    store, chains = chongqing
    figures = stage_figures(chains, store.table("observations"), homes=["500000", *WIDER], benchmark="CN")
    design = figures.filter(pl.col("stage") == "Chip design").row(0, named=True)
    assert (design["value"], design["benchmark"], design["gap"], design["ratio"]) == (5, 40, -35, 0.125)
    assert (design["place"], design["period"], design["unit"]) == ("chengdu-chongqing", "2020", "percent")
    assert (design["locator"], design["benchmark_locator"]) == ("004:569", "004:570")
    assert design["finding"] == "network.below-benchmark"
    parts = figures.filter(pl.col("stage") == "Parts").row(0, named=True)
    assert (parts["value"], parts["benchmark"], parts["finding"]) == (70, None, "network.no-benchmark")
    assert parts["counting_rule"].startswith("lower bound")


def test_the_gaps_that_the_documents_name_come_out(chongqing):
    _, chains = chongqing
    stages = stage_status(chains)
    missing = stages.filter(pl.col("status") == "missing").select("chain", "stage_no").rows()
    assert missing == [
        ("automobile-software", 3),
        ("automobiles", 5),
        ("intelligent-connected-vehicles", 2),
        ("semiconductor", 2),
    ]
    robots = chain_coverage(stages).filter(pl.col("chain") == "robots").row(0, named=True)
    assert robots["value"] == 1 and robots["stages"] == 6
    abroad = chain_coverage(stages).filter(pl.col("finding") == "network.chain-not-here")["chain"]
    assert {"hydrogen-victoria", "hydrogen-brunei", "semiconductors-kyushu"} <= set(abroad)


def test_contradicting_figures_are_not_chosen_between():
    table = chain(("1", "s", "o", "home")).with_columns(measure=pl.lit("m"))
    observations = pl.DataFrame(
        {"measure": "m", "place": ["home", "home"], "period": "2020", "value": [1.0, 2.0], "unit": "percent"}
    ).with_columns(industry=pl.lit(None, pl.String))
    figures = stage_figures(read_chains(table, PLACES, "home"), observations, homes=["home"], benchmark="CN")
    assert figures.select("value", "finding").rows() == [(None, "network.figures-differ")]
    one = stage_figures(
        read_chains(table, PLACES, "home"), observations.head(1), homes=["home"], benchmark="home"
    )
    assert one.select("value", "gap", "finding").rows() == [(1.0, 0.0, None)]
    none = stage_figures(
        read_chains(table, PLACES, "home"), observations.clear(), homes=["home"], benchmark="CN"
    )
    assert none["finding"].to_list() == ["network.no-figure"]
