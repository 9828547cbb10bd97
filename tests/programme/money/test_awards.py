"""What somebody gets by a rule: never above the cap or the share, never less for more."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.messages import LANGUAGES, Refusal
from seedbed.programme.money import (
    eligibility,
    grant_award,
    interest_award,
    phase_award,
    read_money_rules,
    returns_over_years,
    share_out,
    voucher_award,
)
from seedbed.programme.money.rules import Condition

with (Path(__file__).parents[3] / "regions" / "chongqing" / "money_rules.toml").open("rb") as stream:
    RULES = read_money_rules(tomllib.load(stream))
GRANTS = {grant.origin.rule: grant for grant in RULES.grants}
MONEY = st.decimals(0, 10**10, places=2)


def codes(award):
    assert all(finding.text(lang) for finding in award.reasons for lang in LANGUAGES)
    return [finding.code.partition(".")[2] for finding in award.reasons]


def test_thirty_percent_up_to_fifty_million():
    parks = GRANTS["shenzhen-5g-parks"]
    below = grant_award(parks, 100_000_000, {"applicant": "park"})
    assert below.amount == 30_000_000
    assert codes(below) == ["money-condition-holds", "money-share"]
    above = grant_award(parks, 200_000_000, {"applicant": "park"})
    assert above.amount == 50_000_000
    assert codes(above)[-1] == "money-capped"
    again = grant_award(parks, 200_000_000, {"applicant": "park"}, already=49_999_999.99)
    assert again.amount == Decimal("0.01")


def test_a_fact_that_is_not_given_is_not_taken_for_no():
    parks = GRANTS["shenzhen-5g-parks"]
    unknown, refused = grant_award(parks, 1, {}), grant_award(parks, 1, {"applicant": "shop"})
    assert (unknown.eligible, unknown.amount) == (None, 0)
    assert (refused.eligible, refused.amount) == (False, 0)
    assert codes(unknown) == ["money-condition-unknown"] and codes(refused) == ["money-condition-fails"]
    jiangjin = GRANTS["jiangjin-pilots"]
    assert grant_award(jiangjin, 1, {"selected": "no"}).eligible is False


@pytest.mark.parametrize(
    ("test", "fact", "holds"),
    [
        ("at_least", 10, True), ("at_least", 9.99, False), ("at_most", 10, True), ("at_most", 10.01, False),
        ("at_most", "ten", None),
    ],
)  # fmt: skip
def test_bounds_include_themselves(test, fact, holds):
    assert eligibility([Condition("n", test, bound=Decimal(10))], {"n": fact})[0] is holds


@given(st.sampled_from(sorted(GRANTS)), MONEY, MONEY, MONEY)
def test_a_grant_is_within_its_share_and_cap_and_grows_with_the_cost(name, cost, more, already):
    rule = GRANTS[name]
    facts = {condition.fact: condition.words[0] for condition in rule.conditions}
    small = grant_award(rule, cost, facts, already=already)
    large = grant_award(rule, cost + more, facts, already=already)
    assert small.eligible and 0 <= small.amount <= large.amount
    assert small.amount <= cost * rule.share
    if rule.cap is not None:
        assert large.amount + min(already, rule.cap) <= rule.cap
    assert grant_award(rule, cost, facts, already=already + more).amount <= small.amount


@given(st.integers(0, 100), st.integers(0, 100))
def test_vouchers_end_with_the_year(asked, used):
    award = voucher_award(RULES.vouchers[0], asked, {"size": "small"}, used=used)
    assert award.amount == 500 * max(min(asked, 40 - used), 0)
    assert award.amount + 500 * min(used, 40) <= 20_000
    assert codes(award) == ["money-condition-holds", "money-vouchers"]
    assert voucher_award(RULES.vouchers[0], asked, {"size": "large"}).amount == 0


@given(MONEY, st.decimals(0, 1, places=4), st.integers(0, 4000), st.floats(0, 2), st.floats(0, 2))
def test_better_performance_never_pays_less(principal, rate, days, one, other):
    worse, better = sorted([one, other])
    amounts = [
        interest_award(RULES.interest[0], principal, rate, days, performance, {"certified": "yes"}).amount
        for performance in (worse, better)
    ]
    assert amounts[0] <= amounts[1] <= principal * rate * days / 365 / 2


def test_interest_by_hand():
    award = interest_award(RULES.interest[0], 1_000_000, 0.05, 73, 1, {"certified": "yes"})
    assert award.amount == 5_000  # a fifth of a year's 50,000, half of it
    assert codes(award) == ["money-condition-holds", "money-tier", "money-share"]
    assert interest_award(RULES.interest[0], 1_000_000, 0.05, 73, 0.79, {"certified": "yes"}).amount == 0


@given(MONEY)
def test_the_public_pays_less_from_phase_to_phase(cost):
    amounts = [phase_award(phase, cost).amount for phase in RULES.phases]
    assert amounts == sorted(amounts, reverse=True) and amounts[-1] == 0 and amounts[0] <= cost


@given(st.dictionaries(st.sampled_from(["gdp", "vat", "income_tax"]), st.decimals(-(10**9), 10**9, places=2)))
def test_what_is_shared_adds_up_in_cents(amounts):
    parts = share_out(RULES.sharing[0], amounts)
    for name, amount in amounts.items():
        assert sum(part.amount for part in parts if part.of == name) == amount
    assert all(part.reason.text(lang) for part in parts for lang in LANGUAGES)


def test_what_is_not_shared_is_refused():
    with pytest.raises(Refusal, match="land"):
        share_out(RULES.sharing[0], {"land": 1})


@pytest.mark.parametrize("cost", [-1, float("nan")])
def test_no_amount_is_negative_or_no_number(cost):
    with pytest.raises(ValueError, match=r"negative|no amount"):
        phase_award(RULES.phases[0], cost)


def test_returns_by_year():
    # The share after five years that a report of 2021 gives for five use cases (004:4940-4943).
    seen = returns_over_years(100, [10, 20, 25, 30, 31])
    assert seen.table["share"].to_list() == [0.1, 0.3, 0.55, 0.85, 1.16]
    assert seen.paid_back == 5
    assert returns_over_years(100, [120, -30]).paid_back is None
    assert returns_over_years(100, [50, 50], 0.1).net_present_value == pytest.approx(
        50 / 1.1 + 50 / 1.21 - 100
    )
    assert returns_over_years(0, []).paid_back is None


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=10), st.integers(1, 3000))
def test_what_came_back_never_shrinks_without_a_loss(flows, invested):
    seen = returns_over_years(invested, flows)
    assert seen.table["cumulative"].is_sorted()
    years = [year for year in range(1, len(flows) + 1) if sum(flows[:year]) >= invested]
    assert seen.paid_back == min(years, default=None)
    assert seen.net_present_value == pytest.approx(sum(flows) - invested)
