"""How the house is: /health for a supervisor, /metrics in the Prometheus text format."""

from __future__ import annotations

import hmac
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Lock
from time import perf_counter

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from seedbed.workbench.accounts.models import Attempt, BrowserSession, User
from seedbed.workbench.accounts.permissions import may, open_to_all
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.oversight.models import AuditEntry

BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


class _Counts:
    """Answers of this process, by method and class of status, and how long they took."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.answers: Counter[tuple[str, str]] = Counter()
        self.within = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0

    def add(self, method: str, status: int, seconds: float) -> None:
        """One answer."""
        with self.lock:
            self.answers[method, f"{status // 100}xx"] += 1
            self.within[bisect_left(BUCKETS, seconds)] += 1
            self.seconds += seconds


_COUNTS = _Counts()
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Counting:
    """Counts every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One request."""
        began = perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in _METHODS else "other"
        _COUNTS.add(method, response.status_code, perf_counter() - began)
        return response


@open_to_all
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers and has the tables of this release; 503 if not. Tells nothing else."""
    try:
        executor = MigrationExecutor(connection)
        missing = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        state = "migrations missing" if missing else "ok"
    except DatabaseError:
        state = "no database"
    return JsonResponse({"status": state}, status=200 if state == "ok" else 503)


@open_to_all
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for a monitor: for administrators, or whoever shows the token; for others the page does not exist."""
    if not (_shows_token(request) or may(request.user, Action.SYSTEM_SEE)):
        raise Http404
    return HttpResponse("\n".join(_lines()) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _shows_token(request: HttpRequest) -> bool:
    token = settings.INSTALLATION.metrics_token
    shown = str(request.headers.get("Authorization", "")).removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(shown.encode(), token.encode())


def _lines() -> Iterator[str]:
    with _COUNTS.lock:
        answers, within, seconds = dict(_COUNTS.answers), list(_COUNTS.within), _COUNTS.seconds
    yield from _head("seedbed_requests_total", "counter", "answers of this process")
    for (method, status), count in sorted(answers.items()):
        yield f'seedbed_requests_total{{method="{method}",status="{status}"}} {count}'
    yield from _head("seedbed_request_seconds", "histogram", "time to answer in this process")
    total = 0
    for limit, count in zip((*BUCKETS, "+Inf"), within, strict=True):
        total += count
        yield f'seedbed_request_seconds_bucket{{le="{limit}"}} {total}'
    yield f"seedbed_request_seconds_sum {seconds:.6f}"
    yield f"seedbed_request_seconds_count {total}"
    for name, help_text, value in figures():
        yield from _head(name, "gauge", help_text)
        yield f"{name} {value}"
    yield from _head("seedbed_jobs", "gauge", "jobs by state")
    for state, count in jobs_by_state().items():
        yield f'seedbed_jobs{{state="{state}"}} {count}'


def _head(name: str, kind: str, help_text: str) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {kind}"


def figures() -> list[tuple[str, str, int]]:
    """Counts out of the database: name, what it is, value."""
    return [
        ("seedbed_users", "users who can sign in", User.objects.filter(is_active=True).count()),
        ("seedbed_sessions", "sessions of users", BrowserSession.objects.exclude(user=None).count()),
        ("seedbed_failed_attempts", "failed attempts to come in, last day", Attempt.objects.count()),
        ("seedbed_audit_entries", "rows of the audit log", AuditEntry.objects.count()),
        ("seedbed_database_bytes", "size of the database", database_bytes()),
    ]


def database_bytes() -> int:
    """How large the database is."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def jobs_by_state() -> dict[str, int]:
    """How many jobs wait, run, are done, failed, were cancelled."""
    if not apps.is_installed("seedbed.workbench.jobs"):
        return {}
    job = apps.get_model("jobs", "Job")
    counts = job.objects.order_by("state").values_list("state").annotate(count=Count("pk"))
    return dict(counts)
