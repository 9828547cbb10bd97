"""Grievances with the words that the programme's log may not hold: filed, answered, taken further, closed."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import transaction
from django.db.models import Q

from seedbed.messages import Refusal
from seedbed.programme.grievances import CLOSED, NEXT, RECEIVED
from seedbed.usecases.record_grievance import record_grievance
from seedbed.usecases.review_grievances import review_grievances
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import may
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.models import Complaint, Reply
from seedbed.workbench.delivery.once import alone_with
from seedbed.workbench.desk.models import Contest
from seedbed.workbench.oversight.audit import decided, house_changed
from seedbed.workbench.people.record import record

APPEALED = "appealed"
WITH_WORDS = frozenset({"answered", "resolved", APPEALED})
"""Steps that say something to the other side."""
MOST_OPEN = 20
"""Grievances that one account may have open: more are filed by telephone or in person."""


def file_grievance(
    user: User,
    category: str,
    words: str,
    *,
    channel: str = "online",
    subproject: str | None = None,
    on: date | None = None,
    for_somebody: bool = False,
    contact: str = "",
) -> str:
    """Receive a grievance; its number. The log gets neither words nor names.

    Raises
    ------
    Refusal
        ``workbench.grievance-too-many``, ``workbench.grievance-ahead``, and what
        :func:`~seedbed.usecases.record_grievance.record_grievance` refuses.
    """
    if on is not None and on > date.today():
        raise Refusal.because("workbench.grievance-ahead", column="date")
    office = may(user, Action.GRIEVANCE_ANSWER)
    own = list(Complaint.objects.filter(filed_by=str(user.pk)).values_list("grievance", flat=True))
    if not office and len(own) >= MOST_OPEN:
        table = review_grievances(record()).table
        still = table.filter(pl.col("grievance").is_in(own) & (pl.col("state") != CLOSED)).height
        if still >= MOST_OPEN:
            raise Refusal.because("workbench.grievance-too-many", most=MOST_OPEN)
    with transaction.atomic():
        grievance = record_grievance(
            record(), RECEIVED, category=category, channel=channel, subproject=subproject, on=on
        )
        person = "" if for_somebody else user.person or ""
        Complaint.objects.create(
            grievance=grievance, person=person, filed_by=str(user.pk), for_somebody=for_somebody,
            words=words, contact=contact if for_somebody else "",
        )  # fmt: skip
        _note(user, person, "grievance-filed", grievance)
    return grievance


def take_step(user: User, grievance: str, kind: str, words: str) -> None:
    """Go one step on with a grievance; who filed it may only take it further.

    Raises
    ------
    Refusal
        ``workbench.grievance-needs-words``; ``workbench.grievance-is-contest``: its answer is given where the
        placement is contested; and what :func:`~seedbed.usecases.record_grievance.record_grievance` refuses.
    """
    if kind in WITH_WORDS and not words:
        raise Refusal.because("workbench.grievance-needs-words")
    if Contest.objects.filter(grievance=grievance, answered_at=None).exists():
        raise Refusal.because("workbench.grievance-is-contest")
    office = may(user, Action.GRIEVANCE_ANSWER)
    with transaction.atomic():
        alone_with("grievances")
        record_grievance(record(), kind, grievance=grievance)
        complaint = _complaint(grievance)
        by_office = office and not (kind == APPEALED and complaint.filed_by == str(user.pk))
        Reply.objects.create(complaint=complaint, kind=kind, words=words, by_office=by_office)
        if kind == CLOSED and complaint.contact:
            Complaint.objects.filter(pk=complaint.pk).update(contact="")
        _note(user, complaint.person, f"grievance-{kind}", grievance)


def steps_for(user: User, grievance: str, state: str) -> tuple[str, ...]:
    """What a user may do with a grievance in a state; nobody of the office answers what he filed for himself."""
    if Contest.objects.filter(grievance=grievance, answered_at=None).exists():
        return ()
    own = grievance in own_numbers(user)
    for_himself = own and not Complaint.objects.filter(grievance=grievance, for_somebody=True).exists()
    if may(user, Action.GRIEVANCE_ANSWER) and not for_himself:
        return NEXT[state]
    return tuple(kind for kind in NEXT[state] if kind == APPEALED and own)


def seen_by(user: User) -> pl.DataFrame:
    """Where the grievances stand that a user may see: the office all, others those they filed.

    Open ones first, of these the longest overdue first.
    """
    table = review_grievances(record()).table
    if not may(user, Action.GRIEVANCE_ANSWER):
        table = table.filter(pl.col("grievance").is_in(sorted(own_numbers(user))))
    closed = pl.col("state") == CLOSED
    return table.sort(
        closed, "overdue_days", "due", "grievance", descending=[False, True, False, False], nulls_last=True
    )


def own_numbers(user: User) -> frozenset[str]:
    """The grievances that a user filed, that are filed as hers, or by which she contests a placement."""
    mine = Q(filed_by=str(user.pk)) | Q(person=user.person) if user.person else Q(filed_by=str(user.pk))
    contested = Contest.objects.filter(asked_by=str(user.pk)).values_list("grievance", flat=True)
    return frozenset([*Complaint.objects.filter(mine).values_list("grievance", flat=True), *contested])


def _complaint(grievance: str) -> Complaint:
    """Where the words of a grievance stand; made where it came in another way."""
    contested = Contest.objects.filter(grievance=grievance).first()
    first = (
        {"person": contested.person, "filed_by": contested.asked_by, "words": contested.reason}
        if contested
        else {}
    )
    made: Complaint = Complaint.objects.get_or_create(grievance=grievance, defaults=first)[0]
    return made


def _note(user: User, person: str, why: str, grievance: str) -> None:
    if person:
        decided(user, person, why, grievance)
    else:
        house_changed(user, why, grievance)
