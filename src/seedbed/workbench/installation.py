"""Where an installation keeps its things, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from seedbed.messages import Refusal

SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; "
    "PRAGMA secure_delete=ON"
)
"""WAL lets pages be read while a job writes; FULL: what was confirmed is on the disk; what was deleted is
overwritten, for freed pages would still hold a person's row."""
QUEUE_LIMIT = 10_000
"""Jobs that wait before new CVs are told to come later."""
LONGEST_SESSION = 30
"""Days after which at the latest everybody signs in again."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The settings that an operator may choose, one per environment variable.

    Parameters
    ----------
    home
        ``SEEDBED_HOME``: folder of the database, the mail that was not sent and the keys.
    database
        ``SEEDBED_DATABASE``: path of an SQLite file, or ``postgresql://user:password@host/name``.
    secret_file
        ``SEEDBED_SECRET_FILE``; keep it apart from the database's backups.
    hosts
        ``SEEDBED_HOSTS``, with commas: the names under which the workbench may be asked for.
    debug, plain_http
        ``SEEDBED_DEBUG=1``; ``SEEDBED_PLAIN_HTTP=1``: no encryption on the way, for this machine only.
    behind_proxy
        ``SEEDBED_BEHIND_PROXY=1``: a proxy of ours sets X-Forwarded-Proto and X-Forwarded-For.
    mail
        ``SEEDBED_MAIL``: ``smtp://user:password@host:587`` or ``smtps://``; without it letters are files in ``home/mail``.
    sender
        ``SEEDBED_SENDER``: address from which letters come.
    second_factor
        ``SEEDBED_SECOND_FACTOR``: ``required`` of the roles that see personal data, or ``optional``.
    session_days
        ``SEEDBED_SESSION_DAYS``: after so many days one signs in again, however much the session is used.
    queue_limit
        ``SEEDBED_QUEUE_LIMIT``: while so many jobs wait, who uploads a CV is told to come later.
    time_zone, metrics_token
        ``SEEDBED_TIME_ZONE``; ``SEEDBED_METRICS_TOKEN``: who shows it reads /metrics.
    """

    home: Path
    database: str
    secret_file: Path
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    debug: bool = False
    plain_http: bool = False
    behind_proxy: bool = False
    mail: str = ""
    sender: str = "seedbed@localhost"
    second_factor: str = "required"
    session_days: int = 7
    queue_limit: int = QUEUE_LIMIT
    time_zone: str = "Asia/Shanghai"
    metrics_token: str = ""

    @property
    def on_sqlite(self) -> bool:
        """Whether one file is the database."""
        return not self.database.startswith(("postgresql://", "postgres://"))

    @property
    def database_file(self) -> Path:
        """The file of an SQLite database."""
        return Path(self.database)

    def django_database(self) -> dict[str, object]:
        """Django's description of the database."""
        if self.on_sqlite:
            options: dict[str, object] = {
                "init_command": SQLITE_START,
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            }
            return {"ENGINE": "django.db.backends.sqlite3", "NAME": self.database, "OPTIONS": options}
        address = urlsplit(self.database)
        extra = dict(parse_qsl(address.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(address.path.lstrip("/")),
            "USER": unquote(address.username or ""),
            "PASSWORD": unquote(address.password or ""),
            "HOST": extra.pop("host", address.hostname or ""),
            "PORT": extra.pop("port", str(address.port or "")),
            "OPTIONS": extra,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }

    def django_mail(self) -> dict[str, object]:
        """Django's settings for letters."""
        if not self.mail:
            backend = "django.core.mail.backends.filebased.EmailBackend"
            return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": str(self.home / "mail")}
        address = urlsplit(self.mail)
        if address.scheme not in ("smtp", "smtps") or not address.hostname:
            raise Refusal.because("workbench.bad-mail")
        encrypted = address.scheme == "smtps"
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": address.hostname,
            "EMAIL_PORT": address.port or (465 if encrypted else 587),
            "EMAIL_HOST_USER": unquote(address.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
            "EMAIL_USE_SSL": encrypted,
            "EMAIL_USE_TLS": not encrypted and address.hostname not in ("127.0.0.1", "localhost"),
            "EMAIL_TIMEOUT": 20,
        }


def installation(environment: Mapping[str, str] = os.environ) -> Installation:
    """What the environment says; everything has a default.

    Raises
    ------
    Refusal
        ``workbench.bad-choice``.

    >>> installation({"SEEDBED_HOME": "/srv/seedbed"}).database
    '/srv/seedbed/seedbed.sqlite3'
    """
    data = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    home = Path(environment.get("SEEDBED_HOME") or Path(data) / "seedbed").absolute()
    second_factor = environment.get("SEEDBED_SECOND_FACTOR") or "required"
    if second_factor not in ("required", "optional"):
        raise Refusal.because(
            "workbench.bad-choice",
            name="SEEDBED_SECOND_FACTOR",
            value=second_factor,
            allowed="required, optional",
        )
    session_days = environment.get("SEEDBED_SESSION_DAYS") or "7"
    if not (session_days.isascii() and session_days.isdigit() and 1 <= int(session_days) <= LONGEST_SESSION):
        raise Refusal.because(
            "workbench.bad-choice",
            name="SEEDBED_SESSION_DAYS",
            value=session_days,
            allowed=f"1 - {LONGEST_SESSION}",
        )
    queue_limit = environment.get("SEEDBED_QUEUE_LIMIT") or str(QUEUE_LIMIT)
    if not (queue_limit.isascii() and queue_limit.isdigit() and int(queue_limit) >= 1):
        raise Refusal.because(
            "workbench.bad-choice", name="SEEDBED_QUEUE_LIMIT", value=queue_limit, allowed="1 - ..."
        )
    hosts = tuple(host.strip() for host in environment.get("SEEDBED_HOSTS", "").split(",") if host.strip())
    own = Installation(home, "", home)
    return Installation(
        home=home,
        database=environment.get("SEEDBED_DATABASE") or str(home / "seedbed.sqlite3"),
        secret_file=Path(environment.get("SEEDBED_SECRET_FILE") or home / "keys.json"),
        hosts=hosts or own.hosts,
        debug=environment.get("SEEDBED_DEBUG") == "1",
        plain_http=environment.get("SEEDBED_PLAIN_HTTP") == "1",
        behind_proxy=environment.get("SEEDBED_BEHIND_PROXY") == "1",
        mail=environment.get("SEEDBED_MAIL", ""),
        sender=environment.get("SEEDBED_SENDER") or own.sender,
        second_factor=second_factor,
        session_days=int(session_days),
        queue_limit=int(queue_limit),
        time_zone=environment.get("SEEDBED_TIME_ZONE") or own.time_zone,
        metrics_token=environment.get("SEEDBED_METRICS_TOKEN", ""),
    )
