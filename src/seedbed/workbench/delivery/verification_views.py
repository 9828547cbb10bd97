"""Four eyes: results are entered by some and verified by others."""

from __future__ import annotations

from datetime import date

import polars as pl
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seedbed.messages import Refusal
from seedbed.usecases.enter_result import enter_result
from seedbed.usecases.placements_to_verify import placements_to_verify
from seedbed.usecases.results_to_verify import results_to_verify
from seedbed.usecases.verify_placement import verify_placement
from seedbed.usecases.verify_result import verify_result
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, needs, require, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.access import names_of
from seedbed.workbench.look.errors import refused
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import language, said, text_of, word
from seedbed.workbench.oversight.audit import decided, saw_all
from seedbed.workbench.people.record import record

ROWS = 25
DECISIONS = ("verified", "returned", "rejected")


@needs(Action.RESULT_VERIFY)
@require_safe
def verification(request: HttpRequest) -> HttpResponse:
    """What waits: reported results, and placements whose path is complete."""
    lang = language()
    own = names_of(request.user)
    try:
        waiting = placements_to_verify(record())
        results = results_to_verify(record())
    except Refusal as refusal:
        return refused(request, refusal)
    names = dict(
        record()
        .table("indicators")
        .select("indicator", pl.coalesce("name_zh" if lang == "zh" else "name", "name"))
        .iter_rows()
    )
    page = Paginator(range(waiting.height), ROWS).get_page(request.GET.get("page"))
    titles = record().table("opportunities").select("opportunity", "title")
    here = waiting.slice(page.start_index() - 1 if waiting.height else 0, ROWS)
    rows = here.join(titles, on="opportunity", how="left", maintain_order="left").rows(named=True)
    saw_all(request.user, [str(row["seeker"]) for row in rows], "verification")
    comma = said("workbench.list-comma")
    reported = record().table("results")
    details = dict(reported.select("result", pl.struct("evidence", "source", "locator")).iter_rows())
    context = {
        "title": said("workbench.page-verification"),
        "results": [
            {
                **row,
                "name": names.get(row["indicator"], row["indicator"]),
                "detail": details.get(row["result"]),
                "own": row["by"] in own,
            }
            for row in results.rows(named=True)
        ],
        "decisions": [(one, word("decision", one)) for one in DECISIONS],
        "placements": [
            {
                **row,
                "names": comma.join(str(names.get(one, one)) for one in row["indicators"]),
                "own": row["by"] in own,
            }
            for row in rows
        ],
        "page": page,
        "waiting": waiting.height,
    }
    return render(request, "delivery/verification.html", context)


@needs(Action.RESULT_VERIFY)
@require_POST
def decide_result(request: HttpRequest, result: str) -> HttpResponse:
    """Verify a reported result, send it back, or reject it; the last two with a reason."""
    user: User = request.user
    decision = request.POST.get("decision", "")
    found = record().table("results").filter(pl.col("result") == result)
    if decision not in DECISIONS or not found.height:
        raise Http404
    try:
        if set(found["by"]) & names_of(user):
            raise Refusal.because("usecases.verifier-entered-it", result=result, by=user.name)
        verify_result(
            record(),
            result,
            decision,
            str(user.pk),
            reason=request.POST.get("reason", "").strip()[:500] or None,
        )
    except Refusal as refusal:
        _tell(request, refusal)
    else:
        messages.success(request, said("workbench.decided-now", decision=word("decision", decision)))
    return redirect("verification")


@needs(Action.RESULT_VERIFY)
@require_POST
def decide_placement(request: HttpRequest, event: str) -> HttpResponse:
    """Verify a placement: from then on it counts."""
    user: User = request.user
    found = placements_to_verify(record()).filter(pl.col("event") == event)
    if not found.height:
        raise Http404
    try:
        with transaction.atomic():
            verify_placement(
                record(), event, str(user.pk), also_known_as=names_of(user),
                evidence=request.POST.get("evidence", "").strip()[:200] or None,
            )  # fmt: skip
            decided(user, str(found["seeker"][0]), "verified", event)
    except Refusal as refusal:
        _tell(request, refusal)
    else:
        messages.success(request, said("workbench.decided-now", decision=word("decision", "verified")))
    return redirect("verification")


class ResultForm(PlainForm):
    """A result that was measured outside the placements."""

    indicator = forms.ChoiceField(label=label("indicator"))
    period = forms.RegexField(
        r"^\d{4}(-\d{2}|/\d{4})?$", label=label("period"), help_text=help_("period"), max_length=9
    )
    value = forms.FloatField(label=label("value"))
    numerator = forms.FloatField(label=label("numerator"), required=False, min_value=0)
    denominator = forms.FloatField(label=label("denominator"), required=False, min_value=0)
    subproject = forms.ChoiceField(label=label("subproject"), required=False)
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
        lang = language()
        own = ("name_zh", "name") if lang == "zh" else ("name", "name_zh")
        seen = scope(user, Action.PROGRAMME_CHANGE)
        self.fields["indicator"].choices = (
            record().table("indicators").select("indicator", pl.coalesce(*own)).rows()
        )
        subprojects = record().table("subprojects").select("subproject", pl.coalesce(*own))
        if not seen.everything:
            subprojects = subprojects.filter(pl.col("subproject").is_in(list(seen.subprojects)))
            self.fields["subproject"].required = True
        none = [("", said("workbench.whole-programme"))] if seen.everything else []
        self.fields["subproject"].choices = [*none, *subprojects.rows()]
        files = record().table("evidence").select("evidence", pl.coalesce("title", "file"))
        self.fields["evidence"].choices = files.rows()
        if files.is_empty():
            del self.fields["evidence"]


@needs(Action.PROGRAMME_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a result; it waits until somebody else has verified it."""
    form = ResultForm(request.POST or None, user=request.user, initial={"period": str(date.today().year)})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        subproject = asked["subproject"] or None
        if subproject:
            require(request.user, Action.PROGRAMME_CHANGE, Target(subproject=subproject))
        try:
            enter_result(
                record(), asked["indicator"], asked["period"], asked["value"], str(request.user.pk),
                numerator=asked["numerator"], denominator=asked["denominator"], subproject=subproject,
                evidence=asked.get("evidence", ()), locator=asked["locator"] or None,
            )  # fmt: skip
        except Refusal as refusal:
            for finding in refusal.findings:
                form.add_error(None, text_of(finding))
        else:
            messages.success(request, said("workbench.result-entered"))
            return redirect("indicator", asked["indicator"])
    context = {
        "title": said("workbench.page-result-new"),
        "about": said("workbench.about-result-new"),
        "button": said("workbench.do-result-new"),
        "form": form,
    }
    return render(request, "look/one_form.html", context, status=422 if form.errors else 200)


def _tell(request: HttpRequest, refusal: Refusal) -> None:
    for finding in refusal.findings:
        messages.error(request, text_of(finding))
