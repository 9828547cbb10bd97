"""Backup and restore: the whole database as one file, taken while the workbench runs.

The file is a ZIP archive of a manifest and either one SQLite database (taken with SQLite's online
backup) or one ``COPY`` per table of PostgreSQL (taken in one repeatable-read transaction). The key
file is not in it. A backup that was interrupted leaves no file and does not touch a former one; a
restore happens whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

import seedbed
from seedbed.messages import Refusal
from seedbed.workbench.accounts.models import BrowserSession
from seedbed.workbench.oversight.audit import house_changed

_MANIFEST, _DATABASE, _TABLES = "manifest.json", "database.sqlite3", "tables/"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Parameters
    ----------
    made_at
        Moment in UTC, ISO 8601.
    version, engine
        Release of Seedbed; ``sqlite`` or ``postgresql``.
    keys
        Fingerprint of the keys with which its addresses are sealed.
    migrations
        (app, name) of every migration that its tables have.
    parts
        SHA-256 of each part.
    """

    made_at: str
    version: str
    engine: str
    keys: str
    migrations: tuple[tuple[str, str], ...]
    parts: dict[str, str]


def backup(file: Path) -> Manifest:
    """Write the database as it is at one moment to a file that only its owner may read.

    Raises
    ------
    Refusal
        ``workbench.no-folder``.
    """
    if not file.absolute().parent.is_dir():
        raise Refusal.because("workbench.no-folder", folder=str(file.absolute().parent))
    house_changed(None, "backup", file.name[:120])
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                manifest = (
                    _from_sqlite(archive) if connection.vendor == "sqlite" else _from_postgresql(archive)
                )
                archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=1))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """What a backup is, after every part's SHA-256 was compared.

    Raises
    ------
    Refusal
        ``workbench.no-backup``, ``workbench.broken-backup``.
    """
    if not file.is_file():
        raise Refusal.because("workbench.no-backup", file=file.name)
    try:
        with zipfile.ZipFile(file) as archive:
            plain = json.loads(archive.read(_MANIFEST))
            plain["migrations"] = tuple((app, name) for app, name in plain["migrations"])
            manifest = Manifest(**plain)
            if set(archive.namelist()) != {_MANIFEST, *manifest.parts}:
                raise Refusal.because("workbench.broken-backup", file=file.name)
            for part, expected in manifest.parts.items():
                with archive.open(part) as stream:
                    if _digest(stream) != expected:
                        raise Refusal.because("workbench.broken-backup", file=file.name)
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, OSError):
        raise Refusal.because("workbench.broken-backup", file=file.name) from None
    return manifest


def restore(file: Path, *, other_keys: bool = False) -> Manifest:
    """Put a backup in the place of the present database, whole or not at all, and end all sessions.

    Parameters
    ----------
    other_keys
        Go on although the present key file cannot open the backup's addresses.

    Raises
    ------
    Refusal
        ``workbench.no-backup``, ``workbench.broken-backup``, ``workbench.other-keys``,
        ``workbench.other-engine``, ``workbench.newer-backup``.
    """
    manifest = read_manifest(file)
    if manifest.engine != connection.vendor:
        raise Refusal.because("workbench.other-engine", engine=manifest.engine, present=connection.vendor)
    if manifest.keys != settings.KEYS.fingerprint and not other_keys:
        raise Refusal.because(
            "workbench.other-keys", expected=manifest.keys, present=settings.KEYS.fingerprint
        )
    known = set(MigrationExecutor(connection).loader.disk_migrations)
    if not set(manifest.migrations) <= known:
        raise Refusal.because("workbench.newer-backup", version=manifest.version, present=seedbed.__version__)
    with zipfile.ZipFile(file) as archive:
        if connection.vendor == "sqlite":
            _into_sqlite(archive)
        else:
            _into_postgresql(archive, manifest)
    call_command("migrate", interactive=False, verbosity=0)
    BrowserSession.objects.all().delete()
    house_changed(None, "restore", file.name[:120])
    return manifest


def _manifest(parts: dict[str, str], migrations: set[tuple[str, str]]) -> Manifest:
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=seedbed.__version__,
        engine=connection.vendor,
        keys=settings.KEYS.fingerprint,
        migrations=tuple(sorted(migrations)),
        parts=parts,
    )


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


# --- SQLite ----------------------------------------------------------------------------------------------------


def _from_sqlite(archive: zipfile.ZipFile) -> Manifest:
    connection.ensure_connection()
    with tempfile.TemporaryDirectory(dir=_beside_database()) as folder:
        copy = Path(folder) / _DATABASE
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
        archive.write(copy, _DATABASE)
        with copy.open("rb") as stream:
            parts = {_DATABASE: _digest(stream)}
    return _manifest(parts, _applied())


def _into_sqlite(archive: zipfile.ZipFile) -> None:
    """Through SQLite's own backup into the present file: one transaction, under the lock that all others heed."""
    connection.ensure_connection()
    with tempfile.TemporaryDirectory(dir=_beside_database()) as folder:
        archive.extract(_DATABASE, folder)
        with closing(sqlite3.connect(Path(folder) / _DATABASE)) as source:
            source.execute("PRAGMA journal_mode=DELETE")
            source.backup(connection.connection)
    connection.close()


def _beside_database() -> Path | None:
    """Where there is room for a copy: beside the database's file, or anywhere for one in memory."""
    folder = Path(str(connection.settings_dict["NAME"])).parent
    return folder if folder.is_absolute() and folder.is_dir() else None


# --- PostgreSQL ------------------------------------------------------------------------------------------------


def _from_postgresql(archive: zipfile.ZipFile) -> Manifest:
    parts: dict[str, str] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table, columns in _postgresql_tables().items():
            digest = hashlib.sha256()
            part = f"{_TABLES}{table}.{len(columns)}.copy"
            names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
            statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), names)
            with archive.open(part, "w", force_zip64=True) as stream, _raw(cursor).copy(statement) as rows:
                stream.write(("\t".join(columns) + "\n").encode())
                digest.update(("\t".join(columns) + "\n").encode())
                for piece in rows:
                    stream.write(bytes(piece))
                    digest.update(bytes(piece))
            parts[part] = digest.hexdigest()
        migrations = _applied()
    return _manifest(parts, migrations)


def _into_postgresql(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Tables as they were made then, their rows, their counters; all in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        executor = MigrationExecutor(connection)
        executor.migrate(_leaves(executor, set(manifest.migrations)))
        present = list(_postgresql_tables())
        everything = sql.SQL(", ").join(sql.Identifier(table) for table in present)
        cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(everything))
        for table in present:
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        for part in manifest.parts:
            table = part.removeprefix(_TABLES).rsplit(".", 2)[0]
            with archive.open(part) as stream:
                columns = stream.readline().decode().rstrip("\n").split("\t")
                names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
                statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
                with _raw(cursor).copy(statement) as rows:
                    while piece := stream.read(_PIECE):
                        rows.write(piece)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in present:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
        set_counters()


def _leaves(executor: MigrationExecutor, applied: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The migrations after which the backup's tables stand: those on which no other applied one rests."""
    graph = executor.loader.graph
    known = [key for key in applied if key in graph.nodes]
    below = {parent.key for key in known for parent in graph.node_map[key].parents}
    return sorted(key for key in known if key not in below)


def _postgresql_tables() -> dict[str, list[str]]:
    """Every table with the columns that are stored, not computed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c "
            "JOIN information_schema.tables t USING (table_schema, table_name) "
            "WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER' "
            "ORDER BY c.table_name, c.ordinal_position"
        )
        tables: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            tables.setdefault(table, []).append(column)
    return tables


def set_counters() -> None:
    """PostgreSQL's counters go on behind the rows that were put in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) "
            "FROM information_schema.columns WHERE table_schema = 'public'"
        )
        for table, column, sequence in cursor.fetchall():
            if sequence:
                statement = sql.SQL("SELECT setval({}, (SELECT coalesce(max({}), 0) + 1 FROM {}), false)")
                names = (sql.Literal(sequence), sql.Identifier(column), sql.Identifier(table))
                cursor.execute(statement.format(*names))


def _raw(cursor: object) -> Any:
    """psycopg's own cursor, which can copy."""
    return cursor.cursor  # type: ignore[attr-defined]
