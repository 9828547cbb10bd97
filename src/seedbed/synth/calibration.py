"""Where each number behind the draw comes from, and what the draw made of it.

Three bases are kept apart: a figure that a source published (``published``), a figure computed
from published ones by a stated formula (``derived``), and a number that nobody published and that
was set here (``assumption``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

CALIBRATION_SCHEMA = {
    "what": pl.String(),
    "basis": pl.String(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "source": pl.String(),
    "locator": pl.String(),
    "drawn": pl.Float64(),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that steers the draw.

    Parameters
    ----------
    what
        Names it; its sentence in both languages stands under ``synth.<what>``.
    value, unit
        As used: shares are 0..1, counts are whole.
    basis
        ``published``, ``derived`` or ``assumption``.
    source, locator
        Where the published parts stand; empty for an assumption.
    """

    what: str
    value: float
    unit: str = "share"
    basis: str = "assumption"
    source: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A number that can be computed from observations of a region.

    ``measures`` names the observations, ``formula`` takes their values (shares as 0..1, counts as
    whole numbers) in that order. A region that publishes none of it uses ``otherwise``, which then
    stands in the calibration as an assumption.
    """

    what: str
    measures: tuple[str, ...]
    formula: Callable[..., float]
    otherwise: float
    unit: str = "share"

    def from_observations(self, observations: pl.DataFrame) -> Number:
        """The number for one region. Of several observations of a measure the first listed counts."""
        values, sources, locators = [], [], []
        for measure in self.measures:
            rows = observations.filter(pl.col("measure") == measure)
            if rows.is_empty():
                return Number(self.what, self.otherwise, self.unit)
            first = rows.row(0, named=True)
            values.append(_plain(float(first["value"]), str(first["unit"])))
            sources.append(str(first["source"]))
            locators.append(str(first["locator"]))
        return Number(
            self.what,
            self.formula(*values),
            self.unit,
            "published" if len(self.measures) == 1 else "derived",
            "; ".join(dict.fromkeys(sources)),
            "; ".join(dict.fromkeys(locators)),
        )


def _plain(value: float, unit: str) -> float:
    """A value without percent and without millions."""
    if unit in ("%", "percent"):
        return value / 100
    for word, factor in (("million", 1e6), ("thousand", 1e3), ("billion", 1e9)):
        if word in unit:
            return value * factor
    return value


def calibration_frame(drawn: Iterable[tuple[Number, float | None]]) -> pl.DataFrame:
    """One row per number: what it is, its basis and source, and the value that the draw shows."""
    return pl.DataFrame(
        [
            (number.what, number.basis, number.value, number.unit, number.source, number.locator, shown)
            for number, shown in drawn
        ],
        schema=CALIBRATION_SCHEMA,
        orient="row",
    )
