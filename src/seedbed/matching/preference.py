"""Preference: what people wish and what they would give up, beside the fit and never in it.

Each term is a column of its own, so that whoever decides sees why a pair with the better fit may be the
worse choice. Nothing here changes a fit, an eligibility or which pairs are recommended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl
from scipy import sparse

from seedbed.matching.sides import shape_mismatch
from seedbed.matching.sparse import strongest
from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from seedbed.matching.recommendations import Recommendations
    from seedbed.matching.sparse import Rows


class Wish(NamedTuple):
    """What seekers want of one kind of thing (occupations, kinds, places), and what each opportunity is."""

    wanted: Rows
    """(n, O), 0..1; an empty row says nothing."""
    of: NDArray[np.int64]
    """(m,), -1 unknown."""

    def granted(self, i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.float64]:
        """How much each seeker wants what the opportunity is; NaN where she said nothing or it is unknown."""
        wish = np.zeros(i.size)
        key = i * self.wanted.shape[1] + self.of[j]
        known = self.wanted.keys
        at = np.searchsorted(known, key)
        found = at < known.size
        found[found] = known[at[found]] == key[found]
        wish[found] = self.wanted.values[at[found]]
        silent = np.diff(self.wanted.indptr)[i] == 0
        return np.where(silent | (self.of[j] < 0), np.nan, wish)


@dataclass(frozen=True, slots=True, eq=False)
class Preference:
    """The wishes and the education of a market's pairs; build it with :func:`preference`."""

    wishes: Mapping[str, Wish]
    pay_min: NDArray[np.float64]
    pay: NDArray[np.float64]
    education: NDArray[np.float64]
    education_min: NDArray[np.float64]

    def terms(self, seekers: ArrayLike, opportunities: ArrayLike) -> pl.DataFrame:
        """The terms of aligned pairs, one row each.

        ``wanted_occupation``, ``wanted_kind``, ``wanted_place``
            1 to 0: how much the seeker wants the opportunity's occupation, kind and place, 0 if it is not among
            those that she listed; null where she listed none or the opportunity's is unknown.
        ``pay_over_wish``
            The pay above her least pay (below 0: under it); null where either is unknown.
        ``over_qualified``
            Levels of education (ISCED 2011) that the seeker has above what is asked, not below 0: the
            surplus education of Duncan and Hoffman (1981). Null where either is unknown or nothing is asked.
        ``preference``
            The mean of the wishes that are known, the pay as 1 if it reaches the least pay, else 0: what share of
            her wishes is granted. Null where she stated none that can be told.
        """
        i, j = np.asarray(seekers, np.int64), np.asarray(opportunities, np.int64)
        if i.ndim != 1 or i.shape != j.shape:
            raise ValueError(f"seekers {i.shape} and opportunities {j.shape} must be aligned vectors")
        granted = {name: wish.granted(i, j) for name, wish in self.wishes.items()}
        more = self.pay[j] - self.pay_min[i]
        paid = np.where(np.isnan(more), np.nan, more >= 0)
        every = np.stack([*granted.values(), paid])
        told = ~np.isnan(every)
        mean = np.where(told, every, 0.0).sum(axis=0) / np.where(told.any(axis=0), told.sum(axis=0), np.nan)
        columns = {
            **granted,
            "pay_over_wish": more,
            "over_qualified": np.maximum(self.education[i] - self.education_min[j], 0.0),
            "preference": mean,
        }
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


def preference(
    wanted: sparse.csr_array,
    occupation: ArrayLike,
    education: ArrayLike,
    education_min: ArrayLike,
    *,
    kinds: tuple[sparse.csr_array, ArrayLike] | None = None,
    places: tuple[sparse.csr_array, ArrayLike] | None = None,
    pay: tuple[ArrayLike, ArrayLike] | None = None,
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
    kinds, places
        The same of kinds and places: ``(wanted csr (n, ..), of (m,))``; ``None``: nobody said anything.
    pay
        ``(least pay (n,), pay (m,))``, NaN unknown.

    Raises
    ------
    Refusal
        ``matching.value-out-of-range``, ``matching.shape-mismatch``, ``matching.unknown-place-number``.

    >>> from scipy.sparse import csr_array
    >>> wishes = preference(csr_array([[1.0, 0.0], [0.0, 0.0]]), [0, 1], [6, 3], [5, 5])
    >>> wishes.terms([0, 0, 1], [0, 1, 0]).select("wanted_occupation", "over_qualified", "preference").rows()
    [(1.0, 1.0, 1.0), (0.0, 1.0, 0.0), (None, 0.0, None)]
    """
    by_occupation = _wish("occupation", wanted, occupation)
    n, m = by_occupation.wanted.shape[0], by_occupation.of.size
    nothing = (sparse.csr_array((n, 0)), np.full(m, -1))
    (wanted_kinds, kind), (wanted_places, place) = kinds or nothing, places or nothing
    wishes = {
        "wanted_occupation": by_occupation,
        "wanted_kind": _wish("kinds", wanted_kinds, kind, (n, m)),
        "wanted_place": _wish("places", wanted_places, place, (n, m)),
    }
    pay_min, paid = pay or (np.full(n, np.nan), np.full(m, np.nan))
    return Preference(
        wishes,
        _vector("pay_min", pay_min, n),
        _vector("pay", paid, m),
        _vector("education", education, n),
        _vector("education_min", education_min, m),
    )


def _wish(name: str, wanted: sparse.csr_array, of: ArrayLike, shape: tuple[int, int] | None = None) -> Wish:
    wishes, numbers = strongest(wanted, f"wanted {name}", most=1.0), np.asarray(of)
    if numbers.ndim != 1:
        raise shape_mismatch(name, numbers.shape, ("m",))
    if shape is not None and (wishes.shape[0], numbers.size) != shape:
        raise shape_mismatch(name, (wishes.shape[0], numbers.size), shape)
    if numbers.size and numbers.dtype.kind not in "iu":
        raise TypeError(f"{name}: the numbers must be integers, not {numbers.dtype}")
    wrong = np.flatnonzero((numbers < -1) | (numbers >= wishes.shape[1]))
    if wrong.size:
        raise Refusal.because(
            "matching.unknown-place-number",
            matrix=name,
            row=int(wrong[0]),
            value=int(numbers[wrong[0]]),
            last=wishes.shape[1] - 1,
        )
    return Wish(wishes, numbers.astype(np.int64))


def _vector(name: str, values: ArrayLike, size: int) -> NDArray[np.float64]:
    vector = np.asarray(values, dtype=np.float64)
    if vector.shape != (size,):
        raise shape_mismatch(name, vector.shape, (size,))
    return vector


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
