"""The two sides of a market, checked: what seekers have and what opportunities ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seedbed.matching import kernels
from seedbed.matching.fixed_point import weight_units
from seedbed.matching.kernels import CODE_BITS, UNASKED, Demand, Expansion, Standing, Supply
from seedbed.matching.sparse import rows_of, strongest
from seedbed.messages import Refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy import sparse

MOST_CLASSES = 4
"""How many different levels a market may ask."""

MOST_RELATED = 16
"""How many other skills one skill may give credit toward."""


def supply_of(seekers: sparse.csr_array, related: sparse.csr_array | None) -> Supply:
    """The seekers' side: levels in 0..1 and, per skill, the credit toward other skills.

    Raises
    ------
    Refusal
        ``matching.value-out-of-range``, ``matching.shape-mismatch``, ``matching.too-many-related``.
    """
    levels = strongest(seekers, "seekers", most=1.0)
    n_skills = levels.shape[1]
    itself = np.arange(n_skills, dtype=np.int64)
    row, column, credit = itself, itself, np.ones(n_skills)
    if related is not None:
        given = strongest(related, "related", most=1.0)
        if given.shape != (n_skills, n_skills):
            raise shape_mismatch("related", given.shape, (n_skills, n_skills))
        of = given.row_of_each
        others = np.bincount(of[of != given.columns], minlength=n_skills)
        if others.size and others.max() > MOST_RELATED:
            worst = int(np.argmax(others))
            raise Refusal.because(
                "matching.too-many-related", row=worst, count=int(others[worst]), most=MOST_RELATED
            )
        row, column = np.concatenate((itself, of)), np.concatenate((itself, given.columns))
        credit = np.concatenate((credit, given.values))
    toward = rows_of(row, column, credit, (n_skills, n_skills))
    return Supply(levels.indptr, levels.columns, levels.values, toward.indptr, toward.columns, toward.values)


def expansion_of(supply: Supply, standing: Standing) -> Expansion:
    """The supply's levels and credits as numbers of one byte, and what each pair of them is worth.

    Where there are more different ones than a byte can tell apart, nothing is coded: ``codes`` is empty.
    """
    levels = kernels.different(supply.levels)
    credits_, number = np.unique(supply.related_credits, return_inverse=True)
    n_skills = supply.related_indptr.size - 1
    most = 1 << CODE_BITS
    if not 0 < levels.size <= most or credits_.size > most or n_skills > 1 << 32 - CODE_BITS:
        nothing = np.empty(0, np.uint8)
        return Expansion(nothing, np.zeros(1, np.int64), np.empty(0, np.uint32), np.empty(0, np.uint64))
    asked = standing.asked[supply.related_skills] != UNASKED
    toward = supply.related_skills.astype(np.uint32) << np.uint32(CODE_BITS) | number.astype(np.uint32)
    table = np.zeros((levels.size, most), np.uint64)
    for number_of_class, least in enumerate(standing.classes):
        share = np.minimum(1.0, np.multiply.outer(levels, credits_) / least)
        shifted = np.rint(256.0 * share).astype(np.uint64) << np.uint64(16 * number_of_class)
        table[:, : credits_.size] |= shifted
    return Expansion(
        codes=np.searchsorted(levels, supply.levels).astype(np.uint8),
        indptr=np.concatenate(([0], np.cumsum(asked)))[supply.related_indptr],
        toward=toward[asked],
        table=table.ravel(),
    )


def demand_of(requirements: sparse.csr_array, asked: sparse.csr_array | None, n_skills: int) -> Demand:
    """The opportunities' side: weights in whole units and the class that is asked of each skill.

    What is asked but not required counts for nothing; what is required but not asked is asked in
    full (1.0).

    Raises
    ------
    Refusal
        ``matching.value-not-a-weight``, ``matching.value-out-of-range``, ``matching.shape-mismatch``,
        ``matching.too-many-classes``.
    """
    weights = strongest(requirements, "requirements")
    m = weights.shape[0]
    if weights.shape[1] != n_skills:
        raise shape_mismatch("requirements", weights.shape, (m, n_skills))
    level = np.ones(weights.values.size)
    if asked is not None:
        stated = strongest(asked, "asked", most=1.0)
        if stated.shape != weights.shape:
            raise shape_mismatch("asked", stated.shape, weights.shape)
        wanted, known = weights.keys, stated.keys
        at = np.searchsorted(known, wanted)
        found = at < known.size
        found[found] = known[at[found]] == wanted[found]
        level[found] = stated.values[at[found]]
    classes, number = np.unique(level, return_inverse=True)
    if classes.size > MOST_CLASSES:
        first = int(np.argmax(number >= MOST_CLASSES))
        raise Refusal.because(
            "matching.too-many-classes",
            count=int(classes.size),
            most=MOST_CLASSES,
            row=int(weights.row_of_each[first]),
            column=int(weights.columns[first]),
            value=float(level[first]),
        )
    if not classes.size:
        classes = np.ones(1)  # nobody asks anything; one class all the same, so that no table is empty
    units = weight_units(weights.indptr, weights.values)
    return Demand(weights.indptr, weights.columns, units, number.astype(np.int8), classes)


def checked_ids(ids: ArrayLike | None, count: int, name: str) -> NDArray[np.str_]:
    """The ids of one side as an array of str; by default the row numbers.

    Raises
    ------
    Refusal
        ``matching.shape-mismatch`` or ``matching.duplicate-id``.
    """
    if ids is None:
        return np.arange(count).astype(np.str_)
    array = np.asarray(ids).astype(np.str_)
    if array.shape != (count,):
        raise shape_mismatch(name, array.shape, (count,))
    distinct, counts = np.unique(array, return_counts=True)
    if distinct.size < count:
        twice = distinct[np.argmax(counts)]
        raise Refusal.because("matching.duplicate-id", ids=name, id=str(twice), count=int(counts.max()))
    return array


def shape_mismatch(name: str, found: tuple[int, ...], wanted: tuple[int | str, ...]) -> Refusal:
    """The refusal that a matrix or vector has not the shape that the others ask for."""
    return Refusal.because(
        "matching.shape-mismatch",
        matrix=name,
        found=" x ".join(str(side) for side in found),
        wanted=" x ".join(str(side) for side in wanted),
    )
