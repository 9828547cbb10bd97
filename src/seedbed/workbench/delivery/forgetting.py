"""What is held of a person here: handed out with her data, and gone with her when she is forgotten."""

from __future__ import annotations

from seedbed.store.forgetting import Tombstone
from seedbed.workbench.delivery.models import Complaint


def forget_in_delivery(tombstone: Tombstone, using: str, **_: object) -> int:
    """Delete what a person wrote, with the answers; how many rows. The log of grievances keeps the numbers."""
    return int(Complaint.objects.using(using).filter(person=tombstone.person).delete()[0])


def export_from_delivery(person: str, **_: object) -> dict[str, list[dict[str, object]]]:
    """A person's complaints with what was answered, for the copy of her data."""
    complaints = Complaint.objects.filter(person=person).prefetch_related("replies")
    rows: list[dict[str, object]] = []
    for one in complaints:
        rows.append({"grievance": one.grievance, "kind": "received", "words": one.words, "at": str(one.at)})
        rows += [
            {"grievance": one.grievance, "kind": reply.kind, "words": reply.words, "at": str(reply.at)}
            for reply in one.replies.all()
        ]
    return {"grievances": rows}
