"""From uploaded CVs to profiles: the reading first, then everything that it changes in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from django.db.models import QuerySet
from django.db.models.functions import Length

from seedbed.formats.reading_many import FileRead
from seedbed.store import Json
from seedbed.usecases.read_skills import beside_hand, denied_in, one_text, skills_of_profiles
from seedbed.workbench.accounts.models import Membership, User
from seedbed.workbench.jobs.queue import as_records
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.oversight.models import AuditEntry, Deed
from seedbed.workbench.people.catalogue import tagger
from seedbed.workbench.people.models import Upload
from seedbed.workbench.people.profiles import SEEKER_SKILLS
from seedbed.workbench.people.reading import KnownNames, read_files
from seedbed.workbench.people.record import hold, record
from seedbed.workbench.record.store import Cell

AT_ONCE_BYTES = 32 << 20
"""So much of sealed files is opened at once; a file beyond it waits for its own turn."""


@dataclass(frozen=True, slots=True)
class ReadCv:
    """A CV that was read; ``cells`` are columns of ``people``, empty where it cannot be read."""

    work: Work
    upload: Upload
    read: FileRead
    cells: Mapping[str, Cell]


def read_cvs(works: Sequence[Work]) -> list[ReadCv]:
    """Read the files of jobs, of each person the oldest only; a job whose file is gone is left out."""
    keys = [str(work.parameters["upload"]) for work in works]
    opened = {str(upload.pk): upload for upload in _some_of(Upload.objects.filter(pk__in=keys))}
    chosen: dict[str, tuple[Work, Upload]] = {}
    for work, key in zip(works, keys, strict=True):
        if key in opened:
            chosen.setdefault(opened[key].person, (work, opened[key]))
    if not chosen:
        return []
    names = KnownNames()
    reads = read_files([upload for _, upload in chosen.values()])
    return [
        ReadCv(
            *of,
            read,
            {**names.facts_of(read.profile), "text": read.profile.text} if read.profile else {},
        )
        for of, read in zip(chosen.values(), reads, strict=True)
    ]


def _some_of(uploads: QuerySet[Upload]) -> QuerySet[Upload]:
    """So many of them, oldest first, that their files together stay below the bound; one at least."""
    chosen: list[uuid.UUID] = []
    size = 0
    for key, length in uploads.order_by("at").values_list("pk", Length("content")):
        size += length
        if chosen and size > AT_ONCE_BYTES:
            break
        chosen.append(key)
    return uploads.filter(pk__in=chosen)


class Keeping:
    """Writes read CVs into their profiles.

    1. Ahead of the transaction skills are read of the words that each profile would have.
    2. Within it the profiles are read again under the table's lock; skills are read again only where words
       changed meanwhile. Facts fill what is still empty, what was set by hand stays.
    3. A newer CV of the same person wins, whichever job ends first: it takes older files with it.
    """

    def __init__(self, cvs: Sequence[ReadCv]) -> None:
        self._tagger = tagger()
        self._words: dict[str, str] = {}
        self._skills = pl.DataFrame()
        self._skills_of(_words_of(_profiles_with(cvs)))

    def keep(self, cvs: Sequence[ReadCv]) -> dict[uuid.UUID, dict[str, Json]]:
        """Write profiles, skills and log, drop the files; result by job. Called inside the jobs' transaction."""
        hold("people")
        there = Upload.objects.filter(person__in=[cv.upload.person for cv in cvs])
        files: list[tuple[uuid.UUID, str, object]] = list(there.values_list("pk", "person", "at"))
        waiting = {key for key, *_ in files}
        cvs = [cv for cv in cvs if cv.upload.pk in waiting]
        profiles = _profiles_with(cvs)
        persons = profiles.get_column("person").to_list()
        counts: dict[str, int] = {}
        if persons:
            read = self._skills_of(_words_of(profiles))
            present = record().rows_where(SEEKER_SKILLS, "seeker", persons)
            skills = beside_hand(read, present, denied_in(profiles))
            record().put_rows("people", profiles)
            record().replace_where(SEEKER_SKILLS, "seeker", persons, skills)
            counts = dict(skills.group_by("seeker").len().iter_rows())
            _note([cv for cv in cvs if cv.cells and cv.upload.person in set(persons)])
        newest = {cv.upload.person: cv.upload.at for cv in cvs if cv.cells}
        over = {cv.upload.pk for cv in cvs}
        over |= {key for key, person, at in files if person in newest and at <= newest[person]}
        there.filter(pk__in=over).delete()
        return {
            cv.work.job.pk: {
                "person": cv.upload.person,
                "skills": counts.get(cv.upload.person, 0),
                "findings": as_records(cv.read.findings),
            }
            for cv in cvs
        }

    def _skills_of(self, words: Mapping[str, str]) -> pl.DataFrame:
        """Skills that words give; the same words are read once."""
        if words != self._words:
            self._skills, self._words = skills_of_profiles(self._tagger, words), dict(words)
        return self._skills


def _profiles_with(cvs: Sequence[ReadCv]) -> pl.DataFrame:
    """Rows of people as CVs make them: the text is the new one, facts fill what is empty."""
    cells = {cv.upload.person: cv.cells for cv in cvs if cv.cells}
    present = record().rows_where("people", "person", list(cells))
    rows = []
    for row in present.iter_rows(named=True):
        given = cells[row["person"]]
        filling = {column: cell for column, cell in given.items() if row.get(column) is None}
        rows.append({**row, **filling, "text": given["text"]})
    return pl.DataFrame(rows, schema=present.schema)


def _words_of(profiles: pl.DataFrame) -> dict[str, str]:
    """Person -> title and text."""
    return {
        person: one_text(title, text)
        for person, title, text in profiles.select("person", "title", "text").iter_rows()
    }


def _note(cvs: Sequence[ReadCv]) -> None:
    """Into the audit log: each profile, by whom its CV was given."""
    askers = {cv.work.asked_by for cv in cvs} - {""}
    known = {str(key) for key in User.objects.filter(pk__in=askers).values_list("pk", flat=True)}
    roles: dict[str, set[str]] = {}
    for user, role in Membership.objects.filter(user__in=known, ended_at=None).values_list("user", "role"):
        roles.setdefault(str(user), set()).add(role)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            actor=cv.work.asked_by if cv.work.asked_by in known else "",
            roles=",".join(sorted(roles.get(cv.work.asked_by, ())))[:120],
            deed=Deed.CHANGED,
            person=cv.upload.person,
            why="cv-read",
        )
        for cv in cvs
    )
