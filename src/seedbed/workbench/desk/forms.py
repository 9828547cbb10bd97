"""What one chooses for a match: scope, floors, pins; the use case judges whether it makes sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl
from django import forms

from seedbed.catalog import people_groups
from seedbed.store import Json
from seedbed.store.settings import FloorSetting
from seedbed.usecases.match_scope import MatchScope
from seedbed.usecases.run_match import MatchOptions
from seedbed.workbench.desk.words import FloorWords, group_word
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import said, word
from seedbed.workbench.people.catalogue import names_of
from seedbed.workbench.people.record import record

SEXES = ("female", "male")
READINGS = ("share_of_filled", "reserved_seats")
NEW_FLOORS = 2
"""Empty rows for floors that the region does not ask."""
MIN_FILLED = 90
"""Percent of the places that could be filled without floors; a floor that costs more is not worth it unasked."""


class ScopeForm(PlainForm):
    """Which opportunities, whose people, how."""

    kinds = forms.MultipleChoiceField(
        label=label("kinds"), help_text=help_("kinds"), required=False, widget=forms.CheckboxSelectMultiple
    )
    subprojects = forms.MultipleChoiceField(
        label=label("subprojects"),
        help_text=help_("subprojects"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.ChoiceField(label=label("place"), help_text=help_("place-of-match"), required=False)
    min_fit = forms.FloatField(
        label=label("min-fit"), help_text=help_("min-fit"), min_value=0, max_value=100, initial=0
    )
    min_filled = forms.FloatField(
        label=label("min-filled"),
        help_text=help_("min-filled"),
        min_value=0,
        max_value=100,
        initial=MIN_FILLED,
    )
    per_seeker = forms.IntegerField(label=label("per-seeker"), min_value=1, max_value=20, initial=1)
    free_only = forms.BooleanField(label=label("free-only"), required=False, initial=True)
    pinned = forms.CharField(
        label=label("pinned"),
        help_text=help_("pinned"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    excluded = forms.CharField(
        label=label("excluded"),
        help_text=help_("excluded"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offers = record().table("opportunities")
        kinds = offers["kind"].drop_nulls().unique().sort()
        self.fields["kinds"].choices = [(kind, word("kind", kind)) for kind in kinds]
        named = names_of("subprojects", "subproject")
        subprojects = offers["subproject"].drop_nulls().unique().sort()
        self.fields["subprojects"].choices = [(one, named(one)) for one in subprojects]
        self.fields["place"].choices = [("", said("workbench.whole-region")), *_places(offers)]

    def clean_pinned(self) -> list[tuple[str, str]]:
        """Lines of a person and an opportunity."""
        lines = _lines(self.cleaned_data["pinned"])
        if any(len(parts) != 2 for parts in lines):
            raise forms.ValidationError(said("workbench.pairs-by-line"))
        return [(parts[0], parts[1]) for parts in lines]

    def clean_excluded(self) -> list[list[str]]:
        """Lines of a person and an opportunity, or of one alone."""
        lines = _lines(self.cleaned_data["excluded"])
        if any(len(parts) > 2 for parts in lines):
            raise forms.ValidationError(said("workbench.pairs-by-line"))
        return lines


def _places(offers: pl.DataFrame) -> list[tuple[str, str]]:
    """Places with opportunities and those in which they lie."""
    places, named = record().table("places"), names_of("places", "place")
    found, edge = set(offers["place"].drop_nulls()), set(offers["place"].drop_nulls())
    while edge:
        edge = set(places.filter(pl.col("place").is_in(list(edge)))["parent"].drop_nulls()) - found
        found |= edge
    return [(one, named(one)) for one in sorted(found)]


def _lines(text: str) -> list[list[str]]:
    return [line.replace(",", " ").replace("，", " ").split() for line in text.splitlines() if line.strip()]


class FloorForm(PlainForm):
    """One floor; its numbers are judged by the use case, not here."""

    used = forms.BooleanField(label=label("floor-used"), required=False)
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    group = forms.ChoiceField(label=label("floor-group"), required=False)
    share = forms.FloatField(label=label("floor-share"), required=False)
    scope = forms.ChoiceField(label=label("floor-scope"), required=False)
    reading = forms.ChoiceField(label=label("floor-reading"), required=False)
    carried_members = forms.IntegerField(label=label("carried-members"), required=False, min_value=0)
    carried_all = forms.IntegerField(label=label("carried-all"), required=False, min_value=0)

    def __init__(self, *args: object, scopes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        groups = people_groups().select("code").to_series().to_list()
        self.fields["group"].choices = [
            ("", "—"),
            *((f"sex:{one}", group_word(one)) for one in SEXES),
            *((f"group:{one}", group_word(one)) for one in groups),
        ]
        given = str(self.initial.get("group") or self.data.get(self.add_prefix("group"), ""))
        if given and given not in dict(self.fields["group"].choices):
            # A group of the region's own stands in no code list.
            self.fields["group"].choices.append((given, group_word(given.partition(":")[2])))
        self.fields["scope"].choices = scopes
        self.fields["reading"].choices = [(one, word("reading", one)) for one in READINGS]

    @property
    def title(self) -> str:
        """Whose floor it is, where the region or an earlier match asked it."""
        key = str(self.initial.get("key") or self.data.get(self.add_prefix("key"), "") or "")
        if not key:
            return said("workbench.floor-new")
        scope = str(self.initial.get("scope") or self.data.get(self.add_prefix("scope"), "run"))
        return said(
            "workbench.floor-in",
            floor=FloorWords().floor(key),
            scope=dict(self.fields["scope"].choices).get(scope, scope),
        )

    def clean(self) -> dict[str, object]:
        """A floor that is used says whose share it is and how much; what is carried belongs to one scope."""
        data: dict[str, object] = super().clean()
        if not data.get("used"):
            return data
        for name in ("group", "share"):
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, said("workbench.floor-incomplete"))
        if data.get("scope") == "subproject" and (data.get("carried_members") or data.get("carried_all")):
            self.add_error("carried_all", said("workbench.carried-of-one-scope"))
        return data

    def setting(self) -> FloorSetting:
        """As the use case takes it."""
        data = self.cleaned_data
        sort, _, group = str(data["group"]).partition(":")
        name = str(data["key"] or group)
        chinese = next((one.name_zh for one in record().settings.floors if one.name == name), name)
        return FloorSetting(
            name=name,
            name_zh=chinese,
            share=float(data["share"]) / 100,
            sex=group if sort == "sex" else "",
            group=group if sort == "group" else "",
            scope=str(data["scope"] or "run"),
            reading=str(data["reading"] or READINGS[0]),
        )

    def carried(self) -> tuple[str, list[int]] | None:
        """Name of the floor in its scope, and what is delivered."""
        data = self.cleaned_data
        members, everyone = data.get("carried_members"), data.get("carried_all")
        if members is None and everyone is None:
            return None
        setting = self.setting()
        subproject = setting.scope.partition(":")[2]
        name = f"{setting.name}:{subproject}" if subproject else setting.name
        return name, [int(members or 0), int(everyone or 0)]


@dataclass(slots=True)
class MatchForms:
    """The scope and the floors of one match."""

    scope: ScopeForm
    floors: list[FloorForm]

    @classmethod
    def empty(cls, options: MatchOptions) -> MatchForms:
        """Filled with options."""
        settings = record().settings.floors if options.floors is None else options.floors
        initial = [_initial(floor, options.carried) for floor in settings]
        scopes = _scopes([floor.scope for floor in settings])
        floors = [
            FloorForm(prefix=f"floor{at}", initial=one, scopes=scopes)
            for at, one in enumerate([*initial, *({} for _ in range(NEW_FLOORS))])
        ]
        scope = options.scope
        chosen = {
            "kinds": list(scope.kinds),
            "subprojects": list(scope.subprojects),
            "place": scope.places[0] if scope.places else "",
            "min_fit": _tidy(options.min_fit * 100),
            "min_filled": _tidy(options.min_filled * 100),
            "per_seeker": options.per_seeker,
            "free_only": options.free_only,
            "pinned": "\n".join(" ".join(pair) for pair in options.pinned),
            "excluded": "\n".join([*(" ".join(pair) for pair in options.excluded), *scope.left_out]),
        }
        return cls(ScopeForm(initial=chosen), floors)

    @classmethod
    def sent(cls, data: Mapping[str, str]) -> MatchForms:
        """As they came back; a form that was sent without floors keeps the region's."""
        count = sum(1 for at in range(50) if f"floor{at}-scope" in data)
        asked = [str(data[f"floor{at}-scope"]) for at in range(count)]
        scopes = _scopes(asked)
        floors = [FloorForm(data, prefix=f"floor{at}", scopes=scopes) for at in range(count)]
        return cls(ScopeForm(data), floors)

    def is_valid(self) -> bool:
        """Whether all of them can be read; two floors of one name and scope cannot be told apart."""
        valid = all([self.scope.is_valid(), *(one.is_valid() for one in self.floors)])
        if not valid:
            return False
        seen: set[tuple[str, str]] = set()
        for form in self.used():
            setting = form.setting()
            if (setting.name, setting.scope) in seen:
                form.add_error("group", said("workbench.floor-twice"))
                valid = False
            seen.add((setting.name, setting.scope))
        return valid

    def used(self) -> list[FloorForm]:
        """The floors that are asked."""
        return [form for form in self.floors if form.cleaned_data.get("used")]

    def options(self, schools: frozenset[str] = frozenset()) -> MatchOptions:
        """What was chosen; a school matches its own people."""
        data = self.scope.cleaned_data
        pairs = [parts for parts in data["excluded"] if len(parts) == 2]
        carried = dict(one for form in self.used() if (one := form.carried()) is not None)
        options = MatchOptions(
            per_seeker=data["per_seeker"],
            free_only=data["free_only"],
            min_fit=data["min_fit"] / 100,
            min_filled=data["min_filled"] / 100,
            carried=carried,
            pinned=data["pinned"],
            excluded=[(one, other) for one, other in pairs],
            scope=MatchScope(
                kinds=tuple(data["kinds"]),
                subprojects=tuple(data["subprojects"]),
                places=(data["place"],) if data["place"] else (),
                institutions=tuple(sorted(schools)),
                left_out=tuple(parts[0] for parts in data["excluded"] if len(parts) == 1),
            ),
        )
        return (
            replace(options, floors=tuple(form.setting() for form in self.used())) if self.floors else options
        )


def first_options() -> MatchOptions:
    """Where the form begins."""
    return MatchOptions(min_filled=MIN_FILLED / 100, free_only=True)


def scope_of(schools: frozenset[str]) -> MatchScope:
    """The people of some schools; of none of them: everybody."""
    return MatchScope(institutions=tuple(sorted(schools)))


def options_of(parameters: Mapping[str, Json]) -> MatchOptions:
    """The options of a run or a job, to begin from them again."""
    return MatchOptions.from_parameters(parameters)


def _initial(floor: FloorSetting, carried: Mapping[str, object]) -> dict[str, object]:
    subproject = floor.scope.partition(":")[2]
    delivered = carried.get(f"{floor.name}:{subproject}" if subproject else floor.name)
    members, everyone = delivered if isinstance(delivered, list | tuple) else (None, None)
    return {
        "used": True,
        "key": floor.name,
        "group": f"sex:{floor.sex}" if floor.sex else f"group:{floor.group}",
        "share": _tidy(floor.share * 100),
        "scope": floor.scope,
        "reading": floor.reading,
        "carried_members": members,
        "carried_all": everyone,
    }


def _scopes(asked: list[str]) -> list[tuple[str, str]]:
    named = names_of("subprojects", "subproject")
    known = record().table("opportunities")["subproject"].drop_nulls().unique().sort().to_list()
    more = [scope.partition(":")[2] for scope in asked if scope.startswith("subproject:")]
    each = [(f"subproject:{one}", named(one)) for one in dict.fromkeys([*known, *more])]
    return [("run", said("workbench.scope-run")), ("subproject", said("workbench.scope-subproject")), *each]


def _tidy(value: float) -> float | int:
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
