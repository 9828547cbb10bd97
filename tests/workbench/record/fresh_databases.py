"""New databases for tests, with the tables of the workbench: SQLite files, and PostgreSQL where there is one."""

import atexit
import contextlib
import functools
import getpass
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.signals import connection_created

from seedbed.workbench.installation import Installation

_BINARIES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")


@contextlib.contextmanager
def database(address):
    """An alias for a database; every connection to it is closed in the end, those of threads too."""
    alias = f"fresh_{secrets.token_hex(4)}"
    described = Installation(Path(), str(address), Path()).django_database()
    default = connections.databases["default"]
    connections.databases[alias] = connections.configure_settings({"default": default, alias: described})[
        alias
    ]
    opened = []

    def note(connection, **_):
        if connection.alias == alias:
            opened.append(connection.connection)

    connection_created.connect(note)
    try:
        yield alias
    finally:
        connection_created.disconnect(note)
        connections[alias].close()
        for raw in opened:
            raw.close()
        del connections[alias]
        del connections.databases[alias]


def make_tables(alias):
    call_command("migrate", database=alias, verbosity=0)


@contextlib.contextmanager
def as_default(address):
    """The database as ``default``; the usual one comes back afterwards."""
    usual_settings, usual = connections.databases["default"], connections["default"]
    described = Installation(Path(), str(address), Path()).django_database()
    connections.databases["default"] = connections.configure_settings({"default": described})["default"]
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.databases["default"] = usual_settings
        connections["default"] = usual


class SQLite:
    """Copies of one file that has the tables."""

    def __init__(self, folder):
        self._template = folder / "template.sqlite3"
        with database(self._template) as alias:
            make_tables(alias)

    @contextlib.contextmanager
    def fresh(self, folder):
        copy = folder / "workbench.sqlite3"
        shutil.copyfile(self._template, copy)
        yield str(copy)


class PostgreSQL:
    """One database of a server, emptied after each test; a new one for each would take a second."""

    def __init__(self, server):
        self._server = server
        self._make()

    @contextlib.contextmanager
    def fresh(self, _folder):
        try:
            yield self._address
        finally:
            self._empty()

    def _make(self):
        name = f"seedbed_{secrets.token_hex(4)}"
        self._run(f'CREATE DATABASE "{name}"')
        if os.environ.get("SEEDBED_TEST_POSTGRES"):
            atexit.register(self._run, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._address = urlsplit(self._server)._replace(path=f"/{name}").geturl()
        with database(self._address) as alias:
            make_tables(alias)
        with psycopg.connect(self._address) as connection:
            self._as_made = _filled(connection)

    def _empty(self):
        with psycopg.connect(self._address) as connection:
            now = _filled(connection)
            if now.keys() != self._as_made.keys():  # a test left other tables behind
                self._make()
                return
            connection.execute(
                "SET session_replication_role = replica"
            )  # in any order, whatever refers to what
            for table, filled in now.items():
                if filled and not self._as_made[table]:
                    connection.execute(f'DELETE FROM "{table}"')

    def _run(self, statement):
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)


def _filled(connection):
    """Table -> whether it holds a row."""
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    asked = " UNION ALL ".join(f"SELECT '{name}', EXISTS (SELECT 1 FROM \"{name}\")" for (name,) in names)
    return dict(connection.execute(asked).fetchall())


@functools.cache
def databases_of(kind):
    """The databases of a kind, made once a process: ``sqlite`` or ``postgresql``."""
    if kind == "sqlite":
        folder = tempfile.TemporaryDirectory(prefix="seedbed-sqlite-")
        atexit.register(folder.cleanup)
        return SQLite(Path(folder.name))
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return PostgreSQL(stack.enter_context(postgres_server()))


@contextlib.contextmanager
def postgres_server():
    """The address of a server: ``SEEDBED_TEST_POSTGRES``, or a private one that ends with the tests."""
    given = os.environ.get("SEEDBED_TEST_POSTGRES")
    if given:
        yield given
        return
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL: set SEEDBED_TEST_POSTGRES or install its server")
    user = getpass.getuser() if os.getuid() else _somebody_else()
    if user is None:
        pytest.skip("PostgreSQL does not run as root, and there is no other user: set SEEDBED_TEST_POSTGRES")
    with tempfile.TemporaryDirectory(prefix="seedbed-pg-") as folder, contextlib.ExitStack() as stack:
        home = Path(folder)
        if not os.getuid():
            os.chown(home, pwd.getpwnam(user).pw_uid, -1)
        as_user = {"user": user, "extra_groups": []} if not os.getuid() else {}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": home}
        data = home / "data"
        made = [programs / "initdb", "-D", data, "-U", "seedbed", "-A", "trust", "-E", "UTF8", "--no-sync"]
        made += ["--locale=C.UTF-8"]
        subprocess.run(made, check=True, **quiet, **as_user)
        port = _free_port()
        options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(home), "-F"]
        server = subprocess.Popen([programs / "postgres", "-D", data, *options], **quiet, **as_user)
        stack.callback(server.wait)
        stack.callback(server.terminate)
        address = f"postgresql://seedbed@127.0.0.1:{port}/postgres"
        _wait_for(address, server)
        yield address


def _programs():
    found = [Path(path).resolve().parent for name in ("initdb",) if (path := shutil.which(name))]
    for pattern in _BINARIES:
        found += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


def _somebody_else():
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address, server):
    for _ in range(200):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                pytest.skip("the private PostgreSQL server did not start")
            time.sleep(0.05)
        else:
            return
    pytest.skip("the private PostgreSQL server did not answer")
