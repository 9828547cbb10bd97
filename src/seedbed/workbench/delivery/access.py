"""Who reads what of the programme: everything, the bank's reports, or what is public."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from seedbed.programme.vintages import SEES, Audience
from seedbed.store import Run
from seedbed.usecases.issue_report import KIND
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import scope
from seedbed.workbench.accounts.roles import Action, Role
from seedbed.workbench.people.record import record


def sees_whole(user: User | AnonymousUser) -> bool:
    """Whether a user sees the programme's live figures with nothing withheld."""
    return scope(user, Action.PROGRAMME_SEE).everything


def audience_of(user: User | AnonymousUser) -> Audience:
    """As whom a user reads; who is not signed in is the public."""
    if scope(user, Action.REPORT_SEE).everything:
        return "office"
    return "bank" if user.is_authenticated and Role.BANK_VIEWER in user.roles else "public"


def readable_reports(user: User | AnonymousUser) -> list[Run]:
    """The issued reports that a user may read, the newest first."""
    audiences = SEES[audience_of(user)]
    return [run for run in reversed(record().runs(KIND)) if run.parameters["audience"] in audiences]


def readable_report(user: User | AnonymousUser, report: str) -> Run:
    """One of them.

    Raises
    ------
    Http404
        There is none for this reader: that a report exists for others is not told.
    """
    for run in readable_reports(user):
        if run.run == report:
            return run
    raise Http404


def names_of(user: User) -> frozenset[str]:
    """Under which names what a user enters may stand: four eyes are two people's."""
    held = {name for one in user.standing for name in (one.organisation, one.subproject) if name}
    office = {"programme-office"} if scope(user, Action.PLACEMENT_RECORD).everything else set()
    return frozenset({str(user.pk), *held, *office, *([user.person] if user.person else [])})
