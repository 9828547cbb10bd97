"""The key file: its owner's alone, made once, and telling when it is the wrong one."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from cryptography.fernet import Fernet, InvalidToken

from seedbed.messages import Refusal
from seedbed.workbench.accounts.sealing import mark_of, mark_of_email, seal, unseal
from seedbed.workbench.installation import installation
from seedbed.workbench.keys import make_keys, new_keys, read_keys


def test_a_key_file_is_made_once_by_however_many(tmp_path):
    path = tmp_path / "home" / "keys.json"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: make_keys(path), range(16)))
    assert len(set(made)) == 1 and made[0].lasting
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")
def test_a_key_file_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "keys.json"
    make_keys(path)
    path.chmod(0o644)
    with pytest.raises(Refusal, match="chmod 600"):
        read_keys(path)


@pytest.mark.parametrize("text", ["", "[]", '{"signing": "x", "sealing": ["short"], "lookup": "00"}'])
def test_a_broken_key_file_is_refused_and_left_alone(tmp_path, text):
    path = tmp_path / "keys.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(Refusal) as refused:
        make_keys(path)
    assert refused.value.findings[0].code == "workbench.broken-keys"
    assert path.read_text() == text


def test_what_is_sealed_is_read_with_the_right_keys_only(settings):
    sealed = seal("li.na@example.org")
    assert b"li.na" not in sealed and unseal(sealed) == "li.na@example.org"
    assert seal("li.na@example.org") != sealed
    settings.KEYS = new_keys()
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_a_new_key_seals_and_the_former_one_still_opens(settings):
    old = seal("li.na@example.org")
    settings.KEYS = replace(settings.KEYS, sealing=(Fernet.generate_key().decode(), *settings.KEYS.sealing))
    assert unseal(old) == unseal(seal("li.na@example.org")) == "li.na@example.org"


def test_marks_depend_on_key_and_purpose(settings):
    first = mark_of_email("Li.Na@Example.org ")
    assert first == mark_of_email("li.na@example.org")
    assert first != mark_of("li.na@example.org", "sign-in account")
    settings.KEYS = new_keys()
    assert first != mark_of_email("li.na@example.org")


def test_the_environment_chooses_the_database_and_the_mail():
    here = installation({"SEEDBED_DATABASE": "postgresql://u%40x:p%2F@db:5433/seed%20bed?sslmode=require"})
    database = here.django_database()
    assert (database["USER"], database["PASSWORD"], database["NAME"]) == ("u@x", "p/", "seed bed")
    assert (database["HOST"], database["PORT"], database["OPTIONS"]) == ("db", "5433", {"sslmode": "require"})
    assert (
        installation({"SEEDBED_DATABASE": "postgresql:///x?host=/run/pg"}).django_database()["HOST"]
        == "/run/pg"
    )
    assert installation({"SEEDBED_MAIL": "smtp://a:b@post:25"}).django_mail()["EMAIL_USE_TLS"] is True
    with pytest.raises(Refusal):
        installation({"SEEDBED_MAIL": "post"}).django_mail()
    with pytest.raises(Refusal):
        installation({"SEEDBED_SECOND_FACTOR": "maybe"})
    assert installation({"SEEDBED_SESSION_DAYS": "30"}).session_days == 30
    for days in ("0", "31", "-1", "seven", "７"):
        with pytest.raises(Refusal):
            installation({"SEEDBED_SESSION_DAYS": days})
