"""The programme's books: their rows, one to add or change, one to close."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from seedbed.messages import Refusal
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, may, needs, require
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.books import (
    BOOKS,
    CLOSED_ON,
    CLOSED_WHY,
    Book,
    BookForm,
    CloseForm,
    keep,
    may_keep,
    shown_word,
    word_of,
)
from seedbed.workbench.delivery.entering import OWN, entry_page, name_in, refuse
from seedbed.workbench.delivery.evidence import of_own_subprojects, target_of
from seedbed.workbench.delivery.once import entered_once
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.people.record import record

ROWS = 50
NAMES = {"subproject": "subprojects", "activity": "activities", "financier": "organisations"}


@needs(Action.PROGRAMME_CHANGE)
@require_safe
def book(request: HttpRequest, book: str) -> HttpResponse:
    """The rows that the reader keeps; what is closed stands at the end."""
    kept = _book(request.user, book)
    frame = of_own_subprojects(request.user, record().table(kept.table), Action.PROGRAMME_CHANGE)
    rows = sorted(frame.rows(named=True), key=lambda row: bool(row.get(CLOSED_ON)))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "title": said(f"workbench.book-{kept.table}"),
        "about": said(f"workbench.about-book-{kept.table}"),
        "book": kept,
        "headings": [shown_word(one) for one in kept.shown],
        "rows": [
            {
                "key": row[kept.key],
                "name": _name(kept, row),
                "cells": [_cell(kept, one, _own(row, one)) for one in kept.shown],
                "closed": row.get(CLOSED_ON),
            }
            for row in page
        ],
        "page": page,
    }
    return render(request, "delivery/book.html", context)


@needs(Action.PROGRAMME_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, book: str) -> HttpResponse:
    """Add a row."""
    kept = _book(request.user, book)
    form = BookForm(request.POST or None, user=request.user, book=kept)
    return _take_in(request, kept, "", form)


@needs(Action.PROGRAMME_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, book: str, row: str) -> HttpResponse:
    """Change a row."""
    kept = _book(request.user, book)
    before = _row(request.user, kept, row)
    form = BookForm(request.POST or None, user=request.user, book=kept, initial=before)
    return _take_in(request, kept, row, form, before)


@needs(Action.PROGRAMME_CHANGE)
@require_POST
def close(request: HttpRequest, book: str, row: str) -> HttpResponse:
    """Close a row with a reason, or open it again; it stays in the book."""
    user: User = request.user
    kept = _book(user, book)
    before = _row(user, kept, row)
    if not kept.closes:
        raise Http404
    form = CloseForm(request.POST)
    if "reopen" in request.POST or form.is_valid():
        reopen = "reopen" in request.POST
        said_why = "" if reopen else form.cleaned_data["reason"].strip()

        def enter() -> str:
            closed = {} if reopen else {CLOSED_ON: date.today().isoformat(), CLOSED_WHY: said_why}
            keep(
                user,
                kept,
                row,
                {CLOSED_ON: None, CLOSED_WHY: None, **closed},
                "reopened" if reopen else "closed",
            )
            messages.success(request, said("workbench.book-reopened" if reopen else "workbench.book-closed"))
            return reverse("book", args=[kept.table])

        return redirect(entered_once(request, enter))
    asked = BookForm(user=user, book=kept, initial=before)
    page = _page(request, kept, row, asked, before, form)
    page.status_code = 422
    return page


def _take_in(
    request: HttpRequest, kept: Book, key: str, form: BookForm, before: dict[str, object] | None = None
) -> HttpResponse:
    user: User = request.user
    if request.method == "POST" and form.is_valid():
        row = form.row()
        require(user, Action.PROGRAMME_CHANGE, Target(subproject=str(row.get("subproject") or "")))

        def enter() -> str:
            keep(user, kept, key, row)
            messages.success(request, said("workbench.book-kept"))
            return reverse("book", args=[kept.table])

        try:
            return redirect(entered_once(request, enter))
        except Refusal as refusal:
            refuse(form, refusal)
    return _page(request, kept, key, form, before)


def _page(
    request: HttpRequest,
    kept: Book,
    key: str,
    form: BookForm,
    before: dict[str, object] | None,
    closing: CloseForm | None = None,
) -> HttpResponse:
    more: dict[str, object] = {"kept": kept, "key": key, "before": before}
    if before is not None and kept.closes:
        more |= {
            "extra": "delivery/close.html",
            "closing": closing or CloseForm(),
            "closed": before.get(CLOSED_ON),
        }
    title = said(f"workbench.book-{kept.table}") + (f" · {_name(kept, before)}" if before else "")
    return entry_page(
        request, form, "book-change" if key else "book-new", back=reverse("book", args=[kept.table]),
        title=title, about=said(f"workbench.about-book-{kept.table}"), **more,
    )  # fmt: skip


def _book(user: User, book: str) -> Book:
    """A book that a user keeps.

    Raises
    ------
    Http404
        There is none, or it is not this user's to keep.
    """
    kept = BOOKS.get(book)
    if kept is None or not may_keep(user, kept):
        raise Http404
    return kept


def _row(user: User, book: Book, key: str) -> dict[str, object]:
    row = record().row(book.table, key)
    if row is None or not may(user, Action.PROGRAMME_CHANGE, target_of(row)):
        raise Http404
    return row


def _name(book: Book, row: dict[str, object]) -> str:
    first, second = ("what_zh", "what") if book.table == "budgets" else OWN["zh"]
    names = (row[first], row[second]) if language() == "zh" else (row[second], row[first])
    return str(names[0] or names[1] or row[book.key])


def _own(row: dict[str, object], column: str) -> object:
    """A cell in the language of the page, where the row has it in both."""
    return (row.get(f"{column}_zh") or row[column]) if language() == "zh" else row[column]


def _cell(book: Book, column: str, value: object) -> str:
    return name_in(NAMES[column], value) or "—" if column in NAMES else word_of(book.column(column), value)
