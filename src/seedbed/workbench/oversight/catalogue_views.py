"""The catalogues and code lists that the region uses, to read and to search."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seedbed.catalog import CLASSIFICATIONS
from seedbed.workbench.accounts.permissions import for_signed_in, may
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.wording import text_of, word
from seedbed.workbench.oversight import catalogue_lookup
from seedbed.workbench.people.catalogue import region_catalog

LONGEST = 80


@for_signed_in
@require_safe
def catalogues(request: HttpRequest) -> HttpResponse:
    """What is in use, in which release, from whom; what a search finds in all of it."""
    catalog = region_catalog()
    sought = request.GET.get("q", "").strip()[:LONGEST]
    context = {
        "sought": sought,
        "entries": catalogue_lookup.found_entries(sought) if sought else [],
        "codes": catalogue_lookup.found_codes(sought) if sought else [],
        "facts": catalogue_lookup.facts_of(catalog),
        "source": catalogue_lookup.source_of(catalog),
        "findings": [text_of(finding) for finding in catalog.findings],
        "classifications": catalogue_lookup.classifications(),
        "lists": catalogue_lookup.short_lists(),
        "industries": catalogue_lookup.industries(),
        "places": catalogue_lookup.places(),
        "changes": may(request.user, Action.CATALOGUE_CHANGE),
    }
    return render(request, "oversight/catalogues.html", context)


@for_signed_in
@require_safe
def skill(request: HttpRequest) -> HttpResponse:
    """One skill; its id may be an address, so it is asked for behind the question mark."""
    return _entry(request, catalogue_lookup.skill_entry(request.GET.get("id", "")), "skill")


@for_signed_in
@require_safe
def occupation(request: HttpRequest) -> HttpResponse:
    """One occupation."""
    return _entry(request, catalogue_lookup.occupation_entry(request.GET.get("id", "")), "occupation")


def _entry(request: HttpRequest, entry: dict[str, object] | None, kind: str) -> HttpResponse:
    if entry is None:
        raise Http404
    return render(request, f"oversight/catalogue_{kind}.html", entry)


@for_signed_in
@require_safe
def classification(request: HttpRequest, name: str) -> HttpResponse:
    """A classification, level by level."""
    shown = (
        catalogue_lookup.codes_under(name, request.GET.get("code", "")) if name in CLASSIFICATIONS else None
    )
    if shown is None:
        raise Http404
    context = {"name": name, "words": word("classification", name), **shown}
    return render(request, "oversight/classification.html", context)
