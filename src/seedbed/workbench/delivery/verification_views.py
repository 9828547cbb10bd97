"""Four eyes: results are entered by some and verified by others."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from seedbed.messages import Refusal
from seedbed.programme.reported import CELL
from seedbed.usecases.placements_to_verify import placements_to_verify
from seedbed.usecases.results_to_verify import results_to_verify
from seedbed.usecases.verify_placement import verify_placement
from seedbed.usecases.verify_result import verify_result
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.access import names_of
from seedbed.workbench.delivery.entering import tell
from seedbed.workbench.delivery.once import alone_with, entered_once
from seedbed.workbench.look.errors import refused
from seedbed.workbench.look.wording import language, said, word
from seedbed.workbench.oversight.audit import decided, house_changed, saw_all
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
    results = _still_asked(results)
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


def _still_asked(waiting: pl.DataFrame) -> pl.DataFrame:
    """Without results that a waiting one corrects, and without those sent back that were entered anew since."""
    log = record().table("results")
    corrected = log.filter(pl.col("result").is_in(waiting["result"].to_list()))["corrects"].drop_nulls()
    latest = log.group_by(CELL).agg(latest=pl.col("recorded_at").max())
    sent_back = pl.col("reason") == "programme.result-returned"
    return waiting.join(latest, on=CELL, how="left", nulls_equal=True, maintain_order="left").filter(
        ~pl.col("result").is_in(corrected.to_list()),
        ~(sent_back & (pl.col("recorded_at") < pl.col("latest"))),
    )


@needs(Action.RESULT_VERIFY)
@require_POST
def decide_result(request: HttpRequest, result: str) -> HttpResponse:
    """Verify a reported result, send it back, or reject it; the last two with a reason."""
    user: User = request.user
    decision = request.POST.get("decision", "")
    found = record().table("results").filter(pl.col("result") == result)
    if decision not in DECISIONS or not found.height:
        raise Http404

    def decide() -> str:
        alone_with("verifications")
        if set(found["by"]) & names_of(user):
            raise Refusal.because("usecases.verifier-entered-it", result=result, by=user.name)
        reason = request.POST.get("reason", "").strip()[:500] or None
        verify_result(record(), result, decision, str(user.pk), reason=reason)
        house_changed(user, "result-decided", f"{result} {decision}")
        messages.success(request, said("workbench.decided-now", decision=word("decision", decision)))
        return reverse("verification")

    return _go_on(request, decide)


@needs(Action.RESULT_VERIFY)
@require_POST
def decide_placement(request: HttpRequest, event: str) -> HttpResponse:
    """Verify a placement: from then on it counts."""
    user: User = request.user

    def decide() -> str:
        alone_with("placements")
        found = placements_to_verify(record(), event)
        if not found.height:
            raise Http404
        verify_placement(
            record(), event, str(user.pk), also_known_as=names_of(user),
            evidence=request.POST.get("evidence", "").strip()[:200] or None,
        )  # fmt: skip
        decided(user, str(found["seeker"][0]), "verified", event)
        messages.success(request, said("workbench.decided-now", decision=word("decision", "verified")))
        return reverse("verification")

    return _go_on(request, decide)


def _go_on(request: HttpRequest, decide: Callable[[], str]) -> HttpResponse:
    """Decide once; what was refused is said on the queue."""
    try:
        return redirect(entered_once(request, decide))
    except Refusal as refusal:
        tell(request, refusal)
    return redirect("verification")
