"""Many organisations from a table, as a job: what is good is taken over, the rest goes back with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl
from django.utils import timezone

from seedbed.linkage import link_organisations
from seedbed.messages import Finding, Refusal
from seedbed.store import Json
from seedbed.tables import SCHEMAS
from seedbed.workbench.accounts.models import User
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.look.downloads import harmless_csv
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.catalogue import places_by_name
from seedbed.workbench.people.importing import (
    TAKEN,
    ids_of,
    joined,
    keep_list,
    loosened,
    note_result,
    read_upload,
    sort_out,
    unknown_ids,
)
from seedbed.workbench.people.models import KEPT_FOR, Upload
from seedbed.workbench.people.record import record
from seedbed.workbench.registry.looking_up import rows_among
from seedbed.workbench.registry.models import OrganisationImport
from seedbed.workbench.registry.organisation_views import new_organisation_id

IMPORT = "import-organisations"
MOST_ALIKE = 200
_STEPS = 4
KEY, TABLE = "organisation", "organisations"


def run(work: Work) -> Mapping[str, Json]:
    """Read, check, compare, keep: what is kept is kept in one transaction at the end.

    A row whose id the region knows changes that record: its cells that are not empty. Others are added, under
    an id made from the name where they bring none. Places may be named.

    Raises
    ------
    Refusal
        The file as a whole is no such table; it goes all the same.
    """
    upload = Upload.objects.filter(pk=work.parameters["upload"]).first()
    user = User.objects.filter(pk=work.asked_by).first()
    if upload is None or user is None:
        return dict(work.job.result or {})  # confirmed before a crash
    work.progress(0, _STEPS)
    try:
        read = _from_table(upload)
    except Refusal:
        with work.confirmed():
            upload.delete()
        raise
    work.progress(1, _STEPS)
    alike = _alike(read.good)
    work.progress(2, _STEPS)
    with work.confirmed():
        present = rows_among(TABLE, KEY, read.good[KEY])
        record().put_rows(TABLE, _over(present, read.good))
        # Reports of other imports that nobody fetched go.
        OrganisationImport.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()
        OrganisationImport.objects.create(
            pk=work.job.pk,
            user=user,
            added=read.good.height - present.height,
            changed=present.height,
            rejected=read.rejects.height,
            alike=alike.rows(),
            rejects=harmless_csv(read.rejects) if read.rejects.width else b"",
        )
        keep_list(work.job.pk, TAKEN, _row_by_row(read, present, alike))
        house_changed(user, "organisations-imported", str(work.job.pk))
        upload.delete()
        return note_result(work, {"taken": read.good.height, "rejected": read.rejects.height})


@dataclass(frozen=True, slots=True)
class _Read:
    """Good rows, each under its id, with their numbers in the file; the rejected ones."""

    good: pl.DataFrame
    numbers: pl.Series
    rejects: pl.DataFrame


def _from_table(upload: Upload) -> _Read:
    store = record()
    read = read_upload(upload, loosened(SCHEMAS[TABLE], KEY))
    read = replace(read, frame=read.frame.with_columns(ids_of("place", places_by_name())))
    places = {place: place for place in store.table("places")["place"]}
    sources = {source: source for source in store.table("sources")["source"]}
    twice: dict[int, list[Finding]] = {}
    seen: set[str] = set()
    for number, key in zip(read.rows, read.frame[KEY], strict=True):
        if key is not None and key in seen:
            twice[number] = [Finding("workbench.id-twice", {"row": number, "id": key})]
        seen.add(key)
    wrong = joined(
        unknown_ids(read, "place", places, "places"), unknown_ids(read, "source", sources, "sources"), twice
    )
    done = sort_out(read, wrong)
    keys = [
        key or new_organisation_id(str(called)) for key, called in done.good.select(KEY, "name").iter_rows()
    ]
    good = done.good.with_columns(pl.Series(KEY, keys, dtype=pl.String))
    return _Read(good, done.numbers, done.rejects)


def _over(present: pl.DataFrame, good: pl.DataFrame) -> pl.DataFrame:
    """New cells over old ones; an empty cell changes nothing, a column that the file lacks neither."""
    both = good.join(present, on=KEY, how="left", suffix=" before", maintain_order="left")
    return both.with_columns(
        pl.coalesce(name, f"{name} before").alias(name)
        for name in good.columns
        if f"{name} before" in both.columns
    ).select(pl.exclude("^.* before$"))


def _alike(good: pl.DataFrame) -> pl.DataFrame:
    """Pairs of which one is of this table and that the linkage takes for one: left, right, score, reason."""
    present = record().table(TABLE)
    after = pl.concat([present.join(good, on=KEY, how="anti"), _over(present, good)], how="diagonal_relaxed")
    new = good[KEY].implode()
    pairs = link_organisations(after).filter(pl.col("left").is_in(new) | pl.col("right").is_in(new))
    return pairs.select("left", "right", "score", "reason").head(MOST_ALIKE)


def _row_by_row(read: _Read, present: pl.DataFrame, alike: pl.DataFrame) -> pl.DataFrame:
    """What became of each good row: row, id, name, added or changed, the first record that it looks like."""
    other = pl.concat(
        [alike.select(KEY, "alike") for alike in (
            alike.select(pl.col("left").alias(KEY), pl.col("right").alias("alike")),
            alike.select(pl.col("right").alias(KEY), pl.col("left").alias("alike")),
        )]
    ).unique(KEY, keep="first", maintain_order=True)  # fmt: skip
    done = (
        pl.when(pl.col(KEY).is_in(present[KEY].implode())).then(pl.lit("changed")).otherwise(pl.lit("added"))
    )
    return read.good.select(read.numbers.alias("row"), KEY, "name", done.alias("done")).join(
        other, on=KEY, how="left", maintain_order="left"
    )
