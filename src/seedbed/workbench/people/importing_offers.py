"""Many needs or opportunities of one organisation, from a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from seedbed.messages import Finding, Refusal
from seedbed.store import Json
from seedbed.tables import SCHEMAS
from seedbed.usecases.read_skills import one_text
from seedbed.workbench.accounts.models import User
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.catalogue import occupations_by_name, places_by_name
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
from seedbed.workbench.people.models import Upload
from seedbed.workbench.people.offers import OFFERINGS, Offering, new_id, read_requirements
from seedbed.workbench.people.record import record, replace_rows, rows_of


def run(work: Work, user: User | None) -> Mapping[str, Json]:
    """Read, check, keep: all of it in one transaction at the end.

    An id that the organisation has given before means the same offer: its row is replaced. One of another
    organisation is refused. Near duplicates are taken over and flagged in the list.

    Raises
    ------
    Refusal
        The file as a whole cannot be read; it goes all the same.
    """
    upload = Upload.objects.filter(pk=work.parameters["upload"]).first()
    if upload is None:
        return dict(work.job.result or {})
    offering = OFFERINGS[str(work.parameters["table"])]
    organisation = str(work.parameters["organisation"])
    try:
        good, taken, rejects = _from_table(upload, offering, organisation)
    except Refusal:
        with work.confirmed():
            upload.delete()
        raise
    requirements = []
    for at, row in enumerate(good.iter_rows(named=True)):
        requirements.append((str(row[offering.key]), read_requirements(offering, row)))
        work.progress(at, good.height)
    with work.confirmed():
        record().put_rows(offering.table, good)
        for key, rows in requirements:
            replace_rows(offering.skills, offering.owner, key, rows)
        keep_list(work.job.pk, TAKEN, taken)
        keep_list(work.job.pk, REJECTS, rejects)
        house_changed(user, f"{offering.table}-imported", str(work.job.pk))
        upload.delete()
        return note_result(
            work,
            {
                "taken": good.height,
                "rejected": rejects.height,
                "alike": int(taken.get_column(ALIKE).is_not_null().sum()),
                "table": offering.table,
                "organisation": organisation,
            },
        )


def _from_table(
    upload: Upload, offering: Offering, organisation: str
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Good rows, what was taken over (row, id, title, alike), rejects."""
    schema = loosened(SCHEMAS[offering.table], offering.key, "organisation")
    read = read_upload(upload, schema)
    read = replace(read, frame=read.frame.with_columns(*_named(read.frame)))
    places = {place: place for place in record().table("places")["place"]}
    wrong = [
        unknown_ids(read, "place", places, "places"),
        _of_others(read.rows, read.frame, offering, organisation),
    ]
    if "occupation" in read.frame.columns:
        occupations = {occupation: occupation for occupation in occupations_by_name().values()}
        wrong.append(unknown_ids(read, "occupation", occupations, "occupations"))
    done = sort_out(read, joined(*wrong))
    keys = [key or new_id(offering) for key in done.good.get_column(offering.key)]
    columns = [column.name for column in SCHEMAS[offering.table].columns]
    good = done.good.with_columns(
        pl.Series(offering.key, keys, dtype=pl.String), pl.lit(organisation).alias("organisation")
    ).select(columns)
    taken = good.select(
        done.numbers.alias("row"), offering.key, "title", _alike(good, offering, organisation).alias(ALIKE)
    )
    return good, taken, done.rejects


def _named(frame: pl.DataFrame) -> list[pl.Expr]:
    """Names of places and occupations as their ids."""
    columns = [ids_of("place", places_by_name())]
    if "occupation" in frame.columns:
        columns.append(ids_of("occupation", occupations_by_name()))
    return columns


def _of_others(
    rows: pl.Series, frame: pl.DataFrame, offering: Offering, organisation: str
) -> dict[int, list[Finding]]:
    """Rows whose id belongs to another organisation, or stands twice in the file."""
    found: dict[int, list[Finding]] = {}
    seen: set[str] = set()
    for row, key in zip(rows, frame.get_column(offering.key), strict=True):
        if key is None:
            continue
        present = record().row(offering.table, key)
        if key in seen or (present is not None and present["organisation"] != organisation):
            found[row] = [Finding("workbench.id-taken", {"row": row, "id": key})]
        seen.add(key)
    return found


def _alike(good: pl.DataFrame, offering: Offering, organisation: str) -> pl.Series:
    """For each row the id of an offer that says nearly the same: of this file, or of those there are."""
    key = offering.key
    others = rows_of(offering.table, "organisation", organisation, 5_000).join(
        good.select(key), on=key, how="anti"
    )
    both = pl.concat([good.select(key, "title", "text"), others.select(key, "title", "text")])
    texts = [one_text(title, text) for _, title, text in both.iter_rows()]
    return pl.Series(alike_among(texts, both[key].to_list(), good.height), dtype=pl.String)
