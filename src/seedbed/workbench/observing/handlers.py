"""The jobs of the observatory; found by the queue when Django starts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, cast
from uuid import UUID

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import Json, Run
from seedbed.store.fingerprint import fingerprint
from seedbed.usecases.measure_table import Choice, measure_table
from seedbed.usecases.next_industries import next_industries
from seedbed.workbench.jobs.handlers import handles
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.queue import as_records
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.observing.on_record import table_of, usable
from seedbed.workbench.observing.own_tables import (
    MEASURE,
    RANK,
    VALUES,
    keep_frame,
    keep_measured,
    kept_frame,
    layout_of,
    read_brought,
)
from seedbed.workbench.people.catalogue import places_by_name, plain_name
from seedbed.workbench.people.importing import REJECTS, keep_list, note_result
from seedbed.workbench.people.models import Upload
from seedbed.workbench.people.record import record

if TYPE_CHECKING:
    from seedbed.store import RegionStore

SHORT = 12
_STEPS = 2


@handles(MEASURE)
def measure(work: Work) -> Mapping[str, Json]:
    """Read the table that was brought, or take one that was read before, and measure it.

    Raises
    ------
    Refusal
        The file is no such table, or cannot be measured so; a file that was read stays for another measure.
    """
    known: Mapping[str, Json] | None = (
        Job.objects.filter(pk=work.job.pk).values_list("result", flat=True).first()
    )
    if known:
        return known
    work.progress(0, _STEPS)
    table, noted = _brought(work) if "upload" in work.parameters else _read_before(work)
    work.progress(1, _STEPS)
    asked = work.parameters
    measured = measure_table(
        table,
        str(asked["measure"]),
        Choice(
            _text(asked.get("first")), _text(asked.get("last")), float(str(asked.get("threshold") or 1.0))
        ),
    )
    with work.confirmed():
        return note_result(work, {**noted, **keep_measured(work.job.pk, measured)})


def _text(value: Json) -> str | None:
    return str(value) if value else None


def _brought(work: Work) -> tuple[pl.DataFrame, dict[str, Json]]:
    """Read the upload; table, rejects and what is to be minded are kept at once."""
    upload = Upload.objects.filter(pk=work.parameters["upload"]).first()
    if upload is None:
        return _read_before(work)  # read before a crash
    try:
        read = read_brought(upload, layout_of(work.parameters))
    except Refusal:
        with work.confirmed():
            upload.delete()
        raise
    with work.confirmed():
        keep_frame(work.job.pk, VALUES, read.frame)
        keep_list(work.job.pk, REJECTS, read.rejects)
        upload.delete()
    return read.frame, _noted(read.frame, work.job.pk, read.rejects.height, as_records(read.findings))


def _read_before(work: Work) -> tuple[pl.DataFrame, dict[str, Json]]:
    root = UUID(str(work.parameters.get("table") or work.job.pk))
    frame = kept_frame(root, VALUES)
    if frame is None:
        raise Refusal.because("workbench.own-table-gone")
    return frame, _noted(frame, root, 0, [])


def _noted(frame: pl.DataFrame, root: UUID, rejected: int, told: list[Json]) -> dict[str, Json]:
    periods = frame["period"].cast(pl.String).unique().sort().to_list() if "period" in frame.columns else []
    return {
        "table": str(root),
        "rows": frame.height,
        "places": frame["place"].n_unique(),
        "industries": frame["industry"].n_unique(),
        "periods": periods,
        "rejected": rejected,
        "told": told,
        "print": fingerprint(frame)[:SHORT],
    }


@handles(RANK)
def rank(work: Work) -> Mapping[str, Json]:
    """Rank the industries that a place could have next, and keep the run; once, whoever does the job."""
    known: Mapping[str, Json] | None = (
        Job.objects.filter(pk=work.job.pk).values_list("result", flat=True).first()
    )
    if known:
        return known
    work.progress(0, _STEPS)
    values = values_to_rank(str(work.parameters["table"]))
    work.progress(1, _STEPS)
    # The use case keeps its run as its last step: that step alone is confirmed.
    store = cast("RegionStore", _Confirming(work))
    _, run = next_industries(
        store,
        values,
        place=str(work.parameters["place"]),
        top=int(str(work.parameters["top"])),
        on=date.fromisoformat(str(work.parameters["on"])),
    )
    if run is None:
        raise RuntimeError("a ranking that is no dry run keeps its run")
    return {"run": run.run}


class _Confirming:
    """The record, whose runs are kept only while the job is ours, together with the job's knowledge of them."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def __getattr__(self, name: str) -> object:
        return getattr(record(), name)

    def keep_run(self, run: Run, outputs: Mapping[str, pl.DataFrame]) -> None:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        with self._work.confirmed():
            record().keep_run(run, outputs)
            note_result(self._work, {"run": run.run})


def values_to_rank(table: str) -> pl.DataFrame:
    """``place, industry, value`` and, where there are several, ``period``, of ``record:<measure>`` or ``own:<job>``.

    Places of an own table that the region knows by name stand under their ids, so that its chains are found.

    Raises
    ------
    Refusal
        ``workbench.own-table-gone``.
    """
    kind, _, key = table.partition(":")
    if kind == "record":
        periods = usable().filter(measure=key)["period"].sort().to_list()
        frame = table_of(key, periods)
    else:
        kept = kept_frame(UUID(key), VALUES)
        if kept is None:
            raise Refusal.because("workbench.own-table-gone")
        ids = places_by_name()
        worded = {one: ids.get(plain_name(one), one) for one in kept["place"].unique().to_list()}
        frame = kept.with_columns(pl.col("place").replace_strict(worded, return_dtype=pl.String))
    columns = [name for name in ("place", "industry", "period", "value") if name in frame.columns]
    frame = frame.select(columns)
    return frame.drop("period") if "period" in columns and frame["period"].n_unique() < 2 else frame
