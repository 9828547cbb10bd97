"""Inequality and convergence on zeros, ties, perfect fits and chains that fall apart."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from hostile.case import Hostile
from seedbed.observatory.inequality import (
    MarkovChain,
    Theil,
    atkinson,
    beta_convergence,
    chain_of,
    coefficient_of_variation,
    gini,
    income_classes,
    markov_chain,
    sigma_convergence,
    theil,
    williamson,
)

RICH, POOR = [1.0, 2.0, 4.0, 9.0, 16.0], [3.0, 5.0, 7.0, 11.0, 15.0]
TWO_BLOCKS = [[0.5, 0.5, 0.0], [0.3, 0.7, 0.0], [0.0, 0.0, 1.0]]
LEAKS = [[8 / 9, 1 / 9, 0.0], [1 / 11, 9 / 11, 1 / 11], [0.0, 0.0, 1.0]]


def _only_t(result: Theil) -> bool:
    return result.l is None and math.isclose(result.t, math.log(2))


def _leak_is_seen(chain: MarkovChain) -> bool:
    # Only 1 follows on 0, so 9 periods on average; back to 0 may never come, since 2 is never left.
    return math.isclose(chain.first_passage[0, 1], 9.0) and chain.first_passage[1, 0] == math.inf


CASES: list[Hostile] = [
    Hostile("Gini", "zero everywhere", lambda: gini([0, 0, 0]), refusal="observatory.all-zero"),
    Hostile("Gini", "an empty value", lambda: gini([1, None, 3]), refusal="observatory.not-finite"),
    Hostile("Gini", "a negative value", lambda: gini([1, -1, 3]), refusal="observatory.too-small"),
    Hostile("Gini", "weights of zero", lambda: gini([1, 2], [0, 0]), refusal="observatory.all-zero"),
    Hostile("Gini", "weights of another length", lambda: gini([1, 2], [1]), refusal="observatory.other-length"),
    Hostile("Gini", "equal values with rounding", lambda: gini([0.1 + 0.2, 0.3, 0.3]), right=lambda got: 0 <= got < 1e-15),
    Hostile("Gini", "one unit, corrected", lambda: gini([5.0], corrected=True), refusal="observatory.too-few"),
    Hostile("Theil", "a zero: T is defined", lambda: theil([0, 0, 1, 1]), right=_only_t),
    Hostile("Theil", "a zero: L is not (REAT: Inf)", lambda: theil([0, 0, 1, 1]), finding="observatory.log-of-zero"),
    Hostile("Theil", "a group at zero", lambda: theil([0, 0, 1, 2], groups=list("aabb")).groups, finding="observatory.group-at-zero"),
    Hostile("Theil", "a unit without a group", lambda: theil([1, 2], groups=["a", None]), refusal="observatory.empty-id"),
    Hostile("Theil", "all alike", lambda: theil([0.3, 0.3, 0.1 + 0.2]), right=lambda got: 0 <= got.t < 1e-15 and 0 <= got.l < 1e-15),
    Hostile("Atkinson", "a zero at epsilon 1 (REAT: NA)", lambda: atkinson([0, 1, 2], 1), right=lambda got: got == 1.0),
    Hostile("Atkinson", "a huge epsilon", lambda: atkinson([3.0, 6.0, 3e6], 1e4), right=lambda got: math.isclose(got, 1 - 9 / 3000009, rel_tol=1e-6)),
    Hostile("Atkinson", "a negative epsilon", lambda: atkinson([1, 2], -0.5), refusal="observatory.epsilon-range"),
    Hostile("coefficient of variation", "a mean of zero", lambda: coefficient_of_variation([-1, 1]), refusal="observatory.mean-zero"),
    Hostile("coefficient of variation", "a mean of zero but for rounding", lambda: coefficient_of_variation([0.1, 0.2, -0.3]), refusal="observatory.mean-zero"),
    Hostile("Williamson", "a negative value", lambda: williamson([1, -2], [1, 1]), refusal="observatory.too-small"),
    Hostile("beta convergence", "a zero at the start", lambda: beta_convergence([0, 1, 2, 3], [1, 2, 3, 4]), refusal="observatory.not-positive"),
    Hostile("beta convergence", "all starts alike", lambda: beta_convergence([2, 2, 2, 2], [1, 2, 3, 4]), refusal="observatory.constant-values"),
    Hostile("beta convergence", "divergence (REAT: NA)", lambda: beta_convergence(POOR, RICH), finding="observatory.no-convergence"),
    Hostile("beta convergence", "a perfect fit", lambda: beta_convergence([1, 2, 4, 8], np.sqrt([1, 2, 4, 8])), finding="observatory.perfect-fit"),
    Hostile("beta convergence", "an order turned round", lambda: beta_convergence([1, 2, 4, 8], [9, 4.1, 2, 1]), finding="observatory.overshooting"),
    Hostile("beta convergence", "two places", lambda: beta_convergence([1, 2], [2, 3]), refusal="observatory.too-few"),
    Hostile("beta convergence", "no years", lambda: beta_convergence(RICH, POOR, 0), refusal="observatory.years-not-positive"),
    Hostile(
        "beta convergence", "dummies of both halves (REAT: NA)",
        lambda: beta_convergence(RICH, POOR, conditions=pl.DataFrame({"east": [1, 0, 1, 0, 0], "west": [0, 1, 0, 1, 1]})),
        refusal="observatory.conditions-collinear",
    ),
    Hostile("sigma convergence", "variation of logarithms", lambda: sigma_convergence(RICH, POOR, measure="cv"), finding="observatory.cv-of-logarithms"),
    Hostile("sigma convergence", "all alike at the end", lambda: sigma_convergence(RICH, [2] * 5), finding="observatory.no-spread-left"),
    Hostile("Markov chain", "a class that is only arrived at", lambda: markov_chain([[0, 0, 1], [0, 0, 0]]), refusal="observatory.class-without-moves"),
    Hostile("Markov chain", "two blocks", lambda: chain_of(TWO_BLOCKS), finding="observatory.several-long-runs"),
    Hostile("Markov chain", "a chain that leaks", lambda: chain_of(LEAKS), right=_leak_is_seen),
    Hostile("Markov chain", "rows that do not add to 1", lambda: chain_of([[0.5, 0.4], [0.5, 0.5]]), refusal="observatory.not-probabilities"),
    Hostile("Markov chain", "a missing year", lambda: income_classes([[1.0, None], [2.0, 3.0]], 2), refusal="observatory.panel-incomplete"),
    Hostile("Markov chain", "ties that empty a class", lambda: income_classes([[1, 1], [1, 1], [1, 1], [1, 1]], 3), refusal="observatory.class-empty"),
    Hostile("Markov chain", "classes that are not whole", lambda: markov_chain([[0.5, 1.0]]), refusal="observatory.classes-not-whole"),
]  # fmt: skip
