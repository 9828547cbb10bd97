"""One number for a whole map: Moran's I, Geary's C, Getis and Ord's G."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from seedbed.messages import Finding, Refusal, Severity
from seedbed.observatory.space.measurable import measurable
from seedbed.observatory.space.permutation import (
    Alternative,
    Floats,
    check_request,
    counts_beyond,
    normal_p,
    permuted_forms,
    pseudo_p,
)
from seedbed.observatory.space.weights import Neighbourhood, Weights


@dataclass(frozen=True, slots=True)
class SpatialStatistic:
    """A statistic of spatial association, and what chance would give.

    Parameters
    ----------
    name
        ``moran``, ``geary`` or ``getis_ord``.
    value
        The statistic.
    expected
        Its mean under no association.
    variance_normal, z_normal, p_normal
        If values were normal; None where not defined.
    variance_randomisation, z_randomisation, p_randomisation
        If these values fell on places at random; None where not defined.
    p_permutation
        From random permutations; None where none were asked for.
    permutations, alternative, n
        What was asked, and the number of places.
    findings
        Islands, and what is not defined.
    """

    name: str
    value: float
    expected: float
    variance_normal: float | None
    variance_randomisation: float | None
    z_normal: float | None
    z_randomisation: float | None
    p_normal: float | None
    p_randomisation: float | None
    p_permutation: float | None
    permutations: int
    alternative: str
    n: int
    findings: tuple[Finding, ...] = ()


def moran(
    values: pl.DataFrame | ArrayLike,
    weights: Neighbourhood,
    *,
    row_standardised: bool = True,
    permutations: int = 999,
    alternative: Alternative = "two-sided",
    seed: int = 0,
) -> SpatialStatistic:
    """Moran's I (Moran 1950; moments of Cliff and Ord 1981): do neighbours resemble each other?

    ``I = n / S0 * sum_ij w_ij z_i z_j / sum_i z_i^2``, z deviations from the mean, S0 the sum of the
    weights; expected ``-1 / (n - 1)``.

    Parameters
    ----------
    values
        (n,) in the order of ``weights.places``, or a frame ``place, value``.
    weights
        :class:`~seedbed.observatory.space.weights.Weights`, lists of neighbours by place, or a square
        matrix. Islands stay among the n places (a finding names them): leave them out of both to drop them.
    row_standardised
        Make each place's weights add to 1 first.
    permutations
        0 for none.
    alternative
        See :data:`seedbed.observatory.space.permutation.Alternative`.
    seed
        The same seed gives the same p.

    Raises
    ------
    Refusal
        Values and weights do not fit, a value is empty or infinite, all values are alike, nobody has a
        neighbour, or there are fewer than four places.

    >>> from seedbed.observatory.space.weights import weights_from_lists
    >>> ring = weights_from_lists({"a": ["b", "d"], "b": ["a", "c"], "c": ["b", "d"], "d": ["a", "c"]})
    >>> moran([1, 5, 1, 5], ring, permutations=0).value
    -1.0
    """
    check_request(permutations, alternative)
    y, matrix, places = measurable(values, weights, row_standardised=row_standardised)
    findings = _island_findings(places)
    n, z = y.size, y - y.mean()
    s0, s1, s2 = _weight_sums(matrix)
    scale = n / s0 / float(z @ z)
    value, expected = scale * float(z @ (matrix @ z)), -1.0 / (n - 1)
    kurtosis = n * float(np.sum(z**4)) / float(z @ z) ** 2
    normal = (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n * n - 1) * s0 * s0) - expected**2
    shared = (n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0
    spread = (n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0
    random = (n * shared - kurtosis * spread) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - expected**2
    simulated = scale * permuted_forms(z, matrix, permutations, seed)[0]
    return _statistic("moran", value, expected, normal, random, simulated, alternative, n, findings)


def geary(
    values: pl.DataFrame | ArrayLike,
    weights: Neighbourhood,
    *,
    row_standardised: bool = True,
    permutations: int = 999,
    alternative: Alternative = "two-sided",
    seed: int = 0,
) -> SpatialStatistic:
    """Geary's C (Geary 1954; moments of Cliff and Ord 1981): below 1 where neighbours resemble each other.

    ``C = (n - 1) / (2 S0) * sum_ij w_ij (y_i - y_j)^2 / sum_i z_i^2``; expected 1. Its z and p are those
    of C itself, so resemblance gives a negative z.

    Parameters and refusals as in :func:`moran`.
    """
    check_request(permutations, alternative)
    y, matrix, places = measurable(values, weights, row_standardised=row_standardised)
    findings = _island_findings(places)
    n, z = y.size, y - y.mean()
    s0, s1, s2 = _weight_sums(matrix)
    scale = (n - 1) / (2 * s0) / float(z @ z)
    degree = matrix.sum(axis=1) + matrix.sum(axis=0)
    value = scale * float(degree @ z**2 - 2 * (z @ (matrix @ z)))
    kurtosis = n * float(np.sum(z**4)) / float(z @ z) ** 2
    normal = ((2 * s1 + s2) * (n - 1) - 4 * s0 * s0) / (2 * (n + 1) * s0 * s0)
    random = (
        (n - 1) * s1 * (n * n - 3 * n + 3 - (n - 1) * kurtosis)
        - (n - 1) * s2 * (n * n + 3 * n - 6 - (n * n - n + 2) * kurtosis) / 4
        + s0 * s0 * (n * n - 3 - (n - 1) ** 2 * kurtosis)
    ) / (n * (n - 2) * (n - 3) * s0 * s0)
    product, squares = permuted_forms(z, matrix, permutations, seed)
    simulated = scale * (squares - 2 * product)
    return _statistic("geary", value, 1.0, normal, random, simulated, alternative, n, findings)


def getis_ord(
    values: pl.DataFrame | ArrayLike,
    weights: Neighbourhood,
    *,
    row_standardised: bool = False,
    permutations: int = 999,
    alternative: Alternative = "two-sided",
    seed: int = 0,
) -> SpatialStatistic:
    """Getis and Ord's (1992) general G: do high values lie together (G high) or low ones (G low)?

    ``G = sum_ij w_ij y_i y_j / sum_{i != j} y_i y_j``; expected ``S0 / (n (n - 1))``. Made for weights of
    0 and 1, hence not row-standardised unless asked, and for values with a natural zero.

    Parameters and refusals as in :func:`moran`; and a value is negative.
    """
    check_request(permutations, alternative)
    y, matrix, places = measurable(values, weights, row_standardised=row_standardised)
    findings = _island_findings(places)
    if (y < 0).any():
        raise Refusal.because(
            "observatory.too-small",
            name="values",
            least=0.0,
            count=int(np.sum(y < 0)),
            positions=", ".join(str(at + 1) for at in np.flatnonzero(y < 0)[:3]),
        )
    n = y.size
    y = y / y.max()
    s0, s1, s2 = _weight_sums(matrix)
    m1, m2, m3, m4 = (float(np.sum(y**power)) for power in (1, 2, 3, 4))
    pairs = m1 * m1 - m2
    if pairs <= 0:
        raise Refusal.because("observatory.one-positive")
    value, expected = float(y @ (matrix @ y)) / pairs, s0 / (n * (n - 1))
    b0 = (n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0
    b1 = -((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    b2 = -(2 * n * s1 - (n + 3) * s2 + 6 * s0 * s0)
    b3 = 4 * (n - 1) * s1 - 2 * (n + 1) * s2 + 8 * s0 * s0
    b4 = s1 - s2 + s0 * s0
    square = b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1**4
    random = square / (pairs * pairs * n * (n - 1) * (n - 2) * (n - 3)) - expected**2
    simulated = permuted_forms(y, matrix, permutations, seed)[0] / pairs
    return _statistic("getis_ord", value, expected, None, random, simulated, alternative, n, findings)


def _island_findings(weights: Weights) -> tuple[Finding, ...]:
    """The places without neighbours, if any."""
    islands = weights.islands
    if not islands:
        return ()
    return (
        Finding(
            "observatory.islands",
            {"count": len(islands), "places": "; ".join(islands[:3])},
            Severity.WARNING,
        ),
    )


def _weight_sums(matrix: csr_array) -> tuple[float, float, float]:
    """S0, S1, S2 of Cliff and Ord."""
    both = matrix + matrix.T
    degree = matrix.sum(axis=1) + matrix.sum(axis=0)
    return float(matrix.sum()), 0.5 * float(np.sum(both.data**2)), float(np.sum(degree**2))


def _statistic(
    name: str,
    value: float,
    expected: float,
    normal: float | None,
    random: float,
    simulated: Floats,
    alternative: Alternative,
    n: int,
    findings: tuple[Finding, ...],
) -> SpatialStatistic:
    scale = max(expected * expected, value * value, 1.0 / n**2)
    usable = [v if v is not None and v > 1e-10 * scale else None for v in (normal, random)]
    if usable[1] is None:
        findings = (*findings, Finding("observatory.no-variance", severity=Severity.WARNING))
    scores = [None if v is None else (value - expected) / float(np.sqrt(v)) for v in usable]
    chances = [None if z is None else normal_p(z, alternative) for z in scores]
    permuted = None
    if simulated.size:
        counts = counts_beyond(value, simulated)
        permuted = float(pseudo_p(*counts, simulated.size, alternative))
    return SpatialStatistic(
        name=name,
        value=value,
        expected=expected,
        variance_normal=usable[0],
        variance_randomisation=usable[1],
        z_normal=scores[0],
        z_randomisation=scores[1],
        p_normal=chances[0],
        p_randomisation=chances[1],
        p_permutation=permuted,
        permutations=simulated.size,
        alternative=alternative,
        n=n,
        findings=findings,
    )
