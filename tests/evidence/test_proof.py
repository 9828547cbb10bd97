"""The proof: nothing is found where nothing contradicts, and what is planted is found."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seedbed
from seedbed.evidence import RULES, find_contradictions
from seedbed.messages import LANGUAGES


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_consistent_region_has_no_finding(consistent, seed):
    observations = consistent(seed)
    assert observations.height > 1000
    assert [finding.text() for finding in find_contradictions(observations)] == []


@pytest.mark.parametrize("seed", range(5))
def test_at_least_ninety_five_of_a_hundred_planted_contradictions_are_found(planted, seed):
    observations, plants = planted(seed)
    findings = find_contradictions(observations)
    missed = Counter(plant.kind for plant in plants if not plant.found_by(findings))
    assert len(plants) == 100
    assert missed.total() <= 5, missed


def test_every_code_of_the_rules_but_the_unreadable_formulas_is_planted(planted):
    observations, plants = planted(1)
    codes = {code for rule in RULES for code in rule.codes}
    meant = {code for plant in plants for code in plant.codes}
    assert codes - meant == {"evidence.formula-unreadable", "evidence.formula-unknown-row"}
    reported = {finding.code for finding in find_contradictions(observations)}
    assert meant <= reported <= codes


def test_the_order_of_rows_does_not_decide_what_contradicts(planted):
    observations, _ = planted(2)
    other = observations.sample(fraction=1.0, shuffle=True, seed=5)

    def clashes(frame):
        return {(f.code, f.values["measure"]) for f in find_contradictions(frame)}

    assert clashes(observations) == clashes(other)


def test_every_finding_speaks_both_languages_and_names_both_places(planted):
    observations, _ = planted(3)
    for finding in find_contradictions(observations):
        for lang in LANGUAGES:
            text = finding.text(lang)
            assert str(finding.values["locator_a"]) in text
            assert str(finding.values["source_a"]) in text
        if finding.code != "evidence.not-as-printed":
            assert str(finding.values["locator_b"]) in finding.text("zh")


def test_what_the_chongqing_documents_contradict():
    observations = seedbed.open_region("regions/chongqing").table("observations")
    found = {
        (
            f.values["measure"],
            f.values["value_a"],
            f.values["value_b"],
            f.values["locator_a"],
            f.values["locator_b"],
        )
        for f in find_contradictions(observations)
        if f.code == "evidence.two-values"
    }
    assert {
        ("subprojects", "6", "7", "000:1040", "000:1078"),
        ("adb-loan", "200,000,000", "427,300,000", "000:119-120", "002:14"),
        ("graduates-initially-unemployed", "30", "40", "000:520", "000:556-560"),
        ("subprojects-education", "4", "5", "000:1041", "001:23"),
    } <= found
    assert not any(measure == "chongqing-population" for measure, *_ in found)  # over 30 million, and 30.57
