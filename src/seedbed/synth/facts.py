"""What the synthetic population is drawn from: the published facts of a region."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.messages import Refusal

_NEEDED: dict[str, tuple[str, ...]] = {
    "places": ("place", "name", "level"),
    "organisations": ("organisation", "name", "actor_type"),
    "subprojects": ("subproject",),
    "observations": ("measure", "place", "period", "value", "unit", "source", "locator"),
}


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """The frames of a region that hold no personal data (docs/reference/tables.md).

    Raises
    ------
    Refusal
        ``synth.column-missing`` where a frame lacks a column that the draw needs.
    """

    places: pl.DataFrame
    organisations: pl.DataFrame
    subprojects: pl.DataFrame
    observations: pl.DataFrame

    def __post_init__(self) -> None:
        for table, columns in _NEEDED.items():
            for column in columns:
                if column not in getattr(self, table).columns:
                    raise Refusal.because("synth.column-missing", table=table, column=column)
