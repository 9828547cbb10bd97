"""What was proposed to a person, her answer, and why there is no place and what would help."""

from __future__ import annotations

import polars as pl
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from seedbed.messages import Refusal
from seedbed.usecases.advise_person import advise_person
from seedbed.usecases.answer_proposal import answer_proposal
from seedbed.usecases.find_openings import find_openings
from seedbed.usecases.proposal_states import STANDING, proposal_states
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.desk.contests import own_contests
from seedbed.workbench.look.wording import reason_word, said, text_of, word
from seedbed.workbench.oversight.audit import decided
from seedbed.workbench.people.catalogue import names_of, region_catalog, skill_label
from seedbed.workbench.people.forms import Declining
from seedbed.workbench.people.record import record
from seedbed.workbench.people.subject import Subject, subject_of

SHOWN = 50
HELPFUL = 6


@require_safe
def my_matches(request: HttpRequest) -> HttpResponse:
    """Proposals, newest first; on asking, what is open to one and what would help."""
    subject = subject_of(request, None, Action.PLACEMENT_SEE, "matches")
    proposals = _proposals(subject.person)
    contests = own_contests(request.user, proposals["event"])
    lines = [
        _line(row) | {"contests": contests.get(row["event"], [])}
        for row in proposals.head(SHOWN).iter_rows(named=True)
    ]
    asked = "help" in request.GET
    context = {
        "subject": subject,
        "proposals": lines,
        "placed": any(line["state"] in STANDING for line in lines),
        "asked": asked,
        "contest_reason_limit": 500,
    }
    if asked:
        context |= _what_would_help(subject)
    return render(request, "people/matches.html", context)


@require_POST
def answer(request: HttpRequest, event: str) -> HttpResponse:
    """Accept or decline; declining says why."""
    subject = subject_of(request, None, Action.PLACEMENT_ANSWER, "matches")
    if event not in _proposals(subject.person)["event"].to_list():
        raise Http404
    accepts = request.POST.get("answer") == "accepted"
    form = Declining(request.POST)
    if not accepts and not form.is_valid():
        messages.error(request, said("workbench.decline-needs-reason"))
        return redirect(f"{reverse('my-matches')}#{event}")
    try:
        with transaction.atomic():
            reason = None if accepts else form.cleaned_data["reason"]
            kind = "accepted" if accepts else "declined"
            answer_proposal(record(), event, kind, by=subject.person, reason=reason)
            decided(request.user, subject.person, f"proposal-{kind}", event)
    except Refusal as refusal:
        for finding in refusal.findings:
            messages.error(request, text_of(finding))
    else:
        messages.success(request, said(f"workbench.proposal-{kind}"))
    return redirect("my-matches")


def _proposals(person: str) -> pl.DataFrame:
    return proposal_states(record()).filter(pl.col("seeker") == person)


def _line(row: dict[str, object]) -> dict[str, object]:
    """A proposal with its opportunity, in words."""
    offer = record().row("opportunities", str(row["opportunity"])) or {}
    return {
        **row,
        "title": offer.get("title") or row["opportunity"],
        "of": names_of("organisations", "organisation")(offer.get("organisation")),
        "place": names_of("places", "place")(offer.get("place")),
        "pay": offer.get("pay"),
        "reason": reason_word(row["reason"]),
        "state_word": word("placement", row["state"]),
        "open": row["state"] == "proposed",
        "may_decline": row["state"] in ("proposed", "accepted"),
        "explained": _address("match-pair", row["run"], row["seeker"], row["opportunity"])
        if row["run"]
        else "",
        "contest": _address("contest-placement", row["event"]),
    }


def _address(name: str, *args: object) -> str:
    """A page of another room; empty while there is none."""
    try:
        return str(reverse(name, args=[str(value) for value in args]))
    except NoReverseMatch:
        return ""


def _what_would_help(subject: Subject) -> dict[str, object]:
    """What the market of today says; where it cannot, why and what to do."""
    store, catalog = record(), region_catalog()
    try:
        openings = find_openings(store, catalog, subject.person)
        advice = advise_person(store, catalog, subject.person, k=HELPFUL)
    except Refusal as refusal:
        return {"problems": [text_of(finding) for finding in refusal.findings]}
    return {
        "openings": openings,
        "closest": [
            {"opportunity": key, "title": title, "fit": round(100 * fit), "why": _address("my-fit", key)}
            for key, title, fit in openings.closest.iter_rows()
        ],
        "closed": [(text_of(finding), count) for finding, count in openings.closed],
        "advice": [
            {
                **row,
                "label": skill_label(str(row["skill"])),
                "before": round(100 * row["fit_before"]),
                "after": round(100 * row["fit_after"]),
            }
            for row in advice.iter_rows(named=True)
        ],
    }
