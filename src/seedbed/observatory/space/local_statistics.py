"""A number for each place: local Moran (clusters and outliers), Getis and Ord's hot spots."""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, diags_array

from seedbed.observatory.space.measurable import measurable
from seedbed.observatory.space.permutation import (
    Alternative,
    Floats,
    check_request,
    conditional_counts,
    false_discovery_rate,
    normal_p,
    pseudo_p,
)
from seedbed.observatory.space.weights import Neighbourhood

ISLAND = "observatory.island"
OTHERS_ALIKE = "observatory.others-alike"
EVERYBODY_NEAR = "observatory.everybody-near"


def local_moran(
    values: pl.DataFrame | ArrayLike,
    weights: Neighbourhood,
    *,
    row_standardised: bool = True,
    divisor: Literal["n", "n-1"] = "n",
    permutations: int = 999,
    alternative: Alternative = "two-sided",
    seed: int = 0,
) -> pl.DataFrame:
    """Local Moran's I (Anselin 1995): which places form clusters of alike values, which stand out?

    ``I_i = z_i sum_j w_ij z_j / (sum_k z_k^2 / n)``, or over ``n - 1`` (PySAL): then Anselin's values
    times ``(n - 1) / n``. With the divisor ``n`` the mean over S0 is the global I.

    Parameters
    ----------
    values, weights, row_standardised, seed
        As in :func:`seedbed.observatory.space.global_statistics.moran`.
    divisor
        See above; quadrants and p do not depend on it.
    permutations
        Conditional: the place keeps its value. 0 for none (p is then null).
    alternative
        See :data:`seedbed.observatory.space.permutation.Alternative`; PySAL and GeoDa show ``directed``.

    Returns
    -------
    ``place, value, z, lag, quadrant, p_value, q_value, finding``. ``z`` is the deviation from the mean in
    standard deviations, ``lag`` the neighbours' (weighted) z; ``quadrant`` is high-high, low-low,
    high-low or low-high (the place first), null where z or lag is zero; ``q_value`` is p adjusted for
    testing every place (Benjamini and Hochberg 1995). An island has no value, and says so.

    Raises
    ------
    Refusal
        As in :func:`seedbed.observatory.space.global_statistics.moran`.
    """
    check_request(permutations, alternative)
    y, matrix, known = measurable(values, weights, row_standardised=row_standardised)
    island = known.neighbours == 0
    n = y.size
    z = (y - y.mean()) / y.std()
    lag = matrix @ z
    scale = 1.0 if divisor == "n" else (n - 1) / n
    local = np.where(island, np.nan, z * lag * scale)
    p = np.full(n, np.nan)
    if permutations:
        at_least, at_most = conditional_counts(z, matrix, permutations, seed)
        falls = z < 0
        above, below = np.where(falls, at_most, at_least), np.where(falls, at_least, at_most)
        p = np.where(island, np.nan, pseudo_p(above, below, permutations, alternative))
        p = np.where((z == 0) & ~island, 1.0, p)
    side = np.select([z > 0, z < 0], ["high", "low"], default="")
    near = np.select([lag > 0, lag < 0], ["high", "low"], default="")
    return pl.DataFrame(
        {
            "place": list(known.places),
            "value": pl.Series(local, nan_to_null=True),
            "z": z,
            "lag": pl.Series(np.where(island, np.nan, lag), nan_to_null=True),
            "quadrant": [f"{a}-{b}" if a and b else None for a, b in zip(side, near, strict=True)],
            "p_value": pl.Series(p, nan_to_null=True),
            "q_value": pl.Series(false_discovery_rate(p), nan_to_null=True),
            "finding": pl.Series([ISLAND if alone else None for alone in island], dtype=pl.String),
        }
    )


def hot_spots(
    values: pl.DataFrame | ArrayLike,
    weights: Neighbourhood,
    *,
    with_itself: bool = True,
    row_standardised: bool = False,
    permutations: int = 0,
    alternative: Alternative = "two-sided",
    seed: int = 0,
) -> pl.DataFrame:
    """Getis and Ord's local statistics as z scores (Ord and Getis 1995): where do high values lie together?

    ``G_i = (sum_j w_ij y_j - W_i m) / (s sqrt((N S_i - W_i^2) / (N - 1)))`` with ``W_i = sum_j w_ij`` and
    ``S_i = sum_j w_ij^2``. ``with_itself`` (Gi*): the place is its own neighbour with weight 1 (before
    rows are standardised), m and s over all N = n places. Without (Gi): m, s and N = n - 1 over the
    others. The normal p holds for many neighbours; ask for permutations where there are few.

    Parameters
    ----------
    values, weights, alternative, seed
        As in :func:`seedbed.observatory.space.global_statistics.moran`.
    with_itself, row_standardised
        See above.
    permutations
        Conditional; 0 for none.

    Returns
    -------
    ``place, value, p_normal, p_permutation, q_value, finding``: value is the z score; ``q_value`` is the
    permutation p, or the normal one without permutations, adjusted for testing every place. Null, with the
    reason, for an island, and where the score's variance is zero.

    Raises
    ------
    Refusal
        As in :func:`seedbed.observatory.space.global_statistics.moran`.
    """
    check_request(permutations, alternative)
    y, matrix, known = measurable(values, weights, row_standardised=False)
    island = known.neighbours == 0
    own = diags_array(np.ones(y.size)).tocsr()
    wide = csr_array(matrix + own) if with_itself else matrix
    if row_standardised:
        sums = wide.sum(axis=1)
        factors = np.divide(1.0, sums, out=np.zeros_like(sums), where=sums > 0)
        wide = csr_array(diags_array(factors) @ wide)
    score, finding = _scores(y, wide, island, with_itself)
    normal = np.array([np.nan if np.isnan(x) else normal_p(float(x), alternative) for x in score])
    permuted = np.full(y.size, np.nan)
    if permutations:
        counts = conditional_counts(y, matrix, permutations, seed)
        permuted = np.where(np.isnan(score), np.nan, pseudo_p(*counts, permutations, alternative))
    return pl.DataFrame(
        {
            "place": list(known.places),
            "value": pl.Series(score, nan_to_null=True),
            "p_normal": pl.Series(normal, nan_to_null=True),
            "p_permutation": pl.Series(permuted, nan_to_null=True),
            "q_value": pl.Series(
                false_discovery_rate(permuted if permutations else normal), nan_to_null=True
            ),
            "finding": pl.Series(finding, dtype=pl.String),
        }
    )


def _scores(
    y: Floats, matrix: csr_array, island: NDArray[np.bool_], with_itself: bool
) -> tuple[Floats, list[str | None]]:
    n = y.size
    if with_itself:
        count = n
        mean, spread = np.full(n, y.mean()), np.full(n, y.std())
    else:
        count = n - 1
        mean = (y.sum() - y) / count
        deviations = y - y.mean()
        squares = np.sum(deviations**2) - deviations**2
        spread = np.sqrt(np.maximum(squares / count - (mean - y.mean()) ** 2, 0.0))
    total, squared = matrix.sum(axis=1), (matrix**2).sum(axis=1)
    room = (count * squared - total**2) / (count - 1)
    alike = spread <= 1e-12 * np.abs(y).max()
    near = room <= 1e-12 * np.maximum(total**2, 1e-300)
    wrong = island | alike | near
    below = np.where(wrong, 1.0, spread * np.sqrt(np.maximum(room, 0.0)))
    score = np.where(wrong, np.nan, (matrix @ y - total * mean) / below)
    finding = [
        ISLAND if alone else OTHERS_ALIKE if same else EVERYBODY_NEAR if full else None
        for alone, same, full in zip(island, alike, near, strict=True)
    ]
    return score, finding
