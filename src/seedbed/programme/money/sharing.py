"""What places share of a relocated project, so that the parts add up to the whole in cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from seedbed.messages import Finding, Refusal, Severity, Value
from seedbed.programme.money.amounts import Amount, rounded, split
from seedbed.programme.money.rules import Sharing


@dataclass(frozen=True, slots=True)
class Part:
    """What one place has of one thing, with the sentence that says how."""

    of: str
    place: str
    amount: Decimal
    currency: str
    reason: Finding


def share_out(rule: Sharing, amounts: Mapping[str, Amount]) -> tuple[Part, ...]:
    """Divide the value added and the taxes of a project among the places of a rule.

    Each amount is first brought to whole minor units; its parts then add up to it exactly
    (:func:`~seedbed.programme.money.amounts.split`).

    Parameters
    ----------
    amounts
        By what it is (``gdp``, ``vat``, ...), in the rule's currency.

    Raises
    ------
    Refusal
        ``programme.money-not-shared``: an amount of something that the rule does not share.
    """
    for name in amounts:
        if name not in rule.of:
            raise Refusal.because(
                "programme.money-not-shared", rule=rule.origin.rule, of=name, allowed=", ".join(rule.of)
            )
    parts = []
    for name, amount in amounts.items():
        whole = rounded(amount, rule.currency)
        divided = split(whole, [share for _, share in rule.shares], rule.currency)
        for (place, share), part in zip(rule.shares, divided, strict=True):
            values: dict[str, Value] = {
                "place": place,
                "of": name,
                "share": float(share),
                "whole": float(whole),
            }
            money: dict[str, Value] = {"amount": float(part), "currency": rule.currency}
            reason = Finding("programme.money-part", {**values, **money}, Severity.NOTE)
            parts.append(Part(name, place, part, rule.currency, reason))
    return tuple(parts)
