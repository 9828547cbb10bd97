"""Password, second factor, throttling, reset, sessions: over the pages, as a browser does it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from seedbed.workbench.accounts import second_factor
from seedbed.workbench.accounts.models import Attempt, BrowserSession, Membership, User
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.accounts.sessions import device_of
from seedbed.workbench.oversight.models import AuditEntry
from workbench.accounts.post_office import deliver

PASSWORD = "a calm long sentence"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post("/sign-in", {"email": email, "password": password, **more})


def without_values(response) -> str:
    return re.sub(r'value="[^"]*"', "", response.content.decode())


def signed_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


def code_of(secret: str, later: int = 0) -> str:
    steps = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, steps[len(steps) // 2] + later))


def set_up(client: Client) -> str:
    """Set the second factor up through the page; the secret."""
    page = client.get("/account/second-factor").content.decode()
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    response = client.post("/account/second-factor", {"code": code_of(secret, -1)})
    assert response.status_code == 200
    return secret


def test_one_comes_in_however_the_address_is_spelt(make_user):
    make_user(Role.ANALYST, "li.na@example.org")
    client = Client()
    assert sign_in(client, " Li.Na@EXAMPLE.org").status_code == 302
    assert signed_in(client)
    client.post("/sign-out")
    assert not signed_in(client)


def test_wrong_address_and_wrong_password_look_the_same_and_cost_the_same(make_user, monkeypatch):
    make_user(Role.ANALYST, "li.na@example.org")
    hashed = []
    hasher = type(get_hasher())
    monkeypatch.setattr(
        hasher,
        "encode",
        lambda self, password, salt, _e=hasher.encode: hashed.append(1) or _e(self, password, salt),
    )
    pages = []
    for email in ("li.na@example.org", "nobody@example.org"):
        client = Client()
        hashed.clear()
        response = sign_in(client, email, "wrong password")
        assert response.status_code == 422 and not signed_in(client) and len(hashed) == 1
        pages.append(without_values(response))
    assert pages[0] == pages[1]


def test_the_database_holds_neither_address_nor_name(make_user):
    make_user(Role.ANALYST, "li.na@example.org")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(("accounts_", "account_", "mfa_", "oversight_")):
                cursor.execute(f'SELECT * FROM "{table}"')
                held = repr(
                    [[bytes(c) if isinstance(c, memoryview) else c for c in r] for r in cursor.fetchall()]
                )
                assert "li.na" not in held and "Test analyst" not in held, table


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_after_signing_in_one_stays_here(make_user, address):
    make_user(Role.ANALYST, "li.na@example.org")
    assert sign_in(Client(), "li.na@example.org", next=address).url == "/"
    assert sign_in(Client(), "li.na@example.org", next="/account").url == "/account"


def test_a_locked_account_does_not_come_in_and_its_sessions_end(make_user, client_of):
    user = make_user(Role.ANALYST, "li.na@example.org")
    client = Client()
    sign_in(client, "li.na@example.org")
    administrator = client_of(Role.ADMINISTRATOR)
    assert administrator.post(f"/users/{user.pk}/lock").status_code == 302
    assert not signed_in(client)
    assert sign_in(Client(), "li.na@example.org").status_code == 422
    administrator.post(f"/users/{user.pk}/unlock")
    assert sign_in(Client(), "li.na@example.org").status_code == 302


def test_guessing_is_stopped_and_the_owner_elsewhere_is_not(make_user):
    make_user(Role.ANALYST, "li.na@example.org")
    guesser = Client(REMOTE_ADDR="198.51.100.7")
    answers = [sign_in(guesser, "li.na@example.org", f"guess {n}").status_code for n in range(7)]
    assert answers == [422] * 5 + [429] * 2
    stopped = sign_in(guesser, "li.na@example.org")
    assert (
        stopped.status_code == 429 and int(stopped.headers["Retry-After"]) >= 60
    )  # the right one is not heard
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9"), "li.na@example.org").status_code == 302
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert sign_in(guesser, "li.na@example.org").status_code == 302


def test_a_forwarded_address_is_believed_behind_our_proxy_only(make_user):
    make_user(Role.ANALYST, "li.na@example.org")
    client = Client()
    for n in range(6):
        answer = client.post(
            "/sign-in",
            {"email": "li.na@example.org", "password": "wrong one"},
            headers={"X-Forwarded-For": f"198.51.100.{n}"},
        )
    assert answer.status_code == 429


def test_attempts_hold_no_address(make_user):
    sign_in(Client(REMOTE_ADDR="198.51.100.7"), "li.na@example.org", "wrong one")
    held = repr(list(Attempt.objects.values_list()))
    assert "198.51" not in held and "li.na" not in held


def test_the_second_factor_asks_for_a_code_that_is_taken_once(make_user):
    make_user(Role.ADMINISTRATOR, "li.na@example.org")
    client = Client()
    sign_in(client, "li.na@example.org")
    secret = set_up(client)
    client.post("/sign-out")
    assert sign_in(client, "li.na@example.org").url.startswith("/sign-in/code")
    assert not signed_in(client)
    assert client.post("/sign-in/code", {"code": "000000"}).status_code == 422
    code = code_of(secret)
    assert client.post("/sign-in/code", {"code": f" {code[:3]} {code[3:]} "}).status_code == 302
    assert signed_in(client)
    other = Client()
    sign_in(other, "li.na@example.org")
    assert other.post("/sign-in/code", {"code": code}).status_code == 422
    assert other.post("/sign-in/code", {"code": code_of(secret, -1)}).status_code == 422  # nor an older one
    assert not signed_in(other)


def test_codes_cannot_be_guessed(make_user):
    make_user(Role.ADMINISTRATOR, "li.na@example.org")
    client = Client()
    sign_in(client, "li.na@example.org")
    set_up(client)
    client.post("/sign-out")
    sign_in(client, "li.na@example.org")
    answers = [client.post("/sign-in/code", {"code": f"{n:06}"}).status_code for n in range(10)]
    assert answers[-1] == 429 and not signed_in(client)


def test_a_recovery_code_lets_in_once(make_user):
    user = make_user(Role.ADMINISTRATOR, "li.na@example.org")
    client = Client()
    sign_in(client, "li.na@example.org")
    set_up(client)
    page = client.post("/account/recovery-codes", {"password": PASSWORD}).content.decode()
    codes = re.findall(r"<li><code>(\d+)</code></li>", page)
    assert codes == second_factor.recovery_codes(user) and len(codes) == 10
    for expected in (302, 422):
        again = Client()
        sign_in(again, "li.na@example.org")
        assert again.post("/sign-in/code", {"code": codes[0]}).status_code == expected


def test_secrets_of_the_second_factor_are_sealed(make_user):
    make_user(Role.ADMINISTRATOR, "li.na@example.org")
    client = Client()
    sign_in(client, "li.na@example.org")
    client.get("/account/second-factor")
    offered = second_factor.unseal(client.session["second-factor-secret"].encode())
    assert offered not in repr(client.session.items())
    secret = set_up(client)
    assert secret == offered
    assert secret not in repr(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_role_with_other_peoples_data_must_set_the_second_factor_up_first(make_user, settings):
    settings.SECOND_FACTOR = "required"
    make_user(Role.PROGRAMME_OFFICE, "li.na@example.org")
    make_user(Role.ANALYST, "wang@example.org")
    client, other = Client(), Client()
    sign_in(client, "li.na@example.org")
    sign_in(other, "wang@example.org")
    assert client.get("/users").url == "/account/second-factor" == client.get("/").url
    assert signed_in(other)
    set_up(client)
    assert client.get("/users").status_code == 200


def test_the_second_factor_ends_with_the_password_only(make_user):
    user = make_user(Role.ADMINISTRATOR, "li.na@example.org")
    client = Client()
    sign_in(client, "li.na@example.org")
    set_up(client)
    assert client.post("/account/second-factor", {"password": "wrong one"}).status_code == 422
    assert second_factor.has_second_factor(user)
    assert client.post("/account/second-factor", {"password": PASSWORD}).status_code == 302
    assert not second_factor.has_second_factor(user)


def test_a_letter_sets_a_new_password_once_and_ends_all_sessions(make_user):
    make_user(Role.ANALYST, "li.na@example.org")
    inside = Client()
    sign_in(inside, "li.na@example.org")
    client = Client()
    known = client.post("/forgotten", {"email": "Li.Na@example.org"})
    unknown = client.post("/forgotten", {"email": "nobody@example.org"})
    assert without_values(known) == without_values(unknown) and not mail.outbox
    assert deliver() == 2 and len(mail.outbox) == 1
    assert mail.outbox[0].to == ["li.na@example.org"]
    link = re.search(r"http://testserver(/reset/\S+)", mail.outbox[0].body)[1]
    assert client.post(link, {"new_password": "1234567890"}).status_code == 422
    assert client.post(link, {"new_password": "another calm sentence"}).status_code == 302
    assert not signed_in(inside)
    assert client.get(link).status_code == 410
    assert client.get(link[:-1] + ("A" if link[-1] != "A" else "B")).status_code == 410
    assert sign_in(client, "li.na@example.org").status_code == 422
    assert sign_in(client, "li.na@example.org", "another calm sentence").status_code == 302


def test_letters_are_not_sent_without_end(make_user):
    make_user(Role.ANALYST, "li.na@example.org")
    client = Client()
    answers = [client.post("/forgotten", {"email": "li.na@example.org"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429] and deliver() == len(mail.outbox) == 3


def test_one_sees_and_ends_ones_sessions_and_no_others(make_user):
    user, other = make_user(Role.ANALYST, "li.na@example.org"), make_user(Role.EMPLOYER, "wang@example.org")
    here, there, stranger = Client(), Client(headers={"User-Agent": "Firefox on Android"}), Client()
    for client, email in (
        (here, "li.na@example.org"),
        (there, "li.na@example.org"),
        (stranger, "wang@example.org"),
    ):
        sign_in(client, email)
    assert "Firefox, Android" in here.get("/account").content.decode()
    theirs = BrowserSession.objects.get(user=other)
    assert here.post(f"/account/sessions/{theirs.id}/end").status_code == 404
    elsewhere = BrowserSession.objects.get(user=user, device="Firefox, Android")
    assert here.post(f"/account/sessions/{elsewhere.id}/end").status_code == 302
    assert signed_in(here) and not signed_in(there) and signed_in(stranger)
    sign_in(there, "li.na@example.org")
    here.post("/account/sessions/end")
    assert not signed_in(here) and not signed_in(there) and signed_in(stranger)


def test_another_password_ends_the_other_sessions(make_user):
    make_user(Role.ANALYST, "li.na@example.org")
    here, there = Client(), Client()
    sign_in(here, "li.na@example.org")
    sign_in(there, "li.na@example.org")
    new = {"new_password": "another calm sentence"}
    assert here.post("/account/password", {"password": "wrong one", **new}).status_code == 422
    assert here.post("/account/password", {"password": PASSWORD, **new}).status_code == 302
    assert signed_in(here) and not signed_in(there)
    assert AuditEntry.objects.filter(why="password-changed").count() == 1


def test_a_session_ends_after_its_longest_life_however_much_it_is_used(make_user, settings):
    make_user(Role.ANALYST, "li.na@example.org")
    client = Client()
    sign_in(client, "li.na@example.org")
    moment = timezone.now()
    for days in range(1, 9):  # used every day
        age = settings.SESSION_LONGEST - timedelta(days=days) + timedelta(seconds=1)
        BrowserSession.objects.update(began_at=moment - settings.SESSION_LONGEST + age)
        session = client.session
        session["used"] = days
        session.save()
        assert signed_in(client) == (age > timedelta(0)), days
    assert timedelta(days=7) == settings.SESSION_LONGEST


def test_who_sits_at_an_open_session_cannot_guess_the_password(make_user):
    make_user(Role.ANALYST, "li.na@example.org")
    client = Client()
    sign_in(client, "li.na@example.org")
    wrong = {"password": "a guess", "new_password": "another calm sentence"}
    assert [client.post("/account/password", wrong).status_code for _ in range(9)] == [422] * 8 + [429]
    right = {**wrong, "password": PASSWORD}
    assert client.post("/account/password", right).status_code == 429  # the right one is not heard
    assert sign_in(Client(), "li.na@example.org").status_code == 302


def test_a_role_that_comes_within_a_session_asks_for_the_second_factor_at_once(make_user, settings):
    settings.SECOND_FACTOR = "required"
    user = make_user(Role.ANALYST, "li.na@example.org")
    client = Client()
    sign_in(client, "li.na@example.org")
    assert signed_in(client)
    Membership.objects.create(user=user, role=Role.ADMINISTRATOR)
    assert client.get("/users").url == "/account/second-factor"


def test_the_session_key_changes_on_coming_in(make_user):
    make_user(Role.ANALYST, "li.na@example.org")
    client = Client()
    session = client.session
    session["mark"] = 1
    session.save()
    before = session.session_key
    client.cookies["seedbed_session"] = before
    sign_in(client, "li.na@example.org")
    assert client.session.session_key != before
    assert not BrowserSession.objects.filter(session_key=before).exists()


def test_forms_without_their_mark_are_refused(make_user):
    make_user(Role.ANALYST, "li.na@example.org")
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, "li.na@example.org").status_code == 403
    assert User.objects.count() == 1


def test_devices_are_told_coarsely():
    assert device_of("x" * 5000) == ""
    assert device_of("Mozilla/5.0 (Windows NT 10.0) Chrome/1 Safari/1 Edg/1") == "Edge, Windows"


def test_the_language_stays_with_the_user(make_user):
    user = make_user(Role.ANALYST, "li.na@example.org")
    client = Client()
    sign_in(client, "li.na@example.org")
    assert client.post("/language", {"language": "zh-hans", "next": "/account"}).url == "/account"
    assert client.post("/language", {"language": "xx", "next": "//elsewhere.example"}).url == "/"
    assert 'lang="zh-Hans"' in client.get("/account").content.decode()
    user.refresh_from_db()
    assert user.language == "zh-hans"
    fresh = Client()
    sign_in(fresh, "li.na@example.org")
    assert 'lang="zh-Hans"' in fresh.get("/account").content.decode()
