"""The audit log and the state of the installation."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import seedbed
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action, Role
from seedbed.workbench.look.wording import language, said, word
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.oversight.forms import AuditSearch
from seedbed.workbench.oversight.metrics import figures, jobs_by_state
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people.record import record

ROWS = 50
_ROLES = frozenset(role.value for role in Role)
_CONSENTS = frozenset({"consent-given", "consent-withdrawn"})


@needs(Action.AUDIT_SEE)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Who saw or changed which personal record, newest first."""
    form = AuditSearch(request.GET or None)
    entries = AuditEntry.objects.all()
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        for column in ("person", "actor", "deed"):
            if asked[column]:
                entries = entries.filter(**{column: asked[column]})
        if asked["since"]:
            entries = entries.filter(at__date__gte=asked["since"])
        if asked["until"]:
            entries = entries.filter(at__date__lte=asked["until"])
        if asked["person"]:  # whoever looks up a person leaves a trace himself
            house_changed(request.user, "audit-search", asked["person"])
    page = Paginator(entries, ROWS).get_page(request.GET.get("page"))
    names = {
        str(user.pk): user.name for user in User.objects.filter(pk__in={e.actor for e in page if e.actor})
    }
    indicators = _indicators(page)
    rows = [
        {
            "entry": entry,
            "who": names.get(entry.actor, entry.actor),
            "deed": word("deed", entry.deed),
            "named": _named(entry) or indicators.get(entry.what, ""),
        }
        for entry in page
    ]
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "rows": rows, "query": query.urlencode()}
    return render(request, "oversight/audit.html", context)


def _named(entry: AuditEntry) -> str:
    """What is no id in words: the role that was given, the purposes of a consent."""
    if entry.what in _ROLES:
        return word("role", entry.what)
    if entry.why in _CONSENTS:
        return said("workbench.list-comma").join(word("purpose", part) for part in entry.what.split())
    return ""


def _indicators(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """The names of the indicators behind which somebody looked at people."""
    asked = {entry.what for entry in entries if entry.why == "indicator" and entry.what}
    rows = [row for key in sorted(asked) if (row := record().row("indicators", key)) is not None]
    name = "name_zh" if language() == "zh" else "name"
    return {str(row["indicator"]): str(row[name] or row["name"]) for row in rows}


@needs(Action.SYSTEM_SEE)
@require_safe
def system(request: HttpRequest) -> HttpResponse:
    """Version, sizes, jobs, and how to back up."""
    state = [(word("figure", name.removeprefix("seedbed_")), value) for name, _, value in figures()]
    jobs = [(word("job-state", name), count) for name, count in jobs_by_state().items()]
    context = {
        "version": seedbed.__version__,
        "database": "SQLite" if settings.INSTALLATION.on_sqlite else "PostgreSQL",
        "fingerprint": settings.KEYS.fingerprint,
        "state": state,
        "jobs": jobs,
    }
    return render(request, "oversight/system.html", context)
