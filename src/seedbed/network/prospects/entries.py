"""What came true: which candidates entered later, and how well the reasons told them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize

from seedbed.messages import Finding, Refusal, Severity
from seedbed.network.auc import area_under_curve
from seedbed.network.prospects.cells import Cells
from seedbed.network.prospects.scoring import Candidates, percentiles, scores

COMBINED, FITTED, WITHOUT_FOOTHOLD = "combined", "fitted", "combined_without_foothold"
RELATEDNESS, FOOTHOLD = "relatedness", "foothold"

FEWEST = 10
"""Entries, and candidates that did not enter, below which no figure is given."""

RIDGE = 1e-5
"""Pull of the fitted weights to zero, per candidate: it decides only between weights that fit alike."""


@dataclass(frozen=True, slots=True, eq=False)
class EntryTest:
    """How well scores told, beforehand, which industries would enter.

    Parameters
    ----------
    scores
        score, auc (0.5 is chance), above_relatedness (auc less that of relatedness alone), the best first.
    candidates, entries
        How many there were and how many of them entered.
    weights
        Fitted on an earlier pair of periods, adding up to 1; None where there was none.
    """

    scores: pl.DataFrame
    candidates: int
    entries: int
    weights: Mapping[str, float] | None
    findings: tuple[Finding, ...]


def entered(candidates: Candidates, later: Cells, *, above: float = 1.0) -> NDArray[np.bool_]:
    """(c,) whether ``rca >= above`` later; a place or industry that is gone later has not entered."""
    places = _positions(candidates.cells.places, later.places)[candidates.place_at]
    industries = _positions(candidates.cells.industries, later.industries)[candidates.industry_at]
    found = (places >= 0) & (industries >= 0)
    came = np.zeros(candidates.size, np.bool_)
    came[found] = later.rca[places[found], industries[found]] >= above
    return came


def fit_weights(candidates: Candidates, came: NDArray[np.bool_]) -> dict[str, float]:
    """Weights, zero or more and adding up to 1, with which the percentiles best explain the entries.

    Logistic regression without negative weights (bounded quasi-Newton); a reason that is not known counts as its
    middle. All equal where nothing can be told.

    Raises
    ------
    Refusal
        ``network.too-few-entries``.
    """
    _enough(came)
    names = list(candidates.reasons)
    X = np.column_stack([np.nan_to_num(percentiles(candidates.reasons[name]), nan=0.5) for name in names])
    X = np.column_stack([X, np.ones(came.size)])

    def loss(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = X @ theta
        slopes = theta[:-1]
        value = float(np.logaddexp(0, z).mean() - z[came].sum() / came.size + RIDGE * (slopes**2).sum())
        gradient = X.T @ (1 / (1 + np.exp(-z)) - came) / came.size
        gradient[:-1] += 2 * RIDGE * slopes
        return value, gradient

    bounds = [(0.0, None)] * len(names) + [(None, None)]
    slopes = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x[:-1]
    total = float(slopes.sum())
    shares = slopes / total if total > 0 else np.full(len(names), 1 / len(names))
    return dict(zip(names, shares.tolist(), strict=True))


def try_scores(
    candidates: Candidates,
    came: NDArray[np.bool_],
    *,
    weights: Mapping[str, float] | None = None,
    fitted: Mapping[str, float] | None = None,
) -> EntryTest:
    """The area under the curve of each reason alone and of their combinations.

    Parameters
    ----------
    came
        (c,) which candidates entered.
    weights
        Of the combination; :data:`~seedbed.network.prospects.scoring.WEIGHTS` where absent.
    fitted
        Weights fitted on *earlier* periods (:func:`fit_weights`), tested here for the first time.

    Raises
    ------
    Refusal
        ``network.too-few-entries``.
    """
    _enough(came)
    tried: dict[str, NDArray[np.float64]] = dict(candidates.reasons)
    tried[COMBINED] = scores(candidates, weights)[0]
    tried[WITHOUT_FOOTHOLD] = scores(candidates, dict(weights or {}) | {FOOTHOLD: 0.0})[0]
    if fitted is not None:
        unused = dict.fromkeys(candidates.reasons, 0.0)
        tried[FITTED] = scores(candidates, unused | dict(fitted))[0]
    # What a reason does not know cannot speak for a candidate: it counts as its middle.
    reached = {
        name: area_under_curve(*_split(np.nan_to_num(percentiles(values), nan=0.5), came))
        for name, values in tried.items()
    }
    alone = reached.get(RELATEDNESS)
    table = pl.DataFrame(
        {"score": list(reached), "auc": list(reached.values())},
        schema={"score": pl.String, "auc": pl.Float64},
    ).with_columns(above_relatedness=pl.col("auc") - alone if alone is not None else pl.lit(None, pl.Float64))
    findings = []
    for name in (COMBINED, WITHOUT_FOOTHOLD, FITTED):
        value = reached.get(name)
        if alone is not None and value is not None and value <= alone:
            findings.append(
                Finding(
                    "network.not-better-than-relatedness",
                    {"score": name, "auc": value, "alone": alone},
                    Severity.WARNING,
                )
            )
    single = {
        name: value for name, value in reached.items() if name in candidates.reasons and value is not None
    }
    best = max(single, key=lambda name: single[name]) if single else None
    own = reached.get(FITTED, reached[COMBINED])
    if best not in (None, RELATEDNESS) and own is not None and own <= single[str(best)]:
        findings.append(
            Finding(
                "network.one-reason-suffices",
                {"reason": best, "auc": single[str(best)], "combined": own},
                Severity.NOTE,
            )
        )
    return EntryTest(
        table.sort("auc", "score", descending=[True, False]),
        candidates.size,
        int(came.sum()),
        None if fitted is None else dict(fitted),
        tuple(findings),
    )


def _split(
    values: NDArray[np.float64], came: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return values[came], values[~came]


def _enough(came: NDArray[np.bool_]) -> None:
    entries = int(came.sum())
    if min(entries, came.size - entries) < FEWEST:
        raise Refusal.because(
            "network.too-few-entries", entries=entries, candidates=int(came.size), needed=FEWEST
        )


def _positions(ids: pl.Series, among: pl.Series) -> NDArray[np.int64]:
    """Where each id stands in a rising list; -1 where it does not."""
    at = np.minimum(among.search_sorted(ids).to_numpy().astype(np.int64), among.len() - 1)
    return np.where((among.gather(at) == ids).to_numpy(), at, -1)
