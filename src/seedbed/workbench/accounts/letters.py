"""Letters to users, in their language: put down sealed, sent by a job.

The request that asks for a letter only writes it down, so that it takes as long for an address that
is known as for one that is not, and a mail server that is slow or away holds nobody up. The job's
parameters name the letter and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from seedbed.messages import Lang, say
from seedbed.workbench.accounts.models import Letter
from seedbed.workbench.accounts.sealing import mark_of_email
from seedbed.workbench.jobs.queue import submit

SEND = "send-letter"
WAITS = (15, 60, 300, 900, 3600, 4 * 3600, 12 * 3600)
"""Seconds between two tries while the mail server does not take a letter."""
BEFORE_OTHERS = 2
"""Priority: somebody sits and waits for it."""


def put_down(to: str, letter: str, lang: Lang, useful_until: datetime, **values: str) -> None:
    """Have ``workbench.letter-<letter>`` sent, unless that cannot be done before a moment.

    Parameters
    ----------
    values
        What the sentence needs; for a ``role`` its id.
    """
    with transaction.atomic():
        kept = Letter.objects.create(
            to=to,
            to_mark=mark_of_email(to),
            letter=letter,
            values=json.dumps({"lang": lang, **values}),
            until=useful_until,
        )
        submit(SEND, {"letter": str(kept.pk)}, priority=BEFORE_OTHERS)


def values_of(kept: Letter) -> dict[str, str]:
    """What was put down with a letter."""
    values: dict[str, str] = json.loads(kept.values)
    return values


def send(kept: Letter, values: Mapping[str, str]) -> None:
    """Send one letter.

    Raises
    ------
    OSError
        The mail server did not take it (smtplib's errors are such).
    """
    lang: Lang = "zh" if values["lang"] == "zh" else "en"
    told = {name: value for name, value in values.items() if name != "lang"}
    if "role" in told:
        told["role"] = say(f"workbench.role-{told['role'].replace('_', '-')}", lang)
    subject = say(f"workbench.subject-{kept.letter}", lang)
    send_mail(subject, say(f"workbench.letter-{kept.letter}", lang, **told), None, [kept.to])


def wait_before(tries: int, until: datetime) -> timedelta | None:
    """How long to wait after so many tries; nothing where the letter would come too late."""
    if tries > len(WAITS):
        return None
    wait = timedelta(seconds=WAITS[tries - 1])
    return wait if timezone.now() + wait < until else None
