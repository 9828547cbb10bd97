"""Needs and opportunities: lists, one of them, entering, correcting what was read, importing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.catalog.codelists import education_levels, opportunity_kinds, skill_levels
from seedbed.messages import Refusal
from seedbed.tables import SCHEMAS
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Scope, may, require, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.downloads import csv_download
from seedbed.workbench.look.wording import language, said, word
from seedbed.workbench.people import forms
from seedbed.workbench.people.catalogue import (
    is_skill,
    names_of,
    occupation_label,
    organisation_name,
    place_name,
    region_catalog,
    skill_label,
)
from seedbed.workbench.people.intake import IMPORT_OFFERS, receive_many
from seedbed.workbench.people.offers import (
    NEEDS,
    OPPORTUNITIES,
    Offering,
    alike,
    keep_offer,
    new_id,
    requirements_of,
    set_requirements,
    target_of_offer,
)
from seedbed.workbench.people.profile_views import one_form, refuse
from seedbed.workbench.people.record import record

ROWS = 50
FOUND = 12
form_page = require_http_methods(["GET", "HEAD", "POST"])
TABLES = ("people", "needs", "opportunities")
# What a template of a table leaves out: ids and what the form of the import says once for all.
LEFT_OUT = frozenset(
    {"person", "need", "organisation", "institution", "consent_purpose", "consent_until", "price"}
)


@require_safe
def needs_list(request: HttpRequest) -> HttpResponse:
    """Needs of one's organisations, or all; whoever may see figures only sees how many there are."""
    return _list(request, NEEDS)


@require_safe
def opportunities_list(request: HttpRequest) -> HttpResponse:
    """Every opportunity: they are public."""
    return _list(request, OPPORTUNITIES)


def _list(request: HttpRequest, offering: Offering) -> HttpResponse:
    seen = scope(request.user, offering.see)
    own = scope(request.user, offering.change).organisations
    sought = request.GET.get("q", "").strip()[:80]
    chosen = request.GET.get("organisation", min(own) if len(own) == 1 and offering is OPPORTUNITIES else "")
    context: dict[str, object] = {
        "offering": offering.table,
        "key": offering.key,
        "may_change": may(request.user, offering.change),
        "own": [(key, organisation_name(key)) for key in sorted(own)],
        "sought": sought,
        "title": said(f"workbench.page-{offering.table}"),
        "about": said(f"workbench.about-{offering.table}"),
    }
    places = [{"organisation": key} for key in sorted(seen.organisations)]
    places += [{"subproject": key} for key in sorted(seen.subprojects)] if offering is OPPORTUNITIES else []
    if seen.everything:
        places = [{"organisation": chosen}] if chosen else [{}]
    else:
        chosen = ""
    if not places:
        return render(request, "people/offers_figures.html", context | {"counts": _counts(offering)})
    number = request.GET.get("of", "0")
    at = int(number) if number.isdecimal() and int(number) < len(places) else 0
    after = request.GET.get("after", "")
    page = record().page(offering.table, places[at], int(after) if after.isdecimal() else None, ROWS, sought)
    kinds = dict(forms.coded(opportunity_kinds()))
    organisation_of = names_of("organisations", "organisation", page.rows["organisation"])
    place_of = names_of("places", "place", page.rows["place"])
    context |= {
        "rows": [
            {
                **row,
                "id": row[offering.key],
                "of": organisation_of(row["organisation"]),
                "place_name": place_of(row["place"]),
                "kind_word": kinds.get(str(row["kind"]), ""),
                "over": isinstance(row["closes"], date) and row["closes"] < date.today(),
                "url": reverse(offering.key, args=[row[offering.key]]),
            }
            for row in page.rows.to_dicts()
        ],
        "following": page.next,
        "first": not after,
        "of": at,
        "places": [next(iter(place.values()), "") for place in places] if len(places) > 1 else [],
        "chosen": chosen,
        "query": urlencode({"organisation": chosen, "of": at, "q": sought}),
        "chosen_name": organisation_name(chosen) if chosen else "",
    }
    return render(request, "people/offers.html", context)


def _counts(offering: Offering) -> list[tuple[str, int]]:
    """How many there are of each kind."""
    kinds = dict(forms.coded(opportunity_kinds()))
    counted = (
        record().table(offering.table).group_by("kind").len().sort("len", "kind", descending=[True, False])
    )
    return [(kinds.get(str(kind), "—"), count) for kind, count in counted.iter_rows()]


def _find(user: User, offering: Offering, key: str, action: Action) -> dict[str, object]:
    row = record().row(offering.table, key)
    if row is None:
        raise Http404
    require(user, action, target_of_offer(row))
    return row


def need(request: HttpRequest, need: str) -> HttpResponse:
    """One need."""
    return _one(request, NEEDS, need)


def opportunity(request: HttpRequest, opportunity: str) -> HttpResponse:
    """One opportunity."""
    return _one(request, OPPORTUNITIES, opportunity)


@form_page
def _one(request: HttpRequest, offering: Offering, key: str) -> HttpResponse:
    """What is sought or offered, what was read out of it, what is nearly the same; who may sets it right."""
    posted = request.method == "POST"
    row = _find(request.user, offering, key, offering.change if posted else offering.see)
    sought = request.GET.get("q", "").strip()[:80]
    if posted:
        _correct(request.user, offering, key, request.POST)
        messages.success(request, said("workbench.kept"))
        return redirect(reverse(offering.key, args=[key]))
    changes = may(request.user, offering.change, target_of_offer(row))
    lines = _requirement_lines(offering, key)
    context = {
        "offering": offering.table,
        "row": row,
        "key": key,
        "facts": _facts(row),
        "requirements": lines,
        "levels": forms.levels(),
        "relations": [(code, word("relation", code)) for code in ("essential", "optional", "taught")],
        "has_relations": offering is OPPORTUNITIES,
        "changes": changes,
        "alike": [
            {**other, "url": reverse(offering.key, args=[other[offering.key]])}
            for other in alike(offering, row)
        ]
        if changes
        else [],
        "sought": sought,
        "found": _search(sought, {str(line["skill"]) for line in lines}) if sought and changes else [],
        "edit": reverse(f"{offering.key}-edit", args=[key]) if changes else "",
        "back": reverse(offering.table),
        "of": organisation_name(row["organisation"]),
    }
    return render(request, "people/offer.html", context)


def _facts(row: Mapping[str, object]) -> list[tuple[str, str]]:
    kinds, levels = dict(forms.coded(opportunity_kinds())), dict(forms.coded(education_levels()))
    lines = [
        ("opportunity-kind", kinds.get(str(row["kind"]))),
        ("occupation", occupation_label(str(row["occupation"])) if row.get("occupation") else None),
        ("place", place_name(row["place"]) or None),
        ("capacity", row.get("capacity")),
        (
            "education-min",
            levels.get(str(row["education_min"])) if row.get("education_min") is not None else None,
        ),
        ("licence", row.get("licence")),
        ("pay", f"{row['pay']:,.0f}" if row.get("pay") is not None else None),
        ("subproject-of-offer", names_of("subprojects", "subproject")(row.get("subproject")) or None),
        ("opens", row.get("opens") or row.get("opened")),
        ("closes", row["closes"]),
    ]
    return [(said(f"workbench.field-{name}"), str(value)) for name, value in lines if value is not None]


def _requirement_lines(offering: Offering, key: str) -> list[dict[str, object]]:
    words = {float(code): name for code, name in forms.coded(skill_levels())}
    column = "asked" if offering is OPPORTUNITIES else "level"
    lines = []
    for row in requirements_of(offering, key).iter_rows(named=True):
        level = row[column]
        lines.append(
            {
                "skill": row["skill"],
                "label": skill_label(str(row["skill"])),
                "relation": row.get("relation", ""),
                "relation_word": word("relation", row.get("relation", "")),
                "level": "" if level is None else f"{level:g}",
                "level_word": said("workbench.not-said") if level is None else words.get(level, f"{level:g}"),
                "by": row["by"],
            }
        )
    return lines


def _search(text: str, present: set[str]) -> list[dict[str, object]]:
    found = region_catalog().search(text, language(), FOUND * 3).filter(kind="skill").head(FOUND)
    return [
        {
            "skill": skill,
            "label": label,
            "phrase": phrase if phrase != label else "",
            "there": skill in present,
        }
        for skill, _, label, phrase, _ in found.iter_rows()
    ]


def _correct(user: User, offering: Offering, key: str, posted: QueryDict) -> None:
    """Keep the requirements as the form has them; what it adds comes last."""
    levels = {code for code, _ in forms.levels()}
    removed = set(posted.getlist("remove"))
    rows: list[dict[str, object]] = []
    names = [str(line["skill"]) for line in _requirement_lines(offering, key)]
    added = posted.get("add", "")
    if added and is_skill(added) and added not in names:
        names.append(added)
    for skill in dict.fromkeys(names):
        if skill in removed:
            continue
        level, relation = posted.get(f"level-{skill}", ""), posted.get(f"relation-{skill}", "essential")
        value = float(level) if level in levels else None
        if offering is OPPORTUNITIES:
            relation = relation if relation in ("essential", "optional", "taught") else "essential"
            rows.append(
                {"skill": skill, "relation": relation, "asked": None if relation == "taught" else value}
            )
        else:
            rows.append({"skill": skill, "level": value, "evidence": None})
    set_requirements(user, offering, key, rows)


def need_edit(request: HttpRequest, need: str | None = None) -> HttpResponse:
    """Enter or change a need."""
    return _edit(request, NEEDS, need)


def opportunity_edit(request: HttpRequest, opportunity: str | None = None) -> HttpResponse:
    """Enter or change an opportunity."""
    return _edit(request, OPPORTUNITIES, opportunity)


@form_page
def _edit(request: HttpRequest, offering: Offering, key: str | None) -> HttpResponse:
    row = _find(request.user, offering, key, offering.change) if key else {}
    own = scope(request.user, offering.change)
    form = _form_of(request, offering, row, own)
    if form.is_bound and form.is_valid():
        cells = form.row()
        owner = str(cells.get("organisation") or row.get("organisation") or _only(own))
        cells["organisation"] = owner
        target = target_of_offer({"organisation": owner, "subproject": cells.get("subproject")})
        require(request.user, offering.change, target)
        try:
            kept = keep_offer(request.user, offering, key or new_id(offering), cells)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            if alike(offering, kept):
                messages.warning(request, said("workbench.offer-alike"))
            messages.success(request, said("workbench.offer-kept"))
            return redirect(reverse(offering.key, args=[kept[offering.key]]))
    page = f"{offering.key}-edit" if key else f"{offering.key}-new"
    back = reverse(offering.key, args=[key]) if key else reverse(offering.table)
    return one_form(request, page, form, back)


def _only(own: Scope) -> str:
    if len(own.organisations) != 1:
        raise Http404
    return next(iter(own.organisations))


def _form_of(
    request: HttpRequest, offering: Offering, row: Mapping[str, object], own: Scope
) -> forms.Need | forms.Opportunity:
    shown = {
        **row,
        "place": place_name(row.get("place")),
        "occupation": occupation_label(str(row["occupation"])) if row.get("occupation") else "",
    }
    if row:
        organisations = {str(row["organisation"]): organisation_name(row["organisation"])}
    elif own.organisations:
        organisations = {key: organisation_name(key) for key in sorted(own.organisations)}
    else:  # the programme office, or a subproject's manager, for whomever
        listed = record().table("organisations")["organisation"].sort()
        named = names_of("organisations", "organisation", listed)
        organisations = {key: named(key) for key in listed}
    if offering is NEEDS:
        return forms.Need(request.POST or None, initial=shown, organisations=organisations)
    subprojects = record().table("subprojects")["subproject"].sort()
    if own.subprojects and not own.organisations and not own.everything:
        subprojects = subprojects.filter(subprojects.is_in(list(own.subprojects)))
    named = names_of("subprojects", "subproject")
    return forms.Opportunity(
        request.POST or None,
        initial=shown,
        organisations=organisations,
        subprojects={key: named(key) for key in subprojects},
    )


def needs_import(request: HttpRequest) -> HttpResponse:
    """Many needs from a table."""
    return _import(request, NEEDS)


def opportunities_import(request: HttpRequest) -> HttpResponse:
    """Many opportunities from a table."""
    return _import(request, OPPORTUNITIES)


@form_page
def _import(request: HttpRequest, offering: Offering) -> HttpResponse:
    own = scope(request.user, offering.change)
    asked = request.GET.get("organisation", "")
    organisation = asked if asked and (own.everything or asked in own.organisations) else ""
    if not organisation:
        if not own.organisations:
            words = {
                "title": said(f"workbench.page-{offering.table}-import"),
                "sentence": said("workbench.import-for"),
            }
            return render(request, "look/note.html", words)
        organisation = min(own.organisations)
    form = forms.ManyOffers(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        parameters = {"table": offering.table, "organisation": organisation}
        try:
            job = receive_many(IMPORT_OFFERS, file.read(), file.name, parameters, str(request.user.pk))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("import-report", job.pk)
    return one_form(
        request, f"{offering.table}-import", form, reverse(offering.table), upload=True,
        of=organisation_name(organisation), columns=offering.table,
    )  # fmt: skip


@require_safe
def table_template(request: HttpRequest, table: str) -> HttpResponse:
    """An empty table with the headings that an import understands."""
    if table not in TABLES:
        raise Http404
    columns = [column.name for column in SCHEMAS[table].columns if column.name not in LEFT_OUT]
    if table == "people":
        columns.insert(0, "reference")
    return csv_download(f"{table}.csv", pl.DataFrame(schema=dict.fromkeys(columns, pl.String)))
