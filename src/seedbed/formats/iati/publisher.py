"""Who publishes a programme under which identifiers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_FORBIDDEN = re.compile(r"[/&|?\s]+")


@dataclass(frozen=True, slots=True)
class Publisher:
    """What an IATI file says of the programme as a whole, beyond its tables.

    Parameters
    ----------
    ref
        Organisation identifier of the publisher (registration agency, hyphen, number), such as
        ``XM-DAC-46004``.
    name, name_zh
        Of the publisher.
    programme, title, title_zh
        Id of the programme, which ends its identifier, and its name.
    starts, ends
        Of the programme; planned days.
    today
        Day of the export: payments after it are plans, which the rules do not allow as transactions.
    organisation_type, country, sectors
        Codes of the lists OrganisationType, Country (ISO 3166-1) and Sector (DAC, five digits).
    """

    ref: str
    name: str
    programme: str
    title: str
    starts: date
    ends: date
    today: date
    name_zh: str = ""
    title_zh: str = ""
    organisation_type: str = "10"
    country: str = "CN"
    sectors: tuple[str, ...] = ("43010",)

    def identifier(self, activity: str) -> str:
        """The identifier of an activity: the publisher's, a hyphen, the activity's own.

        >>> day = date(2024, 1, 1)
        >>> Publisher("XX-1", "Office", "p", "Programme", day, day, day).identifier("a/b")
        'XX-1-a-b'
        """
        return f"{self.ref}-{_FORBIDDEN.sub('-', activity)}"
