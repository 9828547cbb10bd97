"""The columns of a table from their codes in the catalogue."""

from __future__ import annotations

from seedbed.report.document import Column, Style
from seedbed.report.wording import Words


def columns(words: Words, *entries: tuple[str, str] | tuple[str, str, Style]) -> tuple[Column, ...]:
    """Columns from (name, heading) or (name, heading, style); the heading without its ``col-``."""
    made: list[Column] = []
    for entry in entries:
        style: Style = entry[2] if len(entry) == 3 else "text"
        made.append(Column(entry[0], words(f"col-{entry[1]}"), style))
    return tuple(made)
