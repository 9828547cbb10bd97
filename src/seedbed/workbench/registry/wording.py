"""Organisations, places, their types and ties in words."""

from __future__ import annotations

from collections.abc import Mapping

from seedbed.report.wording import named
from seedbed.workbench.look.wording import language

ACTORS = ("education", "enterprise", "government", "service")
TONES = {actor: tone for tone, actor in enumerate(ACTORS, start=1)}


def own(row: Mapping[str, object]) -> str:
    """A row's name in the language of the page."""
    first, second = ("name_zh", "name") if language() == "zh" else ("name", "name_zh")
    return str(row.get(first) or row.get(second) or "")


def other_name(row: Mapping[str, object]) -> str:
    """A row's name in the other language, where it has one."""
    name = row.get("name") if language() == "zh" else row.get("name_zh")
    return "" if name in (None, own(row)) else str(name)


def actor_word(actor: object) -> str:
    """One of the four types."""
    return named("actor", str(actor), language()) or ""


def kind_word(kind: object) -> str:
    """A finer kind."""
    return "" if kind is None else named("organisation", str(kind), language()) or ""


def tie_word(kind: object) -> str:
    """A kind of tie."""
    return named("tie", str(kind), language()) or ""
