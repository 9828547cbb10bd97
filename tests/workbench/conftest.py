"""Users of every role, and settings that make tests quick."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from seedbed.workbench.accounts.models import Membership, User
from seedbed.workbench.accounts.roles import OF_A_SUBPROJECT, OF_AN_ORGANISATION, Role

PASSWORD = "a calm long sentence"


@pytest.fixture(autouse=True)
def quick_settings(settings, tmp_path):
    """A fast hasher, plain http, letters in memory, no second factor unless a test asks for it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = False
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "seedbed_session", "csrftoken"
    settings.LANGUAGE_COOKIE_NAME = "seedbed_language"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SECOND_FACTOR = "optional"
    cache.clear()


@pytest.fixture
def make_user(db) -> Callable[..., object]:
    """A user with one role; organisation ``org-1`` and subproject ``sub-1`` where the role asks for one."""

    def make(role: Role | None, email: str = "", *, organisation="org-1", subproject="sub-1", person=None):
        user = User.objects.create_user(
            email or f"{role or 'nobody'}@example.org", f"Test {role or 'nobody'}", PASSWORD, person=person
        )
        if role is not None:
            Membership.objects.create(
                user=user,
                role=role.value,
                organisation=organisation if role in OF_AN_ORGANISATION else "",
                subproject=subproject if role in OF_A_SUBPROJECT else "",
            )
        return user

    return make


@pytest.fixture
def client_of(make_user) -> Callable[..., Client]:
    """A browser in which a user of a role is signed in; ``None`` for nobody."""

    def of(role: Role | None, **more: object) -> Client:
        client = Client()
        if role is not None:
            client.force_login(make_user(role, **more))
        return client

    return of
