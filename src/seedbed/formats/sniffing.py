"""What a file is, by its content: a suffix is only a claim."""

from __future__ import annotations

import re
from pathlib import PurePath

from seedbed.formats.document import DocumentKind

# First bytes of kinds that are told apart only to be refused with the right remedy.
_SIGNATURES: tuple[tuple[bytes, DocumentKind], ...] = (
    (b"{\\rtf", DocumentKind.RTF),
    (b"MZ", DocumentKind.PROGRAM),
    (b"\x7fELF", DocumentKind.PROGRAM),
    (b"\xca\xfe\xba\xbe", DocumentKind.PROGRAM),
    (b"\xcf\xfa\xed\xfe", DocumentKind.PROGRAM),
    (b"#!", DocumentKind.PROGRAM),
    (b"\x89PNG\r\n", DocumentKind.IMAGE),
    (b"\xff\xd8\xff", DocumentKind.IMAGE),
    (b"GIF8", DocumentKind.IMAGE),
    (b"II*\x00", DocumentKind.IMAGE),
    (b"MM\x00*", DocumentKind.IMAGE),
    (b"BM", DocumentKind.IMAGE),
    (b"Rar!", DocumentKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", DocumentKind.ARCHIVE),
    (b"\x1f\x8b", DocumentKind.ARCHIVE),
    (b"BZh", DocumentKind.ARCHIVE),
    (b"\xfd7zXZ", DocumentKind.ARCHIVE),
)
_SHORT = frozenset({b"MZ", b"BM"})  # letters that may also begin a text
_PDF_WITHIN = 1024  # Adobe's readers take a PDF header anywhere in the first 1024 bytes
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_PART = b"word/document"
_OFFICE_PART = b"[Content_Types].xml"
_HTML = re.compile(
    rb"^\s*(<!doctype\s+html|<html|<\?xml[^>]{0,200}\?>\s*<!doctype\s+html|mime-version:)", re.I
)
_JSON = re.compile(rb"^(\xef\xbb\xbf)?\s*[\[{]\s*[\"\[\]{}]")

SUFFIXES: dict[str, DocumentKind] = {
    ".pdf": DocumentKind.PDF,
    ".docx": DocumentKind.DOCX,
    ".txt": DocumentKind.TEXT,
    ".md": DocumentKind.TEXT,
    ".json": DocumentKind.JSON,
}


def sniff(data: bytes) -> DocumentKind:
    """The kind of a file by its content; looks at no more than signatures and member names.

    >>> sniff(b"%PDF-1.7 ...")
    <DocumentKind.PDF: 'pdf'>
    >>> sniff("姓名：".encode("gb18030"))
    <DocumentKind.TEXT: 'txt'>
    """
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and (signature not in _SHORT or b"\x00" in data[:512]):
            return kind
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return DocumentKind.PDF
    if _HTML.match(data[:2048]):
        return DocumentKind.HTML
    if _JSON.match(data[:256]):
        return DocumentKind.JSON
    return DocumentKind.TEXT if _may_be_text(data) else DocumentKind.BINARY


def claimed_kind(name: str) -> DocumentKind | None:
    """What the suffix of a file name claims; ``None`` when it claims nothing that is known."""
    return SUFFIXES.get(PurePath(name).suffix.lower())


def _zip_kind(data: bytes) -> DocumentKind:
    # An Office file without the end of its directory was cut short: whoever opens it says so.
    if _WORD_PART in data or (_OFFICE_PART in data and _EMPTY_ZIP not in data):
        return DocumentKind.DOCX
    return DocumentKind.OTHER_OFFICE if _OFFICE_PART in data else DocumentKind.ARCHIVE


def _ole_kind(data: bytes) -> DocumentKind:
    # Names of the compound file's streams are UTF-16 (MS-CFB 2.6.1, MS-OFFCRYPTO 2.3).
    if "EncryptedPackage".encode("utf-16-le") in data:
        return DocumentKind.ENCRYPTED_OFFICE
    if "WordDocument".encode("utf-16-le") in data:
        return DocumentKind.OLD_WORD
    return DocumentKind.OTHER_OFFICE


def _may_be_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = data[:65536]
    nuls = head.count(0)
    if nuls == 0:
        return True
    # UTF-16 without a mark: the NULs of Latin letters and digits stand on one side only.
    even = head[0::2].count(0)
    return len(data) % 2 == 0 and nuls > len(head) // 20 and even in (0, nuls)
