"""How an institution calls its people; kept sealed and apart from the record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.sealing import mark_of
from seedbed.workbench.people.models import OwnReference


def _mark(organisation: str, reference: str) -> str:
    return mark_of(f"{organisation}\n{reference.strip().casefold()}", "reference")


def reference_row(person: str, organisation: str, reference: str) -> OwnReference:
    """A row, not yet kept."""
    return OwnReference(
        person=person,
        organisation=organisation,
        reference=reference.strip(),
        mark=_mark(organisation, reference),
    )


def keep_reference(person: str, organisation: str, reference: str) -> None:
    """Keep a reference, or drop it when it is empty."""
    OwnReference.objects.filter(person=person, organisation=organisation).delete()
    if reference.strip():
        reference_row(person, organisation, reference).save()


def known_references(organisation: str, references: Collection[str]) -> set[str]:
    """Which of these an institution has given already."""
    marks = {_mark(organisation, reference): reference for reference in references}
    rows = OwnReference.objects.filter(organisation=organisation)
    present: set[str] = set()
    listed = list(marks)
    for at in range(0, len(listed), 500):
        found = rows.filter(mark__in=listed[at : at + 500]).values_list("mark", flat=True)
        present |= {marks[mark] for mark in found}
    return present


def person_of(organisations: Collection[str], reference: str) -> str | None:
    """Whom institutions know under a reference, written whole."""
    marks = [_mark(organisation, reference) for organisation in organisations]
    held = OwnReference.objects.filter(organisation__in=organisations, mark__in=marks).first()
    return None if held is None else held.person


def names_of(persons: Iterable[str], organisations: Collection[str]) -> dict[str, str]:
    """What to call people on a page of their institutions: the reference, else the name of their account."""
    persons = list(persons)
    names = {str(user.person): user.name for user in User.objects.filter(person__in=persons)}
    held = OwnReference.objects.filter(person__in=persons, organisation__in=organisations)
    return names | {row.person: row.reference for row in held}
