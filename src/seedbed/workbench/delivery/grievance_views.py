"""Grievances: one's own, all of them for the office with what is overdue, and one from step to step."""

from __future__ import annotations

import polars as pl
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seedbed.messages import Refusal, say
from seedbed.programme.grievances import CLOSED
from seedbed.tables import schema_of
from seedbed.usecases.review_grievances import review_grievances
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import may, needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.entering import Day, EntryForm, entry_page, name_in, named, refuse
from seedbed.workbench.delivery.grievances import (
    WITH_WORDS,
    file_grievance,
    own_numbers,
    seen_by,
    steps_for,
    take_step,
)
from seedbed.workbench.delivery.models import Complaint
from seedbed.workbench.delivery.once import entered_once
from seedbed.workbench.desk.models import Contest
from seedbed.workbench.look.forms import help_, label
from seedbed.workbench.look.wording import language, said, word
from seedbed.workbench.oversight.audit import saw
from seedbed.workbench.people.record import record

ROWS = 50
LONGEST = 4_000


@needs(Action.GRIEVANCE_FILE)
@require_safe
def grievances(request: HttpRequest) -> HttpResponse:
    """Where they stand, the overdue ones first."""
    rows = seen_by(request.user)
    page = Paginator(range(rows.height), ROWS).get_page(request.GET.get("page"))
    here = rows.slice(page.start_index() - 1 if rows.height else 0, ROWS)
    still = rows.filter(pl.col("state") != CLOSED)
    context = {
        "title": said("workbench.page-grievances"),
        "office": may(request.user, Action.GRIEVANCE_ANSWER),
        "rows": [_line(row) for row in here.iter_rows(named=True)],
        "page": page,
        "open": still.height,
        "overdue": still.filter(pl.col("overdue_days") > 0).height,
    }
    return render(request, "delivery/grievances.html", context)


def _line(row: dict[str, object]) -> dict[str, object]:
    lang = language()
    return {
        **row,
        "state_word": say(f"report.grievance-state-{row['state']}", lang),
        "about": say(f"report.pr-category-{row['category'] or 'other'}", lang),
        "of": name_in("subprojects", row["subproject"]),
        "channel_word": word("channel", row["channel"]) if row["channel"] else "",
        "closed": row["state"] == CLOSED,
    }


class GrievanceForm(EntryForm):
    """What it is about and what happened; for somebody else as little as the answer needs."""

    category = forms.ChoiceField(label=label("category"))
    words = forms.CharField(
        label=label("grievance-words"),
        help_text=help_("grievance-words"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
    )
    subproject = forms.ChoiceField(label=label("grievance-subproject"), required=False)
    for_somebody = forms.BooleanField(
        label=label("for-somebody"), help_text=help_("for-somebody"), required=False
    )
    channel = forms.ChoiceField(label=label("channel"), required=False)
    date = forms.DateField(label=label("received"), help_text=help_("received"), required=False, widget=Day())
    contact = forms.CharField(
        label=label("contact"), help_text=help_("contact"), required=False, max_length=200
    )

    def __init__(self, *args: object, staff: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        self.fields["category"].choices = [
            (one, say(f"report.pr-category-{one}", lang)) for one in _choices("category")
        ]
        self.fields["subproject"].choices = [
            ("", said("workbench.not-said")),
            *named("subprojects", "subproject"),
        ]
        self.fields["channel"].choices = [(one, word("channel", one)) for one in _choices("channel")]
        if not staff:
            for name in ("for_somebody", "channel", "date", "contact"):
                del self.fields[name]


@needs(Action.GRIEVANCE_FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """File a grievance; who works with people may do it for somebody."""
    user: User = request.user
    staff = any(may(user, one) for one in (Action.PROFILE_LIST, Action.PROGRAMME_CHANGE, Action.USER_INVITE))
    form = GrievanceForm(request.POST or None, staff=staff, initial={"channel": "in_person"})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        somebody = bool(asked.get("for_somebody"))

        def enter() -> str:
            number = file_grievance(
                user,
                asked["category"],
                asked["words"].strip(),
                channel=asked["channel"] if somebody and asked["channel"] else "online",
                subproject=asked["subproject"] or None,
                on=asked["date"] if somebody else None,
                for_somebody=somebody,
                contact=asked.get("contact", ""),
            )
            messages.success(request, said("workbench.grievance-filed", grievance=number))
            return reverse("grievance", args=[number])

        try:
            return redirect(entered_once(request, enter))
        except Refusal as refusal:
            refuse(form, refusal)
    return entry_page(request, form, "grievance-new", back=reverse("grievances"))


class StepForm(EntryForm):
    """What is done next, and what is said with it."""

    kind = forms.ChoiceField(label=label("grievance-step"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=label("grievance-answer"),
        help_text=help_("grievance-answer"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args: object, steps: tuple[str, ...], **kwargs: object) -> None:
        super().__init__(*args, initial={"kind": steps[0]}, **kwargs)
        self.fields["kind"].choices = [(one, said(f"workbench.step-{one}")) for one in steps]
        self.fields["words"].required = set(steps) <= WITH_WORDS
        if not set(steps) & WITH_WORDS:
            del self.fields["words"]


@needs(Action.GRIEVANCE_FILE)
@require_safe
def grievance(request: HttpRequest, grievance: str) -> HttpResponse:
    """One grievance with what was said, for the office and for who filed it."""
    return _page(request, _found(request.user, grievance))


@needs(Action.GRIEVANCE_FILE)
@require_POST
def step(request: HttpRequest, grievance: str) -> HttpResponse:
    """Go one step on: acknowledge, answer, resolve, close; or take it further."""
    user: User = request.user
    row = _found(user, grievance)
    steps = steps_for(user, grievance, str(row["state"]))
    if request.POST.get("kind", "") not in steps:
        # Sent twice, or somebody else was quicker: the page says where it stands now.
        messages.info(request, said("workbench.grievance-went-on"))
        return redirect("grievance", grievance)
    form = StepForm(request.POST, steps=steps)
    if form.is_valid():

        def enter() -> str:
            take_step(user, grievance, form.cleaned_data["kind"], form.cleaned_data.get("words", "").strip())
            messages.success(request, said("workbench.grievance-noted"))
            return reverse("grievance", args=[grievance])

        try:
            return redirect(entered_once(request, enter))
        except Refusal as refusal:
            refuse(form, refusal, "words" if "words" in form.fields else None)
    return _page(request, row, form)


def _found(user: User, grievance: str) -> dict[str, object]:
    """A grievance as it stands.

    Raises
    ------
    Http404
        There is none, or it is somebody else's.
    """
    if not may(user, Action.GRIEVANCE_ANSWER) and grievance not in own_numbers(user):
        raise Http404
    found = review_grievances(record()).table.filter(pl.col("grievance") == grievance)
    if not found.height:
        raise Http404
    return found.row(0, named=True)


def _page(request: HttpRequest, row: dict[str, object], form: StepForm | None = None) -> HttpResponse:
    user: User = request.user
    number = str(row["grievance"])
    complaint = Complaint.objects.filter(grievance=number).first()
    contested = Contest.objects.filter(grievance=number).first()
    about = complaint.person if complaint else contested.person if contested else ""
    if about:
        saw(user, about, "grievance", number)
    steps = steps_for(user, number, str(row["state"]))
    log = record().table("grievances").filter(pl.col("grievance") == number)
    replies = list(complaint.replies.all()) if complaint else []
    wrong = bool(form and form.errors)
    context = {
        "title": said("workbench.grievance-of", grievance=number),
        "row": _line(row),
        "complaint": complaint,
        "office": may(user, Action.GRIEVANCE_ANSWER),
        "contested": contested,
        "summary": next((one for one in log["summary"].to_list() if one), ""),
        "steps": [
            {"kind": say(f"report.grievance-state-{kind}", language()), "date": day}
            for kind, day in log.sort("date", "recorded_at", maintain_order=True)
            .select("kind", "date")
            .iter_rows()
        ],
        "replies": [
            {"reply": one, "kind": say(f"report.grievance-state-{one.kind}", language())}
            for one in replies
            if one.words
        ],
        "form": form or (StepForm(steps=steps) if steps else None),
        "wrong": wrong,
    }
    return render(request, "delivery/grievance.html", context, status=422 if wrong else 200)


def _choices(column: str) -> tuple[str, ...]:
    found = schema_of("grievances").column(column)
    return () if found is None else found.choices
