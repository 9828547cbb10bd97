"""JSON Resume (jsonresume.org schema 1.0.0) from and to what a row of ``people`` holds.

The parts of the schema stand as data; what names or reaches the person (``basics.name``,
``email``, ``phone``, ``url``, ``image``, ``profiles``, street and postcode, ``references``) is
never taken over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from seedbed.formats.json_reading import Json, read_json
from seedbed.formats.limits import DEFAULT_LIMITS, Limits
from seedbed.formats.personal_data import without_personal_data
from seedbed.formats.profile import Profile, level_of_degree
from seedbed.messages import Finding, Refusal, Severity, Value

SCHEMA_VERSION = "v1.0.0"
_DATE = re.compile(r"([12]\d{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")


class _Part(Enum):
    """What a field is good for."""

    TEXT = auto()
    TEXTS = auto()  # a list of strings
    DATE = auto()
    NUMBER_OR_TEXT = auto()
    NOT_READ = auto()  # of the schema, without worth for matching
    PERSONAL = auto()  # of the schema, points at the person


_T, _TS, _D, _N, _P = _Part.TEXT, _Part.TEXTS, _Part.DATE, _Part.NOT_READ, _Part.PERSONAL

_BASICS: Mapping[str, _Part] = {
    "name": _P, "label": _T, "image": _P, "email": _P, "phone": _P, "url": _P, "summary": _T,
    "location": _P, "profiles": _P,
}  # fmt: skip
_SECTIONS: Mapping[str, Mapping[str, _Part]] = {
    "work": {
        "position": _T, "name": _T, "location": _N, "description": _T, "url": _N, "startDate": _D,
        "endDate": _D, "summary": _T, "highlights": _TS,
    },
    "volunteer": {
        "position": _T, "organization": _T, "url": _N, "startDate": _D, "endDate": _D, "summary": _T,
        "highlights": _TS,
    },
    "education": {
        "institution": _T, "url": _N, "area": _T, "studyType": _T, "startDate": _D, "endDate": _D,
        "score": _Part.NUMBER_OR_TEXT, "courses": _TS,
    },
    "awards": {"title": _T, "date": _D, "awarder": _T, "summary": _T},
    "certificates": {"name": _T, "date": _D, "url": _N, "issuer": _T},
    "publications": {"name": _T, "publisher": _T, "releaseDate": _D, "url": _N, "summary": _T},
    "skills": {"name": _T, "level": _T, "keywords": _TS},
    "languages": {"language": _T, "fluency": _T},
    "interests": {"name": _T, "keywords": _TS},
    "projects": {
        "name": _T, "description": _T, "highlights": _TS, "keywords": _TS, "startDate": _D, "endDate": _D,
        "url": _N, "roles": _TS, "entity": _T, "type": _T,
    },
}  # fmt: skip
_UNREAD_SECTIONS = frozenset({"meta", "$schema"})
_PERSONAL_SECTIONS = frozenset({"references"})
_FINISHED_LEVELS = {8: "Doctoral degree", 7: "Master's degree", 6: "Bachelor's degree", 5: "Associate degree",
                    3: "Senior high school", 2: "Junior high school"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resume:
    """A JSON Resume as read: what a row of ``people`` takes, and what was not understood."""

    profile: Profile
    findings: tuple[Finding, ...]


def read_json_resume(data: bytes | str, name: str, limits: Limits = DEFAULT_LIMITS) -> Resume:
    """Read one JSON Resume.

    The text holds the summary, then one line an entry; the level of education is the highest
    ``studyType`` that names a degree, and the date of graduation the ``endDate`` of that entry.

    Returns
    -------
    Resume
        With findings for unknown fields (``formats.unknown-field``), fields of a wrong type
        (``formats.wrong-field-type``), dates that are none (``formats.bad-field-date``), and
        ``formats.personal-fields`` for those that were left out on purpose.

    Raises
    ------
    Refusal
        ``formats.not-json``, ``formats.not-a-resume`` and what :func:`read_json` refuses.
    """
    content = read_json(data, name, limits)
    if not isinstance(content, dict) or not ({"basics", *_SECTIONS} & content.keys()):
        raise Refusal.because("formats.not-a-resume", file=name)
    reader = _Reader(name)
    lines: list[str] = []
    basics = reader.entry(content.get("basics", {}), "basics", _BASICS)
    if "summary" in basics:
        lines.append(basics["summary"])
    education, graduated, institution = None, None, None
    for section, parts in _SECTIONS.items():
        for entry in reader.entries(content.get(section, []), section, parts):
            if section == "education":
                level = level_of_degree(entry.get("studyType", ""))
                if level is not None and (education is None or level > education):
                    education, graduated = level, _first_of_month(entry.get("endDate"))
                    institution = entry.get("institution")
            line = _line(section, entry, parts)
            if line:
                lines.append(line)
    for key in content.keys() - {"basics", *_SECTIONS} - _UNREAD_SECTIONS:
        (reader.personal if key in _PERSONAL_SECTIONS else reader.unknown).add(key)
    name_given = _name_of(content)
    text = without_personal_data("\n".join(lines), names=[name_given] if name_given else []).text
    findings = reader.findings()
    if not text:
        findings = (*findings, Finding("formats.no-text", {"file": name, "pages": 1}))
    profile = Profile(text, basics.get("label"), None, education, graduated, institution)
    return Resume(profile, findings)


def write_json_resume(profile: Profile, skills: Sequence[str] = ()) -> str:
    """A profile as JSON Resume, without name or contacts; ``skills`` are labels.

    Reading it back gives the same title, education and month of graduation, and the same text
    when no skills are given.
    """
    content: dict[str, Json] = {"basics": {"summary": profile.text}}
    if profile.title:
        content["basics"] = {"label": profile.title, "summary": profile.text}
    if profile.education in _FINISHED_LEVELS:
        entry: dict[str, Json] = {"studyType": _FINISHED_LEVELS[profile.education]}
        if profile.institution:
            entry["institution"] = profile.institution
        if profile.graduated:
            entry["endDate"] = f"{profile.graduated:%Y-%m}"
        content["education"] = [entry]
    if skills:
        content["skills"] = [{"name": skill} for skill in skills]
    content["meta"] = {"version": SCHEMA_VERSION}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _name_of(content: Mapping[str, Json]) -> str | None:
    """The person's name, so that it can be taken out of the texts."""
    basics = content.get("basics")
    name = basics.get("name") if isinstance(basics, dict) else None
    return name.strip() if isinstance(name, str) and len(name.strip()) >= 2 else None


def _line(section: str, entry: Mapping[str, str], parts: Mapping[str, _Part]) -> str:
    # An entry that only carries a degree, its date and place is in the columns already.
    if section == "education" and not entry.keys() - {"institution", "studyType", "startDate", "endDate"}:
        return ""
    shown = [entry[part] for part, kind in parts.items() if part in entry and kind is not _D]
    return "; ".join(shown)


def _first_of_month(text: str | None) -> date | None:
    found = _DATE.fullmatch(text or "")
    return date(int(found.group(1)), int(found.group(2)), 1) if found and found.group(2) else None


class _Reader:
    """Takes known fields out of entries and keeps account of the rest."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.unknown: set[str] = set()
        self.personal: set[str] = set()
        self._wrong: dict[str, None] = {}
        self._dates: dict[tuple[str, str], None] = {}

    def entries(self, value: Json, where: str, parts: Mapping[str, _Part]) -> list[dict[str, str]]:
        """The readable fields of every entry of a section."""
        if not isinstance(value, list):
            self._wrong[where] = None
            return []
        return [self.entry(item, where, parts) for item in value]

    def entry(self, value: Json, where: str, parts: Mapping[str, _Part]) -> dict[str, str]:
        """The readable fields of one entry, as text."""
        if not isinstance(value, dict):
            self._wrong[where] = None
            return {}
        fields: dict[str, str] = {}
        for key, content in value.items():
            part = parts.get(key)
            path = f"{where}.{key}"
            if part is None:
                self.unknown.add(path)
            elif part is _P:
                self.personal.add(path)
            elif part is not _N and content not in (None, "", []):
                text = self._text(content, part, path)
                if text:
                    fields[key] = text
        return fields

    def _text(self, content: Json, part: _Part, path: str) -> str | None:
        if part is _TS and isinstance(content, list) and all(isinstance(item, str) for item in content):
            return "; ".join(str(item) for item in content)
        if (
            part is _Part.NUMBER_OR_TEXT
            and isinstance(content, int | float)
            and not isinstance(content, bool)
        ):
            return str(content)
        if part is _TS or not isinstance(content, str):
            self._wrong[path] = None
            return None
        if part is _D and not _DATE.fullmatch(content):
            self._dates[path, content[:40]] = None
            return None
        return content.strip()

    def findings(self) -> tuple[Finding, ...]:
        """What was met, each kind of thing once."""
        found: list[Finding] = []

        def say(code: str, severity: Severity, **values: Value) -> None:
            found.append(Finding(code, {"file": self.file, **values}, severity))

        for path in self._wrong:
            say("formats.wrong-field-type", Severity.WARNING, field=path)
        for path, value in self._dates:
            say("formats.bad-field-date", Severity.WARNING, field=path, value=value)
        if self.unknown:
            say("formats.unknown-field", Severity.NOTE, field=", ".join(sorted(self.unknown))[:300])
        if self.personal:
            say("formats.personal-fields", Severity.NOTE, field=", ".join(sorted(self.personal)))
        return tuple(found)
