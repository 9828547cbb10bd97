"""Places: the list, one of them with who is there, and its form."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.messages import Refusal
from seedbed.tables import SCHEMAS
from seedbed.workbench.accounts.permissions import may, needs
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import said, text_of, word
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.catalogue import names_of, place_name, places_by_name
from seedbed.workbench.people.forms import NameField
from seedbed.workbench.people.record import change_row, record
from seedbed.workbench.record.models import TABLES
from seedbed.workbench.registry.looking_up import rows_among
from seedbed.workbench.registry.picture_views import map_pictures
from seedbed.workbench.registry.places import above, by_place, counted, inside, total
from seedbed.workbench.registry.sources import source_choices, source_of
from seedbed.workbench.registry.wording import actor_word, other_name, own

ROWS = 50
MOST_PLACES = 200
LEVELS = ("country", "region", "province", "prefecture", "county", "zone", "corridor", "site", "world")
"""Levels that have words; a region may use others."""
COLUMNS = ("name", "name_zh", "level", "parent", "longitude", "latitude", "datum", "source", "locator")


@needs(Action.ORGANISATION_SEE)
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Every place, by level or a part of its name, with how many organisations it holds."""
    sought, level = request.GET.get("q", "").strip()[:80], request.GET.get("level", "")
    found = TABLES["places"]._default_manager.order_by("position")
    levels = _levels()
    if level in levels:
        found = found.filter(level=level)
    if sought:
        found = found.filter(
            Q(name__icontains=sought) | Q(name_zh__icontains=sought) | Q(place__istartswith=sought)
        )
    page = Paginator(found.values("place", "name", "name_zh", "level", "parent", "longitude"), ROWS).get_page(
        request.GET.get("page")
    )
    rows = list(page)
    counts, named = by_place(counted(row["place"] for row in rows)), names_of("places", "place")
    context = {
        "title": said("workbench.page-places"),
        "rows": [
            {
                **row,
                "called": own(row) or row["place"],
                "level_word": word("level", row["level"]),
                "parent_name": named(row["parent"]),
                "count": counts.get(row["place"], 0),
            }
            for row in rows
        ],
        "page": page,
        "levels": [(one, word("level", one)) for one in levels],
        "level": level,
        "sought": sought,
        "query": urlencode({"q": sought, "level": level}),
        "count": page.paginator.count,
        "may_change": may(request.user, Action.ORGANISATION_MERGE),
    }
    return render(request, "registry/places.html", context)


def _levels() -> list[str]:
    """The levels in use, the known ones first in their order."""
    used = set(TABLES["places"]._default_manager.order_by().values_list("level", flat=True).distinct())
    return [one for one in LEVELS if one in used] + sorted(used - {*LEVELS, None})


@needs(Action.ORGANISATION_SEE)
@require_safe
def place(request: HttpRequest, place: str) -> HttpResponse:
    """One place: where it lies, what lies in it, and its organisations, each a step to its ties."""
    row = record().row("places", place)
    if row is None:
        raise Http404
    named, within = names_of("places", "place"), inside(place)
    counts = counted(within)
    here = by_place(counts)
    children = rows_among("places", "parent", [place]).to_dicts()
    held = row.get("parts")
    parts = held if isinstance(held, list) else []
    after = request.GET.get("after", "")
    rows, following = _organisations(within, int(after) if after.isdecimal() else 0)
    title = own(row) or place
    context = {
        "title": title,
        "row": row,
        "other_name": other_name(row),
        "level": word("level", row["level"]),
        "above": [(one, named(one)) for one in above(place)],
        "below": [
            {"place": one, "name": named(one), "count": total(counts, inside(one))}
            for one in dict.fromkeys([*(str(child["place"]) for child in children), *parts])
        ][:MOST_PLACES],
        "organisations": [
            {
                **one,
                "called": own(one),
                "actor": actor_word(one["actor_type"]),
                "place_name": named(one["place"]),
            }
            for one in rows
        ],
        "here": here.get(place, 0),
        "all": total(counts),
        "following": following,
        "pictures": map_pictures(counts, said("workbench.map-of-place", place=title), fewest=2),
        "provenance": source_of(row),
        "may_change": may(request.user, Action.ORGANISATION_MERGE),
    }
    return render(request, "registry/place.html", context)


def _organisations(places: set[str], after: int) -> tuple[list[dict[str, object]], int | None]:
    """A page of the organisations in some places, and where the next one begins."""
    found = TABLES["organisations"]._default_manager.filter(place__in=sorted(places), position__gt=after)
    shown = ("organisation", "name", "name_zh", "actor_type", "place", "source", "locator", "position")
    rows = list(found.order_by("position").values(*shown)[: ROWS + 1])
    return rows[:ROWS], rows[ROWS - 1]["position"] if len(rows) > ROWS else None


class PlaceForm(PlainForm):
    """What is known of a place; its code only where it is new."""

    place = forms.RegexField(
        r"^[A-Za-z0-9._-]+$", label=label("place-code"), help_text=help_("place-code"), max_length=60
    )
    name = forms.CharField(label=label("name-en"), max_length=200)
    name_zh = forms.CharField(label=label("name-zh"), required=False, max_length=200)
    level = forms.ChoiceField(label=label("level"))
    parent = NameField(places_by_name, label=label("parent"), help_text=help_("parent"))
    longitude = forms.FloatField(label=label("longitude"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(label=label("latitude"), required=False, min_value=-90, max_value=90)
    datum = forms.ChoiceField(label=label("datum"), help_text=help_("datum"), required=False)
    source = forms.ChoiceField(label=label("source"), required=False)
    locator = forms.CharField(
        label=label("locator"), help_text=help_("locator"), required=False, max_length=200
    )

    def __init__(self, *args: object, code: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        levels = dict.fromkeys([*LEVELS, *_levels()])
        self.fields["level"].choices = [(one, word("level", one)) for one in levels]
        datum = SCHEMAS["places"].column("datum")
        choices = datum.choices if datum is not None else ()
        self.fields["datum"].choices = [("", said("workbench.not-said")), *((one, one) for one in choices)]
        self.fields["source"].choices = source_choices()
        if code:
            del self.fields["place"]

    def clean_place(self) -> str:
        """A code that no place has."""
        code = str(self.cleaned_data["place"])
        if record().row("places", code) is not None:
            raise forms.ValidationError(said("workbench.place-code-taken", taken=code))
        return code

    def clean_parent(self) -> str | None:
        """No place lies in itself."""
        parent = self.cleaned_data["parent"]
        if parent and self.code and parent in inside(self.code):
            raise forms.ValidationError(said("workbench.place-in-itself"))
        return None if parent is None else str(parent)

    def clean(self) -> dict[str, object]:
        """Both coordinates with their datum, or none of the three."""
        cells: dict[str, object] = super().clean() or self.cleaned_data
        given = [cells.get(name) not in (None, "") for name in ("longitude", "latitude", "datum")]
        if any(given) and not all(given) and not self.errors:
            raise forms.ValidationError(said("workbench.coordinates-whole"))
        return cells


@needs(Action.ORGANISATION_MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a place."""
    return _form(request, "", {"parent": request.GET.get("parent"), "level": "county"})


@needs(Action.ORGANISATION_MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, place: str) -> HttpResponse:
    """Correct a place."""
    row = record().row("places", place)
    if row is None:
        raise Http404
    return _form(request, place, row)


def _form(request: HttpRequest, code: str, row: dict[str, object]) -> HttpResponse:
    initial = {name: "" if row.get(name) is None else row.get(name) for name in COLUMNS}
    initial["parent"] = place_name(row.get("parent"))
    form = PlaceForm(request.POST or None, initial=initial, code=code)
    if request.method == "POST" and form.is_valid():
        cells = form.cleaned_data
        key = code or str(cells["place"])
        changes = {name: None if cells[name] == "" else cells[name] for name in COLUMNS}
        try:
            change_row("places", key, {"place": key, **changes})
        except Refusal as refusal:
            for finding in refusal.findings:
                form.add_error(None, text_of(finding))
        else:
            house_changed(request.user, "place-changed", key)
            messages.success(request, said("workbench.place-kept"))
            return redirect("place", key)
    context = {
        "title": said("workbench.page-place-edit" if code else "workbench.page-place-new"),
        "about": own(row) if code else said("workbench.about-place-new"),
        "button": said("workbench.do-keep"),
        "form": form,
    }
    return render(request, "look/one_form.html", context, status=422 if form.errors else 200)
