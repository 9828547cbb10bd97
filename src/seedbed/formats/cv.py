"""Reading a CV: PDF, Word or text, whatever its suffix says."""

from __future__ import annotations

import re

from seedbed.formats.document import Document, DocumentKind
from seedbed.formats.headings import looks_like_two_cvs
from seedbed.formats.limits import DEFAULT_LIMITS, Limits
from seedbed.formats.pdf import read_pdf
from seedbed.formats.plain_text import read_plain_text
from seedbed.formats.sniffing import claimed_kind, sniff
from seedbed.formats.word import read_word
from seedbed.messages import Finding, Refusal, Severity

# Fewer letters than twenty are a page number or a scanner's stamp and no CV.
_ENOUGH_LETTERS = re.compile(r"(?:[\W\d_]*[^\W\d_]){20}")

_REFUSED: dict[DocumentKind, str] = {
    DocumentKind.OLD_WORD: "formats.old-word",
    DocumentKind.ENCRYPTED_OFFICE: "formats.password",
    DocumentKind.RTF: "formats.old-word",
    DocumentKind.ARCHIVE: "formats.is-archive",
    DocumentKind.IMAGE: "formats.is-image",
}


def read_cv(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read one CV.

    Parameters
    ----------
    data
        The file's content. Its kind is told by content; the suffix of ``name`` is only compared.
    name
        What findings call the file.
    limits
        Bounds on size, inflation, pages and characters.

    Returns
    -------
    Document
        With the findings ``formats.no-text`` (error: scanned or pictures only; the text is
        empty), ``formats.wrong-suffix``, ``formats.two-cvs``, ``formats.read-as-gb18030``,
        ``formats.embedded-files``.

    Raises
    ------
    Refusal
        The file is empty, too large, of a kind that is not read, locked, damaged or hostile.

    >>> read_cv("姓名：某人\\n2019 年起从事数控编程与设备维护，熟悉西门子系统。".encode(), "a.txt").pages
    1
    """
    if len(data) > limits.file_bytes:
        raise Refusal.because("formats.too-large", file=name, megabytes=limits.file_bytes >> 20)
    if not data.strip(b" \t\r\n\x00"):
        raise Refusal.because("formats.empty-file", file=name)
    kind = sniff(data)
    findings: list[Finding] = []
    pages = 1
    if kind is DocumentKind.PDF:
        text, pages = read_pdf(data, name, limits)
    elif kind is DocumentKind.DOCX:
        text, pages, more = read_word(data, name, limits)
        findings += more
    elif kind is DocumentKind.TEXT:
        text, more = read_plain_text(data, name, limits)
        findings += more
    else:
        raise Refusal.because(_REFUSED.get(kind, "formats.wrong-type"), file=name, kind=kind.value)
    claimed = claimed_kind(name)
    if claimed is not kind:
        values = {"file": name, "kind": kind.value}
        findings.append(Finding("formats.wrong-suffix", values, Severity.WARNING))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    if kind is DocumentKind.TEXT and not any(map(str.isalpha, text)):
        raise Refusal.because("formats.empty-file", file=name)
    # Nobody scans into a text file: however short, its words are what the person wrote.
    if kind is not DocumentKind.TEXT and _ENOUGH_LETTERS.match(text) is None:
        findings.append(Finding("formats.no-text", {"file": name, "pages": pages}))
        text = ""
    elif looks_like_two_cvs(text):
        findings.append(Finding("formats.two-cvs", {"file": name}, Severity.WARNING))
    return Document(text, pages, kind, tuple(findings))
