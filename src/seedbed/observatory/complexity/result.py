"""What complexity gives back: frames, the conventions that made them, and how far to trust them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.messages import Finding
from seedbed.observatory.complexity.ranking import PciScale, Scale
from seedbed.observatory.grid import paired
from seedbed.observatory.similarity.advantages import Advantages

OutlookPci: TypeAlias = Literal["unshifted", "scaled"]
"""PCI that outlook and gain are summed from: in units of ECI's deviation but not shifted (ecomplexity, the
Stata package), or as given in ``pci`` (the Atlas's formula)."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """Where packages differ: what was chosen. Names are those of :func:`complexity`'s parameters."""

    presence: float = 1.0
    advantages: Advantages = "location_quotient"
    eci_scale: Scale = "population"
    pci_scale: PciScale = "eci"
    outlook_pci: OutlookPci = "unshifted"
    self_related: bool = True
    neighbours: int | None = None
    min_place_total: float = 0.0
    min_industry_total: float = 0.0


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """How far an index can be trusted.

    Parameters
    ----------
    places, industries
        How many are ranked, all parts together.
    parts
        Number of parts that share no industry; ECI compares within a part only.
    singular_values
        Of the largest part, falling: 1, the one that ECI is read from, the next ones.
    spectral_gap
        Second less third singular value; near 0, ECI and the next vector are easily exchanged.
    relative_gap
        That, divided by the second.
    sign_margin
        Correlation of ECI with diversity, 0..1; near 0, the sign is arbitrary.
    near_threshold
        Cells whose strength lies within 1 % of the threshold.
    small_places
        Places whose total is below the stated share of the median place's total: their industries may
        be accidents of a few units.
    """

    places: int
    industries: int
    parts: int
    singular_values: tuple[float, ...]
    spectral_gap: float
    relative_gap: float
    sign_margin: float
    near_threshold: int
    small_places: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Complexity:
    """Relatedness and complexity of places and industries.

    Long frames hold all cells: a place x industry frame has n * m rows. They share their columns, so that
    taking several costs little more than one; :attr:`proximity` is made when asked.

    Parameters
    ----------
    eci
        place, eci, rank (1 is the most complex of its part), part, finding.
    pci
        industry, pci, rank, part, finding.
    diversity
        place, diversity: number of industries present.
    ubiquity
        industry, ubiquity: number of places where present.
    outlook
        place, outlook (COI, standardised), finding.
    cells
        place, industry, rca, present, density, gain, finding.
    industries
        (m,) ids, rising.
    nearness
        (m, m) proximities.
    """

    eci: pl.DataFrame
    pci: pl.DataFrame
    diversity: pl.DataFrame
    ubiquity: pl.DataFrame
    outlook: pl.DataFrame
    cells: pl.DataFrame
    industries: pl.Series
    nearness: NDArray[np.float64]
    conventions: Conventions
    diagnostics: Diagnostics
    findings: tuple[Finding, ...]

    @property
    def rca(self) -> pl.DataFrame:
        """place, industry, rca: location quotient, or the given strength; finding."""
        return self.cells.select("place", "industry", "rca", "finding")

    @property
    def density(self) -> pl.DataFrame:
        """place, industry, density (0..1): share of the nearness around the industry that the place holds."""
        return self.cells.select("place", "industry", "density", "finding")

    @property
    def gain(self) -> pl.DataFrame:
        """place, industry, gain (COG): what the industry would add to the place's outlook; 0 where present."""
        return self.cells.select("place", "industry", "gain", "finding")

    @property
    def proximity(self) -> pl.DataFrame:
        """industry, other, proximity (0..1), finding: every ordered pair of two different industries."""
        return paired(self.industries, self.nearness, name="proximity")
