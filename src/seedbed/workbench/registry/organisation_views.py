"""Organisations: the list, one of them with its ties, and its form."""

from __future__ import annotations

import re
import secrets
from datetime import date

import polars as pl
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.charts import NARROW, WIDE, Canvas
from seedbed.formats.uscc import check_uscc
from seedbed.messages import Refusal
from seedbed.usecases.merge_organisations import merges_of
from seedbed.workbench.accounts.permissions import Target, may, needs, require, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import language, said, text_of
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.catalogue import names_of, place_name, places_by_name
from seedbed.workbench.people.forms import NameField
from seedbed.workbench.people.record import change_row, record, rows_of
from seedbed.workbench.registry.looking_up import briefs, ties_between
from seedbed.workbench.registry.pictures import MOST_NEIGHBOURS, Dot, neighbours_of
from seedbed.workbench.registry.sources import source_choices, source_of
from seedbed.workbench.registry.ties import may_change, may_end, ties_of
from seedbed.workbench.registry.wording import ACTORS, actor_word, kind_word, other_name, own

MOST_TIES = 100
ROWS = 50
COLUMNS = (
    "name",
    "name_zh",
    "actor_type",
    "kind",
    "place",
    "industry",
    "ror",
    "uscc",
    "website",
    "source",
    "locator",
)


@needs(Action.ORGANISATION_SEE)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation, by type, place or a part of its name."""
    sought = request.GET.get("q", "").strip()[:80]
    actor, place = request.GET.get("type", ""), request.GET.get("place", "")
    where = {"actor_type": actor} if actor in ACTORS else {}
    where |= {"place": place} if place else {}
    after = request.GET.get("after", "")
    page = record().page("organisations", where, int(after) if after.isdecimal() else None, ROWS, sought)
    places = names_of("places", "place")
    context = {
        "title": said("workbench.page-organisations"),
        "rows": [
            {
                **row,
                "called": own(row),
                "actor": actor_word(row["actor_type"]),
                "place_name": places(row["place"]),
            }
            for row in page.rows.to_dicts()
        ],
        "actors": [(one, actor_word(one)) for one in ACTORS],
        "type": actor,
        "place": place,
        "place_name": places(place) if place else "",
        "sought": sought,
        "following": page.next,
        "query": urlencode({"q": sought, "type": actor, "place": place}),
        "count": record().count("organisations"),
        "may_add": scope(request.user, Action.ORGANISATION_CHANGE).everything,
        "may_merge": may(request.user, Action.ORGANISATION_MERGE),
        "own": list(briefs(scope(request.user, Action.ORGANISATION_CHANGE).organisations).values()),
    }
    return render(request, "registry/organisations.html", context)


def _found(organisation: str) -> dict[str, object]:
    row = record().row("organisations", organisation)
    if row is None:
        raise Http404
    return row


def _target(organisation: str) -> Target:
    return Target(organisations=frozenset({organisation}))


@needs(Action.ORGANISATION_SEE)
@require_safe
def organisation(request: HttpRequest, organisation: str) -> HttpResponse:
    """One organisation: what is known, from where, and who stands around it."""
    row = _found(organisation)
    merged = merges_of(record())
    ties = ties_of(organisation, date.today())
    page = Paginator(ties, MOST_TIES).get_page(request.GET.get("page"))
    for tie in page:
        tie["may_edit"] = may_end(request.user, tie) or may_change(request.user, tie)
        tie["query"] = urlencode(tie["key"].as_query())
    drawn, left_out = _picture(organisation, row, ties)
    offers = rows_of("opportunities", "organisation", organisation, size=20)
    may_edit = may(request.user, Action.ORGANISATION_CHANGE, _target(organisation))
    context = {
        "title": own(row) or organisation,
        "row": row,
        "other_name": other_name(row),
        "actor": actor_word(row["actor_type"]),
        "kind": kind_word(row["kind"]),
        "place": place_name(row["place"]),
        "website": row["website"] if str(row["website"] or "").startswith(("https://", "http://")) else "",
        "provenance": source_of(row),
        "ties": page,
        "page": page,
        "count": len(ties),
        "drawn": drawn,
        "left_out": left_out,
        "offers": offers.rows(named=True),
        "merged": merged.filter(pl.col("kept") == organisation).rows(named=True),
        "may_edit": may_edit,
        "some_to_edit": any(tie["may_edit"] for tie in page),
    }
    return render(request, "registry/organisation.html", context)


def _picture(
    organisation: str, row: dict[str, object], ties: list[dict[str, object]]
) -> tuple[tuple[str, str] | None, int]:
    """The neighbours, wide and narrow, and how many found no room; none without a tie.

    Who is joined by ended ties only is joined by a broken line.
    """
    standing = {str(tie["other"]) for tie in ties if not tie["over"]}
    around = briefs({str(tie["other"]) for tie in ties} - {organisation})
    if not around:
        return None, 0
    dots = [
        Dot(one.organisation, one.name, one.actor, one.organisation in standing) for one in around.values()
    ]
    centre = Dot(organisation, own(row) or organisation, str(row["actor_type"]))
    title = said("workbench.neighbours-picture", organisation=centre.label)
    lang, between = language(), sorted(ties_between(around))
    pictures = (
        neighbours_of(centre, dots, between, Canvas("around-wide", lang, WIDE), title),
        neighbours_of(centre, dots, between, Canvas("around-narrow", lang, NARROW), title),
    )
    return pictures, max(0, len(dots) - MOST_NEIGHBOURS)


class OrganisationForm(PlainForm):
    """What is known of an organisation."""

    name = forms.CharField(label=label("name-en"), max_length=300)
    name_zh = forms.CharField(label=label("name-zh"), required=False, max_length=300)
    actor_type = forms.ChoiceField(label=label("actor-type"))
    kind = forms.RegexField(
        r"^[a-z0-9_-]+$",
        label=label("finer-kind"),
        help_text=help_("finer-kind"),
        required=False,
        max_length=60,
    )
    place = NameField(places_by_name, label=label("place"))
    industry = forms.RegexField(
        r"^[A-T]?\d{0,4}$", label=label("industry"), help_text=help_("industry"), required=False, max_length=5
    )
    ror = forms.RegexField(
        r"^(https://ror\.org/)?0[a-z0-9]{8}$", label=label("ror"), required=False, max_length=30
    )
    uscc = forms.CharField(label=label("uscc"), help_text=help_("uscc"), required=False, max_length=18)
    website = forms.URLField(label=label("website"), required=False, max_length=300, assume_scheme="https")
    source = forms.ChoiceField(label=label("source"), required=False)
    locator = forms.CharField(
        label=label("locator"), help_text=help_("locator"), required=False, max_length=200
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor_type"].choices = [(one, actor_word(one)) for one in ACTORS]
        self.fields["source"].choices = source_choices()

    def clean_uscc(self) -> str:
        """With its check character (GB 32100-2015)."""
        code = str(self.cleaned_data["uscc"]).strip().upper()
        if code and (problem := check_uscc(code)) is not None:
            raise forms.ValidationError(text_of(problem))
        return code


@needs(Action.ORGANISATION_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, organisation: str) -> HttpResponse:
    """Correct an organisation: the owner or the office."""
    row = _found(organisation)
    require(request.user, Action.ORGANISATION_CHANGE, _target(organisation))
    return _form(request, organisation, row)


@needs(Action.ORGANISATION_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation: the office."""
    if not scope(request.user, Action.ORGANISATION_CHANGE).everything:
        raise Http404
    return _form(request, "", {})


def _form(request: HttpRequest, organisation: str, row: dict[str, object]) -> HttpResponse:
    initial = {name: row.get(name) or "" for name in COLUMNS}
    if row.get("place"):
        initial["place"] = place_name(row["place"])
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        key = organisation or new_organisation_id(str(form.cleaned_data["name"]))
        try:
            change_row(
                "organisations",
                key,
                {"organisation": key, **{name: form.cleaned_data[name] or None for name in COLUMNS}},
            )
        except Refusal as refusal:
            for finding in refusal.findings:
                form.add_error(None, text_of(finding))
        else:
            house_changed(request.user, "organisation-changed", key)
            messages.success(request, said("workbench.organisation-kept"))
            return redirect("organisation", key)
    context = {
        "title": said(
            "workbench.page-organisation-edit" if organisation else "workbench.page-organisation-new"
        ),
        "about": own(row) if row else said("workbench.about-organisation-new"),
        "button": said("workbench.do-keep"),
        "form": form,
    }
    return render(request, "look/one_form.html", context, status=422 if form.errors else 200)


def new_organisation_id(name: str) -> str:
    """An id that reads like the name and is nobody else's."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:48] or "organisation"
    return f"{stem}-{secrets.token_hex(3)}"
