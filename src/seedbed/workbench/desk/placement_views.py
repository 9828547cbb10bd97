"""Proposals: making them, answering them, contesting them."""

from __future__ import annotations

import polars as pl
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from seedbed.messages import Refusal
from seedbed.usecases.answer_proposal import OPEN, answer_proposal
from seedbed.usecases.proposal_states import ORDER
from seedbed.usecases.propose_placements import propose_placements
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, may, needs, require, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.desk import contests
from seedbed.workbench.desk.access import names_person, own_people, sees_everything, sees_proposal
from seedbed.workbench.desk.figures import shown_count
from seedbed.workbench.desk.held import output, states
from seedbed.workbench.desk.models import Contest
from seedbed.workbench.desk.runs import match_run
from seedbed.workbench.desk.titles import offered
from seedbed.workbench.look.wording import reason_word, said, text_of, word
from seedbed.workbench.oversight.audit import decided, saw_all
from seedbed.workbench.people.record import record

ROWS = 25


@needs(Action.PLACEMENT_PROPOSE)
@require_POST
def propose(request: HttpRequest, run: str) -> HttpResponse:
    """Propose the places of a match: all, or those of chosen people."""
    found = match_run(run)
    chosen = request.POST.getlist("person") if request.POST.get("which") == "chosen" else None
    seen = own_people(request.user)
    if chosen is None and seen is not None:
        chosen = seen  # a school's "all" are its own
    if chosen is not None:
        named = output(run, "pairs").filter(pl.col("seeker").is_in(chosen))["seeker"]
        chosen = (named if seen is None else named.filter(named.is_in(seen))).to_list()
        if not chosen:
            messages.error(request, said("workbench.nobody-chosen"))
            return redirect("match-people", run)
    before = set(_of_run(run)["event"])
    try:
        with transaction.atomic():
            propose_placements(record(), found.run, seekers=chosen, by=_who(request.user))
            new = _of_run(run).filter(~pl.col("event").is_in(list(before)))
            for seeker, event in new.select("seeker", "event").iter_rows():
                decided(request.user, seeker, "proposed", event)
    except Refusal as refusal:
        for finding in refusal.findings:
            code = "workbench.proposed-already" if finding.code == "store.key-exists" else ""
            messages.error(request, said(code) if code else text_of(finding))
        return redirect("match", run)
    messages.success(request, said("workbench.proposed-now", count=new.height))
    return redirect("match", run)


@needs(Action.PLACEMENT_SEE)
@require_GET
def placements(request: HttpRequest) -> HttpResponse:
    """Proposals and how they stand; who sees aggregates only gets counts by state."""
    user = request.user
    proposals = states()
    seen = scope(user, Action.PLACEMENT_SEE)
    context: dict[str, object] = {"title": said("workbench.page-placements"), "order": ORDER}
    if not (seen.everything or seen.organisations or seen.subprojects or seen.person):
        counted = dict(proposals.group_by("state").len().iter_rows())
        context["counts"] = [
            (word("placement", one), shown_count(int(counted.get(one, 0)), whole=False)) for one in ORDER
        ]
        return render(request, "desk/placements.html", context)
    state, run = request.GET.get("state", ""), request.GET.get("run", "")
    if state in ORDER:
        proposals = proposals.filter(pl.col("state") == state)
    if run:
        proposals = proposals.filter(pl.col("run") == run)
    visible = _visible(user, proposals)
    page = Paginator(range(visible.height), ROWS).get_page(request.GET.get("page"))
    rows = _rows(user, visible.slice(page.start_index() - 1 if visible.height else 0, ROWS))
    saw_all(user, [str(row["seeker"]) for row in rows], "placements")
    context |= {"page": page, "rows": rows, "state": state, "of_run": run, "query": f"state={state}&run={run}",
                "states": [(one, word("placement", one)) for one in ORDER]}  # fmt: skip
    return render(request, "desk/placements.html", context)


@needs(Action.PLACEMENT_ANSWER, Action.PLACEMENT_RECORD)
@require_POST
def answer(request: HttpRequest, event: str) -> HttpResponse:
    """Accept or decline a proposal; declining takes a reason."""
    proposal = _proposal(request.user, event, Action.PLACEMENT_ANSWER, Action.PLACEMENT_RECORD)
    kind = request.POST.get("answer", "")
    try:
        with transaction.atomic():
            answer_proposal(
                record(), event, kind, by=_who(request.user, proposal), reason=request.POST.get("reason", "")
            )
            decided(request.user, str(proposal["seeker"]), kind, event)
    except Refusal as refusal:
        for finding in refusal.findings:
            code = "workbench.answered-already" if finding.code == "store.key-exists" else ""
            messages.error(request, said(code) if code else text_of(finding))
    else:
        messages.success(request, said(f"workbench.now-{kind}"))
    return _back(request)


@needs(Action.PLACEMENT_ANSWER, Action.PLACEMENT_RECORD)
@require_POST
def contest(request: HttpRequest, event: str) -> HttpResponse:
    """Object to a proposal; the programme office answers."""
    proposal = _proposal(request.user, event, Action.PLACEMENT_ANSWER, Action.PLACEMENT_RECORD)
    offer = record().row("opportunities", str(proposal["opportunity"])) or {}
    subproject = offer.get("subproject")
    try:
        contests.contest(
            request.user, proposal, str(subproject) if subproject else None, request.POST.get("reason", "")
        )
    except Refusal as refusal:
        for finding in refusal.findings:
            messages.error(request, text_of(finding))
    else:
        messages.success(request, said("workbench.contested-now"))
    return _back(request)


@needs(Action.MATCH_NAMES)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What was contested: open ones first to be answered, then what was answered."""
    waiting = list(contests.open_contests(request.user)[:200])
    whole = sees_everything(request.user)
    done = list(Contest.objects.exclude(answered_at=None).order_by("-answered_at")[:ROWS]) if whole else []
    saw_all(request.user, [one.person for one in (*waiting, *done)], "contests")
    context = {
        "title": said("workbench.page-contests"),
        "waiting": [_shown(one) for one in waiting],
        "done": [_shown(one) for one in done],
        "may_answer": whole,
    }
    return render(request, "desk/contests.html", context)


@needs(Action.MATCH_NAMES)
@require_http_methods(["POST"])
def answer_contest(request: HttpRequest, contest: int) -> HttpResponse:
    """The office's answer."""
    require(request.user, Action.MATCH_NAMES, Target())  # only whom everything is open to
    if not Contest.objects.filter(pk=contest).exists():
        raise Http404
    try:
        contests.answer_contest(
            request.user, contest, request.POST.get("outcome", ""), request.POST.get("answer", "")
        )
    except Refusal as refusal:
        for finding in refusal.findings:
            messages.error(request, text_of(finding))
    else:
        messages.success(request, said("workbench.contest-answered-now"))
    return redirect("contests")


def _of_run(run: str) -> pl.DataFrame:
    events = record().table("placements")
    return events.filter((pl.col("run") == run) & (pl.col("kind") == "proposed")).select("event", "seeker")


def _who(user: User, proposal: dict[str, object] | None = None) -> str:
    """As who somebody acts: the person herself, an organisation, the office."""
    if proposal is not None and proposal["seeker"] == user.person:
        return str(user.person)
    if sees_everything(user):
        return "programme-office"
    return next(
        (
            held.organisation or held.subproject
            for held in user.standing
            if held.organisation or held.subproject
        ),
        "",
    )


def _proposal(user: User, event: str, *actions: Action) -> dict[str, object]:
    """A proposal on which the user may do one of the actions; else it does not exist for her."""
    found = states().filter(pl.col("event") == event)
    if not found.height:
        raise Http404
    row = found.row(0, named=True)
    person, offer = record().row("people", row["seeker"]), record().row("opportunities", row["opportunity"])
    if not any(sees_proposal(user, action, person, offer) for action in actions):
        raise Http404
    return row


def _visible(user: User, states: pl.DataFrame) -> pl.DataFrame:
    """The proposals that a user may see: those of her people, her own, and those at what she offers."""
    seen = scope(user, Action.PLACEMENT_SEE)
    if seen.everything or not states.height:
        return states
    mine = [*(own_people(user) or []), *([seen.person] if seen.person else [])]
    own = [
        one
        for column, values in (("organisation", seen.organisations), ("subproject", seen.subprojects))
        if values
        for part in record().parts("opportunities", ("opportunity",), (column, sorted(values)))
        for one in part["opportunity"]
    ]
    return states.filter(pl.col("seeker").is_in(mine) | pl.col("opportunity").is_in(own))


def _rows(user: User, states: pl.DataFrame) -> list[dict[str, object]]:
    """Proposals with what things are called, what the user may do, and the contests about them."""
    offers = offered(states["opportunity"])
    about = Contest.objects.filter(proposal__in=states["event"].to_list())
    contested: dict[str, list[Contest]] = {}
    for one in about if sees_everything(user) else about.filter(asked_by=str(user.pk)):
        contested.setdefault(one.proposal, []).append(one)
    rows = []
    for row in states.rows(named=True):
        person, offer = record().row("people", row["seeker"]), offers.get(row["opportunity"])
        answers = any(
            sees_proposal(user, action, person, offer)
            for action in (Action.PLACEMENT_ANSWER, Action.PLACEMENT_RECORD)
            if may(user, action)
        )
        rows.append(
            row
            | {
                "title": person["title"] if person and (answers or names_person(user, person)) else None,
                "reason": reason_word(row["reason"]),
                "offer": offer["title"] if offer else row["opportunity"],
                "state_word": word("placement", row["state"]),
                "open": row["state"] in OPEN and answers,
                "contest": answers,
                "contests": contested.get(row["event"], []),
                "explained": bool(row["run"]) and person is not None and _explains(user),
            }
        )
    return rows


def _explains(user: User) -> bool:
    """Whether the page of a pair may be open to a user: figures alone do not open it."""
    seen = scope(user, Action.MATCH_SEE)
    return bool(seen.everything or seen.organisations or seen.subprojects or seen.person)


def _shown(one: Contest) -> dict[str, object]:
    offer = record().row("opportunities", one.opportunity)
    return {"contest": one, "offer": offer["title"] if offer else one.opportunity}


def _back(request: HttpRequest) -> HttpResponse:
    """Where the form was, if that is a page of ours."""
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return redirect(back)
    return redirect("placements")
