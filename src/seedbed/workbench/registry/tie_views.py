"""Ties by form: entering one, changing, ending or removing it."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from seedbed.messages import Refusal
from seedbed.workbench.accounts.permissions import Target, needs, require
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import said, text_of
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.registry.fields import OrganisationField, PeriodField
from seedbed.workbench.registry.looking_up import briefs
from seedbed.workbench.registry.sources import source_choices
from seedbed.workbench.registry.ties import (
    TieKey,
    keep_tie,
    kinds_of_ties,
    may_change,
    may_end,
    provenance,
    remove_tie,
    tie,
)
from seedbed.workbench.registry.wording import tie_word

OUT, BACK = "out", "back"
CELLS = ("kind", "start", "end", "what", "what_zh", "source", "locator")


class TieForm(PlainForm):
    """What is known of a tie; ``other`` and ``way`` only where it is new."""

    other = OrganisationField(label=label("tie-other"), help_text=help_("tie-other"), max_length=300)
    way = forms.ChoiceField(label=label("tie-way"))
    kind = forms.ChoiceField(label=label("tie-kind"))
    start = PeriodField(label=label("tie-start"), help_text=help_("period"))
    end = PeriodField(label=label("tie-end"), help_text=help_("tie-end"))
    what = forms.CharField(label=label("tie-what-en"), required=False, max_length=300)
    what_zh = forms.CharField(label=label("tie-what-zh"), required=False, max_length=300)
    source = forms.ChoiceField(label=label("source"), required=False)
    locator = forms.CharField(
        label=label("locator"), help_text=help_("locator"), required=False, max_length=200
    )

    def __init__(self, *args: object, name: str, new: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds_of_ties()
        self.fields["source"].choices = source_choices()
        self.fields["way"].choices = [
            (one, said(f"workbench.tie-way-{one}", organisation=name)) for one in (OUT, BACK)
        ]
        if not new:
            del self.fields["other"], self.fields["way"]


def _of(organisation: str) -> str:
    found = briefs([organisation]).get(organisation)
    if found is None:
        raise Http404
    return found.name


@needs(Action.ORGANISATION_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    """Enter a tie of an organisation: its owner or the office."""
    name = _of(organisation)
    require(request.user, Action.ORGANISATION_CHANGE, Target(organisations=frozenset({organisation})))
    form = TieForm(request.POST or None, name=name, new=True)
    if request.method == "POST" and form.is_valid():
        cells = form.cleaned_data
        ends = (organisation, str(cells["other"]))
        tail, head = ends if cells["way"] == OUT else ends[::-1]
        row = {"from": tail, "to": head, **{cell: cells[cell] or None for cell in CELLS}}
        if _kept(request, form, {**row, **provenance(request.user, row, date.today())}, None):
            messages.success(request, said("workbench.tie-kept"))
            return redirect("organisation", organisation)
    context = {
        "title": said("workbench.page-tie-new", organisation=name),
        "about": said("workbench.about-tie-new"),
        "form": form,
        "organisation": organisation,
    }
    return render(request, "registry/tie.html", context, status=422 if form.errors else 200)


@needs(Action.ORGANISATION_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, organisation: str) -> HttpResponse:
    """Change a tie, say that it ended, or take it out; ``deed`` says which."""
    key = TieKey.of(request.GET.dict())
    row = tie(key)
    if row is None or organisation not in (key.tail, key.head) or not may_end(request.user, row):
        raise Http404
    whole = may_change(request.user, row)
    deed = request.POST.get("deed", "keep")
    form = TieForm(
        request.POST if deed == "keep" and request.POST else None,
        initial={cell: row.get(cell) or "" for cell in CELLS}, name="", new=False,
    )  # fmt: skip
    ending = EndForm(
        request.POST if deed == "end" else None, initial={"until": row.get("end") or date.today().isoformat()}
    )
    if request.method == "POST" and deed != "end" and not whole:
        raise Http404
    if request.method == "POST" and deed == "remove":
        remove_tie(key)
        house_changed(request.user, "tie-removed", _named(key))
        messages.success(request, said("workbench.tie-removed"))
        return redirect("organisation", organisation)
    asked: PlainForm = ending if deed == "end" else form
    if request.method == "POST" and asked.is_valid():
        cells = {"end": asked.cleaned_data["until"]} if deed == "end" else asked.cleaned_data
        changed = {**row, **{cell: value or None for cell, value in cells.items()}}
        if deed == "keep":
            changed |= provenance(request.user, row, date.today())
        if _kept(request, asked, changed, key):
            messages.success(request, said("workbench.tie-kept"))
            return redirect("organisation", organisation)
    names = briefs([key.tail, key.head])
    tail, head = (names[one].name if one in names else one for one in (key.tail, key.head))
    context = {
        "title": said("workbench.page-tie-edit"),
        "about": said("workbench.about-tie-edit", tail=tail, head=head, kind=tie_word(key.kind)),
        "form": form if whole else None,
        "ending": ending,
        "organisation": organisation,
    }
    wrong = bool(form.errors or ending.errors)
    return render(request, "registry/tie.html", context, status=422 if wrong else 200)


class EndForm(PlainForm):
    """When a tie ended."""

    until = PeriodField(label=label("tie-end"), help_text=help_("period"), required=True)


def _kept(request: HttpRequest, form: PlainForm, row: dict[str, object], before: TieKey | None) -> bool:
    try:
        keep_tie(row, before)
    except Refusal as refusal:
        for finding in refusal.findings:
            form.add_error(None, text_of(finding))
        return False
    house_changed(request.user, "tie-changed", _named(TieKey.of(row)))
    return True


def _named(key: TieKey) -> str:
    return f"{key.tail} -> {key.head} {key.kind}"[:200]
