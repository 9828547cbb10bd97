"""Litzenberger and Sternberg's cluster index."""

from __future__ import annotations

import numpy as np
import polars as pl

from seedbed.messages import Refusal
from seedbed.observatory.grid import Missing, finding_codes, read_grid
from seedbed.observatory.specialisation.shares import EMPTY, aligned

WITHOUT_FIRMS = "observatory.jobs-without-firms"
"""Code of an industry that has jobs in a place, and no firm there: one of the tables is wrong."""


def litzenberger_sternberg(
    frame: pl.DataFrame,
    firms: pl.DataFrame,
    area: pl.DataFrame,
    population: pl.DataFrame,
    *,
    missing: Missing = "refuse",
) -> pl.DataFrame:
    """Cluster index of each industry in each place (Litzenberger and Sternberg 2006).

    Relative density times relative stock, divided by the relative size of firms::

        CI_ij = (e_ij/e_i)/(a_j/a) * (e_ij/e_i)/(p_j/p) / ((e_ij/e_i)/(b_ij/b_i))
              = (e_ij/e_i) (b_ij/b_i) / ((a_j/a) (p_j/p))

    with jobs e, firms b, area a and population p. 1 is the mean of a structure that is everywhere alike;
    the authors read values above 4 as a cluster. It is not bounded.

    Parameters
    ----------
    frame
        place, industry, value: jobs.
    firms
        place, industry, value: number of firms, for the same places and industries.
    area, population
        place, value, each above 0.

    Returns
    -------
    place, industry, value, finding. Null where an industry has no jobs or no firms anywhere
    (``observatory.empty-unit``) or jobs in a place without a firm there (``observatory.jobs-without-firms``).

    Raises
    ------
    Refusal
        As :func:`seedbed.observatory.grid.read_grid`; ``observatory.base-lacks``;
        ``observatory.not-positive``; ``observatory.other-cells`` where both tables name other units.
    """
    jobs, stock = read_grid(frame, missing=missing), read_grid(firms, missing=missing)
    for own, other in ((jobs.rows, stock.rows), (jobs.columns, stock.columns)):
        if not own.equals(other):
            odd = sorted(set(own) ^ set(other))
            raise Refusal.because(
                "observatory.other-cells", column=own.name, ids=", ".join(odd[:3]), count=len(odd)
            )
    spread = np.ones(jobs.rows.len())
    for name, frame_of in (("area", area), ("population", population)):
        totals = aligned(jobs.rows, frame_of)
        if not (totals > 0).all():
            where = np.flatnonzero(totals <= 0) + 1
            positions = ", ".join(str(at) for at in where[:3])
            raise Refusal.because(
                "observatory.not-positive", name=name, positions=positions, count=int(where.size)
            )
        spread *= totals / totals.sum()
    in_all, of_all = jobs.values.sum(axis=0), stock.values.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        values = (jobs.values / in_all) * (stock.values / of_all) / spread[:, None]
    contradicted, empty = (jobs.values > 0) & (stock.values == 0), (in_all == 0) | (of_all == 0)
    findings = finding_codes(values.shape, (contradicted, WITHOUT_FIRMS), (empty, EMPTY))
    return jobs.frame(np.where(contradicted | empty, np.nan, values), findings)
