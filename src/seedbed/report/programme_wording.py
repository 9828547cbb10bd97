"""Figures, periods and codes of the programme in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any

from seedbed.charts import spoken_number
from seedbed.messages import Lang, codes, say
from seedbed.report.document import NOTHING
from seedbed.report.wording import named_unit, words_of

YES_NO = "yes_no"


def number(value: float | None, lang: Lang) -> str:
    """A figure as precise as it is: whole ones without decimals.

    >>> number(8000.0, "en"), number(0.5, "en"), number(0, "en")
    ('8,000', '0.50', '0')
    """
    if value is None:
        return NOTHING
    whole = float(value).is_integer()
    return spoken_number(value, "integer" if whole else "decimal" if abs(value) < 1000 else "integer", lang)


def rounded(value: float | None) -> float | None:
    """A figure that is computed needs no decimals from ten on.

    >>> rounded(514.29), rounded(5.17)
    (514.0, 5.17)
    """
    return value if value is None or abs(value) < 10 else float(round(value))


def amount(value: float | None, kind: str | None, lang: Lang) -> str:
    """A value of an indicator; of a yes-or-no one the word.

    >>> amount(1, "yes_no", "en"), amount(1, "count", "en"), amount(None, "yes_no", "en")
    ('yes', '1', '—')
    """
    if kind == YES_NO and value in (0.0, 1.0):
        return words_of(lang)("yes" if value else "no")
    return number(value, lang)


def with_unit(value: float | None, unit: str, kind: str | None, lang: Lang) -> str:
    """A value with its unit, which a word does not need."""
    spoken = amount(value, kind, lang)
    return (
        spoken if kind == YES_NO else words_of(lang)("dm-amount", value=spoken, unit=named_unit(unit, lang))
    )


def percent(value: float | None, lang: Lang) -> str:
    """A share in per cent."""
    return NOTHING if value is None else spoken_number(value, "percent", lang)


def dated(value: str, when: object, lang: Lang) -> str:
    """What is said with its year on the line below.

    >>> dated("8,000", 2027, "en"), dated("8,000", None, "en")
    ('8,000\\n(2027)', '8,000')
    """
    if value == NOTHING or not when:
        return value
    return f"{value}\n{words_of(lang)('pr-brackets', of=years(str(when)))}"


def years(period: str | None) -> str:
    """A period with a dash that people read.

    >>> years("2021/2027")
    '2021–2027'
    """
    return NOTHING if not period else period.replace("/", "–")


def day(value: date | None) -> str:
    """A day, the same in both languages (ISO 8601)."""
    return NOTHING if value is None else value.isoformat()


def code(kind: str, value: str | None, lang: Lang) -> str:
    """The words for a code of a table's choices; one without words is written as it is."""
    if not value:
        return NOTHING
    name = f"report.{kind}-{value.replace('_', '-')}"
    return say(name, lang) if name in codes(lang) else value.replace("_", " ")


def own(row: dict[str, Any], stem: str, lang: Lang) -> str:
    """The name in a language of a row's pair of columns; a dash where there is none."""
    return row[f"{stem}_{lang}"] or NOTHING


def label(row: dict[str, Any], lang: Lang) -> str:
    """What a target is about: the indicator, then the group and the subproject if it is of one."""
    unit = row.get("unit")
    first = own(row, "name", lang)
    if unit and row.get("measure") != "share" and row.get("kind") != YES_NO:
        first = words_of(lang)("pr-with-unit", name=first, unit=named_unit(unit, lang))
    rest = [row[f"{stem}_{lang}"] for stem in ("group", "subproject") if row.get(f"{stem}_{lang}")]
    return "\n".join([first, *rest])


def listed(parts: Sequence[str], lang: Lang) -> str:
    """Several words after each other.

    >>> listed(["a", "b"], "en"), listed(["a", "b"], "zh"), listed([], "en")
    ('a, b', 'a、b', '')
    """
    if not parts:
        return ""
    words = words_of(lang)
    return reduce(lambda first, second: words("pr-and", first=first, second=second), parts)
