"""XML of unknown origin to a tree: no document type, no entities, bounded depth and size."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.parsers import expat

from seedbed.formats.limits import Limits
from seedbed.messages import Refusal


def parse_safely(data: bytes, file: str, limits: Limits) -> ET.Element:
    """The root element.

    A document type declaration, which every entity bomb and every external entity needs, is refused by a
    first pass that builds no tree.

    Raises
    ------
    Refusal
        ``formats.empty-file``, ``formats.too-large``, ``formats.iati-declaration``, ``formats.too-deep``,
        ``formats.iati-broken``.
    """
    if not data.strip():
        raise Refusal.because("formats.empty-file", file=file)
    if len(data) > limits.file_bytes:
        raise Refusal.because("formats.too-large", file=file, megabytes=limits.file_bytes >> 20)
    guard = _Guard(file, limits.depth)
    parser = expat.ParserCreate()
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.StartDoctypeDeclHandler = guard.declaration
    parser.EntityDeclHandler = guard.declaration
    try:
        parser.Parse(data, True)
        return ET.fromstring(data)
    except expat.ExpatError as error:
        raise Refusal.because("formats.iati-broken", file=file, row=error.lineno) from None
    except (ET.ParseError, ValueError, LookupError):
        raise Refusal.because("formats.iati-broken", file=file, row=1) from None


@dataclass(slots=True)
class _Guard:
    file: str
    limit: int
    depth: int = 0

    def start(self, *_: object) -> None:
        self.depth += 1
        if self.depth > self.limit:
            raise Refusal.because("formats.too-deep", file=self.file, limit=self.limit)

    def end(self, *_: object) -> None:
        self.depth -= 1

    def declaration(self, *_: object) -> None:
        raise Refusal.because("formats.iati-declaration", file=self.file)
