"""The text of a Word document (Office Open XML, ISO/IEC 29500-1), read as a stream.

No tree is built, so memory follows the text and not the mark-up. A document type declaration,
which every XML bomb and every external entity needs and no Word document has, is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from seedbed.formats.archive import Archive, open_archive
from seedbed.formats.limits import Limits
from seedbed.messages import Finding, Refusal, Severity

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",  # the strict variant
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_PARTS = re.compile(r"word/(header|document|footnotes|endnotes|footer)\d*\.xml")
_ORDER = ("header", "document", "footnotes", "endnotes", "footer")
_EMBEDDED = re.compile(r"word/embeddings/.+", re.IGNORECASE)


def read_word(data: bytes, name: str, limits: Limits) -> tuple[str, int, tuple[Finding, ...]]:
    """The text of a DOCX file, its number of pages, and findings.

    Headers come first and footers last; cells of a table are parted by tabs, rows by lines; text
    boxes are read once. Deleted text and field codes are left out.

    Raises
    ------
    Refusal
        What :func:`~seedbed.formats.archive.open_archive` refuses; ``formats.xml-declaration``,
        ``formats.broken-file``, ``formats.too-deep``, ``formats.too-long``, ``formats.too-many-pages``.
    """
    archive = open_archive(data, name, limits)
    parts = sorted(
        (part for part in archive.names if _PARTS.fullmatch(part)),
        key=lambda part: (_ORDER.index(_kind(part)), part),
    )
    if not any(_kind(part) == "document" for part in parts):
        raise Refusal.because("formats.broken-file", file=name)
    texts: list[str] = []
    pages = 1
    characters = 0
    for part in parts:
        reader = _read_part(archive, part)
        text = reader.text()
        characters += len(text)
        if characters > limits.characters:
            raise Refusal.because(
                "formats.too-long", file=name, characters=characters, limit=limits.characters
            )
        if text and text not in texts:  # first, even and odd pages often carry the same header
            texts.append(text)
        pages = max(pages, reader.pages)
    if pages > limits.pages:
        raise Refusal.because("formats.too-many-pages", file=name, pages=pages, limit=limits.pages)
    findings: tuple[Finding, ...] = ()
    if any(_EMBEDDED.fullmatch(member) for member in archive.names):
        findings = (Finding("formats.embedded-files", {"file": name}, Severity.NOTE),)
    return "\n".join(texts), pages, findings


def _kind(part: str) -> str:
    found = _PARTS.fullmatch(part)
    return found.group(1) if found else ""


def _read_part(archive: Archive, part: str) -> _Reader:
    content = archive.read(part)
    reader = _Reader(archive.name, archive.limits)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.declaration
    parser.EntityDeclHandler = reader.declaration
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Refusal.because("formats.broken-file", file=archive.name) from None
    return reader


@dataclass(slots=True)
class _Reader:
    """Collects the text of one part while the parser walks through it."""

    file: str
    limits: Limits
    pages: int = 1
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _depth: int = 0
    _in_text: bool = False
    _cells: int = 0
    _skipped: int = 0  # depth of the Fallback that is being left out, 0 for none

    def text(self) -> str:
        """What was read, without blank ends and runs of blank lines."""
        lines = (re.sub(r"[ \u00a0]+", " ", line).strip(" \t") for line in "".join(self._pieces).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def declaration(self, *_: object) -> None:
        """Refuse a document type or an entity."""
        raise Refusal.because("formats.xml-declaration", file=self.file)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self._depth += 1
        if self._depth > self.limits.depth:
            raise Refusal.because("formats.too-deep", file=self.file, limit=self.limits.depth)
        if self._skipped:
            return
        if name == _FALLBACK:
            self._skipped = self._depth
            return
        uri, _, local = name.rpartition(" ")
        if uri + " " not in _WORD:
            return
        if local == "t":
            self._in_text = True
        elif local == "tab":
            self._add("\t")
        elif local in ("br", "cr"):
            if any(key.endswith(" type") and value == "page" for key, value in attributes.items()):
                self.pages += 1
            self._add("\n")
        elif local == "noBreakHyphen":
            self._add("-")
        elif local == "tc":
            self._cells += 1
        elif local == "lastRenderedPageBreak":
            self.pages += 1

    def end(self, name: str) -> None:
        """An element closes."""
        if self._skipped:
            if self._depth == self._skipped:
                self._skipped = 0
            self._depth -= 1
            return
        self._depth -= 1
        uri, _, local = name.rpartition(" ")
        if uri + " " not in _WORD:
            return
        if local == "t":
            self._in_text = False
        elif local == "p":
            self._add(" " if self._cells else "\n")
        elif local == "tc":
            self._cells -= 1
            self._add("\t")
        elif local == "tr":
            self._add("\n")

    def characters(self, data: str) -> None:
        """Text between tags; only that of runs counts."""
        if self._in_text and not self._skipped:
            self._add(data)

    def _add(self, piece: str) -> None:
        self._length += len(piece)
        if self._length > self.limits.characters:
            raise Refusal.because(
                "formats.too-long", file=self.file, characters=self._length, limit=self.limits.characters
            )
        self._pieces.append(piece)
