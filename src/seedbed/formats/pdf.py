"""The text of a PDF, through PDFium."""

from __future__ import annotations

import re
import unicodedata
import zlib

import pypdfium2  # type: ignore[import-untyped, unused-ignore]
import pypdfium2.raw  # type: ignore[import-untyped, unused-ignore]

from seedbed.formats.limits import Limits
from seedbed.messages import Refusal

_STREAM = re.compile(rb"stream\r?\n")
_FILTERS = re.compile(rb"/Filter\s*\[([^\]]{0,2000})\]")
_MOST_FILTERS = 2  # ASCII85 around Flate is ordinary; Flate around Flate around Flate is a bomb
_MOST_STREAMS = 50_000
_PIECE = 1 << 20
# PDFium writes a soft hyphen at a line's end as U+FFFE, and some fonts map to the radicals block.
_SOFT_HYPHEN = re.compile("\ufffe\\n?")
_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_PASSWORD = (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)


def read_pdf(data: bytes, name: str, limits: Limits) -> tuple[str, int]:
    """The text of a PDF page by page, and its number of pages.

    A scanned PDF gives an empty text. Text comes in the order in which the file draws it, which
    for columns is column by column in what word processors write.

    Raises
    ------
    Refusal
        ``formats.password``, ``formats.broken-file``, ``formats.too-many-pages``,
        ``formats.too-long``, ``formats.zip-bomb`` (streams that inflate beyond the limit).
    """
    _bound_streams(data, name, limits)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in _PASSWORD
        raise Refusal.because("formats.password" if locked else "formats.broken-file", file=name) from None
    try:
        pages = len(document)
        if pages == 0:
            raise Refusal.because("formats.broken-file", file=name)
        if pages > limits.pages:
            raise Refusal.because("formats.too-many-pages", file=name, pages=pages, limit=limits.pages)
        texts: list[str] = []
        characters = 0
        for number in range(pages):
            text = _page_text(document, number, limits.characters - characters)
            if text is None:
                raise Refusal.because(
                    "formats.too-long", file=name, characters=limits.characters + 1, limit=limits.characters
                )
            characters += len(text)
            texts.append(text)
    except pypdfium2.PdfiumError:
        raise Refusal.because("formats.broken-file", file=name) from None
    finally:
        document.close()
    return "\n".join(text for text in texts if text), pages


def _page_text(document: pypdfium2.PdfDocument, number: int, room: int) -> str | None:
    """The text of one page, or ``None`` when it is longer than the room that is left."""
    page = document[number]
    try:
        reading = page.get_textpage()
        try:
            if reading.count_chars() > room:
                return None
            return _mended(reading.get_text_bounded())
        finally:
            reading.close()
    finally:
        page.close()


def _mended(text: str) -> str:
    plain = _SOFT_HYPHEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\x00", "")
    return _RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found.group()), plain).strip()


def _bound_streams(data: bytes, name: str, limits: Limits) -> None:
    """Inflate every Flate stream into nothing and stop at the limit, before PDFium keeps any of it."""
    for found in _FILTERS.finditer(data):
        if found.group(1).count(b"/") > _MOST_FILTERS:
            raise _bomb(name, limits)
    room = limits.unpacked_bytes
    for count, found in enumerate(_STREAM.finditer(data)):
        if count > _MOST_STREAMS:
            raise _bomb(name, limits)
        at = found.end()
        header = data[at : at + 2]
        if len(header) < 2 or header[0] & 0x0F != 8 or int.from_bytes(header, "big") % 31:
            continue  # no zlib header (RFC 1950)
        room -= _inflated_size(data, at, room)
        if room < 0:
            raise _bomb(name, limits)


def _bomb(name: str, limits: Limits) -> Refusal:
    return Refusal.because("formats.zip-bomb", file=name, megabytes=limits.unpacked_bytes >> 20)


def _inflated_size(data: bytes, at: int, room: int) -> int:
    """How much a zlib stream gives, counted no further than just beyond the room."""
    engine = zlib.decompressobj()
    size = 0
    fed = memoryview(data)[at:]
    try:
        while fed and size <= room and not engine.eof:
            chunk, fed = bytes(fed[:_PIECE]), fed[_PIECE:]
            while chunk and size <= room and not engine.eof:
                size += len(engine.decompress(chunk, _PIECE))
                chunk = engine.unconsumed_tail
    except zlib.error:
        pass  # encrypted or damaged: PDFium will say so
    return size
