"""Stage gates: where each subproject stands, what a gate asks for, handing in, deciding."""

from __future__ import annotations

import uuid

import polars as pl
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from seedbed.messages import Refusal, say
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, may, needs, require
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.entering import EntryForm, name_in, refuse
from seedbed.workbench.delivery.evidence import evidence_choices, file_field, of_own_subprojects
from seedbed.workbench.delivery.gates import (
    OPEN_STATES,
    artefact_name,
    decide,
    decisions_on,
    hand_in,
    papers_of,
    standing_of_gates,
    track_name,
    waiting_papers,
    words_in,
)
from seedbed.workbench.delivery.once import entered_once
from seedbed.workbench.look.forms import help_, label
from seedbed.workbench.look.wording import language, said

OUTCOMES = ("passed", "conditional", "returned", "stopped")
LONGEST = 1_000


@needs(Action.PROGRAMME_CHANGE, Action.GATE_DECIDE)
@require_safe
def gates(request: HttpRequest) -> HttpResponse:
    """Every gate that the reader may work on, with what waits for a decision first."""
    rows = of_own_subprojects(request.user, standing_of_gates(), Action.PROGRAMME_CHANGE)
    papers: dict[tuple[str, str], int] = {}
    for one in waiting_papers():
        papers[one.gate, one.subproject] = papers.get((one.gate, one.subproject), 0) + 1
    listed = [
        {
            **row,
            "name": name_in("gates", row["gate"]),
            "of": name_in("subprojects", row["subproject"]),
            "track_name": track_name(row["track"]),
            "state_word": say(f"report.gate-state-{row['state']}", language()),
            "lacking": [artefact_name(one) for one in words_in(row["missing"])],
            "papers": papers.get((row["gate"], row["subproject"]), 0),
        }
        for row in rows.iter_rows(named=True)
    ]
    context = {
        "title": said("workbench.page-gates"),
        "waiting": [row for row in listed if row["papers"]],
        "rows": listed,
        "may_change": may(request.user, Action.GATE_DECIDE),
    }
    return render(request, "delivery/gates.html", context)


class HandInForm(EntryForm):
    """One paper of the checklist with its file."""

    artefact = forms.ChoiceField(label=label("artefact"))
    file = file_field(required=False)
    evidence = forms.ChoiceField(
        label=label("evidence-held"), help_text=help_("evidence-held"), required=False
    )
    note = forms.CharField(
        label=label("note"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "class": "few"}),
    )

    def __init__(self, *args: object, user: User, row: dict[str, object], **kwargs: object) -> None:
        super().__init__(*args, prefix="paper", **kwargs)
        missing = {one.artefact for one in papers_of(row) if not one.present}
        papers = sorted(papers_of(row), key=lambda one: one.artefact not in missing)
        self.fields["artefact"].choices = [(one.artefact, one.name) for one in papers]
        files = evidence_choices(user)
        self.fields["evidence"].choices = [("", said("workbench.no-file-held")), *files]
        if not files:
            del self.fields["evidence"]


class DecisionForm(EntryForm):
    """What is decided, on which papers, and why."""

    outcome = forms.ChoiceField(label=label("outcome"), widget=forms.RadioSelect)
    artefacts = forms.MultipleChoiceField(
        label=label("artefacts"),
        help_text=help_("artefacts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=label("why"),
        help_text=help_("gate-reason"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "class": "few"}),
    )

    def __init__(self, *args: object, row: dict[str, object], **kwargs: object) -> None:
        lacking = [one for one in papers_of(row) if not one.present]
        handed = [one.artefact for one in lacking if one.waiting]
        super().__init__(*args, prefix="decision", initial={"artefacts": handed}, **kwargs)
        self.fields["outcome"].choices = [
            (one, say(f"report.pr-outcome-{one}", language())) for one in OUTCOMES
        ]
        self.fields["artefacts"].choices = [(one.artefact, one.name) for one in lacking]
        if not lacking:
            del self.fields["artefacts"]


@needs(Action.PROGRAMME_CHANGE, Action.GATE_DECIDE)
@require_safe
def gate(request: HttpRequest, gate: str, subproject: str) -> HttpResponse:
    """One gate of one subproject: its checklist, what was decided, and what may be done now."""
    return _page(request, _row(request.user, gate, subproject))


@needs(Action.PROGRAMME_CHANGE)
@require_POST
def give_paper(request: HttpRequest, gate: str, subproject: str) -> HttpResponse:
    """Hand a paper in."""
    user: User = request.user
    row = _row(user, gate, subproject)
    form = HandInForm(request.POST, request.FILES, user=user, row=row)
    if form.is_valid():
        asked = form.cleaned_data

        def enter() -> str:
            hand_in(
                user, row, asked["artefact"], evidence=asked.get("evidence", ""), upload=asked["file"],
                note=asked["note"],
            )  # fmt: skip
            messages.success(request, said("workbench.gate-handed-in"))
            return reverse("gate", args=[gate, subproject])

        try:
            return redirect(entered_once(request, enter))
        except Refusal as refusal:
            refuse(form, refusal, "file")
    return _page(request, row, paper=form)


@needs(Action.GATE_DECIDE)
@require_POST
def decide_on(request: HttpRequest, gate: str, subproject: str) -> HttpResponse:
    """Decide on a gate."""
    user: User = request.user
    row = _row(user, gate, subproject)
    form = DecisionForm(request.POST, row=row)
    if form.is_valid():
        asked = form.cleaned_data

        def enter() -> str:
            decide(user, row, asked["outcome"], asked.get("artefacts", []), asked["reason"].strip())
            told = say(f"report.pr-outcome-{asked['outcome']}", language())
            messages.success(request, said("workbench.decided-now", decision=told))
            return reverse("gate", args=[gate, subproject])

        try:
            return redirect(entered_once(request, enter))
        except Refusal as refusal:
            for finding in refusal.findings:
                about = "reason" if finding.code == "programme.gate-without-reason" else None
                about = "artefacts" if finding.code == "programme.gate-lacks-artefacts" else about
                refuse(form, Refusal(finding), about if about in form.fields else None)
    return _page(request, row, decision=form)


def _row(user: User, gate: str, subproject: str) -> dict[str, object]:
    """A gate as it stands.

    Raises
    ------
    Http404
        There is none, or not for this user.
    """
    require(user, Action.PROGRAMME_CHANGE, Target(subproject=subproject))
    found = standing_of_gates().filter((pl.col("gate") == gate) & (pl.col("subproject") == subproject))
    if not found.height:
        raise Http404
    return found.row(0, named=True)


def _page(
    request: HttpRequest,
    row: dict[str, object],
    paper: HandInForm | None = None,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    user: User = request.user
    lang, papers = language(), papers_of(row)
    history = decisions_on(str(row["gate"]), str(row["subproject"]))
    known = _names_of(user, [str(one["by"]) for one in history])
    undecided = row["state"] in OPEN_STATES
    wrong = bool((paper and paper.errors) or (decision and decision.errors))
    context = {
        "title": name_in("gates", row["gate"]),
        "of": name_in("subprojects", row["subproject"]),
        "row": row,
        "track": track_name(row["track"]),
        "state": say(f"report.gate-state-{row['state']}", lang),
        "blocked": [name_in("gates", one) for one in words_in(row["blocked_by"])],
        "papers": papers,
        "paper": paper or (HandInForm(user=user, row=row) if undecided and papers else None),
        "decision": decision
        or (DecisionForm(row=row) if undecided and may(user, Action.GATE_DECIDE) else None),
        "own_papers": any(one.by == str(user.pk) for paper_ in papers for one in paper_.waiting),
        "history": [
            {
                **one,
                "outcome_word": say(f"report.pr-outcome-{one['outcome']}", lang),
                "papers": [artefact_name(name) for name in words_in(one["artefacts"])],
                "who": known.get(str(one["by"]), str(one["by"])),
            }
            for one in history
        ],
        "wrong": wrong,
    }
    return render(request, "delivery/gate.html", context, status=422 if wrong else 200)


def _names_of(user: User, keys: list[str]) -> dict[str, str]:
    """Who decided, by name, where that is an account of the workbench."""
    accounts = [key for key in dict.fromkeys(keys) if _is_account(key)]
    own = {str(user.pk): said("workbench.you")}
    return {str(one.pk): one.name for one in User.objects.filter(pk__in=accounts)} | own


def _is_account(key: str) -> bool:
    try:
        uuid.UUID(key)
    except ValueError:
        return False
    return True
