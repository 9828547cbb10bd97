"""Who may see what of a match: figures, the people of a school, the proposals of an employer, everything."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, may, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.people.access import target_of, targets_of
from seedbed.workbench.people.record import record

Row = Mapping[str, object]

AT_ONCE = 500
"""People of a school that are read, and asked about, at once."""


def sees_everything(user: User) -> bool:
    """Whether a user sees matches whole; others see their own part, and figures."""
    return scope(user, Action.MATCH_NAMES).everything


def schools_of(user: User) -> frozenset[str]:
    """The institutions whose people a user may see by name in a match."""
    return scope(user, Action.MATCH_NAMES).organisations


def own_people(user: User) -> list[str] | None:
    """Ids of the people whom a user may see by name in a match; ``None``: everybody. Read by the index."""
    if sees_everything(user):
        return None
    found: list[str] = []
    for school in sorted(schools_of(user)):
        after: int | None = None
        while True:
            page = record().page("people", {"institution": school}, after=after, size=AT_ONCE)
            rows = page.rows.rows(named=True)
            found += [
                str(row["person"])
                for row, target in zip(rows, targets_of(rows), strict=True)
                if may(user, Action.MATCH_NAMES, target)
            ]
            after = page.next
            if after is None:
                break
    return found


def names_person(user: User, person: Row) -> bool:
    """Whether a user may see what a match says about somebody: the office, her school, herself."""
    target = target_of(person)
    own = person["person"] == user.person and may(
        user, Action.MATCH_SEE, Target(person=str(person["person"]))
    )
    return own or may(user, Action.MATCH_NAMES, target)


def offer_target(offer: Row, person: str | None = None) -> Target:
    """To whom a proposal belongs on the side of what is offered, and the person."""
    return Target(
        person=person,
        organisations=frozenset({str(offer["organisation"])}),
        subproject=str(offer["subproject"] or ""),
    )


def sees_proposal(user: User, action: Action, person: Row | None, offer: Row | None) -> bool:
    """Whether an action on a proposal is within a user's reach, from either side of it."""
    if scope(user, action).everything:
        return True
    # The school's side and the offering side are asked apart: a university is both.
    if person is not None and may(user, Action.MATCH_NAMES, target_of(person)):
        return may(user, action, target_of(person))
    return offer is not None and may(
        user, action, offer_target(offer, str(person["person"]) if person else None)
    )


def person_of_match(user: User, person: str) -> dict[str, object]:
    """The row of somebody whom a user may see by name.

    Raises
    ------
    Http404
        There is none, or it is nobody's business.
    """
    row = record().row("people", person)
    if row is None or not names_person(user, row):
        raise Http404
    return row
