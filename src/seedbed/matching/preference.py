"""Preference: what people wish and what they would give up, beside the fit and never in it.

Each term is a column of its own, so that whoever decides sees why a pair with the better fit may be the
worse choice. Nothing here changes a fit, an eligibility or which pairs are recommended.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from seedbed.matching.sides import shape_mismatch
from seedbed.matching.sparse import strongest
from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

    from seedbed.matching.recommendations import Recommendations
    from seedbed.matching.sparse import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Preference:
    """The wishes and the education of a market's pairs; build it with :func:`preference`."""

    wanted: Rows
    occupation: NDArray[np.int64]
    education: NDArray[np.float64]
    education_min: NDArray[np.float64]

    def terms(self, seekers: ArrayLike, opportunities: ArrayLike) -> pl.DataFrame:
        """The terms of aligned pairs, one row each.

        ``wanted_occupation``
            1 to 0: how much the seeker wants the opportunity's occupation, 0 if it is not among
            the occupations that she listed; null where she listed none or the occupation is unknown.
        ``over_qualified``
            Levels of education (ISCED 2011) that the seeker has above what is asked, not below 0: the
            surplus education of Duncan and Hoffman (1981). Null where either is unknown or nothing is asked.
        """
        i, j = np.asarray(seekers, np.int64), np.asarray(opportunities, np.int64)
        if i.ndim != 1 or i.shape != j.shape:
            raise ValueError(f"seekers {i.shape} and opportunities {j.shape} must be aligned vectors")
        surplus = np.maximum(self.education[i] - self.education_min[j], 0.0)
        columns = {"wanted_occupation": self._wish(i, j), "over_qualified": surplus}
        return pl.DataFrame(columns).fill_nan(None)

    def reordered(self, recommendations: Recommendations, tolerance: float = 0.0) -> Recommendations:
        """The same recommendations with the same fits, the preferred ones first among near equals.

        1. A seeker's list, best fit first, is cut into runs: a run begins where the fit lies more than
           ``tolerance`` below the fit that begins the run before.
        2. In each run: the occupation that is wanted most (unknown counts as not wanted), then the
           fewest levels of over-qualification (unknown counts as none), then the order as it was.

        This is a lexicographic order with thresholds (Fishburn 1974); with ``tolerance=0`` only pairs
        of exactly the same fit change places.

        Raises
        ------
        Refusal
            ``matching.number-out-of-range`` for a tolerance outside 0..1.
        """
        if not 0 <= tolerance <= 1:
            raise Refusal.because(
                "matching.number-out-of-range", name="tolerance", value=tolerance, low=0, high=1
            )
        seekers = recommendations.seekers.astype(np.int64)
        terms = self.terms(seekers, recommendations.indices)
        run = _runs(recommendations, int(tolerance * 2**24))
        order = np.lexsort(
            (
                np.arange(seekers.size),
                terms["over_qualified"].fill_null(0.0).to_numpy(),
                -terms["wanted_occupation"].fill_null(0.0).to_numpy(),
                run,
            )
        )
        return replace(
            recommendations, indices=recommendations.indices[order], units=recommendations.units[order]
        )

    def _wish(self, i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.float64]:
        wish = np.zeros(i.size)
        key = i * self.wanted.shape[1] + self.occupation[j]
        known = self.wanted.keys
        at = np.searchsorted(known, key)
        found = at < known.size
        found[found] = known[at[found]] == key[found]
        wish[found] = self.wanted.values[at[found]]
        silent = np.diff(self.wanted.indptr)[i] == 0
        return np.where(silent | (self.occupation[j] < 0), np.nan, wish)


def preference(
    wanted: sparse.csr_array,
    occupation: ArrayLike,
    education: ArrayLike,
    education_min: ArrayLike,
) -> Preference:
    """Check wishes and education and keep them beside a market.

    Parameters
    ----------
    wanted
        csr (n, O), 0..1: how much each seeker wants each occupation; an empty row says nothing.
    occupation
        (m,) int: the occupation of each opportunity, -1 unknown.
    education, education_min
        (n,) and (m,): ISCED levels, NaN unknown or not asked.

    Raises
    ------
    Refusal
        ``matching.value-out-of-range``, ``matching.shape-mismatch``, ``matching.unknown-place-number``.

    >>> from scipy.sparse import csr_array
    >>> wishes = preference(csr_array([[1.0, 0.0], [0.0, 0.0]]), [0, 1], [6, 3], [5, 5])
    >>> wishes.terms([0, 0, 1], [0, 1, 0]).rows()
    [(1.0, 1.0), (0.0, 1.0), (None, 0.0)]
    """
    wishes = strongest(wanted, "wanted_occupations", most=1.0)
    of = np.asarray(occupation)
    if of.ndim != 1:
        raise shape_mismatch("occupation", of.shape, ("m",))
    if of.size and of.dtype.kind not in "iu":
        raise TypeError(f"occupation: the numbers of occupations must be integers, not {of.dtype}")
    wrong = np.flatnonzero((of < -1) | (of >= wishes.shape[1]))
    if wrong.size:
        raise Refusal.because(
            "matching.unknown-place-number",
            matrix="occupation",
            row=int(wrong[0]),
            value=int(of[wrong[0]]),
            last=wishes.shape[1] - 1,
        )
    levels = []
    for name, values, size in (
        ("education", education, wishes.shape[0]),
        ("education_min", education_min, of.size),
    ):
        vector = np.asarray(values, dtype=np.float64)
        if vector.shape != (size,):
            raise shape_mismatch(name, vector.shape, (size,))
        levels.append(vector)
    return Preference(wishes, of.astype(np.int64), levels[0], levels[1])


def _runs(recommendations: Recommendations, tolerance: int) -> NDArray[np.int64]:
    """The number of the run of each recommendation, rising through all lists: int64."""
    # By list, then by falling fit: 2**25 is more than any fit and tolerance together.
    key = recommendations.seekers.astype(np.int64) * 2**25 - recommendations.units
    begins = np.zeros(key.size, np.bool_)
    starts = recommendations.indptr[:-1][np.diff(recommendations.indptr) > 0]
    while starts.size:  # all lists advance together, one run each per turn
        begins[starts] = True
        following = np.searchsorted(key, key[starts] + tolerance, side="right")
        following = following[following < key.size]
        starts = following[~begins[following]]
    return np.cumsum(begins)
