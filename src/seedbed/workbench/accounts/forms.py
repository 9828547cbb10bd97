"""The forms of accounts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django import forms
from django.contrib.auth.password_validation import validate_password

from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.places import MOST, Place, places_called, suggestions
from seedbed.workbench.accounts.roles import OF_A_SUBPROJECT, OF_AN_ORGANISATION, Role
from seedbed.workbench.look.forms import PlainForm, help_, label
from seedbed.workbench.look.wording import said, word

LONGEST_PASSWORD = 200  # longer ones would only make hashing slow


def _password(name: str, autocomplete: str, **more: object) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(label=label(name), widget=widget, max_length=LONGEST_PASSWORD, strip=False, **more)


def _email(**more: object) -> forms.EmailField:
    return forms.EmailField(
        label=label("email"), max_length=254, widget=forms.EmailInput({"autocomplete": "username"}), **more
    )


class SignIn(PlainForm):
    """Address and password."""

    email = _email()
    password = _password("password", "current-password")


class OneTimeCode(PlainForm):
    """Six digits from the phone, or a recovery code."""

    code = forms.CharField(
        label=label("code"),
        help_text=help_("code"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class Forgotten(PlainForm):
    """To which address the letter goes."""

    email = _email()


class NewPassword(PlainForm):
    """A password that is not among the common ones; shown and hidden by the browser, so asked once."""

    new_password = _password("new-password", "new-password", help_text=help_("new-password"))

    def __init__(self, *args: object, user: User | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_password(self) -> str:
        """Django's validators say what is wrong with it."""
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.user)
        return password


class Arrival(NewPassword):
    """Name and password of an invited user."""

    name = forms.CharField(
        label=label("name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    field_order = ("name", "new_password")

    def __init__(self, data: Mapping[str, str] | None, *, email: str) -> None:
        super().__init__(data)
        self.email = email

    def clean_new_password(self) -> str:
        """Against the name and the address with which the account will be made, too."""
        self.user = User(email=self.email, name=self.cleaned_data.get("name", ""))
        return super().clean_new_password()


class ChangePassword(NewPassword):
    """The present password first."""

    password = _password("present-password", "current-password")
    field_order = ("password", "new_password")

    def clean_password(self) -> str:
        """Whoever sits down at an open session cannot take the account."""
        password: str = self.cleaned_data["password"]
        if self.user is None or not self.user.check_password(password):
            raise forms.ValidationError(said("workbench.wrong-password"))
        return password


class Confirm(PlainForm):
    """The password once more, before something that weakens the account."""

    password = _password("present-password", "current-password")

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    clean_password = ChangePassword.clean_password


class OwnName(PlainForm):
    """How one is called."""

    name = forms.CharField(
        label=label("name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )


class ByName(forms.TextInput):
    """A text with what is on offer beside it; without script, and in a browser that shows no list, one types."""

    template_name = "accounts/by_name.html"
    offered: tuple[Place, ...] = ()

    def get_context(self, name: str, value: object, attrs: dict[str, object]) -> dict[str, object]:
        """With the list."""
        listed = {**attrs, "list": f"{attrs.get('id')}_offered"} if self.offered else attrs
        context: dict[str, object] = super().get_context(name, value, listed)
        return {**context, "offered": self.offered}


class Invite(PlainForm):
    """Whom, as what, for which organisation or subproject."""

    email = forms.EmailField(label=label("email"), max_length=254)
    role = forms.ChoiceField(label=label("role"))
    organisation = forms.CharField(
        label=label("organisation"),
        help_text=help_("organisation"),
        max_length=300,
        required=False,
        widget=ByName({"autocomplete": "off"}),
    )
    subproject = forms.CharField(
        label=label("subproject"),
        help_text=help_("subproject"),
        max_length=300,
        required=False,
        widget=ByName({"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: object,
        roles: tuple[Role, ...],
        own: Mapping[str, Collection[str]] | None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, word("role", role)) for role in roles]
        for name, (table, asking) in _PLACES.items():
            if not asking & set(roles):
                del self.fields[name]
                continue
            offered = suggestions(table, None if own is None else own[table])
            self.fields[name].widget.offered = tuple(offered)
            if own is not None and len(offered) == 1:
                self.initial.setdefault(name, offered[0].written)

    def clean(self) -> dict[str, str]:
        """The place that the role asks for, by its id; of several that fit one is chosen from a list."""
        asked: dict[str, str] = super().clean()
        for name, (table, asking) in _PLACES.items():
            text, asked[name] = asked.get(name, ""), ""
            if asked.get("role") not in asking:
                continue
            found = places_called(table, text)
            if len(found) == 1:
                asked[name] = found[0].key
            elif not text:
                self.add_error(name, said(f"workbench.role-needs-{name}"))
            elif not found:
                self.add_error(name, said(f"workbench.no-{name}-so-called"))
            elif len(found) > MOST:
                self.add_error(name, said("workbench.too-many-so-called"))
            else:
                self.fields[name].widget = forms.Select(
                    choices=[("", "–"), *((place.key, place.written) for place in found)]
                )
                self.add_error(name, said("workbench.several-so-called"))
        return asked


# field -> the table in which it is looked up, the roles that ask for it
_PLACES = {
    "organisation": ("organisations", OF_AN_ORGANISATION),
    "subproject": ("subprojects", OF_A_SUBPROJECT),
}
