"""A form that is sent twice is taken in once: a double click, a reload, a line that broke before the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from seedbed.workbench.delivery.models import Entered
from seedbed.workbench.look.wording import said
from seedbed.workbench.record.models import HeldTable

KEPT_FOR = timedelta(days=7)
_APART = "\x1f"


def entered_once(request: HttpRequest, enter: Callable[[], str]) -> str:
    """Take a form in, or find that it was; the address to go on to.

    The form and what it changes are committed together, so a refusal leaves it free to be sent again.
    Of two that come at the same time the second waits for the first.

    Parameters
    ----------
    enter
        Does the work and gives the address.

    Raises
    ------
    Refusal
        What ``enter`` refuses.
    """
    sent = _print_of(request)
    with transaction.atomic():
        try:
            with transaction.atomic():
                taken = Entered.objects.create(sent=sent)
        except IntegrityError:
            messages.info(request, said("workbench.entered-already"))
            address: str = Entered.objects.get(sent=sent).address
            return address
        Entered.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
        taken.address = enter()
        taken.save(update_fields=["address"])
    return str(taken.address)


def alone_with(table: str) -> None:
    """Let nobody else decide by a table before the transaction ends: what was looked at holds until then."""
    HeldTable.objects.bulk_create([HeldTable(name=table)], ignore_conflicts=True)
    HeldTable.objects.select_for_update().get(name=table)


def _print_of(request: HttpRequest) -> str:
    """Who, on which page, with which mark, said what; a form without a mark is always a new one."""
    parts = [str(request.user.pk), request.path]
    for name, values in sorted(request.POST.lists()):
        if name != "csrfmiddlewaretoken":
            parts += [name, *values]
    for name, file in sorted(request.FILES.items()):
        parts += [name, file.name, str(file.size)]
    if not request.POST.get("once"):
        parts.append(timezone.now().isoformat())
    return hashlib.sha256(_APART.join(parts).encode()).hexdigest()
