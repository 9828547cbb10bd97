"""Where the programme's work begins: what waits, and what can be entered."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from seedbed.programme.grievances import CLOSED
from seedbed.usecases.results_to_verify import results_to_verify
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import may, needs, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.access import sees_whole
from seedbed.workbench.delivery.books import BOOKS, may_keep
from seedbed.workbench.delivery.evidence import of_own_subprojects
from seedbed.workbench.delivery.gates import waiting_papers
from seedbed.workbench.delivery.grievances import seen_by
from seedbed.workbench.look.wording import said
from seedbed.workbench.people.record import record


@dataclass(frozen=True, slots=True)
class Card:
    """A place to go to, with what it is for or what waits there."""

    address: str
    words: str
    about: str
    waiting: int = 0


@needs(Action.PROGRAMME_CHANGE)
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """What a subproject manager or the office can do, with what waits first."""
    user: User = request.user
    waiting, entering = _waiting(user), _entering(user)
    context = {
        "title": said("workbench.page-programme-work"),
        "waiting": [card for card in waiting if card.waiting],
        "cards": [*[card for card in waiting if not card.waiting], *entering],
    }
    return render(request, "delivery/work.html", context)


def _waiting(user: User) -> list[Card]:
    seen = scope(user, Action.PROGRAMME_CHANGE)
    papers = waiting_papers() if seen.everything else waiting_papers().filter(subproject__in=seen.subprojects)
    grievances = seen_by(user).filter(pl.col("state") != CLOSED)
    late = grievances.filter(pl.col("overdue_days") > 0).height
    results = of_own_subprojects(user, results_to_verify(record()), Action.PROGRAMME_CHANGE)
    returned = results.filter(pl.col("reason") == "programme.result-returned").height
    told = said("workbench.work-grievances", open=grievances.height, overdue=late)
    gates = papers.count()
    return [
        Card(
            reverse("gates"), said("workbench.page-gates"), said("workbench.work-gates", papers=gates), gates
        ),
        Card(reverse("grievances"), said("workbench.page-grievances"), told, late or grievances.height)
        if may(user, Action.GRIEVANCE_ANSWER)
        else Card(
            reverse("grievances"), said("workbench.page-grievances"), said("workbench.about-grievances")
        ),
        Card(
            reverse("results"),
            said("workbench.page-results"),
            said("workbench.work-results", waiting=results.height, returned=returned),
            returned,
        ),
    ]


def _entering(user: User) -> list[Card]:
    cards = [
        Card(reverse(name), said(f"workbench.page-{name}"), said(f"workbench.about-{name}"))
        for name in ("evidence", "money")
    ]
    cards += [
        Card(
            reverse("book", args=[book.table]),
            said(f"workbench.book-{book.table}"),
            said(f"workbench.about-book-{book.table}"),
        )
        for book in BOOKS.values()
        if may_keep(user, book)
    ]
    if scope(user, Action.PLACEMENT_RECORD).everything:
        name = "events-import"
        cards.append(Card(reverse(name), said(f"workbench.page-{name}"), said(f"workbench.about-{name}")))
    if sees_whole(user):
        cards.append(
            Card(reverse("forecast"), said("workbench.page-forecast"), said("workbench.about-forecast"))
        )
    return cards
