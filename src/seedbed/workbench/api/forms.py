"""The form of tokens."""

from __future__ import annotations

from django import forms

from seedbed.workbench.accounts.models import User
from seedbed.workbench.api.scopes import TokenScope, scopes_on_offer
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import said, word

DAYS = (30, 90, 366)


class NewToken(PlainForm):
    """What it is for, what it may, how long."""

    name = forms.CharField(label=label("token-name"), help_text=help_("token-name"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=label("token-scopes"), help_text=help_("token-scopes"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=label("token-days"), coerce=int)

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [
            (one.value, word("token-scope", one)) for one in scopes_on_offer(user)
        ]
        self.fields["days"].choices = [(days, said("workbench.days", days=days)) for days in DAYS]

    def clean_scopes(self) -> list[TokenScope]:
        """As scopes."""
        return [TokenScope(one) for one in self.cleaned_data["scopes"]]
