"""Contesting a proposal, and the office's answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from seedbed.messages import Refusal
from seedbed.usecases.record_grievance import record_grievance
from seedbed.workbench.accounts.models import User
from seedbed.workbench.desk.access import own_people, sees_everything
from seedbed.workbench.desk.models import Contest, Outcome
from seedbed.workbench.oversight.audit import decided
from seedbed.workbench.people.record import record

CATEGORY, CHANNEL = "selection", "online"
LONGEST = 2_000


def contest(user: User, proposal: dict[str, object], subproject: str | None, reason: str) -> Contest:
    """Put an objection into the office's queue and a line without names into the log of grievances.

    Parameters
    ----------
    proposal
        A row of :func:`~seedbed.usecases.proposal_states.proposal_states`.

    Raises
    ------
    Refusal
        ``workbench.contest-needs-words``, ``workbench.contested-already``.
    """
    words = reason.strip()[:LONGEST]
    if not words:
        raise Refusal.because("workbench.contest-needs-words")
    try:
        with transaction.atomic():
            made = Contest.objects.create(
                proposal=str(proposal["event"]),
                run=str(proposal["run"] or ""),
                person=str(proposal["seeker"]),
                opportunity=str(proposal["opportunity"]),
                reason=words,
                asked_by=str(user.pk),
            )
            made.grievance = record_grievance(
                record(), "received", category=CATEGORY, channel=CHANNEL, subproject=subproject
            )
            made.save(update_fields=["grievance"])
            decided(user, made.person, "contested", made.proposal)
    except IntegrityError:
        raise Refusal.because("workbench.contested-already") from None
    return made


def answer_contest(user: User, asked: int, outcome: str, answer: str) -> Contest:
    """Answer an objection once; the log of grievances says that it was acknowledged and answered.

    Raises
    ------
    Refusal
        ``workbench.contest-needs-words``, ``workbench.contest-answered``.
    """
    words = answer.strip()[:LONGEST]
    if not words or outcome not in list(Outcome):
        raise Refusal.because("workbench.contest-needs-words")
    with transaction.atomic():
        taken = Contest.objects.filter(pk=asked, answered_at=None).update(
            outcome=outcome, answer=words, answered_by=str(user.pk), answered_at=timezone.now()
        )
        if not taken:
            raise Refusal.because("workbench.contest-answered")
        done = Contest.objects.get(pk=asked)
        for step in ("acknowledged", "answered"):
            record_grievance(record(), step, grievance=done.grievance)
        decided(user, done.person, "contest-answered", done.proposal)
    return done


def open_contests(user: User) -> QuerySet:
    """The objections that wait for an answer and that a user may see: the office all, a school its people's."""
    waiting = Contest.objects.filter(answered_at=None)
    if sees_everything(user) or not waiting.exists():
        return waiting
    return waiting.filter(person__in=own_people(user) or [])


def own_contests(user: User, proposals: Iterable[str]) -> dict[str, list[Contest]]:
    """The objections that a user made to some proposals, by proposal, oldest first."""
    found: dict[str, list[Contest]] = {}
    for one in Contest.objects.filter(asked_by=str(user.pk), proposal__in=list(proposals)):
        found.setdefault(one.proposal, []).append(one)
    return found
