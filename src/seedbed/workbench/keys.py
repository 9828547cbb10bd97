"""The keys of one installation: a file outside the database that only its owner may read.

Whoever has the database (or a backup of it) without this file reads no e-mail address, no name
and no second factor.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from seedbed.messages import Refusal

OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Keys:
    """What signs, what seals and what makes sealed e-mail addresses findable.

    Parameters
    ----------
    signing
        Signs sessions, invitations and links (Django's ``SECRET_KEY``).
    sealing
        Fernet keys (AES-128-CBC and HMAC-SHA256), newest first: the first seals, all open.
    lookup
        Key of the HMAC-SHA256 under which an e-mail address is found.
    lasting
        Whether they stand in a file. Keys that do not are for tests only.
    """

    signing: str
    sealing: tuple[str, ...]
    lookup: str
    lasting: bool = False

    @property
    def fingerprint(self) -> str:
        """Says whether two installations hold the same sealing keys, without telling them."""
        text = "\n".join((*self.sealing, self.lookup))
        return hashlib.sha256(f"seedbed keys\n{text}".encode()).hexdigest()[:16]


def new_keys() -> Keys:
    """Fresh random keys that stand nowhere."""
    return Keys(secrets.token_urlsafe(50), (Fernet.generate_key().decode(),), secrets.token_hex(32))


def read_keys(path: Path) -> Keys:
    """Read the key file.

    Raises
    ------
    Refusal
        ``workbench.no-keys``, ``workbench.open-keys`` (others may read it), ``workbench.broken-keys``.
    """
    if not path.is_file():
        raise Refusal.because("workbench.no-keys", file=str(path))
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise Refusal.because("workbench.open-keys", file=str(path))
    try:
        document = json.loads(path.read_text("utf-8"))
        sealing = tuple(str(key) for key in document["sealing"])
        for key in sealing:
            Fernet(key)
        return Keys(str(document["signing"]), sealing, str(document["lookup"]), lasting=True)
    except (ValueError, KeyError, TypeError):
        raise Refusal.because("workbench.broken-keys", file=str(path)) from None


def make_keys(path: Path) -> Keys:
    """Read the key file, or make it when there is none; two processes never make two."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = new_keys()
        text = json.dumps({"signing": keys.signing, "sealing": keys.sealing, "lookup": keys.lookup}, indent=1)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(fresh, path)  # fails when another process was first
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return read_keys(path)
