"""Two values of one thing are found; two things, and two prints of one value, are left alone."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.evidence import find_contradictions
from seedbed.tables import SCHEMAS

BASE = {"measure": "population", "place": "500000", "period": "2017", "unit": "persons", "source": "s"}


def observations(*rows):
    filled = [{"observation": f"o{n}", "locator": f"1:{n}", **BASE, **row} for n, row in enumerate(rows)]
    return pl.concat(
        [SCHEMAS["observations"].empty(), pl.DataFrame(filled, infer_schema_length=None)],
        how="diagonal_relaxed",
    )


def codes(*rows):
    return [finding.code for finding in find_contradictions(observations(*rows))]


def million(figure, **more):
    return {"value": float(figure) * 1e6, "printed": f"{figure} million", **more}


def test_the_same_thing_with_two_values_is_found_with_both_locators():
    (finding,) = find_contradictions(
        observations(million("30.57", locator="000:1"), million("32.0", locator="002:3"))
    )
    assert finding.code == "evidence.two-values"
    assert (finding.values["locator_a"], finding.values["locator_b"]) == ("000:1", "002:3")
    assert "30,570,000" in finding.text("zh") and "32,000,000" in finding.text("zh")


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        (million("30.6"), False),
        (million("31"), False),
        (million("30.5"), True),
        (million("30"), True),
        (million("30", counting_rule='lower bound: "over"'), False),
        (million("31", counting_rule='lower bound: "over"'), True),
        (million("31", counting_rule='upper bound: "up to"'), False),
        (million("30", counting_rule='upper bound: "up to"'), True),
        (million("30", counting_rule='approximate: "about"'), False),
        (million("40", counting_rule='approximate: "about"'), True),
        (million("31", counting_rule='approximate: "nearly"'), False),
        (million("30", counting_rule='approximate: "nearly"'), True),
        (million("10", counting_rule="approximate: order of magnitude"), False),
        (million("100", counting_rule="约数：数量级"), True),
        ({"value": 3057.0, "unit": "万人", "printed": "3057"}, False),
        ({"value": 3075.0, "unit": "万人", "printed": "3075"}, True),
        ({"value": 30572000.0}, False),
        ({"value": 30592000.0}, True),
    ],
)  # fmt: skip
def test_a_figure_says_no_more_than_its_print(other, clash):
    assert bool(codes(million("30.57"), other)) == clash


def test_two_hundred_million_is_not_four_hundred():
    loans = [
        {"value": 2e8, "printed": "200 million", "unit": "USD", "measure": "loan"},
        {"value": 4.273e8, "printed": "427.3 million", "unit": "USD", "measure": "loan"},
    ]
    assert codes(*loans) == ["evidence.two-values"]


@pytest.mark.parametrize(
    "change",
    [
        {"place": "510000"}, {"period": "2018"}, {"counting_rule": "registered"}, {"organisation": "changan"},
        {"subproject": "cust"}, {"border_year": 1997}, {"group": "graduate"},
    ],
)  # fmt: skip
def test_another_place_period_rule_or_organisation_is_another_thing(change):
    assert not codes({"value": 1.0}, {"value": 2.0, **change})


def test_remarks_about_the_print_do_not_make_another_thing():
    remark = {"value": 2.0, "counting_rule": "real or nominal is not stated"}
    assert codes({"value": 1.0}, remark) == ["evidence.two-values"]


def test_two_stated_price_bases_are_two_things_and_an_unstated_one_fits_only_where_there_is_one():
    gdp = {"measure": "gdp", "unit": "CNY"}
    nominal = {**gdp, "value": 100.0, "price_basis": "nominal"}
    constant = {**gdp, "value": 80.0, "price_basis": "2015"}
    unstated = {**gdp, "value": 90.0, "price_basis": "not stated"}
    assert not codes(nominal, constant)
    assert codes(nominal, unstated) == ["evidence.two-values"]
    assert not codes(nominal, constant, unstated)


def test_rows_that_are_said_to_speak_of_one_thing_are_compared_across_periods():
    rows = [
        {"value": 200.0, "period": "2020", "comparison": "loan"},
        {"value": 427.3, "period": "2019", "comparison": "loan"},
    ]
    (finding,) = find_contradictions(observations(*rows))
    assert finding.values["measure"] == "loan"


def test_blank_cells_of_extra_columns_are_empty():
    rows = [
        {"value": 1.0, "measure": "a", "comparison": "", "organisation": " ", "subproject": ""},
        {"value": 2.0, "measure": "b", "comparison": "", "organisation": "", "subproject": ""},
    ]
    assert not codes(*rows)
    assert codes({"value": 1.0, "organisation": ""}, {"value": 2.0, "organisation": None}) == [
        "evidence.two-values"
    ]


def test_a_comparison_does_not_hide_a_row_from_its_own_thing():
    assert codes({"value": 1.0, "comparison": "x"}, {"value": 2.0}) == ["evidence.two-values"]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=1, max_size=8))
def test_one_finding_for_each_further_value(values):
    findings = find_contradictions(observations(*({"value": value} for value in values)))
    assert len(findings) == len(set(values)) - 1


@pytest.mark.parametrize("power", [1, 2, 4, -4])
def test_a_power_of_ten_looks_like_a_slip_of_the_unit(power):
    (finding,) = find_contradictions(observations({"value": 3057.0}, {"value": 3057.0 * 10.0**power}))
    assert finding.code == "evidence.factor-of-ten"
    assert finding.values["factor"] == f"{10 ** abs(power):,}"


def test_a_later_vintage_of_the_same_place_is_a_revision_and_another_place_is_not():
    first = {"value": 1.0, "locator": "t3", "recorded_at": "2025-01-01T00:00:00Z"}
    later = {"value": 2.0, "locator": "t3", "recorded_at": "2026-01-01T00:00:00Z"}
    rows = observations(first, later).with_columns(pl.col("recorded_at").cast(pl.String))
    assert not find_contradictions(rows)
    other = observations(first, {**later, "locator": "t9"}).with_columns(
        pl.col("recorded_at").cast(pl.String)
    )
    assert [f.code for f in find_contradictions(other)] == ["evidence.two-values"]


def test_an_empty_table_and_one_without_extra_columns_have_no_findings():
    assert find_contradictions(SCHEMAS["observations"].empty()) == []
    assert (
        find_contradictions(
            observations({"value": 1.0}).select("measure", "place", "period", "value", "unit")
        )
        == []
    )
    assert codes({"value": float("nan")}, {"value": 1.0}) == []
