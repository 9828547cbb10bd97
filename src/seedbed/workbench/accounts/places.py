"""Organisations and subprojects by their names: what a form asks for, what a page shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from seedbed.workbench.look.wording import language
from seedbed.workbench.record.models import TABLES

MOST = 20  # of several that fit; who gets so many writes more of the name
SUGGESTED = 300  # a longer list helps nobody: there a part of the name is written and chosen from what fits
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation or a subproject.

    Parameters
    ----------
    key, name
        Its id, and its name in the language of the page.
    """

    key: str
    name: str

    @property
    def written(self) -> str:
        """As a list offers it and a form takes it again; the id tells two of one name apart."""
        return f"{self.name}{_BETWEEN}{self.key}"


def places_called(table: str, text: str) -> list[Place]:
    """Those that a text means: by id, else by whole name in either language, else by a part of it.

    Parameters
    ----------
    table
        ``organisations`` or ``subprojects``.
    """
    key, text = _key(table), text.strip()
    if not text:
        return []
    named = text.rpartition(_BETWEEN)[2]
    for asked in (
        Q(**{key: text}),
        Q(**{key: named}),
        Q(name__iexact=text) | Q(name_zh__iexact=text),
        Q(name__icontains=text) | Q(name_zh__icontains=text),
    ):
        found = _read(table, _rows(table).filter(asked)[: MOST + 1])
        if found:
            return found
    return []


def suggestions(table: str, keys: Collection[str] | None) -> list[Place]:
    """What a form offers: those named, or all where they are not too many."""
    rows = _rows(table)
    if keys is not None:
        return _read(table, rows.filter(**{f"{_key(table)}__in": keys})[:SUGGESTED])
    found = _read(table, rows[: SUGGESTED + 1])
    return found if len(found) <= SUGGESTED else []


def names_of(table: str, keys: Iterable[str]) -> dict[str, str]:
    """Ids -> names; an id that the record does not know stands for itself."""
    asked = set(keys) - {""}
    known = {
        place.key: place.name for place in _read(table, _rows(table).filter(**{f"{_key(table)}__in": asked}))
    }
    return {key: known.get(key, key) for key in asked}


def of_membership(organisation: str, subproject: str) -> str:
    """The name of what a membership is for; empty for none."""
    table, key = ("organisations", organisation) if organisation else ("subprojects", subproject)
    return names_of(table, (key,)).get(key, "") if key else ""


def _key(table: str) -> str:
    return table.removesuffix("s")


def _rows(table: str) -> QuerySet:
    return TABLES[table]._default_manager.order_by("name", _key(table))


def _read(table: str, rows: QuerySet) -> list[Place]:
    chinese = language() == "zh"
    return [
        Place(str(key), str((name_zh if chinese else name) or name or key))
        for key, name, name_zh in rows.values_list(_key(table), "name", "name_zh")
    ]
