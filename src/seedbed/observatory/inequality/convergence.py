"""Do poor places catch up (beta), and do differences shrink (sigma)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import ArrayLike
from scipy.special import fdtr, fdtrc, stdtr

from seedbed.messages import Finding, Refusal, Severity
from seedbed.observatory.inequality.dispersion import coefficient_of_variation
from seedbed.observatory.inequality.weighted import Floats, weight_shares
from seedbed.observatory.vector import finite_vector

Speed: TypeAlias = Literal["model", "reat"]
Spread: TypeAlias = Literal["sd", "variance", "cv"]


@dataclass(frozen=True, slots=True, eq=False)
class BetaConvergence:
    """A regression of growth on the start; :func:`beta_convergence` defines it.

    Parameters
    ----------
    alpha, beta
        Intercept and slope of the logarithm of the start.
    beta_error, p_value
        Standard error of beta, and the two-sided p of its t test (None with a perfect fit).
    speed
        Lambda, share of the gap closed each year; None without convergence.
    half_life
        Years until half of the gap is closed; None without convergence.
    r_squared
        0 to 1.
    coefficients
        ``term, value, error, t, p, finding``: alpha, beta and the conditions.
    growth
        ``annual`` or ``total``: what was regressed.
    n, degrees_of_freedom
        Places, and places less coefficients.
    findings
        Why there is no speed, or no test.
    """

    alpha: float
    beta: float
    beta_error: float
    p_value: float | None
    speed: float | None
    half_life: float | None
    r_squared: float
    coefficients: pl.DataFrame
    growth: str
    n: int
    degrees_of_freedom: int
    findings: tuple[Finding, ...] = ()


def beta_convergence(
    start: ArrayLike,
    end: ArrayLike,
    years: float = 1.0,
    *,
    conditions: pl.DataFrame | None = None,
    growth: Literal["annual", "total"] = "annual",
    speed: Speed = "model",
) -> BetaConvergence:
    """Regress growth on the logarithm of the start by least squares (Barro and Sala-i-Martin 1992).

    ``g_i = alpha + beta ln y_i0 (+ conditions)``, with ``g = ln(y_iT / y_i0)`` (``total``) or that over T
    (``annual``, as in REAT). The model says ``beta = -(1 - exp(-lambda T))`` (total) or that over T
    (annual), so the speed is ``lambda = -ln(1 + beta) / T`` or ``-ln(1 + beta T) / T``: the same number,
    and also the estimate of the non-linear regression, which is the same fit in other words. The half-life
    is ``ln 2 / lambda``.

    Parameters
    ----------
    start, end
        (n,) > 0, per head, at both times.
    years
        T > 0.
    conditions
        One numeric column per condition, n rows; none for absolute convergence.
    growth
        See above.
    speed
        ``model`` as above. ``reat``: ``-ln(1 + beta) / T`` also for annual growth, as REAT 3.0 computes;
        for T > 1 it understates the speed about T-fold.

    Raises
    ------
    Refusal
        A value is not above zero or not finite, numbers differ, T is not above zero, all starts are alike,
        a condition says nothing new, or there are too few places.

    >>> fit = beta_convergence([1, 2, 4, 8], [2, 3.5, 6, 11])
    >>> round(fit.beta, 4), round(fit.half_life, 2)
    (-0.1844, 3.4)
    """
    if growth not in ("annual", "total") or speed not in ("model", "reat"):
        raise ValueError("growth is annual or total, speed is model or reat")
    first = finite_vector(start, "start", positive=True)
    last = finite_vector(end, "end", positive=True, size=first.size)
    if not (np.isfinite(years) and years > 0):
        raise Refusal.because("observatory.years-not-positive", years=float(years))
    log_start = np.log(first)
    if _constant(log_start):
        raise Refusal.because("observatory.constant-values", name="start")
    grown = np.log(last / first) / (years if growth == "annual" else 1.0)
    others = _conditions(conditions, first.size)
    terms = ["alpha", "beta", *(conditions.columns if conditions is not None else ())]
    fit = _least_squares(np.column_stack([np.ones(first.size), log_start, others]), grown, terms)
    findings: list[Finding] = []
    if fit.perfect:
        findings.append(Finding("observatory.perfect-fit", severity=Severity.WARNING))
    horizon = years if growth == "annual" and speed == "model" else 1.0
    shrunk = 1.0 + fit.beta * horizon
    rate = None
    if fit.beta >= 0:
        findings.append(Finding("observatory.no-convergence", {"beta": fit.beta}, Severity.WARNING))
    elif shrunk <= 0:
        findings.append(Finding("observatory.overshooting", {"beta": fit.beta}, Severity.WARNING))
    else:
        rate = float(-np.log1p(fit.beta * horizon)) / years
    return BetaConvergence(
        alpha=fit.alpha,
        beta=fit.beta,
        beta_error=fit.beta_error,
        p_value=fit.p_value,
        speed=rate,
        half_life=None if rate is None else float(np.log(2.0)) / rate,
        r_squared=fit.r_squared,
        coefficients=fit.coefficients,
        growth=growth,
        n=first.size,
        degrees_of_freedom=first.size - len(terms),
        findings=tuple(findings),
    )


@dataclass(frozen=True, slots=True)
class SigmaConvergence:
    """The spread of places at two times; :func:`sigma_convergence` defines it.

    Parameters
    ----------
    measure
        ``sd``, ``variance`` or ``cv``, of logarithms where ``logarithms``.
    start, end
        The spread at both times; it shrank where ``end < start``.
    quotient
        ``start / end``; None where the end has no spread.
    f, p_value
        F test of equal variances, two-sided, ``degrees_of_freedom`` above and below; None where the end
        has no spread.
    degrees_of_freedom
        n - 1.
    logarithms
        See ``measure``.
    findings
        What to mind.
    """

    measure: str
    start: float
    end: float
    quotient: float | None
    f: float | None
    p_value: float | None
    degrees_of_freedom: int
    logarithms: bool
    findings: tuple[Finding, ...] = ()


def sigma_convergence(
    start: ArrayLike,
    end: ArrayLike,
    *,
    measure: Spread = "sd",
    logarithms: bool = True,
    sample: bool = False,
    weights: ArrayLike | None = None,
) -> SigmaConvergence:
    """Compare the spread of places at two times (Furceri 2005).

    The F test divides the sample variances (n - 1, unweighted) of start and end, as REAT's ``sigmaconv``;
    it takes the two for independent, which the same places at two times are not: read it with care.

    Parameters
    ----------
    start, end
        (n,) per head; > 0 with ``logarithms``.
    measure
        Standard deviation, variance or coefficient of variation. That of logarithms depends on the unit
        (yuan or thousand yuan): a finding says so.
    logarithms
        Take natural logarithms first.
    sample
        Divide by n - 1 instead of n (only without weights).
    weights
        (n,) >= 0.

    Raises
    ------
    Refusal
        A list is not fit to be measured, numbers differ, there are fewer than two places, or the mean is
        zero (``cv``).

    >>> round(sigma_convergence([1, 2, 4], [2, 3, 4]).quotient, 4)
    1.9904
    """
    if measure not in ("sd", "variance", "cv"):
        raise ValueError(f"measure is sd, variance or cv, not {measure}")
    first = finite_vector(start, "start", positive=logarithms)
    last = finite_vector(end, "end", positive=logarithms, size=first.size)
    if first.size < 2:
        raise Refusal.because("observatory.too-few", name="start", count=first.size, least=2)
    if logarithms:
        first, last = np.log(first), np.log(last)
    findings: list[Finding] = []
    if measure == "cv" and logarithms:
        findings.append(Finding("observatory.cv-of-logarithms", severity=Severity.NOTE))
    before, after = (_spread(x, measure, sample, weights) for x in (first, last))
    freedom = first.size - 1
    f = p = quotient = None
    if _constant(last):
        findings.append(Finding("observatory.no-spread-left", severity=Severity.WARNING))
    else:
        f = float(first.var(ddof=1) / last.var(ddof=1))
        p = min(1.0, 2.0 * float(min(fdtr(freedom, freedom, f), fdtrc(freedom, freedom, f))))
        quotient = before / after
    return SigmaConvergence(measure, before, after, quotient, f, p, freedom, logarithms, tuple(findings))


def _spread(values: Floats, measure: Spread, sample: bool, weights: ArrayLike | None) -> float:
    if measure == "cv":
        return coefficient_of_variation(values, weights, sample=sample)
    if sample and weights is not None:
        raise ValueError("a sample's standard deviation has no weights here")
    shares = weight_shares(weights, values.size)
    variance = float(shares @ (values - shares @ values) ** 2)
    if sample:
        variance *= values.size / (values.size - 1)
    return variance if measure == "variance" else float(np.sqrt(variance))


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    alpha: float
    beta: float
    beta_error: float
    p_value: float | None
    r_squared: float
    perfect: bool
    coefficients: pl.DataFrame


def _least_squares(design: Floats, response: Floats, terms: Sequence[str]) -> _Fit:
    n, k = design.shape
    if n <= k:
        raise Refusal.because("observatory.too-few", name="start", count=n, least=k + 1)
    scaled = design / np.linalg.norm(design, axis=0)
    if np.linalg.matrix_rank(scaled) < k:
        raise Refusal.because("observatory.conditions-collinear", conditions=", ".join(terms[2:]))
    orthogonal, triangle = np.linalg.qr(design)
    inverse = np.linalg.inv(triangle)
    value = inverse @ (orthogonal.T @ response)
    residual = float(np.sum((response - design @ value) ** 2))
    spread = float(np.sum((response - response.mean()) ** 2))
    size = float(np.sum(response**2))
    perfect = residual <= size * n * np.finfo(np.float64).eps
    error = np.sqrt(np.sum(inverse**2, axis=1) * residual / (n - k))
    t = np.full(k, np.nan) if perfect else value / error
    p = 2.0 * stdtr(n - k, -np.abs(t))
    table = pl.DataFrame(
        {
            "term": list(terms),
            "value": value,
            "error": error,
            "t": pl.Series(t, nan_to_null=True),
            "p": pl.Series(p, nan_to_null=True),
            "finding": pl.Series(["observatory.perfect-fit" if perfect else None] * k, dtype=pl.String),
        }
    )
    explained = 1.0 if perfect or spread == 0 else 1.0 - residual / spread
    return _Fit(
        float(value[0]),
        float(value[1]),
        float(error[1]),
        None if perfect else float(p[1]),
        max(explained, 0.0),
        perfect,
        table,
    )


def _conditions(conditions: pl.DataFrame | None, size: int) -> Floats:
    if conditions is None:
        return np.empty((size, 0))
    columns = []
    for name in conditions.columns:
        if not conditions[name].dtype.is_numeric() and conditions[name].dtype != pl.Boolean:
            raise Refusal.because("observatory.not-numbers", column=name, dtype=str(conditions[name].dtype))
        columns.append(finite_vector(conditions[name].cast(pl.Float64).to_numpy(), name, size=size))
    return np.column_stack(columns)


def _constant(values: Floats) -> bool:
    """Whether values differ by no more than rounding."""
    rounding = 8 * float(np.finfo(np.float64).eps) * max(1.0, float(np.abs(values).max()))
    return float(np.ptp(values)) <= rounding
