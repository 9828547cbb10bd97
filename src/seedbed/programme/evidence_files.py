"""What a file of evidence is, by its first bytes, and how large it may be."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from seedbed.messages import Refusal

MARKS: tuple[tuple[str, bytes], ...] = (
    ("pdf", b"%PDF-"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("jpeg", b"\xff\xd8\xff"),
    ("tiff", b"II*\x00"),
    ("tiff", b"MM\x00*"),
    ("office", b"PK\x03\x04"),
)
"""Types that are taken as evidence and the bytes with which their files begin."""

SUFFIXES: dict[str, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "png": (".png",),
    "jpeg": (".jpg", ".jpeg"),
    "tiff": (".tif", ".tiff"),
    "office": (".docx", ".xlsx", ".pptx", ".odt", ".ods"),
    "text": (".txt", ".csv", ".md"),
}
"""The endings that go with each type."""

MOST_BYTES = 50 * 2**20
HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, in bytes."""

    most_bytes: int = MOST_BYTES


def type_of(head: bytes) -> str | None:
    """The type that a file's first bytes say; ``None``: none that is taken.

    >>> type_of(b"%PDF-1.7"), type_of("到场名单".encode()), type_of(b"MZ\\x90\\x00")
    ('pdf', 'text', None)
    """
    for name, mark in MARKS:
        if head.startswith(mark):
            return name
    return "text" if _is_text(head) else None


def check_file(name: str, suffix: str, size: int, head: bytes, limits: Limits | None = None) -> str:
    """The type of a file that may be evidence.

    Raises
    ------
    Refusal
        ``programme.evidence-empty``, ``programme.evidence-too-large``,
        ``programme.evidence-type``: not a type that is taken, or not what its ending says.
    """
    most = (limits or Limits()).most_bytes
    if size == 0:
        raise Refusal.because("programme.evidence-empty", file=name)
    if size > most:
        raise Refusal.because("programme.evidence-too-large", file=name, size=size, limit=most)
    found = type_of(head)
    if found is None or suffix.lower() not in SUFFIXES[found]:
        allowed = ", ".join(ending for endings in SUFFIXES.values() for ending in endings)
        raise Refusal.because("programme.evidence-type", file=name, found=found or "?", allowed=allowed)
    return found


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the head may end within a character
    except UnicodeDecodeError:
        return False
    return all(byte >= 0x20 or byte in b"\t\r\n\f" for byte in head)
