"""Reading money_rules.toml: everything that is wrong is told at once."""

import tomllib
from pathlib import Path

import pytest

from seedbed.messages import LANGUAGES, Refusal
from seedbed.programme.money import read_money_rules

REGION = Path(__file__).parents[3] / "regions" / "chongqing" / "money_rules.toml"
PHASE = {"currency": "CNY", "public_share": 0.5}
SHARING = {"rule": "s", "currency": "CNY", "of": ["gdp"]}


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        ({"grants": []}, ["unknown-key"]),
        ({"grant": {}}, ["wrong-type"]),
        ({"grant": [{"rule": "g", "currency": "CNY"}]}, ["missing-key"]),
        ({"grant": [{"share": 0.5, "currency": "CNY"}]}, ["missing-key"]),
        ({"grant": [{"rule": "g", "share": 1.5, "currency": "CNY"}]}, ["wrong-type"]),
        ({"grant": [{"rule": "g", "share": True, "currency": "CNY"}]}, ["wrong-type"]),
        ({"grant": [{"rule": "g", "cap": -1, "currency": "yuan"}]}, ["wrong-type", "wrong-type"]),
        ({"grant": [{"rule": "g", "cap": 1, "currency": "CNY", "colour": 1}]}, ["unknown-key"]),
        ({"grant": [{"rule": "g", "cap": 1, "currency": "CNY", "basis": "guess"}]}, ["unknown-word"]),
        (
            {"grant": [{"rule": "g", "cap": 1, "currency": "CNY", "condition": [{"fact": "f", "test": "is"}]}]},
            ["unknown-word", "missing-key"],
        ),
        (
            {"voucher": [{"rule": "v", "worth": 5, "per_year": 1.5, "currency": "EUR"}]},
            ["wrong-type"],
        ),
        ({"interest": [{"rule": "i", "currency": "CNY", "tiers": []}]}, ["missing-key"]),
        (
            {
                "interest": [
                    {
                        "rule": "i",
                        "currency": "CNY",
                        "tiers": [{"at_least": 1, "share": 0.2}, {"at_least": 0.5, "share": 0.3}],
                    }
                ]
            },
            ["money-tiers"],
        ),
        ({"sharing": [{**SHARING, "shares": {"a": 0.5, "b": 0.4}}]}, ["money-shares"]),
        ({"sharing": [{**SHARING, "shares": {"a": 1.5, "b": -0.5}}]}, ["money-shares"]),
        ({"sharing": [{**SHARING, "of": [], "shares": {"a": 1}}]}, ["wrong-type"]),
        ({"phase": [{"rule": "p", "stage": 1, **PHASE}] * 2}, ["money-rule-twice", "money-taper"]),
        (
            {"phase": [{"rule": "a", "stage": 1, **PHASE}, {"rule": "b", "stage": 2, **PHASE, "public_share": 1}]},
            ["money-taper"],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(document, codes):
    with pytest.raises(Refusal) as caught:
        read_money_rules(document)
    found = [finding.code.partition(".")[2] for finding in caught.value.findings]
    assert sorted(found) == sorted(codes)
    assert all(finding.text(lang) for finding in caught.value.findings for lang in LANGUAGES)


def test_shares_are_added_as_they_are_written():
    shares = {"a": 0.1, "b": 0.2, "c": 0.7}
    rules = read_money_rules({"sharing": [{**SHARING, "shares": shares}]})
    assert [place for place, _ in rules.sharing[0].shares] == ["a", "b", "c"]


def test_the_rules_of_the_region_say_what_is_stated_and_what_is_our_own():
    with REGION.open("rb") as stream:
        rules = read_money_rules(tomllib.load(stream))
    origins = {
        one.origin.rule: one.origin
        for kind in (rules.grants, rules.vouchers, rules.interest, rules.sharing, rules.phases)
        for one in kind
    }
    own = {name for name, origin in origins.items() if origin.basis == "proposal"}
    assert own == {
        "performance-linked",
        "relocated-projects",
        "research-and-development",
        "demonstration",
        "mass-production",
    }
    assert all(origin.source and origin.locator for origin in origins.values())
    assert all(origins[name].note for name in own)
    assert [phase.stage for phase in rules.phases] == [1, 2, 3, 4]
    assert rules.phases[-1].public_share == 0
