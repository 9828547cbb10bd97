"""What the region calls the measures whose published figures disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from seedbed.messages import Finding
from seedbed.usecases.report_contents import empty_frame

if TYPE_CHECKING:
    from seedbed.store import RegionStore

MEASURES = "measures"
"""The region's own table ``measure, name, name_zh``."""


def measure_names(store: RegionStore, contradictions: Sequence[Finding]) -> pl.DataFrame:
    """Names for what the contradictions are about, as far as the region has them.

    A contradiction names a measure, or a comparison across measures; a comparison is called after the
    measure of its first observation, with the place of that observation where it is not the region.
    """
    if MEASURES not in store.tables():
        return empty_frame("measure_names")
    names = {
        measure: (name, name_zh or name)
        for measure, name, name_zh in store.table(MEASURES).select("measure", "name", "name_zh").iter_rows()
    }
    observations = store.table("observations").select("observation", "measure", "place")
    observed = {row[0]: row[1:] for row in observations.iter_rows()}
    places = {
        place: (name, name_zh or name)
        for place, name, name_zh in store.table("places").select("place", "name", "name_zh").iter_rows()
    }
    rows: dict[str, tuple[str, str, str]] = {}
    for finding in contradictions:
        about = str(finding.values.get("measure", ""))
        measure, place = observed.get(finding.values.get("observation_a"), (about, None))
        english, chinese = names.get(about) or names.get(measure) or (None, None)
        if about in rows or english is None or chinese is None:
            continue
        if place in places and place != store.settings.place:
            english, chinese = f"{english} ({places[place][0]})", f"{chinese}\uff08{places[place][1]}\uff09"
        rows[about] = (about, english, chinese)
    return pl.DataFrame(list(rows.values()), schema=empty_frame("measure_names").schema, orient="row")
