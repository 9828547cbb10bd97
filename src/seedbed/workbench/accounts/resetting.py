"""The link of a letter that lets one set a new password."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from seedbed.messages import Lang
from seedbed.workbench.accounts.letters import put_down
from seedbed.workbench.accounts.models import Letter, User

LETTER = "reset"
_SALT = "seedbed.reset"


def ask_for_reset(email: str, site: str, lang: Lang) -> None:
    """Have a letter sent if the address is somebody's; whether it is, only the job finds out.

    Parameters
    ----------
    site
        Address of the start page, as the asker reached it.
    """
    until = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    put_down(email, LETTER, lang, until, site=site)


def complete(letter: Letter, values: dict[str, str]) -> dict[str, str] | None:
    """The link for the account of an address; nothing where there is none."""
    user = User.objects.filter(email_mark=letter.to_mark, is_active=True).first()
    if user is None:
        return None
    token = signing.dumps([str(user.pk), default_token_generator.make_token(user)], salt=_SALT)
    site = values.pop("site").rstrip("/")
    return {**values, "link": f"{site}{reverse('reset', args=[token])}"}


def user_of(token: str) -> User | None:
    """Whose link this is; changed, used and old ones are nobody's."""
    try:
        key, proof = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return user if user and default_token_generator.check_token(user, proof) else None
