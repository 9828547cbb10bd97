"""What reading a document gives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from seedbed.messages import Finding, Severity, worst


class DocumentKind(StrEnum):
    """What a file is by its content; only some of these are read."""

    PDF = "pdf"
    DOCX = "docx"
    TEXT = "txt"
    JSON = "json"
    HTML = "html"
    OLD_WORD = "doc"
    ENCRYPTED_OFFICE = "encrypted office"
    RTF = "rtf"
    ARCHIVE = "archive"
    IMAGE = "image"
    PROGRAM = "program"
    OTHER_OFFICE = "other office"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file.

    Parameters
    ----------
    text
        Lines end in ``\\n``; cells of a table are parted by a tab.
    pages
        Pages of a PDF; for DOCX the page breaks that were written down, plus one; 1 for text.
    kind
        By content.
    findings
        What a person should know; an error among them means that the text is of no use.
    """

    text: str
    pages: int
    kind: DocumentKind
    findings: tuple[Finding, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether no finding is an error."""
        return worst(self.findings) is not Severity.ERROR
