"""Words of the command line that must be ones of a region."""

from __future__ import annotations

from collections.abc import Sequence

from seedbed.messages import Refusal
from seedbed.store import RegionStore


def year_of(store: RegionStore, text: str | None) -> str | None:
    """A year of the programme.

    Raises
    ------
    Refusal
        ``cli.unknown-value``.
    """
    settings = store.settings
    must_be_known("year", text, [str(year) for year in range(settings.first_year, settings.last_year + 1)])
    return text


def must_be_known(what: str, value: str | None, known: Sequence[str]) -> None:
    """Refuse a value that is none of those that are known; an absent one is let pass.

    Raises
    ------
    Refusal
        ``cli.unknown-value``.
    """
    if value is not None and value not in known:
        raise Refusal.because("cli.unknown-value", what=what, value=value, known=", ".join(known))
