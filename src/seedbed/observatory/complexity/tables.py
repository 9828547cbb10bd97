"""A ranking as frames."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.observatory.complexity.presence import Presence
from seedbed.observatory.complexity.ranking import Ranking
from seedbed.observatory.grid import finding_codes, listed

SMALL_PLACE = "observatory.small-place"
"""Code of a place whose total is tiny beside the others': its ECI may be an accident."""


def eci_frame(found: Presence, ranking: Ranking, tiny: NDArray[np.bool_]) -> pl.DataFrame:
    """place, eci, rank, part, finding."""
    codes = finding_codes(tiny.size, (tiny & ~np.isnan(ranking.eci), SMALL_PLACE))
    given = first_code(found.place_codes, ranking.place_codes, codes)
    return _ranked(found.grid.rows, "eci", ranking.eci, ranking.place_parts, given)


def pci_frame(found: Presence, ranking: Ranking) -> pl.DataFrame:
    """industry, pci, rank, part, finding."""
    given = first_code(found.industry_codes, ranking.industry_codes)
    return _ranked(found.grid.columns, "pci", ranking.pci, ranking.industry_parts, given)


def tiny_places(found: Presence, small: float) -> NDArray[np.bool_]:
    """Places (n,) whose total is above zero and below a share of the median of such places."""
    totals = found.totals
    some = totals > 0
    return some & (totals < small * float(np.median(totals[some])))


def first_code(*codes: NDArray[np.object_] | None) -> NDArray[np.object_] | None:
    """The first code that speaks, unit by unit."""
    spoken = [vector for vector in codes if vector is not None]
    if not spoken:
        return None
    result = spoken[0].copy()
    for vector in spoken[1:]:
        silent = np.array([code is None for code in result], dtype=np.bool_)
        result[silent] = vector[silent]
    return result


def _ranked(
    ids: pl.Series,
    name: str,
    values: NDArray[np.float64],
    parts: NDArray[np.int64],
    codes: NDArray[np.object_] | None,
) -> pl.DataFrame:
    """Values with their rank within the part, best first; equal values share the better rank."""
    frame = listed(ids, codes, **{name: values, "part": parts})
    return frame.select(
        ids.name,
        name,
        pl.col(name).rank("min", descending=True).over("part").cast(pl.Int64).alias("rank"),
        pl.when(pl.col("part") >= 0).then("part").alias("part"),
        "finding",
    )
