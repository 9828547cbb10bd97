"""Taking everything along, and having everything erased."""

from __future__ import annotations

import json

import polars as pl
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.store import Json
from seedbed.usecases.erase_person import erase_person
from seedbed.usecases.export_person import export_person
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.roles import Action, Role
from seedbed.workbench.look.downloads import harmless_csv, zip_download
from seedbed.workbench.look.wording import said
from seedbed.workbench.oversight.audit import erased, exported
from seedbed.workbench.oversight.models import AuditEntry
from seedbed.workbench.people import forms
from seedbed.workbench.people.record import record
from seedbed.workbench.people.subject import Subject, subject_of
from seedbed.workbench.record.signals import person_exported


@require_safe
def export(request: HttpRequest, person: str | None = None) -> HttpResponse:
    """Everything that is held about a person: JSON for machines, CSV for people."""
    subject = subject_of(request, person, Action.PROFILE_EXPORT, "export")
    held = export_person(record(), subject.person)
    for _, more in person_exported.send(sender=AuditEntry, person=subject.person):
        held |= more if subject.own else {}
    if subject.own:
        held |= _of_account(request.user)
    exported(request.user, (subject.person,), "export")
    files = {"everything.json": json.dumps(held, ensure_ascii=False, indent=2).encode()}
    for name, rows in held.items():
        files[f"{name.replace('/', '-')}.csv"] = harmless_csv(_frame(rows))
    return zip_download("my-data.zip" if subject.own else "person.zip", files)


def _of_account(user: User) -> dict[str, list[dict[str, Json]]]:
    """What the workbench holds beside the record: the account, and who looked."""
    account: dict[str, Json] = {
        "name": user.name, "email": user.email, "joined_at": user.joined_at.isoformat(), "language": user.language,
    }  # fmt: skip
    trail: list[dict[str, Json]] = [
        {
            "at": entry.at.isoformat(),
            "deed": entry.deed,
            "roles": entry.roles,
            "why": entry.why,
            "what": entry.what,
        }
        for entry in AuditEntry.objects.filter(person=user.person)
    ]
    return {"account": [account]} | ({"trail": trail} if trail else {})


def _frame(rows: list[dict[str, Json]]) -> pl.DataFrame:
    """Rows as texts; lists between semicolons."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(
        {name: [_cell(row.get(name)) for row in rows] for name in columns},
        schema=dict.fromkeys(columns, pl.String),
    )


def _cell(value: Json) -> str | None:
    if value is None:
        return None
    return ";".join(map(str, value)) if isinstance(value, list) else str(value)


@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    """What would go, and after a second confirmation it is gone: profile, account, everything."""
    subject = subject_of(request, None, Action.PROFILE_ERASE, "erasure")
    form = forms.Erasure(request.POST or None, user=request.user)
    if form.is_bound and form.is_valid():
        _erase(request, subject)
        messages.success(request, said("workbench.erased"))
        return redirect("start")
    would = erase_person(record(), subject.person, dry_run=True)
    context = {"subject": subject, "form": form, "would": would, "tables": sorted(would.rows.items())}
    return render(request, "people/erasure.html", context, status=422 if form.errors else 200)


def _erase(request: HttpRequest, subject: Subject) -> None:
    user = request.user
    with transaction.atomic():
        erase_person(record(), subject.person)
        erased(user, subject.person, "own-wish")
        if user.roles <= {Role.PERSON}:
            User.objects.filter(pk=user.pk).delete()
        else:  # who works here too keeps the account for that
            User.objects.filter(pk=user.pk).update(person=None)
            user.memberships.filter(role=Role.PERSON, ended_at=None).update(ended_at=timezone.now())
    logout(request)
