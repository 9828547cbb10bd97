"""Text files in the encodings that CVs come in."""

from __future__ import annotations

import codecs

from seedbed.formats.limits import Limits
from seedbed.messages import Finding, Refusal, Severity

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Control characters that no text file holds on purpose; tab, line feed, return and form feed may.
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r\x0c"}


def read_plain_text(data: bytes, name: str, limits: Limits) -> tuple[str, tuple[Finding, ...]]:
    """Decode a text file: UTF-8 with or without mark, UTF-16, or else GB18030.

    Raises
    ------
    Refusal
        ``formats.not-text``: none of these fits, or NULs stand in it; ``formats.too-long``.
    """
    text, findings = _decoded(data, name)
    if "\x00" in text:
        raise Refusal.because("formats.not-text", file=name)
    text = text.translate(_CONTROLS)
    if len(text) > limits.characters:
        raise Refusal.because("formats.too-long", file=name, characters=len(text), limit=limits.characters)
    return text, findings


def _decoded(data: bytes, name: str) -> tuple[str, tuple[Finding, ...]]:
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if encoding is None and 0 in data[:65536]:
        little = data[1:65536:2].count(0) >= data[0:65536:2].count(0)
        encoding = "utf-16-le" if little else "utf-16-be"
    try:
        return data.decode(encoding or "utf-8"), ()
    except UnicodeDecodeError:
        if encoding is not None:
            raise Refusal.because("formats.not-text", file=name) from None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise Refusal.because("formats.not-text", file=name) from None
    return text, (Finding("formats.read-as-gb18030", {"file": name}, Severity.NOTE),)
