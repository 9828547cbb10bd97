"""The bilingual catalogue: a code and values in, a sentence out.

The sentences are gettext ``.po`` files whose ``msgid`` is the code. They are read as they
are (no compiled copy can go stale) and once per process.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Literal, get_args

from babel.messages.pofile import read_po

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
Value = str | int | float | bool | date | datetime | None


@cache
def _sentences(lang: Lang) -> Mapping[str, str]:
    folder = resources.files("seedbed.messages") / "locale" / lang / "LC_MESSAGES"
    sentences: dict[str, str] = {}
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".po"):
            continue
        room = entry.name.removesuffix(".po")
        with entry.open("rb") as stream:
            for message in read_po(stream, locale=lang):
                if not message.id:
                    continue
                code = str(message.id)
                if code.partition(".")[0] != room:
                    raise ValueError(f"{code} stands in {room}.po ({lang}), which is another room's file")
                if code in sentences:
                    raise ValueError(f"{code} stands twice in the {lang} catalogue")
                sentences[code] = str(message.string)
    return sentences


def codes(lang: Lang) -> frozenset[str]:
    """All codes that the catalogue of one language holds."""
    return frozenset(_sentences(lang))


def placeholders(code: str, lang: Lang) -> frozenset[str]:
    """The names of the values that a sentence asks for."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(_sentences(lang)[code]) if name)


def say(code: str, lang: Lang, /, **values: Value) -> str:
    """The sentence of a code in a language, its values filled in.

    Values are formatted as :meth:`str.format` does (``{share:.0%}``, ``{people:,}``).

    Raises
    ------
    KeyError
        The code is not in the catalogue, or a value that the sentence names is missing.

    >>> say("messages.severity-error", "zh")
    '错误'
    """
    return _sentences(lang)[code].format_map(values)
