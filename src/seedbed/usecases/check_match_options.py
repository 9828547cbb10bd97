"""Whether what is asked of a match makes sense, before anybody waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from seedbed.matching import Floor
from seedbed.matching.allocation.floor import check_floors
from seedbed.messages import Finding, Refusal
from seedbed.store import RegionStore
from seedbed.store.settings import FloorSetting
from seedbed.usecases.open_market import belongs, with_consent
from seedbed.usecases.run_match import MatchOptions


def check_match_options(
    store: RegionStore, options: MatchOptions, on: date | None = None
) -> tuple[Finding, ...]:
    """Everything about floors, pins and exclusions that a match would refuse and that shows without a market.

    The sentences are those of the match itself; what depends on fits and places it says when it runs.
    """
    on = on or date.today()
    floors = store.settings.floors if options.floors is None else options.floors
    found = _of_floors(store, floors, options)
    lacking = _without_members(store, floors, options, on)
    found += [
        Finding("usecases.floor-without-members", {"floor": floor.name, "group": floor.sex or floor.group})
        for floor in lacking
    ]
    return (*found, *_of_pairs(store, options, on))


def _of_floors(store: RegionStore, floors: Sequence[FloorSetting], options: MatchOptions) -> list[Finding]:
    """Shares, what is carried, scopes."""
    found: list[Finding] = []
    for floor in floors:
        asked = floor.scope.partition(":")[2]
        name = f"{floor.name}:{asked}" if asked else floor.name
        delivered = (0, 0) if floor.scope == "subproject" else options.carried.get(name, (0, 0))
        carried = (int(delivered[0]), int(delivered[1]))
        try:
            # One member and one place: the shares and what is carried are judged by the engine itself.
            check_floors([Floor([0], floor.share, carried=carried, name=name)], 1, np.ones(1, np.int64))
        except Refusal as refusal:
            found += refusal.findings
        if asked and not _there(store, "opportunities", "subproject", [asked]):
            subprojects = store.table("opportunities").get_column("subproject").drop_nulls().unique()
            known = ", ".join(subprojects.sort()) or "-"
            found.append(
                Finding(
                    "usecases.floor-unknown-subproject",
                    {"floor": floor.name, "subproject": asked, "known": known},
                )
            )
    return found


def _without_members(
    store: RegionStore, floors: Sequence[FloorSetting], options: MatchOptions, on: date
) -> list[FloorSetting]:
    """Floors of a group of which nobody takes part; none where nobody takes part at all.

    People are read until one of each group is found, who is mostly among the first.
    """
    schools = options.scope.institutions
    columns = ("sex", "groups", "consent_purpose", "consent_until")
    missing, anybody = list(floors), False
    for part in store.parts("people", columns, ("institution", schools) if schools else None):
        if not missing:
            break
        here, _ = with_consent(part, on)
        anybody = anybody or here.height > 0
        missing = [floor for floor in missing if not here.select(belongs(floor).any()).item()]
    return missing if anybody else []


def _of_pairs(store: RegionStore, options: MatchOptions, on: date) -> list[Finding]:
    """Pairs to be held that are not on the market, or to be kept apart as well."""
    columns = ("person", "institution", "consent_purpose", "consent_until")
    pinned = sorted({seeker for seeker, _ in options.pinned})
    people = pl.concat(store.parts("people", columns, ("person", pinned)))
    here, _ = with_consent(people, on)
    if options.scope.institutions:
        here = here.filter(pl.col("institution").is_in(options.scope.institutions))
    seekers = set(here.get_column("person"))
    offers = _there(store, "opportunities", "opportunity", sorted({offer for _, offer in options.pinned}))
    found = [
        Finding("usecases.pin-not-on-the-market", {"seeker": seeker, "opportunity": opportunity})
        for seeker, opportunity in options.pinned
        if seeker not in seekers or opportunity not in offers
    ]
    barred = set(options.excluded)
    return found + [
        Finding("matching.pin-excluded", {"seeker": pair[0], "opportunity": pair[1]})
        for pair in options.pinned
        if pair in barred
    ]


def _there(store: RegionStore, table: str, column: str, values: Sequence[str]) -> set[str]:
    """Which of some values a column holds."""
    return {value for part in store.parts(table, (column,), (column, values)) for value in part.to_series()}
