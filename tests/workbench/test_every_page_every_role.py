"""Every address of the workbench, asked for by every role: what is not in the table fails.

The rows of a room's own pages stand in ``tests/workbench/<room>/pages.py`` as ``PAGES``, in the form of
the table below; its ``prepare()``, if it has one, is called before they are asked for, on an empty database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from seedbed.workbench.accounts.permissions import OPEN, SIGNED_IN
from seedbed.workbench.accounts.roles import GRANTS, Reach, Role, reach_of

EVERYBODY = frozenset(Role) | {None}
MEMBERS = frozenset(Role)
INVITING = frozenset(
    {
        Role.CAREER_OFFICE,
        Role.EMPLOYER,
        Role.PROVIDER,
        Role.SUBPROJECT_MANAGER,
        Role.PROGRAMME_OFFICE,
        Role.ADMINISTRATOR,
    }
)
HOUSE = frozenset({Role.ADMINISTRATOR})
NO_ID = "00000000-0000-4000-8000-000000000000"

# url name -> (who may, method, path parameters, what the allowed get: one status for all or one per role). Who is
# not signed in gets 302 to the sign-in page, other roles 403. One line per address.
Row = tuple[frozenset[Role | None], str, dict[str, object], int | Mapping[Role | None, int]]
PAGES: dict[str, Row] = {
    "start": (EVERYBODY, "get", {}, 200),
    "language": (EVERYBODY, "post", {}, 302),
    "sign-in": (frozenset({None}), "get", {}, 200),
    "sign-in-code": (EVERYBODY, "get", {}, 302),
    "sign-out": (EVERYBODY, "post", {}, 302),
    "forgotten": (EVERYBODY, "get", {}, 200),
    "reset": (EVERYBODY, "get", {"token": "wrong"}, 410),
    "invitation": (EVERYBODY, "get", {"token": "wrong"}, 410),
    "account": (MEMBERS, "get", {}, 200),
    "password": (MEMBERS, "get", {}, 200),
    "second-factor": (MEMBERS, "get", {}, 200),
    "recovery-codes": (MEMBERS, "get", {}, 302),
    "end-all-sessions": (MEMBERS, "post", {}, 302),
    "end-session": (MEMBERS, "post", {"session": NO_ID}, 404),
    "my-trail": (MEMBERS, "get", {}, 200),
    "users": (INVITING, "get", {}, 200),
    "withdraw-invitation": (INVITING, "post", {"invitation": NO_ID}, 404),
    "change-user": (HOUSE, "post", {"user": NO_ID, "change": "lock"}, 404),
    "end-membership": (HOUSE, "post", {"membership": 0}, 404),
    "audit": (HOUSE, "get", {}, 200),
    "system": (HOUSE, "get", {}, 200),
    "health": (EVERYBODY, "get", {}, 200),
}


def _module(path: Path) -> ModuleType:
    spec = spec_from_file_location(f"pages_of_{path.parent.name}", path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ROOMS = [_module(path) for path in sorted(Path(__file__).parent.glob("*/pages.py"))]
for room in ROOMS:
    assert not room.PAGES.keys() & PAGES.keys()
    PAGES.update(room.PAGES)


@pytest.fixture
def prepared(db) -> None:
    """What the rooms' pages are about."""
    for room in ROOMS:
        if hasattr(room, "prepare"):
            room.prepare()


# Addresses that answer others than the table's way, with why.
OTHERWISE = {"metrics": "404 for those who may not: that figures are kept is nobody's business"}


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> dict[str, URLPattern]:
    """Every address with its name; those of the API are asked by its own tests."""
    found: dict[str, URLPattern] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "api":
                found |= addresses(entry, prefix + str(entry.pattern))
        else:
            assert entry.name, f"{prefix}{entry.pattern} has no name"
            found[entry.name] = entry
    return found


def test_every_address_stands_in_the_table():
    assert addresses().keys() == PAGES.keys() | OTHERWISE.keys()


@pytest.mark.parametrize("name", sorted(PAGES.keys() | OTHERWISE.keys()))
def test_every_view_says_who_may_ask_and_the_table_agrees_with_the_roles(name):
    access = getattr(addresses()[name].callback, "access", None)
    assert access is not None, f"{name}: decorate the view with needs, for_signed_in or open_to_all"
    if name in OTHERWISE or access == OPEN:
        return
    if access == SIGNED_IN:
        assert PAGES[name][0] == MEMBERS
    else:
        by_roles = {role for role in Role if any(reach_of(role, action) > Reach.NONE for action in access)}
        assert PAGES[name][0] == by_roles


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_every_page_for_one_role(role, make_user, prepared):
    user = make_user(role) if role else None
    for name, (allowed, method, parameters, expected) in PAGES.items():
        client = Client()
        if user:
            client.force_login(user)
        response = getattr(client, method)(reverse_of(name, parameters))
        if role in allowed:
            wanted = expected if isinstance(expected, int) else expected[role]
            assert response.status_code == wanted, name
        elif role is None:
            assert (response.status_code, response.url.partition("?")[0]) == (302, "/sign-in"), name
        elif name == "sign-in":
            assert response.status_code == 302
        else:
            assert response.status_code == 403, name


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_both_languages_and_carries_nothing_inline(language, make_user, prepared):
    users = {role: make_user(role) for role in Role}
    for name, (allowed, method, parameters, expected) in PAGES.items():
        by_role = dict.fromkeys(allowed, expected) if isinstance(expected, int) else expected
        seeing = sorted((role or "" for role in allowed if by_role[role] == 200), key=str)
        if method != "get" or not seeing:
            continue
        client = Client()
        if seeing[0]:
            client.force_login(users[seeing[0]])
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        response = client.get(reverse_of(name, parameters))
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        page = response.content.decode()
        assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}">' in page, name
        assert "<style" not in page and " style=" not in page and "onclick" not in page, name
        assert page.count("<script") == page.count('<script src="/static/'), name
        assert "http://" not in page.replace("http://www.w3.org", "").replace("http://testserver", ""), name
        assert page.count("<h1") == 1, name
        assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]


def reverse_of(name: str, parameters: dict[str, object]) -> str:
    return reverse(name, kwargs=parameters)


def test_metrics_are_for_administrators_or_for_who_shows_the_token(client_of, settings):
    for role in Role:
        expected = 200 if role is Role.ADMINISTRATOR else 404
        assert client_of(role).get("/metrics").status_code == expected
    assert Client().get("/metrics").status_code == 404
    settings.INSTALLATION = replace(settings.INSTALLATION, metrics_token="t0ken")
    assert Client().get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer t0ken"}).status_code == 200


def test_all_roles_stand_in_the_grants():
    assert set(GRANTS) == set(Role)
