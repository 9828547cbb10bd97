"""The forms of the intake. What people write by name is looked up; a name that is not known is said, with near ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches

import polars as pl
from django import forms

from seedbed.catalog.codelists import education_levels, opportunity_kinds, people_groups, skill_levels
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import language, said, said_later
from seedbed.workbench.people.catalogue import (
    Known,
    occupations_by_name,
    places_by_name,
    plain_name,
    schools_by_name,
)
from seedbed.workbench.people.consent import latest_end
from seedbed.workbench.people.purposes import Purpose

FOR_PERSONS = ("job", "training", "internship", "mentoring", "incubation")
LONGEST_TEXT = 50_000
Choices = list[tuple[str, str]]


def coded(frame: pl.DataFrame, only: Sequence[str] = ()) -> Choices:
    """A code list in the language of the page."""
    words = frame.select("code", f"label_{language()}").rows()
    return [(code, word) for code, word in words if not only or code in only]


def levels() -> Choices:
    """The four classes of a level; codes as they stand in a form."""
    return [(f"{float(code):g}", word) for code, word in coded(skill_levels())]


def sexes() -> Choices:
    """Words for one person; the code list's are for many."""
    return [(code, said(f"workbench.person-sex-{code}")) for code in ("female", "male")]


def _or_none(choices: Choices) -> Choices:
    return [("", said("workbench.not-said")), *choices]


class NameField(forms.CharField):
    """One name, or several with semicolons or lines between them, as ids."""

    def __init__(self, known: Callable[[], Known], many: bool = False, **kwargs: object) -> None:
        self.known, self.many = known, many
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 2_000)
        if many:
            kwargs.setdefault("widget", forms.Textarea({"rows": 3, "class": "few"}))
        super().__init__(**kwargs)

    def clean(self, value: object) -> object:
        """An id, or a list of ids.

        Raises
        ------
        forms.ValidationError
            Which names are not known, and what is near to them.
        """
        text = str(super().clean(value) or "")
        names = [
            part.strip() for part in text.replace("；", ";").replace("、", ";").replace("\n", ";").split(";")
        ]
        names = [name for name in names if name]
        known = self.known()
        found = [known.get(plain_name(name)) for name in names]
        wrong = [name for name, id_ in zip(names, found, strict=True) if id_ is None]
        if wrong or (len(found) > 1 and not self.many):
            raise forms.ValidationError([_unknown(name, known) for name in wrong or names[1:]])
        ids = [str(id_) for id_ in dict.fromkeys(found)]
        return ids if self.many else (ids[0] if ids else None)


def _unknown(name: str, known: Known) -> str:
    plain = plain_name(name)
    near = [other for other in known if plain in other][:4] or get_close_matches(plain, list(known), 4, 0.6)
    if near:
        return said("workbench.name-unknown-near", name=name[:60], near="; ".join(near))
    return said("workbench.name-unknown", name=name[:60])


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class CvUpload(PlainForm):
    """A CV as a file."""

    file = forms.FileField(
        label=label("cv"),
        help_text=help_("cv"),
        widget=forms.ClearableFileInput({"accept": ".pdf,.docx,.txt,.json"}),
    )


class Facts(PlainForm):
    """What a person is and can, in her own words."""

    title = forms.CharField(label=label("title"), help_text=help_("title"), max_length=200, required=False)
    text = forms.CharField(
        label=label("text"),
        help_text=help_("text"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=_text(10),
    )
    education = forms.ChoiceField(label=label("education"), required=False)
    institution = NameField(
        schools_by_name,
        label=label("institution"),
        help_text=help_("institution"),
        widget=forms.TextInput({"list": "schools", "autocomplete": "off"}),
    )
    graduated = forms.DateField(
        label=label("graduated"),
        help_text=help_("graduated"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    place = NameField(places_by_name, label=label("place"), help_text=help_("place"))
    available_from = forms.DateField(
        label=label("available-from"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    licences = forms.CharField(
        label=label("licences"), help_text=help_("licences"), max_length=400, required=False
    )
    sex = forms.ChoiceField(label=label("sex"), help_text=help_("sex"), required=False)
    groups = forms.MultipleChoiceField(
        label=label("groups"), help_text=help_("groups"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, with_institution: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        listed = people_groups()
        self.fields["education"].choices = _or_none(coded(education_levels()))
        self.fields["sex"].choices = _or_none(sexes())
        self.fields["groups"].choices = [item for item in coded(listed) if item[0] not in ("female", "male")]
        if not with_institution:
            del self.fields["institution"]

    def row(self) -> dict[str, object]:
        """Columns of ``people``; what was left empty is ``None``."""
        cells = {name: value if value not in ("", []) else None for name, value in self.cleaned_data.items()}
        if cells["education"] is not None:
            cells["education"] = int(str(cells["education"]))
        written = str(cells["licences"] or "").replace("；", ";").replace("、", ";").split(";")
        cells["licences"] = [part.strip() for part in written if part.strip()] or None
        graduated = cells["graduated"]
        cells["graduated"] = graduated.replace(day=1) if isinstance(graduated, date) else None
        return cells


class Wishes(PlainForm):
    """What a person would take."""

    wanted_kinds = forms.MultipleChoiceField(
        label=label("wanted-kinds"), help_text=help_("wanted-kinds"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    wanted_occupations = NameField(
        occupations_by_name,
        many=True,
        label=label("wanted-occupations"),
        help_text=help_("wanted-occupations"),
    )
    willing_places = NameField(
        places_by_name, many=True, label=label("willing-places"), help_text=help_("willing-places")
    )
    pay_min = forms.FloatField(
        label=label("pay-min"), help_text=help_("pay-min"), required=False, min_value=0
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted_kinds"].choices = coded(opportunity_kinds(), FOR_PERSONS)

    def row(self) -> dict[str, object]:
        """Columns of ``people``."""
        return {name: value if value not in ("", []) else None for name, value in self.cleaned_data.items()}


def purpose_choices(purposes: Sequence[Purpose] = tuple(Purpose)) -> Choices:
    """Purposes with what each means."""
    return [(purpose.value, said(f"workbench.purpose-{purpose}")) for purpose in purposes]


class Consent(PlainForm):
    """Purposes, none ticked beforehand, and the day on which consent ends."""

    purposes = forms.MultipleChoiceField(
        label=label("purposes"), help_text=help_("purposes"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": said_later("workbench.consent-nothing")},
    )  # fmt: skip
    until = forms.DateField(
        label=label("consent-until"), help_text=help_("consent-until"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: object, offered: Sequence[Purpose] = tuple(Purpose), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purposes"].choices = purpose_choices(offered)
        today = date.today()
        self.fields["until"].widget.attrs |= {"min": today.isoformat(), "max": latest_end(today).isoformat()}


class Erasure(PlainForm):
    """The second confirmation."""

    sure = forms.BooleanField(label=label("sure"))
    password = forms.CharField(
        label=label("present-password"),
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args: object, user: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Whoever sits down at an open session erases nobody."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):  # type: ignore[attr-defined]
            raise forms.ValidationError(said("workbench.wrong-password"))
        return password


class Declining(PlainForm):
    """Why a proposal is declined."""

    reason = forms.CharField(label=label("reason"), max_length=500, widget=forms.TextInput)


class Entering(Facts):
    """A person whom a career office enters, with the consent that it holds on paper."""

    reference = forms.CharField(
        label=label("reference"), help_text=help_("reference"), max_length=120, required=False
    )
    purposes = forms.MultipleChoiceField(
        label=label("purposes-held"), help_text=help_("purposes-held"), widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(
        label=label("consent-until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("reference", "title", "text", "education", "graduated", "place")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, with_institution=False, **kwargs)
        self.fields["purposes"].choices = purpose_choices()

    def row(self) -> dict[str, object]:
        """Columns of ``people``, without what stands elsewhere."""
        return {
            name: cell
            for name, cell in super().row().items()
            if name not in ("reference", "purposes", "until")
        }


class ManyPeople(PlainForm):
    """A table or an archive of CVs, with the consent that the office holds of all of them."""

    file = forms.FileField(
        label=label("people-file"), help_text=help_("people-file"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv,.ods,.zip"}),
    )  # fmt: skip
    purposes = forms.MultipleChoiceField(
        label=label("purposes-held"), help_text=help_("purposes-held"), widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(
        label=label("consent-until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purposes"].choices = purpose_choices()


class ManyOffers(PlainForm):
    """A table of needs or opportunities."""

    file = forms.FileField(
        label=label("offers-file"), help_text=help_("offers-file"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv,.ods"}),
    )  # fmt: skip


class _Offer(PlainForm):
    """What needs and opportunities share."""

    title = forms.CharField(label=label("offer-title"), max_length=200)
    text = forms.CharField(
        label=label("offer-text"), help_text=help_("offer-text"), max_length=LONGEST_TEXT, required=False,
        widget=_text(10),
    )  # fmt: skip
    place = NameField(places_by_name, label=label("place"), help_text=help_("place-of-offer"))

    def __init__(self, *args: object, organisations: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if len(organisations) != 1:
            choices = [("", "—"), *organisations.items()]
            self.fields["organisation"] = forms.ChoiceField(
                label=label("organisation-of-offer"), choices=choices
            )
            self.order_fields(["organisation"])
        self.fields["kind"].choices = self.kinds()

    def kinds(self) -> Choices:
        """The kinds on offer."""
        return coded(opportunity_kinds())

    def row(self) -> dict[str, object]:
        """Columns of the table."""
        return {name: value if value != "" else None for name, value in self.cleaned_data.items()}


class Need(_Offer):
    """What an organisation seeks."""

    kind = forms.ChoiceField(label=label("need-kind"), required=False)
    opened = forms.DateField(
        label=label("opened"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    closes = forms.DateField(
        label=label("closes"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("organisation", "kind", "title", "text", "place", "opened", "closes")

    def kinds(self) -> Choices:
        """What one can need."""
        return _or_none(
            coded(opportunity_kinds(), ("technology", "service", "finance", "facility", "training"))
        )


class Opportunity(_Offer):
    """What an organisation offers."""

    kind = forms.ChoiceField(label=label("opportunity-kind"))
    occupation = NameField(occupations_by_name, label=label("occupation"), help_text=help_("occupation"))
    capacity = forms.IntegerField(label=label("capacity"), min_value=0, max_value=1_000_000)
    education_min = forms.ChoiceField(label=label("education-min"), required=False)
    licence = forms.CharField(label=label("licence"), max_length=80, required=False)
    pay = forms.FloatField(label=label("pay"), help_text=help_("pay"), required=False, min_value=0)
    subproject = forms.ChoiceField(label=label("subproject-of-offer"), required=False)
    opens = forms.DateField(
        label=label("opens"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    closes = forms.DateField(
        label=label("closes"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("organisation", "kind", "title", "text", "occupation", "place", "capacity", "pay")

    def __init__(
        self,
        *args: object,
        subprojects: Mapping[str, str],
        organisations: Mapping[str, str],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, organisations=organisations, **kwargs)
        self.fields["education_min"].choices = _or_none(coded(education_levels()))
        self.fields["subproject"].choices = _or_none(list(subprojects.items()))

    def row(self) -> dict[str, object]:
        """Columns of ``opportunities``."""
        cells = super().row()
        if cells["education_min"] is not None:
            cells["education_min"] = int(str(cells["education_min"]))
        return cells


class Join(PlainForm):
    """An e-mail address to which the letter goes."""

    email = forms.EmailField(
        label=label("email"), help_text=help_("join-email"), max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )  # fmt: skip
