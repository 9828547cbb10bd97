"""What the kinds of jobs have in common and in what they differ: where the result stands, what is needed again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from seedbed.workbench.accounts.models import Letter, User
from seedbed.workbench.accounts.permissions import may
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.handlers import FORECAST
from seedbed.workbench.desk.handlers import MATCH
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.observing.own_tables import MEASURE, RANK
from seedbed.workbench.people.intake import IMPORT_OFFERS, IMPORT_PEOPLE, READ_CV
from seedbed.workbench.people.models import Upload
from seedbed.workbench.registry.duplicates import SEARCH
from seedbed.workbench.registry.importing import IMPORT


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a job: its progress, later its result.

    Parameters
    ----------
    url_name, key
        The address and, where it names the job, under which word.
    action
        What one must be allowed to do to open it.
    whoever_asked
        Whether somebody else's can be opened, too.
    """

    url_name: str
    action: Action
    key: str = ""
    whoever_asked: bool = False


PAGES = {
    IMPORT_PEOPLE: Page("import-report", Action.PROFILE_ENTER, "job"),
    IMPORT_OFFERS: Page("import-report", Action.JOB_SEE, "job"),
    IMPORT: Page("organisations-imported", Action.ORGANISATION_MERGE, "report"),
    SEARCH: Page("organisation-duplicates", Action.ORGANISATION_MERGE, whoever_asked=True),
    MEASURE: Page("own-table-measured", Action.OBSERVATION_CHANGE, "job"),
    RANK: Page("next-ranked", Action.OBSERVATION_CHANGE, "job"),
    MATCH: Page("match-job", Action.MATCH_RUN, "job", whoever_asked=True),
    FORECAST: Page("forecast-job", Action.PROGRAMME_CHANGE, "job", whoever_asked=True),
}
# A job is done again from what it was asked with; these need something beside it, under these names.
_INPUTS = (("upload", Upload), ("letter", Letter))


def page_of(job: Job, user: User) -> str:
    """The address of a job's progress or result; empty where this user has none to see."""
    own = job.asked_by == str(user.pk)
    if job.kind == READ_CV:
        return _profile_of(job, user) if own and job.state == State.DONE else ""
    page = PAGES.get(job.kind)
    if page is None or not (own or page.whoever_asked) or not may(user, page.action):
        return ""
    return str(reverse(page.url_name, kwargs={page.key: job.pk} if page.key else None))


def _profile_of(job: Job, user: User) -> str:
    person = str(job.parameters.get("person", ""))
    if person and person == user.person:
        return str(reverse("my-skills"))
    return str(reverse("person-skills", args=[person])) if person and may(user, Action.PROFILE_LIST) else ""


def can_run_again(jobs: Iterable[Job]) -> frozenset[UUID]:
    """Which of them failed and still have what they need.

    Functions of jobs stand being called again for the same job: what they confirmed they find. So it is safe
    to do a job again while its file or its letter, if it needs one, has not gone.
    """
    failed = [job for job in jobs if job.state == State.FAILED]
    lacking = {job for name, table in _INPUTS for job in _lacking(failed, name, table)}
    return frozenset(job.pk for job in failed) - lacking


def _lacking(jobs: Iterable[Job], name: str, table: type[Upload | Letter]) -> frozenset[UUID]:
    """Those that were asked with a row of a table that is not there any more."""
    asked = {job.pk: str(job.parameters[name]) for job in jobs if name in job.parameters}
    there = {str(key) for key in table.objects.filter(pk__in=asked.values()).values_list("pk", flat=True)}
    return frozenset(job for job, key in asked.items() if key not in there)


def run_again(job: Job) -> bool:
    """Put a failed job at the end of the queue; false where it is no longer failed or what it needs is gone.

    It stays the same job, so that its page and what it confirmed stay where they are; of two who ask at the
    same moment one is heard.
    """
    if job.pk not in can_run_again((job,)):
        return False
    fresh = {"state": State.WAITING, "owner": "", "attempts": 0, "cancel_asked": False, "problems": []}
    gone = {"lease_until": None, "started_at": None, "finished_at": None, "done": 0, "total": 0}
    failed = Job.objects.filter(pk=job.pk, state=State.FAILED)
    return bool(failed.update(**fresh, **gone, asked_at=timezone.now()))
