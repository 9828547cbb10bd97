"""What the intake holds about a person: taken along, and forgotten."""

from __future__ import annotations

from seedbed.store import Json
from seedbed.store.forgetting import Tombstone
from seedbed.workbench.people.models import Leaflet, OwnReference, Upload


def forget_in_intake(tombstone: Tombstone, using: str, **_: object) -> int:
    """Drop what is on its way in or out about a person; how many rows went."""
    person = tombstone.person
    gone = Upload.objects.using(using).filter(person=person).delete()[0]
    gone += OwnReference.objects.using(using).filter(person=person).delete()[0]
    # Lists are sealed; whichever names the person goes as a whole, its maker can import again.
    for leaflet in Leaflet.objects.using(using).iterator():
        if person.encode() in leaflet.content:
            leaflet.delete(using=using)
            gone += 1
    return gone


def take_along(person: str, **_: object) -> dict[str, list[dict[str, Json]]]:
    """Under which references institutions know the person."""
    rows = OwnReference.objects.filter(person=person).order_by("organisation")
    held: list[dict[str, Json]] = [
        {"organisation": row.organisation, "reference": row.reference} for row in rows
    ]
    return {"references": held} if held else {}
