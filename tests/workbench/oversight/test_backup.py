"""Backup and restore as one runs them: over the command line, on files, interrupted and tampered with."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from seedbed.cli.serve import choose_defaults, somebody_listens
from seedbed.messages import Refusal
from seedbed.workbench.oversight.backup import read_manifest
from workbench.record.fresh_databases import as_default, databases_of

ROUND = """
import json, stat, sys
from pathlib import Path
from seedbed.workbench.starting import start, migrate
start(); migrate()
from django.conf import settings
from django.db import connection
from seedbed.cli.main import run
from seedbed.messages import Refusal
from seedbed.workbench.accounts.models import BrowserSession, User
from seedbed.workbench.keys import new_keys
from seedbed.workbench.oversight.backup import restore
from seedbed.workbench.oversight.models import AuditEntry

def command(*words):
    try:
        run(["workbench", *words, "--lang", "en"])
    except SystemExit as end:
        return end.code

def users():
    return sorted(user.email for user in User.objects.all())

def add(*numbers):
    for number in numbers:
        User.objects.create_user(f"user-{number}@example.org", f"User {number}")

file = Path(sys.argv[1])
add(0, 1, 2)
BrowserSession.objects.create(session_key="open", expire_date="2099-01-01T00:00Z", user=User.objects.first())
told = {"backup": command("backup", str(file)), "mode": stat.S_IMODE(file.stat().st_mode)}
add(3, 4)
told["dry"] = command("restore", str(file), "--dry-run"), len(users())
told["restore"] = command("restore", str(file)), users()
told["sessions"] = BrowserSession.objects.count()
told["audit"] = list(AuditEntry.objects.order_by("id").values_list("why", flat=True))
add(5)
told["after"] = len(users()), AuditEntry.objects.order_by("id").last().pk
with connection.cursor() as cursor:
    try:
        cursor.execute("UPDATE oversight_auditentry SET why = 'x'")
    except Exception as error:
        told["trigger"] = "append-only" in str(error)
told["invite"] = command("invite", "li.na@example.org")
told["king"] = command("invite", "li.na@example.org", "--role", "king")
told["nowhere"] = command("invite", "li.na@example.org", "--role", "employer")
settings.KEYS = new_keys()
try:
    restore(file)
except Refusal as refusal:
    told["other keys"] = refusal.findings[0].code
print("TOLD" + json.dumps(told))
"""


def environment(home: Path, database: str = "") -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SEEDBED_", "DJANGO_"))}
    chosen = {"SEEDBED_DATABASE": database} if database else {}
    return {**kept, **chosen, "SEEDBED_HOME": str(home), "SEEDBED_LANG": "en"}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_backup_brings_back_what_was_there_with_its_own_keys_only(engine, tmp_path, django_db_blocker):
    file = tmp_path / "monday.zip"
    with django_db_blocker.unblock(), databases_of(engine).fresh(tmp_path) as address:
        done = subprocess.run(
            [sys.executable, "-c", ROUND, str(file)],
            env=environment(tmp_path / "home", address),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.partition("TOLD")[2])
    assert told == {
        "backup": 0,
        "mode": 0o600,
        "dry": [0, 5],
        "restore": [0, [f"user-{number}@example.org" for number in range(3)]],
        "sessions": 0,
        "audit": ["backup", "restore"],
        "after": [4, 2],
        "trigger": True,
        "invite": 0,
        "king": 2,
        "nowhere": 2,
        "other keys": "workbench.other-keys",
    }
    assert "keys.json" in done.stdout and "/invitation/" in done.stdout
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("manifest.json"))["engine"] == engine
        assert not any(b"user-0@example.org" in archive.read(part) for part in archive.namelist())


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[Path, Path]:
    """A home with a database, and a backup of it."""
    folder = tmp_path_factory.mktemp("backup")
    home, file = folder / "home", folder / "whole.zip"
    script = f"""
    from pathlib import Path
    from seedbed.workbench.starting import start, migrate
    start(); migrate()
    from seedbed.workbench.oversight.backup import backup
    backup(Path({str(file)!r}))
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], env=environment(home), check=True)
    return home, file


def test_a_damaged_or_foreign_file_restores_nothing(whole, tmp_path):
    _, file = whole
    assert len(read_manifest(file).migrations) > 5
    data = file.read_bytes()
    bad = tmp_path / "bad.zip"
    flipped = bytearray(data)
    flipped[len(data) // 3] ^= 0xFF
    for wrong in (data[: len(data) // 2], bytes(flipped), b"", b"PK\x03\x04", os.urandom(1000)):
        bad.write_bytes(wrong)
        with pytest.raises(Refusal):
            read_manifest(bad)
    for name, text in (("manifest.json", b"[]"), ("../outside", b"x"), ("extra", b"x")):
        with zipfile.ZipFile(file) as source, zipfile.ZipFile(bad, "w") as target:
            for part in source.namelist():
                target.writestr(part, text if part == name else source.read(part))
            if name not in source.namelist():
                target.writestr(name, text)
        with pytest.raises(Refusal):
            read_manifest(bad)
    with pytest.raises(Refusal):
        read_manifest(tmp_path / "missing.zip")


def test_a_killed_backup_leaves_the_former_one(whole, tmp_path):
    """SIGKILL while the archive is being written: the former file is whole, and so is the database."""
    home, file = whole
    former = tmp_path / "daily.zip"
    former.write_bytes(file.read_bytes())
    script = f"""
    from seedbed.workbench.starting import start
    start()
    import time
    from pathlib import Path
    from seedbed.workbench.oversight import backup
    def slowly(*arguments):
        print("written", flush=True)
        time.sleep(60)
    backup._manifest = slowly
    backup.backup(Path({str(former)!r}))
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "written\n"
        assert any(entry.name.endswith(".part") for entry in tmp_path.iterdir())
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    assert former.read_bytes() == file.read_bytes()
    with closing(sqlite3.connect(home / "seedbed.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


RESTORE_THAT_STOPS = """
import sqlite3, sys, time
from pathlib import Path
from seedbed.workbench.starting import start
start()
from seedbed.workbench.accounts.models import User
from seedbed.workbench.oversight import backup as module

def stop(*_):
    print("inside", flush=True)
    time.sleep(60)

class Source(sqlite3.Connection):
    def backup(self, target):
        super().backup(target, pages=2, progress=lambda _, left, total: stop() if left < total / 2 else None)

module.backup(Path(sys.argv[1]))
User.objects.create_user("after@example.org", "After")
connect = sqlite3.connect
module.sqlite3.connect = lambda name, **more: connect(name, factory=Source, **more)
module.set_counters = stop
module.restore(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_killed_restore_leaves_the_present_database(engine, tmp_path, django_db_blocker):
    """SIGKILL when half of the backup has come back (PostgreSQL: all but the counters): what was there stays."""
    with django_db_blocker.unblock(), databases_of(engine).fresh(tmp_path) as address:
        command = [sys.executable, "-c", RESTORE_THAT_STOPS, str(tmp_path / "daily.zip")]
        own = environment(tmp_path / "home", address)
        with subprocess.Popen(command, env=own, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None and process.stdout.readline() == "inside\n"
            process.kill()
        with as_default(address), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_user")
            assert cursor.fetchone() == (1,)
            cursor.execute("SELECT why FROM oversight_auditentry")
            assert cursor.fetchall() == [("backup",)]
            if engine == "sqlite":
                cursor.execute("PRAGMA integrity_check")
                assert cursor.fetchone() == ("ok",)


def test_serve_answers_and_ends_with_ctrl_c_or_with_its_parent(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from seedbed.cli.main import run\nif __name__ == '__main__': run()"]
    for end in (signal.SIGINT, signal.SIGKILL):
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port)],
            env=environment(tmp_path / "home"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        with process.stdout:
            assert answers(f"http://127.0.0.1:{port}/health")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/seedbed/seedbed.css") as sheet:
                assert sheet.headers["Content-Type"].startswith("text/css")
            if end is signal.SIGINT:
                assert somebody_listens("127.0.0.1", port)
            process.send_signal(end)
            process.wait(20)
        assert process.returncode == (0 if end is signal.SIGINT else -signal.SIGKILL)
        assert not answers(f"http://127.0.0.1:{port}/health", wanted=False)


def answers(address: str, *, wanted: bool = True) -> bool:
    """Whether the address comes to answer, or goes on answering, for some seconds."""
    until = time.monotonic() + (40 if wanted else 6)
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as response:
                state = response.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            state = False
        if state is wanted or time.monotonic() > until:
            return state
        time.sleep(0.3)


def test_where_it_listens_decides_what_is_asked_of_the_way(monkeypatch):
    for name in ("SEEDBED_PLAIN_HTTP", "SEEDBED_HOSTS", "SEEDBED_SECOND_FACTOR"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    choose_defaults("seedbed.example.org", demo=False)
    assert "SEEDBED_PLAIN_HTTP" not in os.environ and os.environ["SEEDBED_HOSTS"].startswith(
        "seedbed.example.org"
    )
    monkeypatch.delenv("SEEDBED_HOSTS")
    with pytest.raises(Refusal):
        choose_defaults("0.0.0.0", demo=False)
    choose_defaults("127.0.0.1", demo=True)
    assert (os.environ["SEEDBED_PLAIN_HTTP"], os.environ["SEEDBED_SECOND_FACTOR"]) == ("1", "optional")


def test_a_free_port_is_seen_as_free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert not somebody_listens("127.0.0.1", probe.getsockname()[1])
