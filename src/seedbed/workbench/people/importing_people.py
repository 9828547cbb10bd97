"""Many people of one institution: from a table, or from an archive of CVs."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath

import polars as pl

from seedbed.formats.archive import open_archive
from seedbed.formats.limits import DEFAULT_LIMITS
from seedbed.formats.near_duplicates import text_hash
from seedbed.formats.personal_data import without_personal_data
from seedbed.formats.reading_many import read_people_files
from seedbed.messages import Finding, Refusal
from seedbed.store import Json
from seedbed.tables import SCHEMAS
from seedbed.usecases.read_skills import skills_of_profile
from seedbed.workbench.accounts.models import User
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.oversight.models import AuditEntry, Deed
from seedbed.workbench.people.catalogue import occupations_by_name, places_by_name, plain_name, tagger
from seedbed.workbench.people.importing import (
    ALIKE,
    REJECTS,
    TAKEN,
    alike_among,
    ids_of,
    joined,
    keep_list,
    loosened,
    note_result,
    read_upload,
    sort_out,
    unknown_ids,
)
from seedbed.workbench.people.models import OwnReference, Upload
from seedbed.workbench.people.profiles import new_person_id
from seedbed.workbench.people.reading import KnownNames
from seedbed.workbench.people.record import record
from seedbed.workbench.people.references import known_references, reference_row

MANY = replace(DEFAULT_LIMITS, unpacked_bytes=400 << 20, members=5_000, directory_bytes=4 << 20)
"""An archive of CVs is larger than a document; every CV in it is bounded as usual."""
REFERENCE = "reference"
_SCHEMA = loosened(SCHEMAS["people"], "person")
_COLUMNS = {column.name: column.kind.dtype for column in SCHEMAS["people"].columns}
_REJECT = {"rejected_row": pl.Int64, "reason_en": pl.String, "reason_zh": pl.String, REFERENCE: pl.String}


def run(work: Work, user: User | None) -> Mapping[str, Json]:
    """Read, check, keep: all of it in one transaction at the end, with two lists for who asked.

    Raises
    ------
    Refusal
        The file as a whole cannot be read; it goes all the same.
    """
    upload = Upload.objects.filter(pk=work.parameters["upload"]).first()
    if upload is None:
        return dict(work.job.result or {})
    institution = str(work.parameters["institution"])
    try:
        if PurePath(upload.name).suffix.lower() == ".zip":
            people, taken, rejects = _from_archive(work, upload)
        else:
            people, taken, rejects = _from_table(upload, institution)
    except Refusal:
        with work.confirmed():
            upload.delete()
        raise
    people = people.with_columns(
        pl.lit(institution).alias("institution"),
        pl.lit(work.parameters["purposes"], dtype=pl.List(pl.String)).alias("consent_purpose"),
        pl.lit(date.fromisoformat(str(work.parameters["until"]))).alias("consent_until"),
    )
    skills = [
        skills_of_profile(tagger(), person, title, text)
        for person, title, text in people.select("person", "title", "text").iter_rows()
    ]
    references = taken.filter(pl.col(REFERENCE).is_not_null()).select("person", REFERENCE).rows()
    texts = [text or "" for text in people["text"]]
    again = alike_among(texts, people["person"].to_list(), people.height)
    taken = taken.with_columns(pl.Series(ALIKE, again, dtype=pl.String))
    with work.confirmed():
        if people.height:
            record().put_rows("people", people)
            record().put_rows("seeker_skills", pl.concat(skills))
        OwnReference.objects.bulk_create(
            reference_row(person, institution, ref) for person, ref in references
        )
        keep_list(work.job.pk, TAKEN, taken)
        keep_list(work.job.pk, REJECTS, rejects)
        who = {"actor": work.asked_by, "roles": ",".join(sorted(user.roles)) if user else ""}
        AuditEntry.objects.bulk_create(
            AuditEntry(**who, deed=Deed.CHANGED, person=person, why="imported", what=str(work.job.pk))
            for person in people["person"]
        )
        upload.delete()
        alike = len(again) - again.count(None)
        return note_result(work, {"taken": people.height, "rejected": rejects.height, "alike": alike})


def _from_table(upload: Upload, institution: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """People, what was taken over (row, person, reference), rejects."""
    read = read_upload(upload, _SCHEMA)
    places = {place: place for place in record().table("places")["place"]}
    occupations = {occupation: occupation for occupation in occupations_by_name().values()}
    asked = [str(cell) for cell in _references(read.frame) if cell is not None]
    present = known_references(institution, asked)
    seen: set[str] = set()
    again: dict[int, list[Finding]] = {}
    for row, cell in zip(read.rows, _references(read.frame), strict=True):
        if cell is not None and (cell in present or cell in seen):
            again[row] = [Finding("workbench.reference-known", {"row": row})]
        seen.add(str(cell))
    named = read.frame.with_columns(
        ids_of("place", places_by_name()),
        ids_of("occupation", occupations_by_name()),
        _id_lists("willing_places", places_by_name()),
        _id_lists("wanted_occupations", occupations_by_name()),
    )
    read = replace(read, frame=named)
    wrong = joined(
        again,
        unknown_ids(read, "place", places, "places"),
        unknown_ids(read, "willing_places", places, "places"),
        unknown_ids(read, "occupation", occupations, "occupations"),
        unknown_ids(read, "wanted_occupations", occupations, "occupations"),
    )
    done = sort_out(read, wrong)
    persons = pl.Series("person", [new_person_id() for _ in range(done.good.height)], dtype=pl.String)
    people = done.good.with_columns(
        persons, pl.col("text").map_elements(_stripped, return_dtype=pl.String, skip_nulls=True)
    ).select(*_COLUMNS)
    taken = pl.DataFrame({"row": done.numbers, "person": persons, REFERENCE: _references(done.good)})
    return people, taken, done.rejects


def _from_archive(work: Work, upload: Upload) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The same from CVs; the reference is the name of the file without its suffix."""
    archive = open_archive(upload.content, "cvs.zip", MANY)
    names = [name for name in archive.names if not name.endswith("/") and not _is_hidden(name)]
    with tempfile.TemporaryDirectory(prefix="seedbed-cvs-") as folder:
        paths = []
        for at, name in enumerate(names):
            paths.append(Path(folder) / f"cv-{at + 1}{PurePath(name).suffix.lower()[:8]}")
            paths[-1].write_bytes(archive.read(name))
            work.check()
        reads = read_people_files(paths, workers=1, progress=work.progress)
    names_known = KnownNames()
    rows: list[dict[str, object]] = []
    taken: list[tuple[int, str, str | None]] = []
    rejects: list[tuple[int, str, str, str | None]] = []
    known: dict[str, int] = {}
    for at, (name, read) in enumerate(zip(names, reads, strict=True)):
        reference = PurePath(name.replace("\\", "/")).stem[:120]
        findings = read.findings
        first = known.setdefault(text_hash(read.profile.text), at) if read.profile is not None else at
        if read.profile is None or first != at:
            if first != at:
                findings = (Finding("formats.same-text", {"file": read.file, "first": reads[first].file}),)
            reasons = [" ".join(f.text("en") for f in findings), "".join(f.text("zh") for f in findings)]
            rejects.append((at + 1, *reasons, reference))  # type: ignore[arg-type]
            continue
        person = new_person_id()
        rows.append({"person": person, "text": read.profile.text, **names_known.facts_of(read.profile)})
        taken.append((at + 1, person, reference))
    people = pl.DataFrame(rows, schema=_COLUMNS) if rows else SCHEMAS["people"].empty()
    return (
        people,
        pl.DataFrame(
            taken, schema={"row": pl.Int64, "person": pl.String, REFERENCE: pl.String}, orient="row"
        ),
        pl.DataFrame(rejects, schema=_REJECT, orient="row"),
    )


def _references(frame: pl.DataFrame) -> pl.Series:
    if REFERENCE not in frame.columns:
        return pl.Series(REFERENCE, [None] * frame.height, dtype=pl.String)
    return frame.get_column(REFERENCE).cast(pl.String).str.strip_chars().str.slice(0, 120)


def _stripped(text: str) -> str:
    return without_personal_data(text).text


def _id_lists(column: str, known: Mapping[str, str]) -> pl.Expr:
    return pl.col(column).map_elements(
        lambda cells: [known.get(plain_name(cell), cell) for cell in cells], return_dtype=pl.List(pl.String)
    )


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.replace("\\", "/").split("/"))
