"""Whether demo accounts may be entered by a button: only where `seedbed serve --demo` listens to this machine alone.

The command writes its process id down; only the servers that it starts itself find their parent there. No
setting opens the door, so nothing can be left on by mistake.
"""

from __future__ import annotations

import os
from ipaddress import ip_address

from django.http import HttpRequest

from seedbed.workbench.accounts.throttling import address_of

MARK = "SEEDBED_DEMO_SERVED_BY"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names by which a browser on this machine reaches it."""


def open_door() -> None:
    """Called by the command; the servers that this process starts afterwards have the door."""
    os.environ[MARK] = str(os.getpid())


def close_door() -> None:
    """Whatever stood in the environment does not count."""
    os.environ.pop(MARK, None)


def is_open() -> bool:
    """Whether this process was started by a command that opened the door."""
    return os.environ.get(MARK) == str(os.getppid())


def lets_in(request: HttpRequest) -> bool:
    """Whether a request comes from this machine, to this machine, past no proxy."""
    if not is_open() or any(
        name.startswith("HTTP_X_FORWARDED") or name == "HTTP_FORWARDED" for name in request.META
    ):
        return False
    try:
        near = ip_address(address_of(request)).is_loopback
    except ValueError:
        return False
    host, colon, port = request.get_host().rpartition(":")
    name = host if colon and port.isdigit() else request.get_host()
    return near and name in LOOPBACK
