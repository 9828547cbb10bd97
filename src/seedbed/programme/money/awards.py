"""What somebody gets by a rule, and why: eligibility, grants, vouchers, interest, phases.

Every amount is in whole minor units, rounded down, so that no cap and no share is passed by rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from seedbed.messages import Finding, Severity, Value
from seedbed.programme.money.amounts import Amount, decimal, rounded
from seedbed.programme.money.rules import Condition, Grant, InterestRule, Phase, Voucher

Fact = str | float | Decimal
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Award:
    """An amount with its reasons.

    Parameters
    ----------
    rule
        Id of the rule.
    amount
        In whole minor units of ``currency``; 0 where a condition does not hold or is not known.
    eligible
        Null where a fact that a condition asks for was not given.
    reasons
        Each condition and each step of the arithmetic, as sentences in both languages.
    """

    rule: str
    amount: Decimal
    currency: str
    eligible: bool | None
    reasons: tuple[Finding, ...]


def eligibility(conditions: Sequence[Condition], facts: Facts) -> tuple[bool | None, tuple[Finding, ...]]:
    """Whether all conditions hold, and what is to say of each.

    A fact that is not given is not taken for no: the answer is then open (``None``), unless another
    condition fails.

    >>> eligibility([Condition("staff", "at_most", bound=Decimal(250))], {"staff": 251})[0]
    False
    """
    held: list[bool | None] = []
    reasons = []
    for condition in conditions:
        fact = facts.get(condition.fact)
        holds = None if fact is None else _holds(condition, fact)
        held.append(holds)
        code = "unknown" if holds is None else "holds" if holds else "fails"
        values: dict[str, Value] = {
            "fact": condition.fact,
            "test": condition.sign,
            "wanted": condition.wanted,
        }
        severity = Severity.NOTE if holds else Severity.WARNING
        given: dict[str, Value] = {} if fact is None else {"given": str(fact)}
        reasons.append(Finding(_CONDITION[code], values | given, severity))
    answer = False if False in held else None if None in held else True
    return answer, tuple(reasons)


_CONDITION = {
    "holds": "programme.money-condition-holds",
    "fails": "programme.money-condition-fails",
    "unknown": "programme.money-condition-unknown",
}


def grant_award(rule: Grant, cost: Amount, facts: Facts, *, already: Amount = 0) -> Award:
    """A grant toward a cost: its share, up to what is left of the cap.

    Parameters
    ----------
    already
        What the same holder has had by the rule; it uses the cap up.

    Raises
    ------
    ValueError
        A negative cost or amount.
    """
    price, had = _not_negative(cost), _not_negative(already)
    answer, reasons = eligibility(rule.conditions, facts)
    if answer is not True:
        return _nothing(rule.origin.rule, rule.currency, answer, reasons)
    amount = price * rule.share
    steps = [_share_of(price, rule.share, amount, rule.currency)]
    return _award(rule.origin.rule, rule.currency, amount, rule.cap, had, (*reasons, *steps))


def voucher_award(rule: Voucher, asked: int, facts: Facts, *, used: int = 0) -> Award:
    """The worth of the vouchers that a holder may still use this year.

    Raises
    ------
    ValueError
        A negative number of vouchers.
    """
    if asked < 0 or used < 0:
        raise ValueError("a number of vouchers is not negative")
    answer, reasons = eligibility(rule.conditions, facts)
    if answer is not True:
        return _nothing(rule.origin.rule, rule.currency, answer, reasons)
    count = min(asked, max(rule.per_year - used, 0))
    values: dict[str, Value] = {"asked": asked, "count": count, "per_year": rule.per_year, "used": used}
    money: dict[str, Value] = {"worth": float(rule.worth), "currency": rule.currency}
    amount = rounded(count * rule.worth, rule.currency, down=True)
    step = Finding("programme.money-vouchers", values | money, Severity.NOTE)
    return Award(rule.origin.rule, amount, rule.currency, True, (*reasons, step))


def interest_award(
    rule: InterestRule, principal: Amount, rate: Amount, days: int, performance: Amount, facts: Facts
) -> Award:
    """The part of a loan's interest that performance earns back.

    Simple interest: principal x rate x days / 365. The share is that of the highest tier reached; below
    the first there is none.

    Parameters
    ----------
    rate
        Per year, 0.045 for 4.5 percent.
    performance
        What was reached of the goal: 1 is the goal itself.

    Raises
    ------
    ValueError
        A negative principal, rate, performance or number of days.
    """
    reached = _not_negative(performance)
    interest = _not_negative(principal) * _not_negative(rate) * _not_negative(days) / 365
    answer, reasons = eligibility(rule.conditions, facts)
    if answer is not True:
        return _nothing(rule.origin.rule, rule.currency, answer, reasons)
    share = max((tier.share for tier in rule.tiers if reached >= tier.at_least), default=Decimal(0))
    tier = Finding(
        "programme.money-tier", {"performance": float(reached), "share": float(share)}, Severity.NOTE
    )
    step = _share_of(interest, share, interest * share, rule.currency)
    return _award(
        rule.origin.rule, rule.currency, interest * share, rule.cap, Decimal(0), (*reasons, tier, step)
    )


def phase_award(rule: Phase, cost: Amount) -> Award:
    """What the public pays of a phase's cost; the rest is private.

    Raises
    ------
    ValueError
        A negative cost.
    """
    price = _not_negative(cost)
    amount = price * rule.public_share
    step = _share_of(price, rule.public_share, amount, rule.currency)
    return _award(rule.origin.rule, rule.currency, amount, rule.cap, Decimal(0), (step,))


def _holds(condition: Condition, fact: Fact) -> bool | None:
    if condition.test == "one_of":
        return str(fact) in condition.words
    if isinstance(fact, str) or condition.bound is None:
        return None
    number = decimal(fact)
    return number >= condition.bound if condition.test == "at_least" else number <= condition.bound


def _award(
    rule: str,
    currency: str,
    amount: Decimal,
    cap: Decimal | None,
    had: Decimal,
    reasons: tuple[Finding, ...],
) -> Award:
    if cap is not None:
        left = max(cap - had, Decimal(0))
        if amount > left:
            values: dict[str, Value] = {
                "cap": float(cap),
                "had": float(had),
                "left": float(left),
                "currency": currency,
            }
            reasons = (*reasons, Finding("programme.money-capped", values, Severity.NOTE))
            amount = left
    return Award(rule, rounded(amount, currency, down=True), currency, True, reasons)


def _nothing(rule: str, currency: str, answer: bool | None, reasons: tuple[Finding, ...]) -> Award:
    return Award(rule, rounded(0, currency), currency, answer, reasons)


def _share_of(whole: Decimal, share: Decimal, amount: Decimal, currency: str) -> Finding:
    values: dict[str, Value] = {
        "whole": float(whole),
        "share": float(share),
        "amount": float(amount),
        "currency": currency,
    }
    return Finding("programme.money-share", values, Severity.NOTE)


def _not_negative(value: Amount) -> Decimal:
    number = decimal(value)
    if number < 0:
        raise ValueError(f"{value} is negative")
    return number
