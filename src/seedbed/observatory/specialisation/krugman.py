"""How far a structure lies from another: Krugman's and Hoover's indices."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl

from seedbed.messages import Refusal
from seedbed.observatory.grid import Missing, listed
from seedbed.observatory.specialisation.shares import Base, Of, read_against


def krugman(
    frame: pl.DataFrame,
    base: Base = None,
    *,
    against: Literal["base", "others"] = "base",
    of: Of = "place",
    missing: Missing = "refuse",
) -> pl.DataFrame:
    """Sum of absolute differences of shares, ``K = sum_i |s_i - b_i|``, 0..2 (Krugman 1991; not halved).

    Two places with each other: :func:`seedbed.observatory.similarity.similarity` with ``kind="krugman"``.

    Parameters
    ----------
    frame
        place, industry, value (>= 0).
    base
        See :data:`seedbed.observatory.specialisation.shares.Base`.
    against
        ``"base"``: b are the base's shares. ``"others"``: b is the plain mean of all other units' shares,
        each counting once (Farhauer and Kröll 2013); ``base`` is then not read.
    of
        ``"place"``: specialisation; ``"industry"``: spatial concentration.

    Returns
    -------
    The unit's id, value, finding (``observatory.empty-unit`` where the total is zero).

    Raises
    ------
    Refusal
        ``observatory.no-other-unit``: there is nothing to compare with.
    """
    given = read_against(frame, base if against == "base" else None, of=of, missing=missing)
    own = given.shares
    if against == "base":
        reference = given.base_shares[None, :]
    else:
        measured = ~np.isnan(own[:, 0])
        count = int(measured.sum())
        if count < 2:
            raise Refusal.because("observatory.no-other-unit", column=of)
        reference = (own[measured].sum(axis=0) - own) / (count - 1)
    # Rounding may carry places that share nothing above 2.
    value = np.minimum(np.abs(own - reference).sum(axis=1), 2.0)
    return listed(given.grid.rows, given.findings, value=value)


def hoover(
    frame: pl.DataFrame, base: Base = None, *, of: Of = "place", missing: Missing = "refuse"
) -> pl.DataFrame:
    """Half the sum of absolute differences of shares, ``1/2 sum_i |s_i - b_i|``, 0..1 (Hoover 1936).

    The share that would have to move for both structures to be alike. With places' income as an industry,
    their population as ``base`` and ``of="industry"`` it is the Hoover index of regional disparity;
    ``base="equal"`` holds it against equal shares. Parameters and result as :func:`krugman`.
    """
    return krugman(frame, base, of=of, missing=missing).with_columns(pl.col("value") / 2)
