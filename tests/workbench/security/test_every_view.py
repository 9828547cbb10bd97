"""What holds of every address and of what comes in: forged forms, hostile names, logs, cookies, what is listed."""

from __future__ import annotations

import io
import logging
import re
import runpy
import zipfile
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings as live
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from seedbed.messages import Refusal
from seedbed.workbench import settings as as_delivered
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.api.scopes import TokenScope
from seedbed.workbench.api.tokens import make_token
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.handlers import handler_of
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.look.downloads import harmless
from seedbed.workbench.people.models import Leaflet
from seedbed.workbench.people.record import record
from workbench.people.small_region import make_region

ROOT = Path(__file__).parents[3]
_SAMPLES = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1"}


@pytest.fixture
def region(db):
    make_region()


def addresses(resolver: URLResolver | None = None, prefix: str = "/"):
    """Every address, path parameters filled with something."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "api":
                yield from addresses(entry, prefix + str(entry.pattern))
        else:
            assert isinstance(entry, URLPattern)
            yield re.sub(
                r"<(?:(\w+):)?\w+>", lambda found: _SAMPLES.get(found[1], "x"), prefix + str(entry.pattern)
            )


def test_no_address_takes_a_form_without_its_mark(region, make_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(Role.ADMINISTRATOR))
    asked = list(addresses())
    assert len(asked) > 50
    for address in asked:
        assert client.post(address, {"anything": "x"}).status_code == 403, address


def test_nothing_is_changed_by_a_link(region, make_user):
    """GET and HEAD of every address leave jobs, people and offers as they are."""
    before = {name: record().table(name) for name in ("people", "needs", "opportunities", "organisations")}
    for role in (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICE, Role.CAREER_OFFICE, Role.EMPLOYER):
        client = Client()
        client.force_login(make_user(role))
        for address in addresses():
            if not address.startswith(("/metrics", "/health")):
                client.get(address)
    assert not Job.objects.exists()
    for name, frame in before.items():
        assert record().table(name).equals(frame), name


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/static/..%2f..%2fkeys.py",
        "/templates/..%2f.csv",
    ],
)
def test_no_path_leads_out(db, make_user, path):
    client = Client()
    client.force_login(make_user(Role.ADMINISTRATOR))
    assert client.get(path).status_code == 404


def _run_jobs() -> None:
    while (job := queue.claim("test")) is not None:
        try:
            queue.finish(job, handler_of(job.kind)(Work(job)))
        except Refusal as refusal:
            queue.fail(job, refusal.findings)


def _import_people(make_user, name: str, content: bytes) -> Client:
    client = Client()
    client.force_login(make_user(Role.CAREER_OFFICE))
    until = "2027-01-01"
    data = {"file": SimpleUploadedFile(name, content), "purposes": ["matching"], "until": until}
    assert client.post("/people/import", data).status_code == 302
    return client


def test_names_of_files_and_archives_write_nothing_outside(region, make_user, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("../../escaped.txt", "/escaped.txt", "..\\escaped.txt"):
            archive.writestr(name, "三年焊接经验，了解CAD。")
    _import_people(make_user, "../../escaped.zip", stream.getvalue())
    _run_jobs()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not Path("/escaped.txt").exists()


HIDING = ("\0", "\x01", "\x7f", " ", "\u00a0", "\u200b", "\u202e", "\ufeff", "\u3000", "\r\n", "\0\0 ")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_sign_that_does_not_show_hides_a_formula(sign):
    cells = [f"{before}{sign}1" for before in ("", *HIDING)]
    frame = harmless(pl.DataFrame({"a": cells, cells[1]: cells, "plain": ["a-b", "1", "", None] * 3}))
    assert all(cell.startswith("'") for name in frame.columns[:2] for cell in frame[name])
    assert frame.columns[1] == f"'{cells[1]}"
    assert frame["plain"].to_list() == ["a-b", "1", "", None] * 3


@pytest.mark.parametrize("first", ["=", "\t", "\r", "\ufeff-"])
def test_no_list_that_goes_out_holds_a_formula(region, make_user, first):
    assert harmless(pl.DataFrame({"a": [f"{first}1"]}))["a"][0].startswith("'")
    cell = f'"{first}cmd|calc"'
    # The occupation does not exist: the row comes back in the list of rejected rows.
    table = f"reference,title,text,occupation\nS-1,x,x,{cell}\n".encode()
    _import_people(make_user, "people.csv", table)
    _run_jobs()
    lists = [bytes(leaflet.content).decode("utf-8-sig") for leaflet in Leaflet.objects.all()]
    cells = [
        cell
        for text in lists
        if text
        for row in pl.read_csv(text.encode(), infer_schema=False).rows()
        for cell in row
    ]
    assert any("cmd|calc" in (cell or "") for cell in cells)
    assert not [cell for cell in cells if cell and cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize(
    "words", ["' OR 1=1 --", '"; DROP TABLE record_people; --', "%", "\\", "_", "{{7*7}}", "<b>"]
)
def test_words_that_are_sought_are_words(region, make_user, words):
    client = Client()
    client.force_login(make_user(Role.PROGRAMME_OFFICE))
    page = client.get("/people", {"search": words, "q": words, "find": words})
    assert page.status_code == 200
    assert "<b>" not in page.content.decode()
    assert record().count("people") == 1


def test_the_log_names_nobody(region, make_user, caplog, settings):
    settings.DEBUG = False
    caplog.set_level(logging.DEBUG, logger="seedbed")
    client = Client(raise_request_exception=False)
    secret = "zhang.wei.secret@example.org"
    client.post("/sign-in", {"email": secret, "password": "Zhang-Wei-1990"})
    client.post("/forgotten", {"email": secret})
    _import_people(make_user, "张伟.csv", "reference,title\n张伟,\n".encode())
    _run_jobs()
    text = caplog.text
    assert "zhang" not in text.casefold() and "张伟" not in text


def test_a_program_that_calls_without_encryption_is_refused_and_not_led_on(region, make_user, settings):
    settings.SECURE_SSL_REDIRECT = True
    _, shown = make_token(make_user(Role.ANALYST), "t", [TokenScope.REGION_READ], 1)
    headers = {"Authorization": f"Bearer {shown}"}
    assert Client().get("/api/v1/tables", headers=headers).status_code == 403
    assert Client().get("/api/v1/tables", headers=headers, secure=True).status_code == 200
    assert Client().get("/sign-in").status_code == 301


def test_cookies_and_headers_as_delivered():
    assert as_delivered.SESSION_COOKIE_SECURE and as_delivered.CSRF_COOKIE_SECURE
    assert as_delivered.SESSION_COOKIE_HTTPONLY and as_delivered.CSRF_COOKIE_HTTPONLY
    assert as_delivered.SESSION_COOKIE_SAMESITE == as_delivered.CSRF_COOKIE_SAMESITE == "Lax"
    assert as_delivered.SECURE_HSTS_SECONDS >= 365 * 24 * 3600
    assert as_delivered.PASSWORD_HASHERS[0].endswith("ScryptPasswordHasher")
    assert as_delivered.DEBUG is False
    assert len(live.SECRET_KEY) >= 50


def test_cookies_are_for_this_host_alone_when_served_encrypted(make_user, settings, monkeypatch):
    """``__Host-``: a browser takes such a cookie with Secure, for every path, without a domain only."""
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")
    for name in (*names, *(f"{name[:-4]}SECURE" for name in names)):
        setattr(settings, name, getattr(as_delivered, name))
    make_user(Role.ANALYST, "li.na@example.org")
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in", secure=True)
    mark = client.cookies[settings.CSRF_COOKIE_NAME].value
    fields = {"email": "li.na@example.org", "password": "a calm long sentence", "csrfmiddlewaretoken": mark}
    headers = {"referer": "https://testserver/sign-in"}
    assert client.post("/sign-in", fields, secure=True, headers=headers).url == "/"
    again = {"language": "zh-hans", "csrfmiddlewaretoken": client.cookies[settings.CSRF_COOKIE_NAME].value}
    client.post("/language", again, secure=True, headers=headers)
    assert client.get("/account", secure=True).status_code == 200
    assert set(client.cookies) == {getattr(as_delivered, name) for name in names}
    for name, cookie in client.cookies.items():
        assert name.startswith("__Host-") and cookie["secure"] and cookie["httponly"]
        assert cookie["path"] == "/" and not cookie["domain"] and cookie["samesite"] == "Lax"
    monkeypatch.setenv("SEEDBED_PLAIN_HTTP", "1")
    plain = runpy.run_path(as_delivered.__file__)
    assert [plain[name] for name in names] == ["seedbed_session", "csrftoken", "seedbed_language"]


@pytest.mark.parametrize("password", ["password123", "1234567890", "short-one"])
def test_a_password_that_is_among_the_common_ones_is_refused(make_user, password):
    client = Client()
    client.force_login(make_user(Role.ANALYST))
    changed = client.post("/account/password", {"password": "a calm long sentence", "new_password": password})
    assert changed.status_code == 422


def test_every_test_that_the_list_names_exists():
    text = (ROOT / "docs" / "reference" / "security.md").read_text("utf-8")
    named = set(re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", text))
    assert len(named) > 30
    for path, test in named:
        source = (ROOT / path).read_text("utf-8")
        assert not test or re.search(rf"^def {test}\(", source, re.MULTILINE), f"{path}::{test}"
