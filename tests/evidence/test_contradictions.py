"""Two values of one thing are found; two things are left alone."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import seedbed
from seedbed.evidence import find_contradictions
from seedbed.tables import SCHEMAS


def observations(*rows):
    base = {
        "measure": "population",
        "place": "500000",
        "period": "2017",
        "unit": "persons",
        "source": "s",
        "locator": "1",
    }
    filled = [{"observation": f"o{n}", **base, **row} for n, row in enumerate(rows)]
    return pl.concat(
        [SCHEMAS["observations"].empty(), pl.DataFrame(filled, infer_schema_length=None)],
        how="diagonal_relaxed",
    )


def test_the_same_thing_with_two_values_is_found_with_both_locators():
    (finding,) = find_contradictions(
        observations({"value": 30.57, "locator": "000:1"}, {"value": 31.0, "locator": "002:3"})
    )
    assert finding.code == "evidence.two-values"
    assert (finding.values["locator_a"], finding.values["locator_b"]) == ("000:1", "002:3")
    assert "30.57" in finding.text("zh") and "31" in finding.text("zh")


def test_another_place_period_or_rule_is_another_thing():
    rows = [
        {"value": 1.0},
        {"value": 2.0, "place": "510000"},
        {"value": 3.0, "period": "2018"},
        {"value": 4.0, "counting_rule": "x"},
    ]
    assert not find_contradictions(observations(*rows))


def test_rows_that_are_said_to_speak_of_one_thing_are_compared_across_periods():
    rows = [
        {"value": 200.0, "period": "2020", "comparison": "loan"},
        {"value": 427.3, "period": "2019", "comparison": "loan"},
    ]
    (finding,) = find_contradictions(observations(*rows))
    assert finding.values["measure"] == "loan"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=1, max_size=8))
def test_one_finding_for_each_further_value(values):
    findings = find_contradictions(observations(*({"value": value} for value in values)))
    assert len(findings) == len(set(values)) - 1


def test_the_two_counts_of_subprojects_and_the_two_loans_of_chongqing_are_found():
    found = find_contradictions(seedbed.open_region("regions/chongqing").table("observations"))
    pairs = {(f.values["measure"], f.values["value_a"], f.values["value_b"]) for f in found}
    assert ("subprojects", "6", "7") in pairs
    assert ("adb-loan", "200,000,000", "427,300,000") in pairs
