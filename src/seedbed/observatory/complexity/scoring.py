"""Score places by an index of industries that was found elsewhere."""

from __future__ import annotations

import numpy as np
import polars as pl

from seedbed.messages import Refusal
from seedbed.observatory.grid import Missing, finding_codes, listed, read_grid, require_columns
from seedbed.observatory.similarity.advantages import WITHOUT, Advantages, held, strengths
from seedbed.observatory.specialisation.shares import EMPTY, read_against

UNKNOWN_ONLY = "observatory.unknown-industries"
"""Code of a place that holds none of the industries which have a complexity."""

HALF_KNOWN = "observatory.half-known"
"""Code of a place less than half of whose total stands in industries that have a complexity."""


def score_places(
    frame: pl.DataFrame,
    pci: pl.DataFrame,
    *,
    base: pl.DataFrame | None = None,
    presence: float = 1.0,
    advantages: Advantages = "location_quotient",
    missing: Missing = "refuse",
) -> pl.DataFrame:
    """Mean complexity of the industries that each place holds, by PCI from a larger economy.

    For places too small or too few to rank among themselves. With ``pci`` of
    :func:`seedbed.observatory.complexity.complexity` (``pci_scale="eci"``) and the same base, a place of
    that economy gets exactly its ECI; others stand on the same scale.

    Parameters
    ----------
    frame
        place, industry, value (>= 0).
    pci
        industry, pci; rows without a value are left aside.
    base
        industry, value: totals of the economy that quotients are held against, best the one PCI comes from;
        without it, the table's own.
    presence, advantages
        As :func:`seedbed.observatory.complexity.complexity`.

    Returns
    -------
    place, value (mean PCI of held industries, in PCI's own units), scaled (that, standardised over the
    given places with the population's deviation; null where it does not vary), held (industries present that
    have a PCI), coverage (share of the place's total that stands in industries with a PCI), finding:
    ``observatory.empty-unit``, ``.no-advantage``, ``.unknown-industries`` (value null), ``.half-known``
    (doubtful).
    """
    against = read_against(frame, base, missing=missing)
    require_columns(pci, "industry", "pci")
    known = read_grid(
        pci.filter(pl.col("pci").is_not_null()).select("industry", pl.lit("pci").alias("measure"), "pci"),
        row="industry",
        column="measure",
        value="pci",
        negative=True,
    )
    names = against.grid.columns
    has = names.is_in(known.rows.implode()).to_numpy()
    if not has.any():
        raise Refusal.because("observatory.no-industry-known", industries=", ".join(names.head(3)))
    index = known.values[known.rows.search_sorted(names.filter(pl.Series(has))).to_numpy(), 0]
    present = held(strengths(against, advantages), presence)
    totals = against.grid.values.sum(axis=1)
    counts = present[:, has].sum(axis=1)
    with np.errstate(invalid="ignore"):
        value = (present[:, has] @ index) / counts
        coverage = against.grid.values[:, has].sum(axis=1) / totals
    spread = float(np.nanstd(value)) if counts.any() else 0.0
    scaled = (value - np.nanmean(value)) / spread if spread > 0 else np.full_like(value, np.nan)
    codes = finding_codes(
        totals.size,
        (coverage < 0.5, HALF_KNOWN),
        (counts == 0, UNKNOWN_ONLY),
        (present.sum(axis=1) == 0, WITHOUT),
        (totals == 0, EMPTY),
    )
    return listed(against.grid.rows, codes, value=value, scaled=scaled, held=counts, coverage=coverage)
