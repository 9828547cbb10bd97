"""What the forms of the programme's work share: the page they stand on, errors beside fields, choices by name."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from seedbed.messages import Refusal
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.forms import PlainForm
from seedbed.workbench.look.wording import language, said, text_of
from seedbed.workbench.people.record import record

Choices = list[tuple[str, str]]
MOST_LISTED = 1_000
IN_BOOKS = (
    ("subprojects", "owner"),
    ("activities", "responsible"),
    ("gender_actions", "responsible"),
    ("risks", "owner"),
    ("budgets", "financier"),
    ("disbursements", "financier"),
)
"""Where the programme's books name organisations."""
OWN = {"zh": ("name_zh", "name"), "en": ("name", "name_zh")}


class EntryForm(PlainForm):
    """A form of the programme's work; ``{% once %}`` stands beside it."""

    required_css_class = "required"


class Day(forms.DateInput):
    """A day, as browsers let one choose it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def named(table: str, key: str) -> Choices:
    """The rows of a table by their names."""
    rows = record().table(table)
    return rows.select(key, pl.coalesce(*OWN[language()], key)).rows()


def name_in(table: str, key: object) -> str:
    """What a row is called; its id where it has no name."""
    row = record().row(table, str(key)) if key else None
    if row is None:
        return str(key or "")
    first, second = OWN[language()]
    return str(row.get(first) or row.get(second) or key)


def subprojects_of(user: User) -> tuple[Choices, bool]:
    """The subprojects for which a user may enter, and whether one must be chosen."""
    seen = scope(user, Action.PROGRAMME_CHANGE)
    known = named("subprojects", "subproject")
    if seen.everything:
        return [("", said("workbench.whole-programme")), *known], False
    return [(key, name) for key, name in known if key in seen.subprojects], True


def organisations() -> Choices:
    """Organisations by name; where there are too many for a list, those that the programme's books name."""
    known = named("organisations", "organisation")
    if len(known) <= MOST_LISTED:
        return known
    books = [record().table(table)[column].drop_nulls() for table, column in IN_BOOKS]
    mentioned = set(pl.concat(books).to_list())
    return [one for one in known if one[0] in mentioned]


def or_none(choices: Sequence[tuple[str, str]]) -> Choices:
    """With a first entry for what is not said."""
    return [("", said("workbench.not-said")), *choices]


def refuse(form: forms.Form, refusal: Refusal, field: str | None = None) -> None:
    """Say what was refused beside the field that it is about, or above the form."""
    for finding in refusal.findings:
        about = str(finding.values.get("column", field or ""))
        form.add_error(about if about in form.fields else field, text_of(finding))


def tell(request: HttpRequest, refusal: Refusal) -> None:
    """Say what was refused on the next page."""
    for finding in refusal.findings:
        messages.error(request, text_of(finding))


def entry_page(
    request: HttpRequest, form: forms.Form, name: str, *, back: str, **more: object
) -> HttpResponse:
    """The page of one form: ``workbench.page-<name>``, ``about-<name>``, ``do-<name>``."""
    context = {
        "title": said(f"workbench.page-{name}"),
        "about": said(f"workbench.about-{name}"),
        "button": said(f"workbench.do-{name}"),
        "form": form,
        "back": back,
        **more,
    }
    return render(request, "delivery/entry.html", context, status=422 if form.errors else 200)
