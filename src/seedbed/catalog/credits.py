"""Related skills: how far one skill counts for another, by a stated rule.

Credits are multiples of 1/256. A row is a skill that somebody has, a column one that is asked:

=====================================================  ==========
the skill held ...                                     credit
=====================================================  ==========
is the skill asked                                     256/256
is narrower than the one asked (has it as broader)     192/256
is narrower by two steps                               144/256
has the one asked as an essential part                 128/256
is broader than the one asked                           96/256
shares a broader skill with it (at most 16 do)          64/256
has the one asked as a useful addition                  64/256
is asked by much the same occupations                   up to 64/256
=====================================================  ==========

The last line is 64 times the cosine of the two skills' occupations (essential or optional alike),
rounded down, where that cosine is at least 1/2, at least two occupations ask for both, and
neither is transversal: who works in a trade is likely to know what the trade shares, but teamwork
neither proves a trade nor follows from one. The strongest reason counts; they never add up. Of a row the
16 best stay (the skill itself among them), on ties the first column. Because narrower and broader
differ, the matrix is not symmetric: TIG welding proves welding more than welding proves TIG.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

ONE = 256
NARROWER = 192
NARROWER_BY_TWO = 144
ESSENTIAL_PART = 128
BROADER = 96
SIBLING = 64
ADDITION = 64
SAME_OCCUPATIONS = 64

PER_SKILL = 16
SIBLINGS_AT_MOST = 16
COSINE_AT_LEAST = 0.5
SHARED_AT_LEAST = 2

Indices = NDArray[np.int64]


def related_credits(
    skills: int,
    broader: tuple[Indices, Indices],
    parts: tuple[Indices, Indices],
    additions: tuple[Indices, Indices],
    asked_by: csr_array,
    shareable: NDArray[np.bool_],
) -> csr_array:
    """The credit matrix, float64 of shape (skills, skills), in multiples of 1/256.

    Parameters
    ----------
    skills
        The number of skills.
    broader
        Pairs (narrower skill, broader skill).
    parts, additions
        Pairs (skill, skill that it essentially contains) and (skill, useful addition).
    asked_by
        Which occupations ask for which skills, shape (occupations, skills), 0 or 1.
    shareable
        Which skills may give and take credit for being asked by the same occupations, shape (skills,).
    """
    narrow, broad = broader
    up = _incidence(narrow, broad, skills)
    two_up = _pairs(up @ up)
    family = np.bincount(broad, minlength=skills) <= SIBLINGS_AT_MOST
    small = family[broad]
    small_up = _incidence(narrow[small], broad[small], skills)
    reasons = [
        (_diagonal(skills), ONE),
        (broader, NARROWER),
        (two_up, NARROWER_BY_TWO),
        (parts, ESSENTIAL_PART),
        ((broad, narrow), BROADER),
        (_pairs(small_up @ small_up.T), SIBLING),
        (additions, ADDITION),
    ]
    rows = [pair[0] for pair, _ in reasons]
    columns = [pair[1] for pair, _ in reasons]
    credit = [np.full(pair[0].size, value, dtype=np.int64) for pair, value in reasons]
    shared_row, shared_column, shared_credit = _same_occupations(asked_by, shareable)
    return _strongest(
        np.concatenate([*rows, shared_row]),
        np.concatenate([*columns, shared_column]),
        np.concatenate([*credit, shared_credit]),
        skills,
    )


def _diagonal(skills: int) -> tuple[Indices, Indices]:
    every = np.arange(skills, dtype=np.int64)
    return every, every


def _incidence(rows: Indices, columns: Indices, size: int) -> csr_array:
    matrix = coo_array((np.ones(rows.size, dtype=np.int64), (rows, columns)), shape=(size, size)).tocsr()
    matrix.data[:] = 1
    return matrix


def _pairs(matrix: csr_array) -> tuple[Indices, Indices]:
    entries = matrix.tocoo()
    return entries.coords[0].astype(np.int64), entries.coords[1].astype(np.int64)


def _same_occupations(
    asked_by: csr_array, shareable: NDArray[np.bool_]
) -> tuple[Indices, Indices, NDArray[np.int64]]:
    """Credits from occupations: integers only, so that every machine rounds alike."""
    both = (asked_by.T @ asked_by).tocoo()
    one, other = both.coords[0].astype(np.int64), both.coords[1].astype(np.int64)
    shared = both.data.astype(np.int64)
    asked = np.asarray(asked_by.sum(axis=0)).astype(np.int64).ravel()
    product = asked[one] * asked[other]
    enough = (shared >= SHARED_AT_LEAST) & shareable[one] & shareable[other] & (one != other)
    enough &= shared.astype(np.float64) ** 2 >= COSINE_AT_LEAST**2 * product
    one, other, shared, product = one[enough], other[enough], shared[enough], product[enough]
    # floor(64 * shared / sqrt(product)) as the floor of the root of an exact quotient.
    squared = (SAME_OCCUPATIONS**2 * shared**2) // product
    root = np.sqrt(squared.astype(np.float64)).astype(np.int64)
    root -= root**2 > squared
    return one, other, root


def _strongest(rows: Indices, columns: Indices, credit: NDArray[np.int64], skills: int) -> csr_array:
    """Of every pair its best reason, of every row its best entries."""
    order = np.lexsort((-credit, columns, rows))
    rows, columns, credit = rows[order], columns[order], credit[order]
    first = np.ones(rows.size, dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    rows, columns, credit = rows[first], columns[first], credit[first]

    order = np.lexsort((columns, -credit, rows))
    rows, columns, credit = rows[order], columns[order], credit[order]
    starts = np.searchsorted(rows, rows)
    kept = np.arange(rows.size) - starts < PER_SKILL
    matrix = coo_array((credit[kept] / ONE, (rows[kept], columns[kept])), shape=(skills, skills)).tocsr()
    matrix.sort_indices()
    return matrix
