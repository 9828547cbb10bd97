"""The part of the region that one explanation needs, read by the index: as quick among a million people."""

from __future__ import annotations

from typing import cast

import polars as pl

from seedbed.store import RegionSettings, RegionStore
from seedbed.workbench.people.record import record

MOST_SKILLS = 5_000
"""Rows of one person's, or one opportunity's, skills."""
_KEYS = {
    "people": "person",
    "seeker_skills": "seeker",
    "opportunities": "opportunity",
    "opportunity_skills": "opportunity",
}


def near(person: str, opportunity: str | None = None) -> RegionStore:
    """The region as if it held one person and, if named, one opportunity; it serves for opening a market."""
    return cast("RegionStore", _Near(person, opportunity))


class _Near:
    def __init__(self, person: str, opportunity: str | None) -> None:
        self._of = {"people": person, "seeker_skills": person}
        if opportunity is not None:
            self._of |= {"opportunities": opportunity, "opportunity_skills": opportunity}

    @property
    def settings(self) -> RegionSettings:
        """Those of the region."""
        return record().settings

    def table(self, name: str) -> pl.DataFrame:
        """The rows about the person, or the opportunity; of other tables all."""
        if name not in self._of:
            return record().table(name)
        rows = record().page(name, {_KEYS[name]: self._of[name]}, size=MOST_SKILLS).rows
        # Who has no skill is no region without skills: one row of somebody else says so, and counts for nobody.
        return rows if rows.height or not name.endswith("_skills") else record().page(name, size=1).rows

    def rejects(self, name: str) -> pl.DataFrame:
        """None: rejected rows are on no market."""
        return pl.DataFrame()
