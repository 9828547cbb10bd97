"""Organisations, their types, ties and sources in words."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from seedbed.report.wording import named, organisation_names
from seedbed.workbench.look.wording import language
from seedbed.workbench.people.record import record

ACTORS = ("education", "enterprise", "government", "service")
TONES = {actor: tone for tone, actor in enumerate(ACTORS, start=1)}


def own(row: Mapping[str, object]) -> str:
    """A row's name in the language of the page."""
    first, second = ("name_zh", "name") if language() == "zh" else ("name", "name_zh")
    return str(row.get(first) or row.get(second) or "")


def actor_word(actor: object) -> str:
    """One of the four types."""
    return named("actor", str(actor), language()) or ""


def kind_word(kind: object) -> str:
    """A finer kind."""
    return "" if kind is None else named("organisation", str(kind), language()) or ""


def tie_word(kind: object) -> str:
    """A kind of tie."""
    return named("tie", str(kind), language()) or ""


def names() -> dict[str, str]:
    """Names of all organisations by id."""
    return organisation_names(record().table("organisations"), language())


def source_of(row: Mapping[str, object]) -> dict[str, object] | None:
    """Where a row was taken from."""
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


def ties_of(organisation: str) -> list[dict[str, object]]:
    """The ties of one organisation: the other end, kind, times, words, source; by kind, then name."""
    ties, lang, known = record().table("ties"), language(), names()
    here = ties.filter((pl.col("from") == organisation) | (pl.col("to") == organisation))
    rows = []
    for row in here.iter_rows(named=True):
        outward = row["from"] == organisation
        other = str(row["to"] if outward else row["from"])
        what = row.get("what_zh" if lang == "zh" else "what") or row.get("what") or ""
        rows.append(
            {**row, "other": other, "other_name": known.get(other, other), "known": other in known,
             "outward": outward, "kind_word": tie_word(row["kind"]), "what": what}
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["kind_word"], row["other_name"]))
