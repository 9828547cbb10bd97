"""People of an institution: finding them, entering one, importing many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.formats.personal_data import without_personal_data
from seedbed.messages import Refusal
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import may, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.wording import said
from seedbed.workbench.oversight.audit import saw_all
from seedbed.workbench.people import forms
from seedbed.workbench.people.access import targets_of
from seedbed.workbench.people.catalogue import names_of as names_in
from seedbed.workbench.people.catalogue import occupations_by_name, organisation_name, plain_name
from seedbed.workbench.people.consent import given, objects
from seedbed.workbench.people.intake import IMPORT_PEOPLE, receive_many
from seedbed.workbench.people.profile_views import one_form, refuse
from seedbed.workbench.people.profiles import change_profile, new_person_id
from seedbed.workbench.people.record import record
from seedbed.workbench.people.references import keep_reference, names_of, person_of

ROWS = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """People of one's institutions, or all of them, a page at a time; search by title, reference or id."""
    seen = scope(request.user, Action.PROFILE_LIST)
    sought = request.GET.get("q", "").strip()[:80]
    exact = _exactly(request.user, sought, seen.organisations)
    if exact:
        return redirect("person", exact)
    institutions = sorted(seen.organisations)
    chosen = request.GET.get("institution", "")
    if not seen.everything and chosen not in seen.organisations:
        chosen = institutions[0] if institutions else ""
    rows, following, findings = _page(request, chosen, sought, everything=seen.everything)
    targets = targets_of(rows)
    rows = [
        row
        for row, target in zip(rows, targets, strict=True)
        if may(request.user, Action.PROFILE_LIST, target)
    ]
    persons = [str(row["person"]) for row in rows]
    saw_all(request.user, persons, "people-list")
    called = names_of(persons, seen.organisations) if seen.organisations else {}
    place_of = names_in("places", "place", [row["place"] for row in rows])
    context = {
        "rows": [
            {**row, "called": called.get(str(row["person"]), ""), "place_name": place_of(row["place"]),
             "consents": given(row), "objects": objects(row)}
            for row in rows
        ],
        "sought": sought,
        "query": urlencode({"institution": chosen, "q": sought}),
        "following": following,
        "first": not request.GET.get("after"),
        "institution": chosen,
        "institution_name": organisation_name(chosen) if chosen else "",
        "institutions": [(key, organisation_name(key)) for key in institutions],
        "may_enter": may(request.user, Action.PROFILE_ENTER),
        "findings": findings,
    }  # fmt: skip
    return render(request, "people/people.html", context)


def _exactly(user: User, sought: str, organisations: frozenset[str]) -> str | None:
    """A person whose id or reference was written whole; the profile's page asks whether one may see her."""
    if not sought:
        return None
    person = person_of(organisations, sought) or (sought if sought.startswith("p-") else None)
    row = record().row("people", person) if person else None
    if row is None or not may(user, Action.PROFILE_LIST, targets_of([row])[0]):
        return None
    return person


def _page(
    request: HttpRequest, institution: str, sought: str, *, everything: bool
) -> tuple[Sequence[Mapping[str, object]], int | None, list[str]]:
    after = request.GET.get("after", "")
    if not everything and not institution:
        return [], None, [said("workbench.no-institution")]
    where = {"institution": institution} if institution else {}
    page = record().page("people", where, int(after) if after.isdecimal() else None, ROWS, sought)
    return page.rows.to_dicts(), page.next, []


def institution_of(user: User, asked: str) -> str:
    """The institution for which somebody enters people.

    Raises
    ------
    Http404
        It is not one of the visitor's.
    """
    own = sorted(scope(user, Action.PROFILE_ENTER).organisations)
    if asked and asked not in own:
        raise Http404
    if not own:
        raise Http404
    return asked or own[0]


@form_page
def person_new(request: HttpRequest) -> HttpResponse:
    """Enter one person, with the consent that is held on paper."""
    institution = institution_of(request.user, request.GET.get("institution", ""))
    form = forms.Entering(request.POST or None)
    if form.is_bound and form.is_valid():
        cells = form.row()
        person = new_person_id()
        if cells["text"]:
            cells["text"] = without_personal_data(str(cells["text"]), names=[]).text
        held = {"consent_purpose": form.cleaned_data["purposes"], "consent_until": form.cleaned_data["until"]}
        occupation = occupations_by_name().get(plain_name(str(cells["title"] or "")))
        try:
            with transaction.atomic():
                whole = {**cells, **held, "occupation": occupation, "institution": institution}
                change_profile(request.user, person, "profile-entered", whole)
                keep_reference(person, institution, form.cleaned_data["reference"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said("workbench.person-entered"))
            return redirect("person-skills", person)
    about = organisation_name(institution)
    return one_form(request, "person-new", form, reverse("people"), of=about)


@form_page
def people_import(request: HttpRequest) -> HttpResponse:
    """Import many: a table or an archive of CVs, read in the background."""
    institution = institution_of(request.user, request.GET.get("institution", ""))
    form = forms.ManyPeople(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        file, asked = form.cleaned_data["file"], form.cleaned_data
        parameters = {
            "institution": institution,
            "purposes": list(asked["purposes"]),
            "until": asked["until"].isoformat(),
        }
        try:
            job = receive_many(IMPORT_PEOPLE, file.read(), file.name, parameters, str(request.user.pk))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("import-report", job.pk)
    return one_form(
        request, "people-import", form, reverse("people"), upload=True, of=organisation_name(institution),
        columns="people",
    )  # fmt: skip
