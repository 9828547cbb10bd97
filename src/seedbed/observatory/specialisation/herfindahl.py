"""Herfindahl-Hirschman index of specialisation or concentration."""

from __future__ import annotations

import numpy as np
import polars as pl

from seedbed.observatory.grid import Missing, listed
from seedbed.observatory.specialisation.shares import Of, read_against


def herfindahl(frame: pl.DataFrame, *, of: Of = "place", missing: Missing = "refuse") -> pl.DataFrame:
    """Sum of squared shares (Hirschman 1945; Herfindahl 1950).

    ``H = sum_i s_i^2``, between 1/m (all alike) and 1 (all in one), m being the number of columns of the
    table, those with zeros included.

    Parameters
    ----------
    frame
        place, industry, value (>= 0).
    of
        ``"place"``: each place over industries; ``"industry"``: each industry over places.

    Returns
    -------
    The unit's id, then ``value`` (H), ``normalised`` ((H - 1/m) / (1 - 1/m), 0..1; null where m = 1),
    ``equivalent`` (1/H: the number of equal parts that would give the same H), ``finding``
    (``observatory.empty-unit`` where the total is zero).

    >>> sales = pl.DataFrame({"place": ["market"] * 4, "industry": list("abcd"), "value": [20, 50, 20, 10]})
    >>> herfindahl(sales)["value"].round(10).to_list()
    [0.34]
    """
    against = read_against(frame, "equal", of=of, missing=missing)
    value = (against.shares**2).sum(axis=1)
    parts = against.grid.columns.len()
    normalised = (value - 1 / parts) / (1 - 1 / parts) if parts > 1 else np.full_like(value, np.nan)
    return listed(
        against.grid.rows, against.findings, value=value, normalised=normalised, equivalent=1 / value
    )
