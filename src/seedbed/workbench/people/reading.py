"""Reading CVs for jobs: files to profiles in a bounded process, profiles to what a row of people holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import PurePath

from seedbed.formats.profile import Profile
from seedbed.formats.reading_many import FileRead
from seedbed.formats.standing_reader import StandingReader
from seedbed.workbench.people.catalogue import Known, occupations_by_name, plain_name, schools_by_name
from seedbed.workbench.people.models import Upload
from seedbed.workbench.record.store import Cell


@cache
def _reader() -> StandingReader:
    return StandingReader()


def read_files(uploads: Sequence[Upload]) -> list[FileRead]:
    """Read CVs in a bounded process; findings call each ``cv`` with its suffix, since names of files name people."""
    named = [(upload.content, f"cv{PurePath(upload.name).suffix.lower()[:8]}") for upload in uploads]
    return _reader().read_several(named)


class KnownNames:
    """Occupations and schools by their names, as they are now: asked once for many CVs."""

    def __init__(self) -> None:
        self._occupations: Known = occupations_by_name()
        self._schools: Known = schools_by_name()

    def facts_of(self, profile: Profile) -> dict[str, Cell]:
        """What a CV says, as columns of ``people``; an occupation or school only where its name is a known one."""
        title, school = plain_name(profile.title or ""), plain_name(profile.institution or "")
        facts: dict[str, Cell] = {
            "sex": profile.sex,
            "education": profile.education,
            "graduated": profile.graduated,
            "title": profile.title,
            "occupation": self._occupations.get(title) if title else None,
            "institution": self._schools.get(school) if school else None,
        }
        return {column: cell for column, cell in facts.items() if cell is not None}
