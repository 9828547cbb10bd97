"""A result that was measured outside the placements, entered by form with its evidence."""

from __future__ import annotations

from datetime import date

import polars as pl
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.messages import Refusal
from seedbed.programme.reported import reported_in_force
from seedbed.usecases.enter_result import enter_result
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, may, needs, require
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.entering import (
    EntryForm,
    entry_page,
    name_in,
    named,
    or_none,
    refuse,
    subprojects_of,
)
from seedbed.workbench.delivery.evidence import (
    evidence_choices,
    file_field,
    of_own_subprojects,
    take_in,
    target_of,
)
from seedbed.workbench.delivery.once import entered_once
from seedbed.workbench.look.forms import help_, label
from seedbed.workbench.look.wording import said
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.forms import sexes
from seedbed.workbench.people.record import record

ROWS = 50
SENT_BACK = frozenset({"programme.result-returned", "programme.result-rejected"})


class ResultForm(EntryForm):
    """A result that was measured outside the placements."""

    indicator = forms.ChoiceField(label=label("indicator"))
    period = forms.RegexField(
        r"^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2])|/\d{4})?$",
        label=label("period"),
        help_text=help_("period"),
        max_length=9,
    )
    value = forms.FloatField(label=label("value"))
    numerator = forms.FloatField(label=label("numerator"), required=False, min_value=0)
    denominator = forms.FloatField(label=label("denominator"), required=False, min_value=0)
    subproject = forms.ChoiceField(label=label("subproject"), required=False)
    sex = forms.ChoiceField(label=label("sex"), help_text=help_("result-sex"), required=False)
    file = file_field(required=False)
    evidence = forms.MultipleChoiceField(
        label=label("evidence"),
        help_text=help_("evidence"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    locator = forms.CharField(
        label=label("locator"), help_text=help_("locator"), required=False, max_length=200
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = named("indicators", "indicator")
        self.fields["subproject"].choices, self.fields["subproject"].required = subprojects_of(user)
        self.fields["sex"].choices = or_none(sexes())
        self.fields["evidence"].choices = evidence_choices(user)
        if not self.fields["evidence"].choices:
            del self.fields["evidence"]


@needs(Action.PROGRAMME_CHANGE)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The results that the reader may enter, the newest first: which count, which wait, which were sent back and why."""
    store = record()
    own = of_own_subprojects(request.user, store.table("results"), Action.PROGRAMME_CHANGE)
    rows = own.filter(pl.col("result").is_not_null()).reverse()
    page = Paginator(range(rows.height), ROWS).get_page(request.GET.get("page"))
    here = rows.slice(page.start_index() - 1 if rows.height else 0, ROWS)
    verifications = store.table("verifications")
    aside = reported_in_force(
        store.table("results"), verifications, verification_required=store.settings.verification_required
    ).set_aside
    states = dict(aside.select("result", "reason").iter_rows())
    why = dict(verifications.filter(pl.col("reason").is_not_null()).select("result", "reason").iter_rows())
    context = {
        "title": said("workbench.page-results"),
        "rows": [
            {
                **row,
                "name": name_in("indicators", row["indicator"]),
                "of": name_in("subprojects", row["subproject"]) or said("workbench.whole-programme"),
                "state": said(states[row["result"]])
                if row["result"] in states
                else said("workbench.result-holds"),
                "returned": states.get(row["result"]) in SENT_BACK,
                "why": why.get(row["result"]) if states.get(row["result"]) in SENT_BACK else "",
            }
            for row in here.iter_rows(named=True)
        ],
        "page": page,
    }
    return render(request, "delivery/results.html", context)


def _first_values(user: User, again: str) -> dict[str, object]:
    """What the form begins with: this year, or a result that is entered anew."""
    first: dict[str, object] = {"period": str(date.today().year)}
    found = record().table("results").filter(pl.col("result") == again) if again else None
    if found is None or not found.height:
        return first
    row = found.row(-1, named=True)
    if not may(user, Action.PROGRAMME_CHANGE, target_of(row)):
        raise Http404
    return {name: row[name] for name in ("indicator", "period", "value", "numerator", "denominator", "subproject",
                                         "sex", "evidence", "locator")}  # fmt: skip


@needs(Action.PROGRAMME_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a result; it waits until somebody else has verified it."""
    user: User = request.user
    form = ResultForm(
        request.POST or None,
        request.FILES or None,
        user=user,
        initial=_first_values(user, request.GET.get("again", "")),
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        subproject = asked["subproject"] or None
        require(user, Action.PROGRAMME_CHANGE, Target(subproject=subproject or ""))

        def take() -> str:
            files = list(asked.get("evidence", ()))
            if asked["file"] is not None:
                title = said(
                    "workbench.evidence-of-result", indicator=asked["indicator"], period=asked["period"]
                )
                files.append(take_in(user, asked["file"], subproject=subproject, title=title))
            entered = enter_result(
                record(), asked["indicator"], asked["period"], asked["value"], str(user.pk),
                numerator=asked["numerator"], denominator=asked["denominator"], subproject=subproject,
                sex=asked["sex"] or None, evidence=files, locator=asked["locator"] or None,
            )  # fmt: skip
            house_changed(user, "result-entered", entered)
            messages.success(request, said("workbench.result-entered"))
            return reverse("results")

        try:
            return redirect(entered_once(request, take))
        except Refusal as refusal:
            refuse(form, refusal, "file" if asked["file"] is not None else None)
    return entry_page(request, form, "result-new", back=reverse("results"))
