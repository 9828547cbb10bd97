"""Reading one CV for a job."""

from __future__ import annotations

from functools import cache
from pathlib import PurePath

from seedbed.formats.profile import Profile
from seedbed.formats.reading_many import FileRead
from seedbed.formats.standing_reader import StandingReader
from seedbed.workbench.people.catalogue import occupations_by_name, plain_name, schools_by_name
from seedbed.workbench.record.store import Cell


@cache
def _reader() -> StandingReader:
    return StandingReader()


def read_file(data: bytes, name: str) -> FileRead:
    """Read a CV in a bounded process; findings call it ``cv`` with its suffix, since names of files name people."""
    return _reader().read(data, f"cv{PurePath(name).suffix.lower()[:8]}")


def facts_of(profile: Profile) -> dict[str, Cell]:
    """What a CV says, as columns of ``people``; an occupation or school only where its name is a known one."""
    title, school = plain_name(profile.title or ""), plain_name(profile.institution or "")
    facts: dict[str, Cell] = {
        "sex": profile.sex,
        "education": profile.education,
        "graduated": profile.graduated,
        "title": profile.title,
        "occupation": occupations_by_name().get(title) if title else None,
        "institution": schools_by_name().get(school) if school else None,
    }
    return {column: cell for column, cell in facts.items() if cell is not None}
