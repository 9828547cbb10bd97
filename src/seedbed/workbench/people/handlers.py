"""The jobs of the intake; found by the queue when Django starts."""

from __future__ import annotations

from collections.abc import Mapping

from seedbed.messages import Refusal
from seedbed.store import Json
from seedbed.workbench.accounts.models import User
from seedbed.workbench.jobs.batch import Batch
from seedbed.workbench.jobs.handlers import handles, handles_several
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.people import importing_offers, importing_people
from seedbed.workbench.people.cv_reading import Keeping, read_cvs
from seedbed.workbench.people.importing import note_result
from seedbed.workbench.people.intake import IMPORT_OFFERS, IMPORT_PEOPLE, READ_CV


@handles(READ_CV)
def read_cv(work: Work) -> Mapping[str, Json]:
    """Read a CV into its person's profile; the file goes in the same transaction.

    Raises
    ------
    Refusal
        Why the file cannot be read; then too the file goes.
    """
    work.progress(0, 2)
    cvs = read_cvs([work])
    if not cvs:
        return dict(work.job.result or {})  # confirmed before a crash, or the person was erased
    work.progress(1, 2)
    keeping = Keeping(cvs)
    with work.confirmed():
        result = note_result(work, keeping.keep(cvs).get(work.job.pk, {}))
    if cvs[0].read.profile is None:
        raise Refusal(*cvs[0].read.findings)
    return result


@handles_several(READ_CV, most=32)
def read_several_cvs(batch: Batch) -> None:
    """The same for many: texts and skills are read together, written together, each job by itself confirmed."""
    cvs = read_cvs(batch.open)
    batch.check()
    keeping = Keeping(cvs)
    with batch.confirmed([cv.work for cv in cvs]) as held:
        ours = [cv for cv in cvs if cv.work in held.works]
        results = keeping.keep(ours)
        for cv in ours:
            if cv.read.profile is None:
                held.refused(cv.work, cv.read.findings)
            else:
                held.done(cv.work, results.get(cv.work.job.pk, {}))


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
