"""Giving and withdrawing consent, objecting to automated decisions; the audit log keeps what was said when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction

from seedbed.messages import Refusal
from seedbed.workbench.accounts.models import User
from seedbed.workbench.oversight.audit import changed
from seedbed.workbench.people.purposes import LONGEST_YEARS, Purpose, consents
from seedbed.workbench.people.record import change_row

Row = Mapping[str, object]
OBJECTS = "objects_since"


def given(row: Row) -> list[Purpose]:
    """The purposes in force today."""
    return [purpose for purpose in Purpose if consents(row, purpose)]


def latest_end(today: date) -> date:
    """The last day until which consent may be given."""
    return date(today.year + LONGEST_YEARS, today.month, min(today.day, 28))


def give(user: User | None, row: Row, purposes: Collection[Purpose], until: date) -> None:
    """Consent to purposes, beside those in force; all of them end on one day.

    Raises
    ------
    Refusal
        ``workbench.consent-nothing``, ``workbench.consent-end``.
    """
    today = date.today()
    if not purposes:
        raise Refusal.because("workbench.consent-nothing")
    if not today <= until <= latest_end(today):
        raise Refusal.because(
            "workbench.consent-end", first=today.isoformat(), last=latest_end(today).isoformat()
        )
    kept = [purpose.value for purpose in Purpose if purpose in purposes or purpose in given(row)]
    _keep(user, str(row["person"]), kept, until, "consent-given", " ".join([*kept, until.isoformat()]))


def withdraw(user: User | None, row: Row, purpose: Purpose) -> None:
    """Take a consent back, at once."""
    kept = [held.value for held in given(row) if held is not purpose]
    until = row["consent_until"] if kept else None
    _keep(user, str(row["person"]), kept, until, "consent-withdrawn", purpose.value)  # type: ignore[arg-type]


def _keep(user: User | None, person: str, kept: list[str], until: date | None, why: str, what: str) -> None:
    with transaction.atomic():
        change_row("people", person, {"consent_purpose": kept or None, "consent_until": until})
        changed(user, person, why, what)


def objects(row: Row) -> bool:
    """Whether the person objects to decisions that no human took."""
    return bool(row.get(OBJECTS))


def object_(user: User | None, row: Row, yes: bool) -> None:
    """Object to automated decisions, or no longer."""
    with transaction.atomic():
        change_row("people", str(row["person"]), {OBJECTS: date.today().isoformat() if yes else None})
        changed(user, str(row["person"]), "objected" if yes else "objection-ended")
