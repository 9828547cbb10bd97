"""The jobs of accounts; found by the queue when Django starts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now

from seedbed.messages import Refusal
from seedbed.store import Json
from seedbed.workbench.accounts import resetting
from seedbed.workbench.accounts.letters import SEND, send, values_of, wait_before
from seedbed.workbench.accounts.models import Letter
from seedbed.workbench.jobs.handlers import handles
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.work import LeaseLost, Work


@handles(SEND)
def send_letter(work: Work) -> Mapping[str, Json]:
    """Send a letter and forget it; while the mail server does not take it, try again later.

    A crash between sending and forgetting sends it twice, never not at all.

    Raises
    ------
    Refusal
        ``workbench.letter-not-sent``: tried often, or it would come too late.
    """
    letter = Letter.objects.filter(pk=work.parameters["letter"]).first()
    if letter is None:
        return {}
    try:
        _send(letter)
    except OSError as error:
        _later(work, letter, error)
    with work.confirmed():
        letter.delete()
    return {}


def _send(letter: Letter) -> None:
    values = values_of(letter)
    if letter.letter != resetting.LETTER:
        send(letter, values)
    elif (completed := resetting.complete(letter, values)) is not None:
        send(letter, completed)


def _later(work: Work, letter: Letter, error: OSError) -> None:
    """Put the letter off, or give it up."""
    wait = wait_before(letter.tries + 1, letter.until)
    with work.confirmed():
        if wait is None:
            letter.delete()
        else:
            Letter.objects.filter(pk=letter.pk).update(tries=F("tries") + 1)
    if wait is None:
        raise Refusal.because("workbench.letter-not-sent", error=type(error).__name__)
    _put_off(work.job, wait)
    raise LeaseLost


def _put_off(job: Job, wait: timedelta) -> None:
    """Let go of a job without ending it: its lease runs out when it is to be taken again, as a new attempt."""
    ours = Job.objects.filter(pk=job.pk, owner=job.owner, state=State.RUNNING)
    ours.update(owner="", lease_until=Now() + wait, attempts=F("attempts") - 1)
