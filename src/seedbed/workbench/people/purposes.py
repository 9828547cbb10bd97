"""What a person may consent to, each apart; the words stand under ``workbench.purpose-<code>``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

LONGEST_YEARS = 3
"""A consent ends at the latest after so many years, and can be given anew."""


class Purpose(StrEnum):
    """A purpose of consent, as it stands in ``people.consent_purpose``."""

    MATCHING = "matching"
    GUIDANCE = "guidance"
    STATISTICS = "statistics"
    CONTACT = "contact"


def consents(row: Mapping[str, object], purpose: Purpose, on: date | None = None) -> bool:
    """Whether a row of ``people`` holds a consent to a purpose on a day.

    >>> consents(
    ...     {"consent_purpose": ["matching"], "consent_until": date(2030, 1, 1)},
    ...     Purpose.MATCHING,
    ...     date(2029, 1, 1),
    ... )
    True
    """
    given, until = row.get("consent_purpose"), row.get("consent_until")
    if not isinstance(given, Collection) or not isinstance(until, date):
        return False
    return purpose.value in given and until >= (on or date.today())
