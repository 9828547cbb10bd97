"""Demo accounts behind a button: only with `--demo`, only on this machine, else there is nothing of them."""

from __future__ import annotations

import importlib
import os
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import clear_url_caches

from seedbed.cli.output import Printer
from seedbed.cli.serve import open_demo_door
from seedbed.workbench import urls
from seedbed.workbench.accounts import demo_door
from seedbed.workbench.accounts.demo import belongs_to_others, demo_user, make_demo_accounts
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.oversight.models import SignInEntry
from seedbed.workbench.people.record import record
from workbench.people.small_region import make_region

pytestmark = pytest.mark.django_db
HERE = {"SERVER_NAME": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1"}


def load_addresses() -> None:
    clear_url_caches()
    importlib.reload(urls)


@pytest.fixture
def accounts():
    make_region()
    for key, organisation, kind in (
        ("o-1", "firm", "job"),
        ("o-2", "firm", "job"),
        ("o-3", "org-2", "training"),
    ):
        offer = {"opportunity": key, "organisation": organisation, "kind": kind, "title": "x", "capacity": 1}
        record().put("opportunities", offer)
    return {account.role: account for account in make_demo_accounts(record())}


@pytest.fixture
def door(accounts, monkeypatch):
    """As in a server that `seedbed serve --demo` started."""
    monkeypatch.setenv(demo_door.MARK, str(os.getppid()))
    load_addresses()
    yield
    monkeypatch.undo()
    load_addresses()


def test_accounts_are_those_with_most_to_do_and_named_by_name(accounts):
    assert accounts[Role.EMPLOYER].of == {"zh": "Valve Works中", "en": "Valve Works"}
    assert accounts[Role.PROVIDER].of["en"] == "Second College"
    assert accounts[Role.SUBPROJECT_MANAGER].of == {"zh": "一", "en": "First"}
    assert accounts[Role.PERSON].of["zh"] == "焊工"
    assert accounts[Role.ANALYST].of["en"] == ""


def test_every_account_is_entered_by_its_button_and_noted(door, client):
    page = client.get("/sign-in", **HERE).content.decode()
    assert "synthetic" in page
    assert re.findall(r'action="/demo/([a-z_]+)"', page) == [role.value for role in Role]
    for role in Role:
        browser = Client()
        answer = browser.post(f"/demo/{role.value}", **HERE)
        assert (answer.status_code, answer.url) == (302, "/"), role
        user = demo_user(role)
        assert browser.session["_auth_user_id"] == str(user.pk)
        assert SignInEntry.objects.filter(event="signed-in", account=str(user.pk)).count() == 1
    start = unescape(browser_of(Role.EMPLOYER).get("/", **HERE).content.decode())
    assert "Valve Works" in start and "· firm" not in start


def browser_of(role: Role) -> Client:
    browser = Client()
    browser.post(f"/demo/{role.value}", **HERE)
    return browser


def test_the_button_needs_its_mark_a_post_and_an_account_that_stands(door, client):
    assert Client(enforce_csrf_checks=True).post("/demo/analyst", **HERE).status_code == 403
    assert client.get("/demo/analyst", **HERE).status_code == 405
    assert client.post("/demo/nobody", **HERE).status_code == 404
    user = demo_user(Role.ANALYST)
    user.is_active = False
    user.save()
    assert client.post("/demo/analyst", **HERE).status_code == 404
    assert "/demo/analyst" not in client.get("/sign-in", **HERE).content.decode()


def test_nothing_is_shown_to_another_machine_or_through_a_proxy(door, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert client.post("/demo/administrator", **HERE).status_code == 302
    for elsewhere in (
        {"REMOTE_ADDR": "192.168.1.7"},
        {"REMOTE_ADDR": ""},
        {"SERVER_NAME": "seedbed.example.org"},
        {"HTTP_X_FORWARDED_FOR": "8.8.8.8"},
        {"HTTP_FORWARDED": "for=8.8.8.8"},
    ):
        browser, where = Client(), {**HERE, **elsewhere}
        assert "/demo/" not in browser.get("/sign-in", **where).content.decode(), elsewhere
        assert browser.post("/demo/administrator", **where).status_code == 404, elsewhere
        joined = browser.post("/join", {"email": "li.na@example.org"}, **where).content.decode()
        assert "/invitation/" not in joined, elsewhere


def test_without_the_door_there_is_no_such_address(accounts, client, monkeypatch):
    assert not [one for one in urls.urlpatterns if getattr(one, "name", "") == "demo-sign-in"]
    # Not by a variable that somebody sets, either: it names the process that started this one.
    for value in ("1", "0", str(os.getpid())):
        monkeypatch.setenv(demo_door.MARK, value)
        assert not demo_door.is_open()
    assert "demo" not in client.get("/sign-in", **HERE).content.decode().lower()
    assert client.post("/demo/administrator", **HERE).status_code == 404
    assert "/invitation/" not in client.post("/join", {"email": "a@example.org"}, **HERE).content.decode()


@pytest.mark.parametrize(
    ("host", "demo", "opened"),
    [
        ("127.0.0.1", True, True),
        ("127.0.0.1", False, False),
        ("0.0.0.0", True, False),
        ("10.0.0.5", True, False),
    ],
)
def test_the_command_opens_it_for_a_demo_on_this_machine_only(host, demo, opened, monkeypatch):
    monkeypatch.setenv(demo_door.MARK, "left behind")
    open_demo_door(Printer("en"), host, demo=demo)
    assert os.environ.get(demo_door.MARK) == (str(os.getpid()) if opened else None)


def test_who_joins_finds_the_letters_link_on_the_page(door, client):
    page = unescape(client.post("/join", {"email": "Li.Na@example.org"}, **HERE).content.decode())
    link = re.search(r'href="(http://127\.0\.0\.1/invitation/[^"]+)"', page)[1]
    assert client.get(link, **HERE).status_code == 200


def test_a_house_with_accounts_of_its_own_gets_no_demo(make_user):
    assert not belongs_to_others()  # nobody yet
    make_user(Role.ANALYST, "somebody@example.org")
    assert belongs_to_others()


def test_who_joined_a_demo_does_not_end_it(accounts, make_user):
    make_user(Role.PERSON, "joined@example.org", person="p-9")
    assert not belongs_to_others()
