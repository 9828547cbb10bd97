"""Apply a region's rule for money: what somebody gets, and how the amount came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import polars as pl

from seedbed.messages import Finding, Refusal
from seedbed.programme.money import (
    Award,
    MoneyRules,
    grant_award,
    interest_award,
    phase_award,
    read_money_rules,
    share_out,
    voucher_award,
)
from seedbed.programme.money.awards import Facts
from seedbed.programme.money.rules import Condition, Grant, InterestRule, Phase, Sharing, Voucher
from seedbed.store import RegionStore

DOCUMENT = "money_rules"
Rule = Grant | Voucher | InterestRule | Sharing | Phase

NEEDS: Mapping[str, tuple[str, ...]] = {
    "grant": ("cost",),
    "voucher": ("asked",),
    "interest": ("principal", "rate", "days", "performance"),
    "phase": ("cost",),
}
"""The quantities that a kind of rule asks for; an agreement on sharing asks for one of what it shares."""
MAY_TAKE: Mapping[str, tuple[str, ...]] = {"grant": ("already",), "voucher": ("used",)}
"""What may be given besides: what the holder has had by the rule before."""

AMOUNTS: dict[str, pl.DataType] = {
    "rule": pl.String(), "kind": pl.String(), "of": pl.String(), "place": pl.String(), "amount": pl.Float64(),
    "currency": pl.String(), "eligible": pl.Boolean(),
}  # fmt: skip
LISTED: dict[str, pl.DataType] = {
    "rule": pl.String(), "kind": pl.String(), "name_en": pl.String(), "name_zh": pl.String(), "basis": pl.String(),
    "currency": pl.String(), "asks": pl.List(pl.String()), "conditions": pl.List(pl.String()),
    "source": pl.String(), "locator": pl.String(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MoneyApplied:
    """``amounts``: one row, or one for each place and thing shared (:data:`AMOUNTS`; ``eligible`` null: a
    fact is not known); ``reasons``: each condition and each step of the arithmetic."""

    amounts: pl.DataFrame
    reasons: tuple[Finding, ...]


def money_rules(store: RegionStore) -> pl.DataFrame:
    """The region's rules: the columns of :data:`LISTED`.

    Raises
    ------
    Refusal
        ``store.missing-document``, or what is wrong with the rules.
    """
    rows = [
        {
            "rule": rule.origin.rule,
            "kind": kind,
            "name_en": rule.origin.name,
            "name_zh": rule.origin.name_zh,
            "basis": rule.origin.basis,
            "currency": rule.currency,
            "asks": list(_asks(kind, rule)),
            "conditions": [f"{one.fact} {one.sign} {one.wanted}" for one in _conditions(rule)],
            "source": rule.origin.source,
            "locator": rule.origin.locator,
        }
        for kind, rule in _rules(_read(store))
    ]
    return pl.DataFrame(rows, schema=LISTED)


def apply_money_rule(
    store: RegionStore, rule: str, given: Mapping[str, Decimal], facts: Mapping[str, str] | None = None
) -> MoneyApplied:
    """Work out what a rule gives; nothing is stored.

    Parameters
    ----------
    rule
        Its id.
    given
        The quantities that its kind asks for (:data:`NEEDS`, :data:`MAY_TAKE`); for an agreement on sharing
        the amounts of what it shares.
    facts
        What its conditions ask about; numbers as text.

    Raises
    ------
    Refusal
        ``usecases.money-rule-unknown``, ``usecases.money-needs``, ``usecases.money-quantity`` (negative, no
        whole number, or one that the rule does not take), ``usecases.money-fact`` (no number),
        ``programme.money-not-shared``, ``store.missing-document``, and what is wrong with the rules.
    """
    rules = {one.origin.rule: (kind, one) for kind, one in _rules(_read(store))}
    if rule not in rules:
        raise Refusal.because("usecases.money-rule-unknown", rule=rule, known=", ".join(rules) or "-")
    kind, chosen = rules[rule]
    _check_quantities(rule, kind, chosen, given)
    if isinstance(chosen, Sharing):
        parts = share_out(chosen, given)
        rows = [_row(rule, kind, part.amount, part.currency, True, part.of, part.place) for part in parts]
        return MoneyApplied(_frame(rows), tuple(part.reason for part in parts))
    award = _award(chosen, given, _typed(facts or {}, _conditions(chosen)))
    row = _row(rule, kind, award.amount, award.currency, award.eligible)
    return MoneyApplied(_frame([row]), award.reasons)


def _read(store: RegionStore) -> MoneyRules:
    return read_money_rules(store.document(DOCUMENT))


def _rules(rules: MoneyRules) -> list[tuple[str, Rule]]:
    kinds: tuple[tuple[str, Sequence[Rule]], ...] = (
        ("grant", rules.grants),
        ("voucher", rules.vouchers),
        ("interest", rules.interest),
        ("sharing", rules.sharing),
        ("phase", rules.phases),
    )
    return [(kind, rule) for kind, some in kinds for rule in some]


def _conditions(rule: Rule) -> tuple[Condition, ...]:
    return () if isinstance(rule, Sharing | Phase) else rule.conditions


def _asks(kind: str, rule: Rule) -> tuple[str, ...]:
    return rule.of if isinstance(rule, Sharing) else NEEDS[kind]


def _check_quantities(name: str, kind: str, rule: Rule, given: Mapping[str, Decimal]) -> None:
    needed, allowed = _asks(kind, rule), (*_asks(kind, rule), *MAY_TAKE.get(kind, ()))
    missing = [one for one in needed if one not in given]
    if (missing and not isinstance(rule, Sharing)) or not given:
        raise Refusal.because("usecases.money-needs", rule=name, missing=", ".join(missing))
    for key, value in given.items():
        counts = key in ("asked", "used", "days")
        if (key not in allowed and not isinstance(rule, Sharing)) or not value.is_finite() or value < 0 or (
            counts and value != value.to_integral_value()
        ):  # fmt: skip
            raise Refusal.because(
                "usecases.money-quantity", rule=name, key=key, value=str(value), allowed=", ".join(allowed)
            )


def _typed(facts: Mapping[str, str], conditions: Sequence[Condition]) -> Facts:
    """The facts as their conditions compare them: words, or numbers."""
    numeric = {one.fact for one in conditions if one.test != "one_of"}
    typed: dict[str, str | float | Decimal] = {}
    for fact, text in facts.items():
        try:
            typed[fact] = Decimal(text) if fact in numeric else text
        except InvalidOperation:
            raise Refusal.because("usecases.money-fact", fact=fact, value=text) from None
    return typed


def _award(rule: Grant | Voucher | InterestRule | Phase, given: Mapping[str, Decimal], facts: Facts) -> Award:
    if isinstance(rule, Grant):
        return grant_award(rule, given["cost"], facts, already=given.get("already", Decimal(0)))
    if isinstance(rule, Voucher):
        return voucher_award(rule, int(given["asked"]), facts, used=int(given.get("used", 0)))
    if isinstance(rule, InterestRule):
        return interest_award(
            rule, given["principal"], given["rate"], int(given["days"]), given["performance"], facts
        )
    return phase_award(rule, given["cost"])


def _row(
    rule: str,
    kind: str,
    amount: Decimal,
    currency: str,
    eligible: bool | None,
    of: str | None = None,
    place: str | None = None,
) -> tuple[str, str, str | None, str | None, float, str, bool | None]:
    return rule, kind, of, place, float(amount), currency, eligible


def _frame(
    rows: Sequence[tuple[str, str, str | None, str | None, float, str, bool | None]],
) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=AMOUNTS, orient="row")
