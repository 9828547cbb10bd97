"""Who may take what: places, levels, dates, licences. Eligibility is yes or no; it never enters a fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seedbed.matching.kernels import Rules
from seedbed.matching.sides import shape_mismatch
from seedbed.matching.sparse import Rows, rows_of, strongest
from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

PLACE_CODE = "matching.out-of-reach"
CHOICE_CODE = "matching.not-among-the-choices"
ORDINAL_CODE = "matching.below-the-minimum"
WINDOW_CODE = "matching.dates-do-not-overlap"
LICENCE_CODE = "matching.licence-missing"
ALLOWED_CODE = "matching.pair-not-allowed"

_LAST_DAY = np.int64(2**62)
"""Stands for an open end; the empty interval lies beyond it, so that it overlaps nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Eligibility:
    """The duties and wishes that decide whether a seeker may take an opportunity.

    A pair is eligible where every rule given holds; a rule that is left out limits nothing.

    Parameters
    ----------
    reach, place
        ``reach`` is csr (n, P) of bool: the places that a seeker can reach. ``place`` is (m,) of int:
        the place of an opportunity, -1 for anywhere.
    ordinals
        Pairs ``(has (n,), asks (m,))`` of numbers: eligible where has >= asks. ``asks`` NaN asks
        nothing; ``has`` NaN is unknown and does not reach any demand.
    windows
        ``(from (n,), to (n,), opens (m,), closes (m,))``, days as int or ``datetime64``: eligible where
        the intervals share a day, both ends included. NaT (or NaN) is an open end; an interval that
        ends before it begins is empty and overlaps nothing.
    licences
        ``(has csr (n, L), asks csr (m, L))``: a seeker must hold all that are asked.
    allowed
        csr (n, m): only the pairs that are stored (and not zero) are eligible.
    choices
        More rules of the kind of ``reach`` and ``place``: ``(accepts csr (n, C), choice (m,) int)``,
        for instance the kinds of opportunity that a seeker wants.
    choice_codes, ordinal_codes, window_codes
        The codes that :meth:`Market.reasons` gives where a rule of that list fails, one per rule;
        where they are left out the general codes of this module stand.

    >>> from scipy.sparse import csr_array
    >>> from seedbed.matching import Market
    >>> skills = csr_array([[1.0], [1.0]])
    >>> education, minimum = [3.0, 6.0], [5.0, float("nan")]
    >>> rules = Eligibility(
    ...     reach=csr_array([[1], [0]]), place=np.array([-1, 0]), ordinals=[(education, minimum)]
    ... )
    >>> market = Market(skills, skills, eligibility=rules)
    >>> market.eligible([0, 0, 1, 1], [0, 1, 0, 1]).tolist()
    [False, True, True, False]
    >>> market.reasons(0, 0), market.reasons(1, 1)
    (('matching.below-the-minimum',), ('matching.out-of-reach',))
    """

    reach: sparse.csr_array | None = None
    place: ArrayLike | None = None
    ordinals: Sequence[tuple[ArrayLike, ArrayLike]] = ()
    windows: Sequence[tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike]] = ()
    licences: tuple[sparse.csr_array, sparse.csr_array] | None = None
    allowed: sparse.csr_array | None = None
    choices: Sequence[tuple[sparse.csr_array, ArrayLike]] = ()
    choice_codes: Sequence[str] = ()
    ordinal_codes: Sequence[str] = ()
    window_codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CheckedEligibility:
    """Eligibility as the kernels read it, with the code of every rule."""

    rules: Rules
    need_codes: tuple[str, ...]
    """For each mark the code to give where it is missing."""
    ordinal_codes: tuple[str, ...]
    window_codes: tuple[str, ...]

    def reasons(self, i: int, j: int) -> tuple[str, ...]:
        """The codes of the rules that keep seeker ``i`` from opportunity ``j``; empty where eligible."""
        rules = self.rules
        codes: list[str] = []
        held = rules.marks[rules.mark_indptr[i] : rules.mark_indptr[i + 1]]
        needed = rules.needs[rules.need_indptr[j] : rules.need_indptr[j + 1]]
        codes += [self.need_codes[mark] for mark in np.setdiff1d(needed, held)]
        reached = rules.has[i] >= rules.asks[j]
        codes += [self.ordinal_codes[o] for o in np.flatnonzero(~reached)]
        overlap = (rules.starts[i] <= rules.closes[j]) & (rules.opens[j] <= rules.ends[i])
        codes += [self.window_codes[w] for w in np.flatnonzero(~overlap)]
        if rules.allowed_indptr.size:
            row = rules.allowed[rules.allowed_indptr[i] : rules.allowed_indptr[i + 1]]
            if j not in row:
                codes.append(ALLOWED_CODE)
        return tuple(dict.fromkeys(codes))


def check_eligibility(eligibility: Eligibility | None, n: int, m: int) -> CheckedEligibility:
    """Check the shapes and values of an :class:`Eligibility` and lay it out for the kernels.

    Raises
    ------
    Refusal
        ``matching.shape-mismatch``, ``matching.unknown-place-number``, ``matching.not-a-matrix``.
    """
    given = eligibility or Eligibility()
    if (given.reach is None) != (given.place is None):
        raise Refusal.because("matching.reach-without-place")
    choices = [*given.choices]
    choice_codes = list(_codes(given.choice_codes, len(choices), CHOICE_CODE, "choice_codes"))
    if given.reach is not None and given.place is not None:
        choices.insert(0, (given.reach, given.place))
        choice_codes.insert(0, PLACE_CODE)
    held: list[Rows] = []
    needed: list[Rows] = []
    need_codes: list[str] = []
    for (accepts, choice), code in zip(choices, choice_codes, strict=True):
        name = "eligibility.reach" if code == PLACE_CODE else "eligibility.choices"
        has = _marks(accepts, name, n)
        held.append(has)
        needed.append(_one_mark_per_row(choice, has.shape[1], m, name))
        need_codes += [code] * has.shape[1]
    if given.licences is not None:
        has, asks = (
            _marks(side, "eligibility.licences", rows)
            for side, rows in zip(given.licences, (n, m), strict=True)
        )
        if has.shape[1] != asks.shape[1]:
            raise shape_mismatch("eligibility.licences", asks.shape, (m, has.shape[1]))
        held.append(has)
        needed.append(asks)
        need_codes += [LICENCE_CODE] * has.shape[1]
    mark_indptr, marks = _side_by_side(held, n)
    need_indptr, needs = _side_by_side(needed, m)
    has_levels, asks_levels = _ordinals(given.ordinals, n, m)
    starts, ends, opens, closes = _windows(given.windows, n, m)
    allowed_indptr, allowed = np.empty(0, np.int64), np.empty(0, np.int32)
    if given.allowed is not None:
        if given.allowed.shape != (n, m):
            raise shape_mismatch("eligibility.allowed", given.allowed.shape, (n, m))
        pairs = _marks(given.allowed, "eligibility.allowed", n)
        allowed_indptr, allowed = pairs.indptr, pairs.columns
    rules = Rules(
        mark_indptr,
        marks,
        need_indptr,
        needs,
        has_levels,
        asks_levels,
        starts,
        ends,
        opens,
        closes,
        allowed_indptr,
        allowed,
        len(need_codes),
    )
    return CheckedEligibility(
        rules,
        tuple(need_codes),
        _codes(given.ordinal_codes, len(given.ordinals), ORDINAL_CODE, "ordinal_codes"),
        _codes(given.window_codes, len(given.windows), WINDOW_CODE, "window_codes"),
    )


def _codes(codes: Sequence[str], count: int, general: str, name: str) -> tuple[str, ...]:
    if not codes:
        return (general,) * count
    if len(codes) != count:
        raise ValueError(f"{name} has {len(codes)} codes for {count} rules")
    return tuple(codes)


def _marks(matrix: sparse.csr_array, name: str, rows: int) -> Rows:
    checked = strongest(matrix, name)
    if checked.shape[0] != rows:
        raise shape_mismatch(name, checked.shape, (rows, checked.shape[1]))
    return checked


def _one_mark_per_row(choice: ArrayLike, width: int, m: int, name: str) -> Rows:
    number = np.asarray(choice)
    if number.shape != (m,):
        raise shape_mismatch(name, number.shape, (m,))
    if number.dtype.kind not in "iu":
        raise TypeError(f"{name}: the numbers of places or choices must be integers, not {number.dtype}")
    wrong = np.flatnonzero((number < -1) | (number >= width))
    if wrong.size:
        row = int(wrong[0])
        raise Refusal.because(
            "matching.unknown-place-number", matrix=name, row=row, value=int(number[row]), last=width - 1
        )
    asking = np.flatnonzero(number >= 0)
    return rows_of(asking, number[asking].astype(np.int64), np.ones(asking.size), (m, width))


def _side_by_side(blocks: list[Rows], rows: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    width = 0
    row, column = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for block in blocks:
        row.append(block.row_of_each)
        column.append(block.columns.astype(np.int64) + width)
        width += block.shape[1]
    joined_rows = np.concatenate(row)
    joined = rows_of(joined_rows, np.concatenate(column), np.ones(joined_rows.size), (rows, width))
    return joined.indptr, joined.columns


def _vector(values: ArrayLike, size: int, name: str) -> NDArray[np.float64]:
    vector = np.asarray(values, dtype=np.float64)
    if vector.shape != (size,):
        raise shape_mismatch(name, vector.shape, (size,))
    return vector


def _ordinals(
    ordinals: Sequence[tuple[ArrayLike, ArrayLike]], n: int, m: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    has = np.empty((n, len(ordinals)))
    asks = np.empty((m, len(ordinals)))
    for o, (has_one, asks_one) in enumerate(ordinals):
        has[:, o] = _vector(has_one, n, "eligibility.ordinals")
        asks[:, o] = _vector(asks_one, m, "eligibility.ordinals")
    # Unknown reaches only what asks nothing.
    return np.where(np.isnan(has), -np.inf, has), np.where(np.isnan(asks), -np.inf, asks)


def _days(values: ArrayLike, size: int, open_end: np.int64) -> NDArray[np.int64]:
    """Days since 1970 as int64, open ends replaced."""
    array = np.asarray(values)
    if array.shape != (size,):
        raise shape_mismatch("eligibility.windows", array.shape, (size,))
    if array.dtype.kind == "M":
        unknown = np.isnat(array)
        days = array.astype("datetime64[D]").astype(np.int64)
    elif array.dtype.kind == "f":
        unknown = np.isnan(array)
        days = np.where(unknown, 0, array).astype(np.int64)
    elif array.dtype.kind in "iu":
        unknown = np.zeros(size, np.bool_)
        days = array.astype(np.int64)
    else:
        raise TypeError(f"eligibility.windows: days must be integers or datetime64, not {array.dtype}")
    return np.where(unknown, open_end, days)


def _windows(
    windows: Sequence[tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike]], n: int, m: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    sides = [np.empty((rows, len(windows)), np.int64) for rows in (n, n, m, m)]
    for w, window in enumerate(windows):
        for first, size in ((0, n), (2, m)):
            start = _days(window[first], size, -_LAST_DAY)
            end = _days(window[first + 1], size, _LAST_DAY)
            empty = start > end
            sides[first][:, w] = np.where(empty, np.iinfo(np.int64).max, start)
            sides[first + 1][:, w] = np.where(empty, np.iinfo(np.int64).min, end)
    return sides[0], sides[1], sides[2], sides[3]
