"""Theil's two indices, and how much of them lies between groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from seedbed.messages import Finding, Refusal, Severity
from seedbed.observatory.inequality.weighted import Floats, values_and_shares

LOG_OF_ZERO = "observatory.log-of-zero"
GROUP_AT_ZERO = "observatory.group-at-zero"
ZERO_IN_GROUP = "observatory.zero-in-group"


@dataclass(frozen=True, slots=True, eq=False)
class Theil:
    """Theil T and L, and their parts; :func:`theil` defines them.

    Parameters
    ----------
    t
        Theil T, 0 to ln n.
    l
        Theil L (mean logarithmic deviation); None where a value is zero.
    between_t, within_t, between_l, within_l
        Parts that add up to ``t`` and ``l``; None without groups (or without ``l``).
    groups
        One row per group: ``group, population_share, value_share, t, l, within_t, within_l, finding``
        (``t``, ``l`` inside the group; ``within_*`` what it adds to the whole); None without groups.
    findings
        Why ``l`` is missing.
    """

    t: float
    l: float | None  # noqa: E741  the index's own name
    between_t: float | None = None
    within_t: float | None = None
    between_l: float | None = None
    within_l: float | None = None
    groups: pl.DataFrame | None = None
    findings: tuple[Finding, ...] = ()


def theil(
    values: ArrayLike, weights: ArrayLike | None = None, groups: Sequence[object] | ArrayLike | None = None
) -> Theil:
    """Theil T and L of values (Theil 1967), with parts between and within groups (Shorrocks 1980).

    With shares ``p`` of the weights, mean ``m = sum p y`` and relative values ``r = y / m``:

    - ``T = sum p r ln r`` (a zero adds nothing: its limit); ``L = - sum p ln r`` (not defined with a
      zero). PySAL's ``Theil`` is T, REAT's ``theil`` is L.
    - Between: the same with every unit at its group's mean. Within: the groups' own indices, weighted by
      their shares of value (T) or of weight (L). Total = between + within.

    Parameters
    ----------
    values
        (n,) >= 0, per head where ``weights`` are heads.
    weights
        (n,) >= 0; equal where none are given. Units without weight count for nothing.
    groups
        (n,) labels.

    Raises
    ------
    Refusal
        See :func:`seedbed.observatory.inequality.weighted.values_and_shares`; or a label is empty or their
        number differs.

    >>> whole = theil([10, 10, 10, 20, 50], groups=["a", "a", "b", "b", "b"])
    >>> round(whole.t, 6), round(whole.l, 6), whole.t == whole.between_t + whole.within_t
    (0.250201, 0.23263, True)
    """
    vector, shares = values_and_shares(values, weights)
    labels = None if groups is None else _labels(groups, vector.size)
    carries = shares > 0
    vector, shares = vector[carries], shares[carries]
    relative = vector / float(vector @ shares)
    findings: tuple[Finding, ...] = ()
    zeros = int(np.count_nonzero(vector == 0))
    if zeros:
        findings = (Finding(LOG_OF_ZERO, {"count": zeros}, Severity.WARNING),)
    if labels is None:
        t = _t(relative, shares)
        return Theil(t=t, l=None if zeros else _l(relative, shares), findings=findings)
    labels = labels.filter(pl.Series(carries))
    table = _by_group(relative, shares, labels)
    means = (table["value_share"] / table["population_share"]).to_numpy()
    sizes = table["population_share"].to_numpy()
    between_t, within_t = _t(means, sizes), float(table["within_t"].sum())
    between_l = within_l = total_l = None
    if not zeros:
        between_l, within_l = _l(means, sizes), float(table["within_l"].sum())
        total_l = between_l + within_l
    return Theil(
        t=between_t + within_t,
        l=total_l,
        between_t=between_t,
        within_t=within_t,
        between_l=between_l,
        within_l=within_l,
        groups=table,
        findings=findings,
    )


def _by_group(relative: Floats, shares: Floats, labels: pl.Series) -> pl.DataFrame:
    rows = []
    names = labels.unique().sort()
    for name in names:
        inside = (labels == name).to_numpy()
        size, value = float(shares[inside].sum()), float((shares * relative)[inside].sum())
        own = shares[inside] / size
        empty, at_zero = value == 0, bool((relative[inside] == 0).any())
        mean = value / size
        t = None if empty else _t(relative[inside] / mean, own)
        deviation = None if at_zero else _l(relative[inside] / mean, own)
        rows.append(
            {
                "group": name,
                "population_share": size,
                "value_share": value,
                "t": t,
                "l": deviation,
                "within_t": 0.0 if t is None else value * t,
                "within_l": None if deviation is None else size * deviation,
                "finding": GROUP_AT_ZERO if empty else ZERO_IN_GROUP if at_zero else None,
            }
        )
    floats = ("population_share", "value_share", "t", "l", "within_t", "within_l")
    return pl.DataFrame(
        rows, schema={"group": pl.String, **dict.fromkeys(floats, pl.Float64), "finding": pl.String}
    )


def _t(relative: Floats, shares: Floats) -> float:
    positive = relative > 0
    ratio = relative[positive]
    return max(float(np.sum(shares[positive] * ratio * np.log(ratio))), 0.0)


def _l(relative: Floats, shares: Floats) -> float:
    return max(float(-np.sum(shares * np.log(relative))), 0.0)


def _labels(groups: Sequence[object] | ArrayLike, size: int) -> pl.Series:
    labels = pl.Series(
        "group",
        [None if x is None else str(x) for x in (groups if isinstance(groups, list) else np.asarray(groups))],
        dtype=pl.String,
    )
    if labels.len() != size:
        raise Refusal.because("observatory.other-length", name="groups", count=labels.len(), expected=size)
    if labels.null_count():
        raise Refusal.because("observatory.empty-id", column="groups", count=labels.null_count())
    return labels
