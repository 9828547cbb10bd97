"""A PostgreSQL server of one's own, on the loopback, that ends with the work."""

from __future__ import annotations

import contextlib
import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PLACES = ("usr/lib/postgresql/*/bin", "usr/local/pgsql/bin", "opt/homebrew/opt/postgresql*/bin")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait until somebody listens on a port; false when the process ended or the time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        time.sleep(0.1)
    return False


@contextlib.contextmanager
def private_postgresql() -> Iterator[str | None]:
    """Address of a new empty database; ``None`` where PostgreSQL is not installed or nobody may run it."""
    programs = _programs()
    user = getpass.getuser() if os.getuid() else _other_user()
    if programs is None or user is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="seedbed-pg-") as folder:
        home = Path(folder)
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": home}
        if not os.getuid():  # PostgreSQL refuses to run as root
            os.chown(home, pwd.getpwnam(user).pw_uid, -1)
            quiet |= {"user": user, "extra_groups": []}
        made = [
            str(programs / "initdb"),
            "-D",
            str(home / "data"),
            "-U",
            "seedbed",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run([*made, "--locale=C.UTF-8"], check=True, **quiet)
        port = free_port()
        options = ["-D", str(home / "data"), "-h", "127.0.0.1", "-p", str(port), "-k", str(home)]
        server = subprocess.Popen([str(programs / "postgres"), *options], **quiet)
        try:
            ready = answers(port, server, 60)
            yield f"postgresql://seedbed@127.0.0.1:{port}/postgres" if ready else None
        finally:
            server.terminate()
            server.wait(60)


def _programs() -> Path | None:
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    for place in _PLACES:
        found += sorted(Path("/").glob(place), reverse=True)
    return next((path for path in found if (path / "initdb").exists() and (path / "postgres").exists()), None)


def _other_user() -> str | None:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None
