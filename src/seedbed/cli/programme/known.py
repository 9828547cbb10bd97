"""Words of the command line that must be ones of a region."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.tables import schema_of


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


def choices_of(table: str, column: str) -> Sequence[str]:
    """The words that a table takes in a column."""
    found = schema_of(table).column(column)
    return () if found is None else found.choices


def must_end_in(file: Path, endings: Sequence[str]) -> None:
    """Refuse a file whose name does not end as what it holds does; nothing is written or issued before.

    Raises
    ------
    Refusal
        ``cli.file-ending``.
    """
    if file.suffix.lower() not in endings:
        raise Refusal.because("cli.file-ending", file=file.name, known=", ".join(endings))


def must_be_known(what: str, value: str | None, known: Sequence[str]) -> None:
    """Refuse a value that is none of those that are known; an absent one is let pass.

    Raises
    ------
    Refusal
        ``cli.unknown-value``.
    """
    if value is not None and value not in known:
        raise Refusal.because("cli.unknown-value", what=what, value=value, known=", ".join(known))
