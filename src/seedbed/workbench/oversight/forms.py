"""Searching the audit log."""

from __future__ import annotations

from django import forms

from seedbed.workbench.look.forms import PlainForm, label
from seedbed.workbench.look.wording import choices, said_later
from seedbed.workbench.oversight.models import Coming, Deed


class AuditSearch(PlainForm):
    """By person, by user, by deed, by day."""

    person = forms.CharField(label=label("person"), max_length=80, required=False)
    actor = forms.UUIDField(label=label("actor"), required=False)
    deed = forms.ChoiceField(label=label("deed"), required=False)
    since = forms.DateField(label=label("since"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=label("until"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deed"].choices = [("", said_later("workbench.any")), *choices(Deed, "deed")]


class SignInSearch(PlainForm):
    """By address, by user, by event, by day."""

    email = forms.EmailField(label=label("email"), max_length=254, required=False)
    actor = forms.UUIDField(label=label("actor"), required=False)
    event = forms.ChoiceField(label=label("event"), required=False)
    since = forms.DateField(label=label("since"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=label("until"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = [("", said_later("workbench.any")), *choices(Coming, "why")]
