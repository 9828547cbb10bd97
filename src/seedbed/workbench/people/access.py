"""To whom a profile belongs, and finding one that the asker may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Actor, Target, may
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.people.purposes import Purpose, consents
from seedbed.workbench.people.record import record

Row = Mapping[str, object]


def target_of(row: Row) -> Target:
    """To whom a row of ``people`` belongs: the person, and her school where it may know of her."""
    return targets_of([row])[0]


def targets_of(rows: Sequence[Row]) -> list[Target]:
    """The same for many rows, with one question to the database.

    A school sees whom it entered itself. Whoever came on her own account decides about that: with
    her consent to guidance.
    """
    persons = [str(row["person"]) for row in rows]
    own_account = set(User.objects.filter(person__in=persons).values_list("person", flat=True))
    return [
        Target(
            person=person,
            organisations=frozenset({str(row["institution"])})
            if row["institution"] and (person not in own_account or consents(row, Purpose.GUIDANCE))
            else frozenset(),
        )
        for person, row in zip(persons, rows, strict=True)
    ]


def find_person(actor: Actor, person: str, action: Action) -> dict[str, object]:
    """The row of a person, if the actor may do this to it.

    Raises
    ------
    Http404
        There is none, or it is nobody's business.
    """
    row = record().row("people", person)
    if row is None or not may(actor, action, target_of(row)):
        raise Http404
    return row
