"""Take CVs and JSON Resumes into a region, with the least that matching needs."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from seedbed.catalog import Catalog
from seedbed.formats.limits import DEFAULT_LIMITS, Limits
from seedbed.formats.near_duplicates import near_duplicates, text_hash
from seedbed.formats.reading_many import FileRead, ReadingBounds, read_people_files
from seedbed.messages import Finding, Refusal, Severity, Value
from seedbed.store import RegionStore, Run
from seedbed.tables import schema_of
from seedbed.usecases.keep_run import inputs_of, keep_run

FINDINGS_SHOWN = 20  # of one code; all of them stand in the rejects where they reject


@dataclass(frozen=True, slots=True)
class PeopleImport:
    """What an import did, or would do.

    File names often carry the person's name, so nothing of this but counts is kept in the store.

    Parameters
    ----------
    people
        The rows that were added to ``people``.
    files
        ``person``, ``file``: which file became which row.
    rejects
        ``file``, ``codes``, ``reason_en``, ``reason_zh``.
    duplicates
        Imported pairs that are nearly the same: ``left``, ``right`` (persons), ``left_file``,
        ``right_file``, ``similarity``.
    findings
        What a person should know, capped per kind.
    run
        The record; ``None`` for a dry run.
    """

    people: pl.DataFrame
    files: pl.DataFrame
    rejects: pl.DataFrame
    duplicates: pl.DataFrame
    findings: tuple[Finding, ...]
    run: Run | None


def import_people(
    store: RegionStore,
    files: Path | Sequence[Path],
    catalog: Catalog,
    consent_purpose: str,
    consent_until: date,
    dry_run: bool = False,
    *,
    limits: Limits = DEFAULT_LIMITS,
    bounds: ReadingBounds | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> PeopleImport:
    """Read CVs (PDF, DOCX, TXT) and JSON Resumes and add them to ``people``.

    Ids are random. Names, contacts, identity numbers, addresses and particulars are taken out of
    the text before it is kept. A file with the same words as another, or with the text of a person
    who is in the region, is rejected; near duplicates are imported and listed. An occupation is
    set where the title is a label of the catalogue, an institution where its name is one of the
    region's organisations.

    Parameters
    ----------
    files
        A folder, read with its subfolders (names that begin with a dot are passed over), or files.
    consent_purpose, consent_until
        What every one of these people consented to (several purposes between semicolons; matching
        asks for ``matching``), and until when.
    dry_run
        Read and report everything, write nothing.

    Raises
    ------
    Refusal
        ``formats.no-consent-purpose``, ``formats.consent-expired``, ``formats.no-files``,
        ``formats.synthetic-people``, ``tables.missing-folder``.
    """
    started = datetime.now(UTC)
    purposes = _purposes(consent_purpose, consent_until)
    present = store.table("people")
    if "synthetic" in present.columns and present.get_column("synthetic").is_not_null().any():
        raise Refusal.because("formats.synthetic-people", region=store.settings.region)
    paths = _paths(files)
    reads = read_people_files(paths, limits, bounds, workers, progress)
    good, rejects = _told_apart(reads, present)
    persons = [f"p-{secrets.token_hex(10)}" for _ in good]
    rows = _rows(good, persons, purposes, consent_until).with_columns(
        _occupations(catalog), _institutions(store.table("organisations"))
    )
    rows = rows.select([column.name for column in schema_of("people").columns])
    duplicates = _near(good, persons)
    findings = _findings([*good, *rejects], len(paths), len(rejects), duplicates.height)
    summary = {
        "files": len(paths),
        "imported": rows.height,
        "rejected": len(rejects),
        "near_duplicates": duplicates.height,
    }
    run = None
    if not dry_run:
        inputs = inputs_of(store, "people", "organisations")
        if rows.height:
            store.replace("people", pl.concat([present, rows], how="diagonal_relaxed"))
        reasons = Counter(finding.code for read in rejects for finding in read.findings)
        run = keep_run(
            store,
            "import-people",
            started,
            parameters={
                "consent_purpose": "; ".join(purposes),
                "consent_until": consent_until.isoformat(),
            },
            inputs=inputs,
            summary=dict(summary),
            outputs={
                "rejected": pl.DataFrame(
                    {"code": list(reasons), "files": list(reasons.values())},
                    schema={"code": pl.String, "files": pl.Int64},
                )
            },
            catalogue=catalog.release,
        )
    return PeopleImport(
        people=rows,
        files=pl.DataFrame(
            {"person": persons, "file": [read.file for read in good]},
            schema={"person": pl.String, "file": pl.String},
        ),
        rejects=_reject_rows(rejects),
        duplicates=duplicates,
        findings=findings,
        run=run,
    )


def _purposes(written: str, until: date) -> list[str]:
    """The purposes between semicolons; none, or a consent that is over, is refused."""
    column = schema_of("people").column("consent_purpose")
    known = column.aliases if column is not None else {}
    parts = (purpose.strip() for purpose in re.split("[;；]", written))
    purposes = list(dict.fromkeys(known.get(purpose.lower(), purpose) for purpose in parts if purpose))
    if not purposes:
        raise Refusal.because("formats.no-consent-purpose")
    if until < date.today():
        raise Refusal.because("formats.consent-expired", until=until)
    return purposes


def _paths(files: Path | Sequence[Path]) -> list[Path]:
    if not isinstance(files, Path):
        paths = list(files)
    elif files.is_dir():
        paths = sorted(
            path
            for path in files.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(files).parts)
        )
    elif files.is_file():
        paths = [files]
    else:
        raise Refusal.because("tables.missing-folder", folder=str(files))
    if not paths:
        raise Refusal.because("formats.no-files", folder=str(files) if isinstance(files, Path) else "-")
    return paths


def _told_apart(reads: Iterable[FileRead], present: pl.DataFrame) -> tuple[list[FileRead], list[FileRead]]:
    """Files to import, and files that are bad or hold what is there already."""
    known = {
        text_hash(text): person for person, text in present.select("person", "text").drop_nulls().iter_rows()
    }
    first: dict[str, str] = {}
    good: list[FileRead] = []
    rejects: list[FileRead] = []
    for read in reads:
        if read.profile is None:
            rejects.append(read)
            continue
        person = known.get(text_hash(read.profile.text))
        if person is not None:
            reason = Finding("formats.already-imported", {"file": read.file, "person": person})
        elif read.original in first:
            reason = Finding("formats.same-text", {"file": read.file, "first": first[read.original]})
        else:
            first[read.original] = read.file
            good.append(read)
            continue
        rejects.append(FileRead(read.file, None, "", read.sketch, (reason,)))
    return good, rejects


def _rows(
    good: Sequence[FileRead], persons: Sequence[str], purposes: Sequence[str], until: date
) -> pl.DataFrame:
    columns = {column.name: column.kind.dtype for column in schema_of("people").columns}
    profiles = [read.profile for read in good if read.profile is not None]
    taken = {
        "person": list(persons),
        "sex": [profile.sex for profile in profiles],
        "education": [profile.education for profile in profiles],
        "graduated": [profile.graduated for profile in profiles],
        "institution": [profile.institution for profile in profiles],
        "title": [profile.title for profile in profiles],
        "text": [profile.text for profile in profiles],
        "consent_purpose": [list(purposes)] * len(profiles),
        "consent_until": [until] * len(profiles),
    }
    return pl.DataFrame({name: taken.get(name, [None] * len(profiles)) for name in columns}, schema=columns)


def _by_name(frame: pl.DataFrame, key: str, columns: Sequence[str]) -> dict[str, str]:
    """Names in one form to keys; a name of two keys means neither."""
    owners: dict[str, set[str]] = {}
    for column in columns:
        named = frame.select(key, pl.col(column).alias("name"))
        if isinstance(named.schema["name"], pl.List):
            named = named.explode("name")
        for owner, name in named.drop_nulls().iter_rows():
            owners.setdefault(_one_form(name), set()).add(owner)
    return {name: next(iter(keys)) for name, keys in owners.items() if len(keys) == 1}


def _one_form(name: str) -> str:
    return " ".join(name.split()).casefold()


def _occupations(catalog: Catalog) -> pl.Expr:
    known = _by_name(catalog.occupations, "id", ("label_en", "label_zh", "alt_en", "alt_zh"))
    return _looked_up("title", known).alias("occupation")


def _institutions(organisations: pl.DataFrame) -> pl.Expr:
    return _looked_up("institution", _by_name(organisations, "organisation", ("name", "name_zh")))


def _looked_up(column: str, known: dict[str, str]) -> pl.Expr:
    form = pl.col(column).str.replace_all(r"\s+", " ").str.strip_chars().str.to_lowercase()
    return form.replace_strict(known, default=None, return_dtype=pl.String).alias(column)


def _near(good: Sequence[FileRead], persons: Sequence[str]) -> pl.DataFrame:
    if len(good) < 2:
        pairs = pl.DataFrame(schema={"left": pl.Int64, "right": pl.Int64, "similarity": pl.Float64})
    else:
        pairs = near_duplicates(np.stack([read.sketch for read in good]))
    names = pl.Series([read.file for read in good], dtype=pl.String)
    ids = pl.Series(persons, dtype=pl.String)
    left, right = pairs.get_column("left"), pairs.get_column("right")
    return pl.DataFrame(
        {
            "left": ids.gather(left),
            "right": ids.gather(right),
            "left_file": names.gather(left),
            "right_file": names.gather(right),
            "similarity": pairs.get_column("similarity"),
        }
    )


def _reject_rows(rejects: Sequence[FileRead]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "file": [read.file for read in rejects],
            "codes": [" ".join(finding.code for finding in read.findings) for read in rejects],
            "reason_en": [" ".join(finding.text("en") for finding in read.findings) for read in rejects],
            "reason_zh": ["".join(finding.text("zh") for finding in read.findings) for read in rejects],
        },
        schema=dict.fromkeys(("file", "codes", "reason_en", "reason_zh"), pl.String),
    )


def _findings(reads: Sequence[FileRead], files: int, rejected: int, near: int) -> tuple[Finding, ...]:
    shown: list[Finding] = []
    counts: Counter[tuple[str, Severity]] = Counter()
    for read in reads:
        for finding in read.findings:
            kind = (finding.code, finding.severity)
            counts[kind] += 1
            if counts[kind] <= FINDINGS_SHOWN:
                shown.append(finding)
    for (code, severity), count in counts.items():
        if count > FINDINGS_SHOWN:
            values: dict[str, Value] = {"code": code, "more": count - FINDINGS_SHOWN}
            shown.append(Finding("formats.more-like-this", values, severity))
    if near:
        shown.append(Finding("formats.near-duplicates", {"pairs": near}, Severity.WARNING))
    if rejected:
        shown.append(
            Finding("formats.files-rejected", {"files": files, "rejected": rejected}, Severity.WARNING)
        )
    return tuple(shown)
