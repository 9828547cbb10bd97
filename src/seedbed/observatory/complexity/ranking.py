"""Places and industries in order of complexity: part by part, standardised, with one sign."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.stats import rankdata

from seedbed.messages import Refusal
from seedbed.observatory.complexity.vectors import Vectors, second_vectors

Scale: TypeAlias = Literal["population", "sample"]
"""Standard deviation that ECI is divided by: over n (ecomplexity, econcomplex), or n - 1 (economic-complexity)."""

PciScale: TypeAlias = Literal["eci", "own"]
"""``eci``: PCI takes ECI's mean and deviation, so that ECI is the mean PCI of what a place holds
(ecomplexity, the Atlas). ``own``: its own (economic-complexity, econcomplex)."""

TOO_SMALL = "observatory.part-too-small"
"""Code of units in a part with fewer than two places or two industries: nothing to rank."""

ALIKE = "observatory.all-alike"
"""Code of units in a part where every place holds the same industries: nothing to rank by."""

TIED = "observatory.tied-vectors"
"""Code of units in a part whose second and third singular values are equal: any mixture would rank as well."""

APART = "observatory.part-apart"
"""Code of units ranked in a part that shares no industry with the largest one."""

FLAT = 1e-6
"""Second singular value below which all places are alike (rounding alone leaves about 1e-8)."""

EQUAL = 1e-9
"""Relative distance of the second and third singular value below which they are equal."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Complexity of n places and m industries; NaN where there is none.

    Parameters
    ----------
    eci, pci
        (n,), (m,): standardised within each part.
    plain
        (m,): PCI in units of ECI's deviation, not shifted; what outlook and gain are summed from.
    place_parts, industry_parts
        (n,), (m,): number of the part, 0 being the one with most places; -1 for units without presence.
    place_codes, industry_codes
        (n,), (m,): message codes, None where there is nothing to say.
    singular_values
        Of the largest part that is ranked.
    sign_margin
        Correlation of ECI with diversity in that part, >= 0 unless turned: what the sign hangs on.
    parts
        Number of parts that share no industry.
    """

    eci: NDArray[np.float64]
    pci: NDArray[np.float64]
    plain: NDArray[np.float64]
    place_parts: NDArray[np.int64]
    industry_parts: NDArray[np.int64]
    place_codes: NDArray[np.object_]
    industry_codes: NDArray[np.object_]
    singular_values: tuple[float, ...]
    sign_margin: float
    parts: int


def rank(
    present: NDArray[np.bool_], *, eci_scale: Scale = "population", pci_scale: PciScale = "eci"
) -> Ranking:
    """Economic and product complexity (Hidalgo and Hausmann 2009; Hausmann, Hidalgo et al. 2014).

    1. Split places and industries into parts that share nothing; order them by number of places.
    2. In each part find the second vectors (:func:`seedbed.observatory.complexity.vectors.second_vectors`).
    3. Sign both vectors once, so that ECI correlates with diversity; where that correlation is 0, so that
       the part's first place is above its mean.
    4. Standardise within the part.

    Raises
    ------
    Refusal
        No part can be ranked: the largest one's reason (``observatory.part-too-small``, ``.all-alike``,
        ``.tied-vectors``).
    """
    n, m = present.shape
    matrix = sparse.csr_array(present, dtype=np.float64)
    labels, parts = _parts(matrix)
    place_parts, industry_parts = labels[:n], labels[n:]
    eci, pci, plain = np.full(n, np.nan), np.full(m, np.nan), np.full(m, np.nan)
    place_codes, industry_codes = np.full(n, None, np.object_), np.full(m, None, np.object_)
    main: tuple[Vectors, float] | None = None
    reason = TOO_SMALL
    for part in range(parts):
        rows, columns = place_parts == part, industry_parts == part
        vectors, code = _ranked(
            matrix if parts == 1 and rows.all() and columns.all() else _cut(matrix, rows, columns)
        )
        if vectors is None:
            place_codes[rows], industry_codes[columns] = code, code
            reason = reason if part else code or reason
            continue
        diversity = present[rows].sum(axis=1)
        sign, margin = _sign(vectors.places, diversity)
        centre, spread = vectors.places.mean(), vectors.places.std(ddof=_lost(eci_scale))
        eci[rows] = sign * (vectors.places - centre) / spread
        plain[columns] = sign * vectors.industries / spread
        own = vectors.industries
        if pci_scale == "own":
            centre, spread = own.mean(), own.std(ddof=_lost(eci_scale))
        pci[columns] = sign * (own - centre) / spread
        if main is None:
            main = (vectors, margin)
        else:
            place_codes[rows], industry_codes[columns] = APART, APART
    if main is None:
        raise Refusal.because(reason)
    vectors, margin = main
    return Ranking(
        eci,
        pci,
        plain,
        place_parts,
        industry_parts,
        place_codes,
        industry_codes,
        vectors.singular_values,
        margin,
        parts,
    )


def turned(ranking: Ranking) -> Ranking:
    """The same ranking with the other sign; the margin becomes negative."""
    return replace(
        ranking,
        eci=-ranking.eci,
        pci=-ranking.pci,
        plain=-ranking.plain,
        sign_margin=-ranking.sign_margin,
    )


def correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Pearson's, over entries where neither is NaN; 0 where one does not vary or fewer than two remain."""
    both = ~(np.isnan(one) | np.isnan(other))
    one, other = one[both], other[both]
    if both.sum() < 2:
        return 0.0
    one, other = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((one @ one) * (other @ other)))
    # Differences that rounding alone makes are no variation.
    return float(one @ other) / scale if scale > 1e-300 else 0.0


def descending_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 for the largest, equal values share the better rank; NaN for NaN."""
    ranks: NDArray[np.float64] = rankdata(-values, method="min", nan_policy="omit")
    return ranks


def _parts(matrix: sparse.csr_array) -> tuple[NDArray[np.int64], int]:
    """Part of each place, then of each industry, 0 being the one with most places; -1 without presence."""
    n, m = matrix.shape
    graph = sparse.csr_array(
        (
            matrix.data,
            matrix.indices + n,
            np.concatenate([matrix.indptr, np.full(m, matrix.nnz, matrix.indptr.dtype)]),
        ),
        shape=(n + m, n + m),
    )
    count, labels = connected_components(graph, directed=True, connection="weak")
    places, all_units = np.bincount(labels[:n], minlength=count), np.bincount(labels, minlength=count)
    linked = all_units > 1
    order = np.argsort(-np.where(linked, places * (m + 1) + all_units, -1), kind="stable")
    names = np.full(count, -1, np.int64)
    names[order[: linked.sum()]] = np.arange(linked.sum())
    return names[labels], int(linked.sum())


def _cut(matrix: sparse.csr_array, rows: NDArray[np.bool_], columns: NDArray[np.bool_]) -> sparse.csr_array:
    return matrix[np.flatnonzero(rows)][:, np.flatnonzero(columns)]


def _ranked(part: sparse.csr_array) -> tuple[Vectors | None, str | None]:
    """The part's vectors, or why it has none."""
    if min(part.shape) < 2:
        return None, TOO_SMALL
    vectors = second_vectors(part)
    second, *others = vectors.singular_values[1:]
    if second < FLAT:
        return None, ALIKE
    if others and second - others[0] <= EQUAL * second:
        return None, TIED
    return vectors, None


def _sign(places: NDArray[np.float64], diversity: NDArray[np.int64]) -> tuple[float, float]:
    margin = correlation(places, diversity.astype(np.float64))
    if abs(margin) > 1e-9:
        return float(np.sign(margin)), abs(margin)
    first = places[0] - places.mean()
    return (float(np.sign(first)) if first else 1.0), 0.0


def _lost(scale: Scale) -> int:
    return 1 if scale == "sample" else 0
