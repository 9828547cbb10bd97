"""Where a row was taken from, and the sources to choose from."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from seedbed.workbench.look.wording import said
from seedbed.workbench.people.record import record


def source_of(row: Mapping[str, object]) -> dict[str, object] | None:
    """The source of a row with its title; none where the row names none."""
    if not row.get("source"):
        return None
    found = record().row("sources", str(row["source"])) or {}
    return {
        "source": row["source"],
        "title": found.get("title") or row["source"],
        "publisher": found.get("publisher"),
        "year": found.get("year"),
        "locator": row.get("locator"),
    }


def source_choices() -> list[tuple[str, str]]:
    """Every source by its title, after one for none."""
    titles = record().table("sources").select("source", pl.coalesce("title", "source")).rows()
    return [("", said("workbench.not-said")), *titles]
