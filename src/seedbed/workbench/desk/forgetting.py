"""What the desk holds of a person: handed out with her data, and gone with her when she is forgotten."""

from __future__ import annotations

from seedbed.store.forgetting import Tombstone
from seedbed.workbench.desk.models import Contest


def forget_in_desk(tombstone: Tombstone, using: str, **_: object) -> int:
    """Delete the contests about a person; how many there were. The log of grievances keeps the numbers."""
    about = Contest.objects.using(using).filter(person=tombstone.person)
    return int(about.delete()[0])


def export_from_desk(person: str, **_: object) -> dict[str, list[dict[str, object]]]:
    """The contests about a person with their answers, for the copy of her data."""
    rows = Contest.objects.filter(person=person).values(
        "proposal", "opportunity", "run", "reason", "at", "outcome", "answer", "answered_at"
    )
    return {"contests": [{name: str(value or "") for name, value in row.items()} for row in rows]}
