"""Bulk imports: a table comes in whole, a job reads it, a report says of each row why it was not taken over."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from datetime import date
from typing import Annotated, Any, Literal

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from seedbed.messages import Refusal
from seedbed.store import Json
from seedbed.workbench.accounts.permissions import Target, require
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.api.access import token_of
from seedbed.workbench.api.idempotency import once
from seedbed.workbench.api.scopes import TokenScope
from seedbed.workbench.api.service_words import PROBLEMS
from seedbed.workbench.api.table_calls import After, Plain, Size
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.queue import cancel, findings_of
from seedbed.workbench.look.wording import language, text_of
from seedbed.workbench.people.consent import latest_end
from seedbed.workbench.people.importing import REJECTS, TAKEN
from seedbed.workbench.people.intake import IMPORT_OFFERS, IMPORT_PEOPLE, receive_many
from seedbed.workbench.people.models import Leaflet
from seedbed.workbench.people.purposes import Purpose

router = Router(tags=["imports"])
_PEOPLE = "people"
_ACTIONS = {
    _PEOPLE: (TokenScope.PEOPLE_IMPORT, Action.PROFILE_ENTER),
    "needs": (TokenScope.OFFERS_WRITE, Action.NEED_CHANGE),
    "opportunities": (TokenScope.OFFERS_WRITE, Action.OPPORTUNITY_CHANGE),
}


class ImportIn(Schema):
    """What is imported for whom; people come with the consent that the institution holds of all of them."""

    table: Literal["people", "needs", "opportunities"]
    organisation: Plain
    purposes: list[Purpose] = Field(default_factory=list)
    until: date | None = None


class ImportOut(Schema):
    """How an import stands. Sentences call the file after its table: names of files may name people."""

    id: uuid.UUID
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    done: int
    total: int
    taken: int
    rejected: int
    problems: list[str]


class RejectedOut(Schema):
    """A row that was not taken over: its number in the file (the header is row 1), and why."""

    row: int
    reason: str


class RejectedPage(Schema):
    """Rejected rows; ask again with ``after`` = ``next`` until that is null."""

    rows: list[RejectedOut]
    next: int | None


class TakenOut(Schema):
    """A row that was taken over, under which id; ``reference`` is the file's own."""

    row: int
    id: str
    reference: str | None = None


class TakenPage(Schema):
    """Rows taken over; ask again with ``after`` = ``next`` until that is null."""

    rows: list[TakenOut]
    next: int | None


@router.post("/imports", response={202: ImportOut, PROBLEMS: Any}, operation_id="start_import")
def start_import(
    request: HttpRequest,
    response: HttpResponse,
    asked: Annotated[ImportIn, Form()],
    file: Annotated[UploadedFile, File()],
) -> Status:
    """Take a table in (CSV, Excel, ODS; of people also a ZIP of CVs): it is kept once this answers."""
    scope, action = _ACTIONS[asked.table]
    user = token_of(request, scope).user
    require(user, action, Target(organisations=frozenset({asked.organisation})))
    parameters: dict[str, Json] = {"table": asked.table, "organisation": asked.organisation}
    if asked.table == _PEOPLE:
        parameters = {"institution": asked.organisation, **_consent(asked)}
    data = file.read()
    said = json.dumps([asked.model_dump(mode="json"), file.name, hashlib.sha256(data).hexdigest()]).encode()
    kind = IMPORT_PEOPLE if asked.table == _PEOPLE else IMPORT_OFFERS

    def start() -> Json:
        return _told(receive_many(kind, data, file.name or "", parameters, str(user.pk)))

    return Status(202, once(request, response, said, start))


@router.get("/imports/{job}", response={200: ImportOut, PROBLEMS: Any}, operation_id="read_import")
def read_import(request: HttpRequest, job: uuid.UUID) -> Json:
    """How an import stands that the token's user asked for."""
    return _told(_own(request, job))


@router.delete("/imports/{job}", response={200: ImportOut, PROBLEMS: Any}, operation_id="cancel_import")
def cancel_import(request: HttpRequest, job: uuid.UUID) -> Json:
    """Stop an import: nothing of it is taken over, unless it is done already."""
    cancel(_own(request, job).pk)
    return _told(_own(request, job))


@router.get(
    "/imports/{job}/rejected", response={200: RejectedPage, PROBLEMS: Any}, operation_id="read_rejected"
)
def read_rejected(
    request: HttpRequest, job: uuid.UUID, after: After = None, size: Size = 100
) -> dict[str, object]:
    """Which rows were not taken over, and why, in the language that was asked for."""
    frame = _list(_own(request, job), REJECTS)
    why = f"reason_{language()}"
    rows = [] if frame.is_empty() else frame.select(row="rejected_row", reason=why).to_dicts()
    return _page(rows, after, size)


@router.get("/imports/{job}/taken", response={200: TakenPage, PROBLEMS: Any}, operation_id="read_taken")
def read_taken(
    request: HttpRequest, job: uuid.UUID, after: After = None, size: Size = 100
) -> dict[str, object]:
    """Which rows were taken over, each under which id."""
    frame = _list(_own(request, job), TAKEN)
    if frame.is_empty():
        return {"rows": [], "next": None}
    key = next(name for name in ("person", "need", "opportunity") if name in frame.columns)
    columns = {"row": pl.col("row"), "id": pl.col(key).cast(pl.String)}
    if "reference" in frame.columns:
        columns["reference"] = pl.col("reference").cast(pl.String)
    return _page(frame.select(**columns).to_dicts(), after, size)


def _consent(asked: ImportIn) -> dict[str, Json]:
    """The consent of people that an institution brings.

    Raises
    ------
    Refusal
        ``workbench.consent-nothing``, ``workbench.consent-end``.
    """
    today = date.today()
    if not asked.purposes:
        raise Refusal.because("workbench.consent-nothing")
    if asked.until is None or not today <= asked.until <= latest_end(today):
        raise Refusal.because(
            "workbench.consent-end", first=today.isoformat(), last=latest_end(today).isoformat()
        )
    return {"purposes": [one.value for one in asked.purposes], "until": asked.until.isoformat()}


def _own(request: HttpRequest, job: uuid.UUID) -> Job:
    """An import that the token's user asked for and the token may start; others do not exist."""
    found = Job.objects.filter(pk=job, kind__in=(IMPORT_PEOPLE, IMPORT_OFFERS)).first()
    token = request.auth
    if found is None or found.asked_by != str(token.user_id):
        raise Http404
    token_of(request, _ACTIONS[_PEOPLE if found.kind == IMPORT_PEOPLE else "needs"][0])
    return found


def _told(job: Job) -> Json:
    result = job.result or {}
    return {
        "id": str(job.pk),
        "state": str(job.state),
        "done": job.done,
        "total": job.total,
        "taken": int(result.get("taken", 0)),
        "rejected": int(result.get("rejected", 0)),
        "problems": [text_of(finding) for finding in findings_of(job)],
    }


def _list(job: Job, name: str) -> pl.DataFrame:
    leaflet = Leaflet.objects.filter(job=job.pk, name=name).first()
    if leaflet is None or not leaflet.content:
        return pl.DataFrame()
    return pl.read_csv(io.BytesIO(leaflet.content), infer_schema_length=None)


def _page(rows: list[dict[str, Any]], after: int | None, size: int) -> dict[str, object]:
    """Rows beyond a row number, in the file's order."""
    beyond = [row for row in rows if after is None or row["row"] > after]
    return {"rows": beyond[:size], "next": beyond[size - 1]["row"] if len(beyond) > size else None}
