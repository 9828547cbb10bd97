"""Tables that a visitor brought: read once, kept for a while for who brought them."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from uuid import UUID

import polars as pl

from seedbed.formats.archive import open_archive
from seedbed.formats.limits import DEFAULT_LIMITS
from seedbed.messages import Finding, Severity
from seedbed.store import Json
from seedbed.tables import parquet_bytes
from seedbed.usecases.measure_table import Layout, Measured, read_own_table
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.queue import as_records
from seedbed.workbench.people.models import Leaflet, Upload

MEASURE, RANK = "measure-table", "rank-next-industries"
VALUES = "values.parquet"
_FRAME = "frame-{name}.parquet"
_PACKED = frozenset({".xlsx", ".ods"})
_COLUMNS = ("place", "industry", "value", "period", "group", "weight", "columns")


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """The good rows of a table, the rejected ones with their reasons, what is to be minded."""

    frame: pl.DataFrame
    rejects: pl.DataFrame
    findings: tuple[Finding, ...]


def layout_of(parameters: Mapping[str, Json]) -> Layout:
    """Which column is what, from a job's parameters."""
    named = {name: str(parameters.get(name) or "") for name in _COLUMNS}
    wide = tuple(part.strip() for part in named["columns"].replace("，", ",").split(",") if part.strip())
    return Layout(
        named["place"] or "place",
        named["industry"] or "industry",
        named["value"] or "value",
        named["period"] or None,
        named["group"] or None,
        named["weight"] or None,
        wide,
    )


def read_brought(upload: Upload, layout: Layout) -> Brought:
    """Read an uploaded table.

    Raises
    ------
    Refusal
        Why it is no such table, or is hostile.
    """
    suffix = PurePath(upload.name).suffix.lower()
    if suffix in _PACKED:
        open_archive(upload.content, f"table{suffix}", DEFAULT_LIMITS)  # before a reader inflates it
    with tempfile.TemporaryDirectory(prefix="seedbed-table-") as folder:
        path = Path(folder) / f"table{suffix}"
        path.write_bytes(upload.content)
        own = read_own_table(path, layout)
        rejects = pl.DataFrame()
        if own.rejects is not None:
            rejects = pl.read_csv(own.rejects, infer_schema=False)
    return Brought(own.frame, rejects, own.findings)


def keep_frame(job: UUID, name: str, frame: pl.DataFrame) -> None:
    """Keep a frame for who asked for the job."""
    Leaflet.objects.update_or_create(job=job, name=name, defaults={"content": parquet_bytes(frame)})


def kept_frame(job: UUID, name: str) -> pl.DataFrame | None:
    """A frame of a job; none where its time is over."""
    leaflet = Leaflet.objects.filter(job=job, name=name).first()
    return None if leaflet is None else pl.read_parquet(io.BytesIO(bytes(leaflet.content)))


def keep_measured(job: UUID, measured: Measured) -> dict[str, Json]:
    """Keep what a measure gave; what the job's result says of it."""
    for name, frame in measured.frames.items():
        keep_frame(job, _FRAME.format(name=name), frame)
    return {
        "measure": measured.measure,
        "frames": list(measured.frames),
        "findings": as_records(measured.findings),
        "first": measured.first,
        "last": measured.last,
    }


def kept_measured(job: Job) -> Measured | None:
    """What the measure of a finished job gave; none where its time is over."""
    result = job.result or {}
    frames: dict[str, pl.DataFrame] = {}
    for name in result.get("frames", []):
        frame = kept_frame(job.pk, _FRAME.format(name=name))
        if frame is None:
            return None
        frames[str(name)] = frame
    findings = tuple(
        Finding(item["code"], item["values"], Severity.WARNING) for item in result.get("findings", [])
    )
    return Measured(str(result["measure"]), frames, findings, result.get("first"), result.get("last"))


def tables_brought_by(account: str) -> list[Job]:
    """The jobs that read tables of a user that are still kept, the latest first."""
    done = Job.objects.filter(kind=MEASURE, asked_by=account, state=State.DONE).order_by("-asked_at")
    with_values = set(
        Leaflet.objects.filter(name=VALUES, job__in=[job.pk for job in done]).values_list("job", flat=True)
    )
    return [job for job in done if job.pk in with_values]
