"""Files of evidence: the list, one more, one to fetch."""

from __future__ import annotations

from pathlib import PurePath

import polars as pl
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.messages import Refusal
from seedbed.programme.evidence_files import HEAD_BYTES, type_of
from seedbed.usecases.link_evidence import link_evidence
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import may, needs, require
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.entering import EntryForm, entry_page, name_in, refuse, subprojects_of
from seedbed.workbench.delivery.evidence import (
    content_of,
    file_field,
    of_own_subprojects,
    take_in,
    target_of,
    visible_evidence,
)
from seedbed.workbench.delivery.models import EvidenceFile
from seedbed.workbench.delivery.once import entered_once
from seedbed.workbench.look.forms import help_, label
from seedbed.workbench.look.wording import said
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.catalogue import organisation_name
from seedbed.workbench.people.record import record

ROWS = 50
KINDS = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg", "tiff": "image/tiff"}


@needs(Action.PROGRAMME_CHANGE, Action.RESULT_VERIFY)
@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """The files, newest first, and what each supports."""
    rows = visible_evidence(request.user).reverse()
    page = Paginator(range(rows.height), ROWS).get_page(request.GET.get("page"))
    here = rows.slice(page.start_index() - 1 if rows.height else 0, ROWS)
    kept = set(EvidenceFile.objects.filter(pk__in=here["evidence"].to_list()).values_list("pk", flat=True))
    used = _uses(here["evidence"].to_list())
    context = {
        "title": said("workbench.page-evidence"),
        "rows": [
            {
                **row,
                "kept": row["evidence"] in kept,
                "of": name_in("subprojects", row["subproject"]),
                "uses": used.get(row["evidence"], []),
                "holder_name": organisation_name(row["holder"]) if row["holder"] else "",
            }
            for row in here.iter_rows(named=True)
        ],
        "page": page,
        "may_add": may(request.user, Action.PROGRAMME_CHANGE),
    }
    return render(request, "delivery/evidence.html", context)


def _uses(files: list[str]) -> dict[str, list[str]]:
    """Results, decisions and payments that name some files."""
    found: dict[str, list[str]] = {}
    for table, key in (
        ("results", "result"),
        ("gate_decisions", "decision"),
        ("disbursements", "disbursement"),
    ):
        named = (
            record()
            .table(table)
            .select(key, "evidence")
            .explode("evidence")
            .filter(pl.col("evidence").is_in(files))
        )
        for name, file in named.iter_rows():
            found.setdefault(file, []).append(str(name))
    return found


class EvidenceForm(EntryForm):
    """A file, what it shows, whose it is, and which result it supports."""

    file = file_field(required=True)
    title = forms.CharField(label=label("evidence-title"), help_text=help_("evidence-title"), max_length=200)
    subproject = forms.ChoiceField(label=label("subproject"), required=False)
    result = forms.ChoiceField(
        label=label("evidence-result"), help_text=help_("evidence-result"), required=False
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subproject"].choices, self.fields["subproject"].required = subprojects_of(user)
        self.fields["result"].choices = [("", said("workbench.no-result")), *_results_of(user)]


def _results_of(user: User) -> list[tuple[str, str]]:
    """Results that a user entered or may enter for, the newest first."""
    rows = of_own_subprojects(user, record().table("results"), Action.PROGRAMME_CHANGE)
    rows = rows.filter(pl.col("result").is_not_null()).reverse().head(200)
    return [
        (row["result"], f"{row['indicator']} · {row['period']} · {row['value']:g} · {row['result']}")
        for row in rows.iter_rows(named=True)
    ]


@needs(Action.PROGRAMME_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Take a file in; with a result, that result is entered anew with the file and waits for verification."""
    user: User = request.user
    chosen = {"result": request.GET.get("result", "")}  # one that is none of hers is not among the choices
    form = EvidenceForm(request.POST or None, request.FILES or None, user=user, initial=chosen)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def enter() -> str:
            added = take_in(user, asked["file"], subproject=asked["subproject"] or None, title=asked["title"])
            messages.success(request, said("workbench.evidence-added", evidence=added))
            if asked["result"]:
                linked = link_evidence(record(), asked["result"], (added,), str(user.pk))
                house_changed(user, "result-entered", linked)
                messages.success(request, said("workbench.evidence-linked", result=linked))
            return reverse("evidence")

        try:
            return redirect(entered_once(request, enter))
        except Refusal as refusal:
            refuse(form, refusal, "file")
    return entry_page(request, form, "evidence-new", back=reverse("evidence"))


@needs(Action.PROGRAMME_SEE)
@require_safe
def fetch(request: HttpRequest, evidence: str) -> HttpResponse:
    """The file itself, for who may see the books in which it stands; that it was fetched is noted."""
    row = record().row("evidence", evidence)
    if row is None:
        raise Http404
    require(request.user, Action.PROGRAMME_SEE, target_of(row))
    content = content_of(row)
    if content is None:
        raise Http404
    house_changed(request.user, "evidence-fetched", evidence)
    kind = KINDS.get(type_of(content[:HEAD_BYTES]) or "", "application/octet-stream")
    response = HttpResponse(content, content_type=kind)
    name = f"{evidence}-{PurePath(str(row['file'])).name}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
