"""The jobs of the intake; found by the queue when Django starts."""

from __future__ import annotations

from collections.abc import Mapping

from seedbed.messages import Refusal
from seedbed.store import Json
from seedbed.workbench.accounts.models import User
from seedbed.workbench.jobs.handlers import handles
from seedbed.workbench.jobs.queue import as_records
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.people import importing_offers, importing_people
from seedbed.workbench.people.importing import note_result
from seedbed.workbench.people.intake import IMPORT_OFFERS, IMPORT_PEOPLE, READ_CV
from seedbed.workbench.people.models import Upload
from seedbed.workbench.people.profiles import change_profile, skills_of
from seedbed.workbench.people.reading import facts_of, read_file
from seedbed.workbench.people.record import record


@handles(READ_CV)
def read_cv(work: Work) -> Mapping[str, Json]:
    """Read a CV into its person's profile; the file goes in the same transaction.

    1. Text and labelled fields are read in a bounded process, personal data taken out.
    2. The text takes the place of the present one; facts fill what is still empty.
    3. Skills are read anew; what was set by hand stays.

    Raises
    ------
    Refusal
        Why the file cannot be read; then too the file goes.
    """
    upload = Upload.objects.filter(pk=work.parameters["upload"]).first()
    if upload is None:
        return dict(work.job.result or {})  # confirmed before a crash, or the person was erased
    work.progress(0, 2)
    read = read_file(upload.content, upload.name)
    if read.profile is None:
        with work.confirmed():
            upload.delete()
        raise Refusal(*read.findings)
    work.progress(1, 2)
    facts = facts_of(read.profile)
    with work.confirmed():
        row = record().row("people", upload.person)
        if row is not None:
            new = {column: cell for column, cell in facts.items() if row.get(column) is None}
            asker = _user(work.asked_by)
            change_profile(asker, upload.person, "cv-read", {**new, "text": read.profile.text})
        upload.delete()
        return note_result(
            work,
            {
                "person": upload.person,
                "skills": skills_of(upload.person).height,
                "findings": as_records(read.findings),
            },
        )


@handles(IMPORT_PEOPLE)
def import_people(work: Work) -> Mapping[str, Json]:
    """Take many people of one institution over; see :mod:`importing_people`."""
    return importing_people.run(work, _user(work.asked_by))


@handles(IMPORT_OFFERS)
def import_offers(work: Work) -> Mapping[str, Json]:
    """Take many needs or opportunities of one organisation over; see :mod:`importing_offers`."""
    return importing_offers.run(work, _user(work.asked_by))


def _user(key: str) -> User | None:
    return User.objects.filter(pk=key).first() if key else None
