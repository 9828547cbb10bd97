"""Typed cells as the text from which checking a table makes the same values again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl


def as_text(value: object) -> str | None:
    """One cell as the text that reading the tables turns into the same value."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(value) or ";"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return repr(value)


def text_rows(frame: pl.DataFrame) -> list[dict[str, str | None]]:
    """The rows of a frame as text cells."""
    return [{name: as_text(value) for name, value in row.items()} for row in frame.iter_rows(named=True)]
