"""Enter money that was paid, and say what it does to the plan."""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from seedbed.messages import Finding, Refusal
from seedbed.store import RegionStore
from seedbed.usecases.review_portfolio import review_portfolio
from seedbed.usecases.verify_result import must_be_known_evidence

CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class PaymentEntered:
    """The id of a payment, and what is to be told of the money now that it stands (overspent, no budget)."""

    disbursement: str
    findings: tuple[Finding, ...]


def enter_payment(
    store: RegionStore,
    amount: float,
    currency: str,
    on: date,
    *,
    subproject: str | None = None,
    activity: str | None = None,
    financier: str | None = None,
    evidence: Sequence[str] = (),
    dry_run: bool = False,
) -> PaymentEntered:
    """Append a payment to ``disbursements``; a negative one takes back what was paid or entered wrongly.

    Raises
    ------
    Refusal
        ``usecases.unknown-id``, ``usecases.payment-amount``, ``usecases.payment-currency``,
        ``usecases.payment-ahead`` (a day that has not come), ``usecases.activity-of-another`` (subproject),
        ``usecases.evidence-unknown``.
    """
    if not math.isfinite(amount) or amount == 0:
        raise Refusal.because("usecases.payment-amount", column="amount")
    must_be_a_currency(currency)
    if on > date.today():
        raise Refusal.because("usecases.payment-ahead", column="date", date=on.isoformat())
    must_be_known_sides(store, subproject=subproject, activity=activity, financier=financier)
    must_be_known_evidence(store, evidence)
    before = set(review_portfolio(store).spending.findings)
    payment = f"pay-{secrets.token_hex(6)}"
    if dry_run:
        return PaymentEntered(payment, ())
    row = {
        "disbursement": payment, "subproject": subproject, "activity": activity, "financier": financier,
        "amount": float(amount), "currency": currency, "date": on, "evidence": list(evidence),
    }  # fmt: skip
    kinds = {
        **dict.fromkeys(("subproject", "activity", "financier"), pl.String()),
        "evidence": pl.List(pl.String()),
    }
    store.append("disbursements", pl.DataFrame([row], schema_overrides=kinds))
    told = review_portfolio(store).spending.findings
    return PaymentEntered(payment, tuple(one for one in told if one not in before))


def must_be_a_currency(currency: str) -> None:
    """Refuse what is no code of ISO 4217.

    Raises
    ------
    Refusal
        ``usecases.payment-currency``.
    """
    if CURRENCY.fullmatch(currency) is None:
        raise Refusal.because("usecases.payment-currency", column="currency", value=currency)


def must_be_known_sides(
    store: RegionStore, *, subproject: str | None, activity: str | None, financier: str | None
) -> None:
    """Refuse sides of money that do not exist, and an activity of another subproject.

    Raises
    ------
    Refusal
        ``usecases.unknown-id``, ``usecases.activity-of-another``.
    """
    for table, key, column, asked in (
        ("subprojects", "subproject", "subproject", subproject),
        ("activities", "activity", "activity", activity),
        ("organisations", "organisation", "financier", financier),
    ):
        if asked is not None and asked not in store.table(table)[key]:
            raise Refusal.because("usecases.unknown-id", column=column, value=asked)
    if activity is not None:
        owner = store.table("activities").filter(pl.col("activity") == activity)["subproject"][0]
        if owner is not None and owner != subproject:
            raise Refusal.because(
                "usecases.activity-of-another", column="activity", activity=activity, subproject=owner
            )
