"""Fields of the registry's forms."""

from __future__ import annotations

from django import forms

from seedbed.workbench.look.wording import said, said_later
from seedbed.workbench.people.catalogue import plain_name
from seedbed.workbench.people.record import record
from seedbed.workbench.registry.wording import own

NEAR = 6
PERIOD = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-Q[1-4])?(/\d{4}(-(0[1-9]|1[0-2]))?)?$"


class OrganisationField(forms.CharField):
    """An organisation by its name or id, looked up by the index; its id."""

    def clean(self, value: object) -> object:
        """The id.

        Raises
        ------
        forms.ValidationError
            No organisation, or more than one, is called so; names that are near.
        """
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        if record().row("organisations", text) is not None:
            return text
        found = record().page("organisations", size=100, search=text).rows.to_dicts()
        wanted = plain_name(text)
        same = [
            row
            for row in found
            if wanted in {plain_name(str(row[name])) for name in ("name", "name_zh") if row[name]}
        ]
        if len(same) == 1:
            return str(same[0]["organisation"])
        near = [f"{own(row)} ({row['organisation']})" for row in (same or found)[:NEAR]]
        if len(same) > 1:
            raise forms.ValidationError(
                said("workbench.organisation-several", name=text[:60], near="; ".join(near))
            )
        if near:
            raise forms.ValidationError(
                said("workbench.name-unknown-near", name=text[:60], near="; ".join(near))
            )
        raise forms.ValidationError(said("workbench.organisation-unknown", name=text[:60]))


class PeriodField(forms.RegexField):
    """A year, month, day, quarter, or two years with a stroke."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            PERIOD,
            max_length=21,
            error_messages={"invalid": said_later("workbench.period-wrong")},
            **kwargs,
        )
