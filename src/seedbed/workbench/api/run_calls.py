"""Runs and reports: what was computed, from what, and the tables that it left."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from seedbed.messages import Refusal
from seedbed.store import Json, Run
from seedbed.usecases.issue_report import KIND as REPORT
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import may, reach
from seedbed.workbench.accounts.roles import Action, Reach, Role
from seedbed.workbench.api.access import token_of
from seedbed.workbench.api.pages import as_json
from seedbed.workbench.api.scopes import TokenScope
from seedbed.workbench.api.service_words import PROBLEMS
from seedbed.workbench.api.table_calls import After, PageOut, Plain, Size
from seedbed.workbench.oversight.audit import saw_all
from seedbed.workbench.people.record import record
from seedbed.workbench.record.models import KeptRun

router = Router(tags=["runs"])
MATCH = "match"
PRINTED = ("figures", "standing", "reported")
"""Tables of a report that its readers get; what stands behind withheld figures is never given."""


class RunOut(Schema):
    """A run. Parameters, inputs (with their SHA-256), summary and outputs are for who sees matches whole."""

    run: str
    kind: str
    started: datetime
    finished: datetime
    version: str
    parameters: dict[str, Any] | None = None
    inputs: dict[str, str] | None = None
    summary: dict[str, Any] | None = None
    outputs: list[str] = Field(default_factory=list)


class ReportOut(Schema):
    """An issued report."""

    report: str
    audience: str
    up_to: str
    issued: datetime
    snapshot: str
    tables: list[str]


class RunsPage(Schema):
    """Newest first; ask again with ``before`` = ``next`` until that is null."""

    runs: list[RunOut]
    next: str | None


class ReportsPage(Schema):
    """Newest first; ask again with ``before`` = ``next`` until that is null."""

    reports: list[ReportOut]
    next: str | None


Before = Annotated[Plain | None, Query(description="`next` of the page before")]


@router.get("/runs", response={200: RunsPage, PROBLEMS: Any}, operation_id="list_runs")
def list_runs(request: HttpRequest, before: Before = None, size: Size = 50) -> dict[str, object]:
    """Matches."""
    user = _user(request, TokenScope.RUNS_READ, Action.MATCH_SEE)
    runs, following = _kept(MATCH, before, size)
    return {"runs": [_run(user, run) for run in runs], "next": following}


@router.get("/runs/{run}", response={200: RunOut, PROBLEMS: Any}, operation_id="read_run")
def read_run(request: HttpRequest, run: Plain) -> dict[str, object]:
    """One match."""
    user = _user(request, TokenScope.RUNS_READ, Action.MATCH_SEE)
    return _run(user, _one(MATCH, run))


@router.get(
    "/runs/{run}/outputs/{name}", response={200: PageOut, PROBLEMS: Any}, operation_id="read_run_output"
)
def read_run_output(
    request: HttpRequest, run: Plain, name: Plain, after: After = None, size: Size = 100
) -> dict[str, object]:
    """A table that a match left, for who sees matches whole."""
    user = _user(request, TokenScope.RUNS_READ, Action.MATCH_SEE)
    if not _whole(user):
        raise PermissionDenied
    page, following = _output(_one(MATCH, run), name, after, size)
    persons = {str(row["seeker"]) for row in page if row.get("seeker") is not None}
    saw_all(user, sorted(persons), "api", run[:120])
    return {"rows": page, "next": following}


@router.get(
    "/reports", response={200: ReportsPage, PROBLEMS: Any}, operation_id="list_reports", tags=["reports"]
)
def list_reports(request: HttpRequest, before: Before = None, size: Size = 50) -> dict[str, object]:
    """Reports for whose audience the user is; a page may hold fewer than were asked for."""
    user = _user(request, TokenScope.REPORTS_READ, Action.REPORT_SEE)
    runs, following = _kept(REPORT, before, size)
    return {"reports": [_report(run) for run in runs if _reads(user, run)], "next": following}


@router.get(
    "/reports/{report}",
    response={200: ReportOut, PROBLEMS: Any},
    operation_id="read_report",
    tags=["reports"],
)
def read_report(request: HttpRequest, report: Plain) -> dict[str, object]:
    """One report."""
    return _report(_report_for(request, report))


@router.get(
    "/reports/{report}/{table}", response={200: PageOut, PROBLEMS: Any}, operation_id="read_report_table",
    tags=["reports"],
)  # fmt: skip
def read_report_table(
    request: HttpRequest,
    report: Plain,
    table: Literal["figures", "standing", "reported"],
    after: After = None,
    size: Size = 100,
) -> dict[str, object]:
    """A table of a report as printed: what was withheld from its audience is empty."""
    page, following = _output(_report_for(request, report), table, after, size)
    return {"rows": page, "next": following}


def _user(request: HttpRequest, scope: TokenScope, action: Action) -> User:
    user: User = token_of(request, scope).user
    if not may(user, action):
        raise PermissionDenied
    return user


def _whole(user: User) -> bool:
    return reach(user, Action.MATCH_SEE) is Reach.ALL


def _kept(kind: str, before: str | None, size: int) -> tuple[list[Run], str | None]:
    """Runs of a kind, newest first, by the index on (kind, started, run)."""
    runs = KeptRun.objects.filter(kind=kind).order_by("-started", "-run")
    if before is not None:
        last = KeptRun.objects.filter(kind=kind, run=before).first()
        if last is None:
            raise Http404
        runs = runs.filter(Q(started__lt=last.started) | Q(started=last.started, run__lt=last.run))
    found = list(runs.values_list("run", "record")[: size + 1])
    return [Run.from_json(text) for _, text in found[:size]], found[size - 1][0] if len(
        found
    ) > size else None


def _one(kind: str, run: str) -> Run:
    try:
        found = record().run(run)
    except Refusal:
        raise Http404 from None
    if found.kind != kind:
        raise Http404
    return found


def _run(user: User, run: Run) -> dict[str, object]:
    told: dict[str, object] = {
        "run": run.run,
        "kind": run.kind,
        "started": run.started,
        "finished": run.finished,
        "version": run.version,
    }
    if _whole(user):
        told |= {
            "parameters": dict(run.parameters),
            "inputs": dict(run.inputs),
            "summary": dict(run.summary),
            "outputs": list(run.outputs),
        }
    return told


def _reads(user: User, run: Run) -> bool:
    """Whether a report was made for a user: the office reads all, the bank its own and the public's."""
    audience = run.parameters["audience"]
    if audience == "public" or reach(user, Action.REPORT_SEE) is Reach.ALL:
        return True
    return audience == "bank" and Role.BANK_VIEWER in user.roles


def _report_for(request: HttpRequest, report: str) -> Run:
    user = _user(request, TokenScope.REPORTS_READ, Action.REPORT_SEE)
    run = _one(REPORT, report)
    if not _reads(user, run):
        raise Http404
    return run


def _report(run: Run) -> dict[str, object]:
    return {
        "report": run.run,
        "audience": run.parameters["audience"],
        "up_to": run.parameters["up_to"],
        "issued": run.finished,
        "snapshot": run.parameters["snapshot"],
        "tables": [name for name in PRINTED if name in run.outputs],
    }


def _output(run: Run, name: str, after: int | None, size: int) -> tuple[list[dict[str, Json]], int | None]:
    """Rows of a table of a run beyond a row number, from 0."""
    if name not in run.outputs:
        raise Http404
    frame = record().run_output(run.run, name)
    first = after or 0
    following = first + size if first + size < frame.height else None
    return [as_json(row) for row in frame.slice(first, size).iter_rows(named=True)], following
