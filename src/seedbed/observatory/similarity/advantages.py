"""In which industries places have a comparative advantage, and which of these they share."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.observatory.grid import Missing, finding_codes, paired
from seedbed.observatory.specialisation.quotient import quotients
from seedbed.observatory.specialisation.shares import Against, read_against

Advantages: TypeAlias = Literal["location_quotient", "given"]
"""How a place's strength in an industry is measured: by its location quotient, or the table's values are
such a measure already (quotients, patents per head, 0 and 1)."""

TIE = 1e-12
"""Relative difference below which a quotient counts as equal to the threshold: a share that equals the base's
must not fall below it by rounding."""

WITHOUT = "observatory.no-advantage"
"""Code of a place in which no industry reaches the threshold."""


def held(values: NDArray[np.float64], threshold: float) -> NDArray[np.bool_]:
    """Where a measure of strength reaches the threshold (up to :data:`TIE`); NaN never does."""
    reached: NDArray[np.bool_] = values >= threshold * (1 - TIE)
    return reached


def strengths(against: Against, advantages: Advantages) -> NDArray[np.float64]:
    """The measure of strength (n, m), as :data:`Advantages` says; NaN where it is not defined."""
    return quotients(against) if advantages == "location_quotient" else against.grid.values.copy()


def overlap(
    frame: pl.DataFrame,
    threshold: float = 1.0,
    *,
    base: pl.DataFrame | None = None,
    advantages: Advantages = "location_quotient",
    missing: Missing = "refuse",
) -> pl.DataFrame:
    """How many of a place's comparative advantages another place has too.

    An industry is an advantage where its location quotient is at least ``threshold`` (an equal share
    counts).

    Parameters
    ----------
    frame
        place, industry, value (>= 0).
    base
        industry, value: the larger area that quotients are held against; without it the table itself.
    advantages
        See :data:`Advantages`.

    Returns
    -------
    place, other, value (number of shared industries), advantages, other_advantages (numbers of each
    place), share (shared / advantages), other_share, finding: every ordered pair of two different
    places. A share is null where that place has no advantage (``observatory.no-advantage``).

    >>> rows = [("a", "x", 1), ("a", "y", 1), ("b", "x", 1), ("b", "z", 0)]
    >>> table = pl.DataFrame(rows, schema=["place", "industry", "value"], orient="row")
    >>> overlap(table, advantages="given").select("place", "value", "share").rows()
    [('a', 1, 0.5), ('b', 1, 1.0)]
    """
    against = read_against(frame, base, missing=missing)
    present = held(strengths(against, advantages), threshold)
    # float32 holds counts below 2^24 exactly and multiplies in BLAS.
    single = present.astype(np.float32)
    counts = present.sum(axis=1)
    places = pl.DataFrame({"place": against.grid.rows, "advantages": counts})
    frame_of_pairs = paired(
        against.grid.rows,
        (single @ single.T).astype(np.float64),
        finding_codes(counts.size, (counts == 0, WITHOUT)),
    )
    return (
        frame_of_pairs.with_columns(pl.col("value").cast(pl.Int64))
        .join(places, on="place", how="left", maintain_order="left")
        .join(
            places.rename({"place": "other", "advantages": "other_advantages"}),
            on="other",
            how="left",
            maintain_order="left",
        )
        .select(
            "place",
            "other",
            "value",
            "advantages",
            "other_advantages",
            _share("advantages").alias("share"),
            _share("other_advantages").alias("other_share"),
            "finding",
        )
    )


def _share(of: str) -> pl.Expr:
    return pl.when(pl.col(of) > 0).then(pl.col("value") / pl.col(of))
