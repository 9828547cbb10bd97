"""A person who is erased loses the account, too."""

from __future__ import annotations

from django.db.models import Q

from seedbed.store.forgetting import Tombstone
from seedbed.workbench.accounts.models import Invitation, Letter, Membership, User
from seedbed.workbench.accounts.roles import Role


def forget_account(tombstone: Tombstone, using: str, **_: object) -> int:
    """Delete the person's account with its sessions, codes, invitations and letters; how many rows went.

    Who holds another role keeps the account without the person: the office's own staff stay.
    """
    gone = 0
    for user in User.objects.using(using).filter(person=tombstone.person):
        others = Membership.objects.using(using).filter(~Q(role=Role.PERSON.value), user=user, ended_at=None)
        if others.exists():
            user.person = None
            user.save(using=using, update_fields=["person"])
            gone += 1
            continue
        gone += Letter.objects.using(using).filter(to_mark=user.email_mark).delete()[0]
        gone += Invitation.objects.using(using).filter(email_mark=user.email_mark).delete()[0]
        gone += user.delete(using=using)[0]
    return gone
