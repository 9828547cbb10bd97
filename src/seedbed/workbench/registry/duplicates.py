"""Looking for records that mean one organisation: a job that keeps the pairs it found as a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache

import polars as pl
from django.db import transaction

from seedbed.linkage import THRESHOLD, link_organisations
from seedbed.store import Json, Run
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.workbench.delivery.contents import Vintage, vintage_of
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.queue import submit
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.people.importing import note_result
from seedbed.workbench.people.record import record
from seedbed.workbench.record.models import HeldTable
from seedbed.workbench.registry.looking_up import rows_among

SEARCH = "find-duplicate-organisations"
RUN = "duplicates"
APART = "organisation_different"
"""The region's own table of pairs that somebody looked at and that are not one: left, right, by, decided_at."""
_APART_COLUMNS = ("left", "right", "by", "decided_at")
_STEPS = 3


def ask_to_search(asked_by: str) -> Job:
    """Put a search on the queue; one that waits or runs serves who asks again."""
    going_on = Job.objects.filter(kind=SEARCH, state__in=(State.WAITING, State.RUNNING)).first()
    return going_on or submit(SEARCH, asked_by=asked_by)


def latest_search() -> Job | None:
    """The search that was asked for last, whoever asked."""
    found: Job | None = Job.objects.filter(kind=SEARCH).order_by("-asked_at").first()
    return found


def run(work: Work) -> Mapping[str, Json]:
    """Link the organisations with each other and keep the pairs; a worker that takes over after that makes no second run."""
    known = Job.objects.filter(pk=work.job.pk).values_list("result", flat=True).first()
    if known:
        return dict(known)
    started, store = datetime.now(UTC), record()
    work.progress(0, _STEPS)
    organisations = store.table("organisations")
    work.progress(1, _STEPS)
    pairs = link_organisations(organisations)
    work.progress(2, _STEPS)
    result: dict[str, Json] = {"pairs": pairs.height}

    @contextmanager
    def confirmed(kept: Run) -> Iterator[None]:
        with work.confirmed():
            yield
            note_result(work, {**result, "run": kept.run})

    kept = keep_run(
        store,
        RUN,
        started,
        parameters={"threshold": THRESHOLD},
        inputs=inputs_of(store, "organisations"),
        summary={"organisations": organisations.height, "pairs": pairs.height},
        outputs={"pairs": pairs},
        confirmed=confirmed,
    )
    return {**result, "run": kept.run}


def latest_run() -> Run | None:
    """The latest search that came to its end."""
    return max(record().runs(RUN), key=lambda one: one.started, default=None)


def open_pairs(run: Run) -> pl.DataFrame:
    """The pairs of a search whose two records are still there and that nobody judged different, the surest first."""
    return _open(run.run, vintage_of(("organisations", APART)))


@lru_cache(maxsize=2)
def _open(run: str, vintage: Vintage) -> pl.DataFrame:
    pairs, apart = record().run_output(run, "pairs"), judged_different()
    there = rows_among("organisations", "organisation", [*pairs["left"], *pairs["right"]])["organisation"]
    open_ = pairs.filter(pl.col("left").is_in(there.implode()) & pl.col("right").is_in(there.implode()))
    turned = apart.select(left="right", right="left")
    return open_.join(pl.concat([apart.select("left", "right"), turned]), on=["left", "right"], how="anti")


def judged_different() -> pl.DataFrame:
    """Pairs that are not one, the latest first."""
    if APART not in record().tables():
        return pl.DataFrame(schema=dict.fromkeys(_APART_COLUMNS, pl.String))
    return record().table(APART).select(_APART_COLUMNS).reverse()


def judge_different(left: str, right: str, by: str) -> None:
    """Note that two records are not one; later searches leave the pair out."""
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    row = pl.DataFrame([(left, right, by, moment)], schema=list(_APART_COLUMNS), orient="row")
    with transaction.atomic():
        HeldTable.objects.bulk_create([HeldTable(name=APART)], ignore_conflicts=True)
        HeldTable.objects.select_for_update().get(name=APART)
        before = record().table(APART)
        record().replace(APART, pl.concat([before, row], how="diagonal_relaxed"))


def changed_since(run: Run) -> bool:
    """Whether the registry changed after a search; merging what it found is a change too."""
    return HeldTable.objects.filter(name="organisations", changed_at__gt=run.started).exists()
