"""Whether what is asked of a match makes sense, before anybody waits for it."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from seedbed.matching import Floor
from seedbed.matching.allocation.floor import check_floors
from seedbed.messages import Finding, Refusal
from seedbed.store import RegionStore
from seedbed.usecases.open_market import belongs, with_consent
from seedbed.usecases.run_match import MatchOptions


def check_match_options(
    store: RegionStore, options: MatchOptions, on: date | None = None
) -> tuple[Finding, ...]:
    """Everything about floors, pins and exclusions that a match would refuse and that shows without a market.

    The sentences are those of the match itself; what depends on fits and places it says when it runs.
    """
    found: list[Finding] = []
    floors = store.settings.floors if options.floors is None else options.floors
    people, _ = with_consent(store.table("people"), on or date.today())
    if options.scope.institutions:
        people = people.filter(pl.col("institution").is_in(options.scope.institutions))
    offers = store.table("opportunities")
    subprojects = offers["subproject"].drop_nulls().unique().sort().to_list()
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
        if people.height and not people.select(belongs(floor).any()).item():
            found.append(
                Finding(
                    "usecases.floor-without-members", {"floor": floor.name, "group": floor.sex or floor.group}
                )
            )
        if asked and asked not in subprojects:
            known = ", ".join(subprojects) or "-"
            found.append(
                Finding(
                    "usecases.floor-unknown-subproject",
                    {"floor": floor.name, "subproject": asked, "known": known},
                )
            )
    here, there = set(people["person"]), set(offers["opportunity"])
    found += [
        Finding("usecases.pin-not-on-the-market", {"seeker": seeker, "opportunity": opportunity})
        for seeker, opportunity in options.pinned
        if seeker not in here or opportunity not in there
    ]
    barred = set(options.excluded)
    found += [
        Finding("matching.pin-excluded", {"seeker": pair[0], "opportunity": pair[1]})
        for pair in options.pinned
        if pair in barred
    ]
    return tuple(found)
