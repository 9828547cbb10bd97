from __future__ import annotations

import tomllib

import pytest

from seedbed.messages import Refusal
from seedbed.programme import CountingRule, read_rules

COMPLETE = """
[[rule]]
indicator = "graduates"
counts = "verified"
opportunity_kinds = ["job"]
path = ["started"]
institutions = ["college", "university"]
graduated_within_years = 3
industries = true
subprojects = []
once_per = "seeker"
date_of = "started"
source = "brochure"
locator = "000:1839-1847"
note = "an assumption"

[[rule]]
indicator = "technicians"
counts = "verified"
opportunity_kinds = ["training"]
path = ["started", "assessed"]
subprojects = ["changshou"]
once_per = "seeker"
date_of = "verified"
"""
RULE: dict[str, object] = {
    "indicator": "graduates",
    "counts": "verified",
    "opportunity_kinds": ["job"],
    "path": ["started"],
    "once_per": "seeker",
    "date_of": "started",
}


def test_rules_are_read_from_toml():
    assert read_rules(tomllib.loads(COMPLETE), {"graduates", "technicians"}) == (
        CountingRule(
            indicator="graduates",
            counts="verified",
            opportunity_kinds=("job",),
            path=("started",),
            date_of="started",
            institutions=("college", "university"),
            graduated_within_years=3,
            industries=True,
            source="brochure",
            locator="000:1839-1847",
            note="an assumption",
        ),
        CountingRule(
            indicator="technicians",
            counts="verified",
            opportunity_kinds=("training",),
            path=("started", "assessed"),
            date_of="verified",
            subprojects=("changshou",),
        ),
    )


@pytest.mark.parametrize(
    ("change", "codes", "named"),
    [
        ({"institution": ["college"]}, ["unknown-key"], "institution"),
        ({"indicator": None}, ["missing-key"], "indicator"),
        ({"indicator": " "}, ["wrong-type"], "indicator"),
        ({"indicator": "patents"}, ["unknown-indicator"], "patents"),
        ({"counts": "started"}, ["unknown-word"], "started"),
        ({"counts": True}, ["wrong-type"], "counts"),
        ({"opportunity_kinds": "job"}, ["wrong-type"], "opportunity_kinds"),
        ({"opportunity_kinds": []}, ["wrong-type"], "opportunity_kinds"),
        ({"opportunity_kinds": ["jobs"]}, ["unknown-word"], "jobs"),
        ({"path": ["left"], "date_of": "verified"}, ["unknown-word"], "left"),
        ({"path": []}, ["wrong-type"], "path"),
        ({"path": ["started", "started"]}, ["repeated-word"], "started"),
        ({"date_of": "assessed"}, ["unknown-word"], "assessed"),
        ({"institutions": [1]}, ["wrong-type"], "institutions"),
        ({"graduated_within_years": -1}, ["wrong-type"], "graduated_within_years"),
        ({"graduated_within_years": 2.5}, ["wrong-type"], "graduated_within_years"),
        ({"graduated_within_years": True}, ["wrong-type"], "graduated_within_years"),
        ({"industries": "yes"}, ["wrong-type"], "industries"),
        ({"once_per": "pair"}, ["unknown-word"], "pair"),
        ({"note": 5}, ["wrong-type"], "note"),
        ({"x": 1, "date_of": None, "industries": 1}, ["unknown-key", "missing-key", "wrong-type"], "x"),
    ],
)
def test_a_wrong_rule_is_refused_by_key(change, codes, named, said):
    rule = {key: value for key, value in (RULE | change).items() if value is not None}
    with pytest.raises(Refusal) as refusal:
        read_rules({"rule": [RULE | {"indicator": "technicians"}, rule]}, {"graduates", "technicians"})
    assert said(refusal.value.findings) == codes
    first = refusal.value.findings[0]
    assert first.values["rule"] == "[[rule]] 2"
    assert named in first.values.values()


@pytest.mark.parametrize("document", [{}, {"rule": []}, {"rule": "all"}, {"rules": [RULE]}])
def test_a_document_without_rules_is_refused(document, said):
    with pytest.raises(Refusal) as refusal:
        read_rules(document)
    assert said(refusal.value.findings)[-1] == "no-rules"


def test_a_rule_that_is_no_table_is_refused(said):
    with pytest.raises(Refusal) as refusal:
        read_rules({"rule": ["graduates"]})
    assert said(refusal.value.findings) == ["wrong-type"]


def test_an_indicator_has_one_rule(said):
    with pytest.raises(Refusal) as refusal:
        read_rules({"rule": [RULE, RULE]})
    assert said(refusal.value.findings) == ["rule-twice"]


def test_zero_years_is_a_limit_and_none_is_not():
    assert read_rules({"rule": [RULE | {"graduated_within_years": 0}]})[0].graduated_within_years == 0
    assert read_rules({"rule": [RULE]})[0].graduated_within_years is None
