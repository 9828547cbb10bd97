"""What a match is about: some kinds, subprojects and places of opportunities, the people of some institutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import Json, RegionStore
from seedbed.usecases.open_market import with_consent


@dataclass(frozen=True, slots=True)
class MatchScope:
    """Part of a region; what is empty does not narrow it.

    Parameters
    ----------
    kinds, subprojects
        Of opportunities.
    places
        Of opportunities; what lies in a place belongs to it.
    institutions
        Of people.
    left_out
        Ids of people and opportunities that take no part.
    """

    kinds: tuple[str, ...] = ()
    subprojects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @classmethod
    def from_parameters(cls, kept: Mapping[str, Json]) -> MatchScope:
        """As a run keeps it."""
        parts = {name: kept.get(name) for name in cls.__slots__}
        return cls(**{
            name: tuple(map(str, part)) if isinstance(part, list | tuple) else () for name, part in parts.items()
        })  # fmt: skip


def people_in(store: RegionStore, scope: MatchScope, on: date) -> list[str] | None:
    """Ids of the people of a scope whose consent covers matching on a day; ``None``: nobody is left out by it.

    Raises
    ------
    Refusal
        ``usecases.nobody-in-scope``.
    """
    if not scope.institutions and not scope.left_out:
        return None
    people, _ = with_consent(store.table("people"), on)
    if scope.institutions:
        people = people.filter(pl.col("institution").is_in(scope.institutions))
    people = people.filter(~pl.col("person").is_in(scope.left_out))
    if not people.height:
        raise Refusal.because("usecases.nobody-in-scope")
    return people["person"].to_list()


def opportunities_in(store: RegionStore, scope: MatchScope) -> list[str] | None:
    """Ids of the opportunities of a scope; ``None``: all.

    Raises
    ------
    Refusal
        ``usecases.nothing-in-scope``.
    """
    if not (scope.kinds or scope.subprojects or scope.places or scope.left_out):
        return None
    offers = store.table("opportunities")
    for column, chosen in (("kind", scope.kinds), ("subproject", scope.subprojects)):
        if chosen:
            offers = offers.filter(pl.col(column).is_in(chosen))
    if scope.places:
        offers = offers.filter(pl.col("place").is_in(places_within(store.table("places"), scope.places)))
    offers = offers.filter(~pl.col("opportunity").is_in(scope.left_out))
    if not offers.height:
        raise Refusal.because("usecases.nothing-in-scope")
    return offers["opportunity"].to_list()


def places_within(places: pl.DataFrame, chosen: Sequence[str]) -> list[str]:
    """The places chosen and all that lie in them."""
    found, edge = set(chosen), list(chosen)
    while edge:
        edge = places.filter(pl.col("parent").is_in(edge) & ~pl.col("place").is_in(list(found)))[
            "place"
        ].to_list()
        found.update(edge)
    return sorted(found)
