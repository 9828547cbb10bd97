"""Contact data encrypted at rest: sealed with Fernet, found again by a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

from seedbed.workbench.keys import Keys


@cache
def _cipher(keys: Keys) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys.sealing])


def seal(text: str) -> bytes:
    """A text as nobody without the key file can read it; an empty text stays empty."""
    return seal_bytes(text.encode())


def seal_bytes(content: bytes) -> bytes:
    """A file as nobody without the key file can read it; an empty one stays empty."""
    return _cipher(settings.KEYS).encrypt(content) if content else b""


def unseal(sealed: bytes | memoryview) -> str:
    """The inverse of :func:`seal`.

    Raises
    ------
    cryptography.fernet.InvalidToken
        Sealed with other keys, or changed since.
    """
    return unseal_bytes(sealed).decode()


def unseal_bytes(sealed: bytes | memoryview) -> bytes:
    """The inverse of :func:`seal_bytes`; raises as :func:`unseal`."""
    return _cipher(settings.KEYS).decrypt(bytes(sealed)) if sealed else b""


def tidy_email(email: str) -> str:
    """The form in which two spellings of an address are the same one.

    >>> tidy_email("  Li.Na@Example.ORG ")
    'li.na@example.org'
    """
    return unicodedata.normalize("NFKC", email).strip().casefold()


def mark_of(text: str, purpose: str) -> str:
    """HMAC-SHA256 under the key file's look-up key: findable by who holds the key, meaningless to others."""
    key = bytes.fromhex(settings.KEYS.lookup)
    return hmac.new(key, f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()


def mark_of_email(email: str) -> str:
    """Under which an e-mail address is found."""
    return mark_of(tidy_email(email), "email")


class SealedBytes(models.BinaryField):
    """A file that is sealed in the database and plain in Python."""

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> bytes:
        """Out of the database."""
        return b"" if value is None else unseal_bytes(value)

    def get_prep_value(self, value: bytes | None) -> bytes:
        """Into the database."""
        return seal_bytes(value or b"")

    def value_to_string(self, obj: models.Model) -> str:
        """Never in a dump."""
        return ""


class SealedText(models.BinaryField):
    """A text that is sealed in the database and plain in Python."""

    def from_db_value(self, value: bytes | memoryview | None, *_: object) -> str:
        """Out of the database."""
        return "" if value is None else unseal(value)

    def to_python(self, value: object) -> str:
        """From a form or a fixture."""
        return str(value or "")

    def get_prep_value(self, value: str | None) -> bytes:
        """Into the database."""
        return seal(value or "")

    def value_to_string(self, obj: models.Model) -> str:
        """Never in a dump."""
        return ""
