"""Our sentences in the language of the page."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import lazy
from django.utils.translation import get_language

from seedbed.messages import Finding, Lang, Value, codes, say


def language() -> Lang:
    """The language of the page that is being made."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


def said(code: str, **values: Value) -> str:
    """The sentence of a code in the language of the page."""
    return say(code, language(), **values)


said_later = lazy(said, str)
"""Like :func:`said`, for labels that are written down before anybody asked for a page."""


def text_of(finding: Finding) -> str:
    """A finding as a sentence in the language of the page."""
    return finding.text(language())


def word(kind: str, value: object) -> str:
    """The word for a code of a kind (``workbench.<kind>-<value>``); the code itself where there is none.

    >>> word("role", "bank_viewer")
    'Bank viewer'
    """
    code = f"workbench.{kind}-{str(value).replace('_', '-').replace('.', '-')}"
    return said(code) if code in codes(language()) else str(value)


def reason_word(reason: object) -> object:
    """A reason as it was written; for the codes of drawn events their words.

    >>> reason_word("too far"), reason_word(None)
    ('too far', None)
    """
    code = f"synth.reason-{reason}"
    return said(code) if code in codes(language()) else reason


word_later = lazy(word, str)
"""Like :func:`word`, for what is written down before anybody asked for a page."""


def choices(members: type[StrEnum], kind: str) -> list[tuple[str, str]]:
    """The members of an enumeration with their words, for a form's list; the words are read when the page is made."""
    return [(item.value, word_later(kind, item.value)) for item in members]
