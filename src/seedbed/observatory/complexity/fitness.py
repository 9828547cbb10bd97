"""Fitness of places and complexity of industries by mutual recursion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from seedbed.messages import Finding, Refusal
from seedbed.messages.finding import Severity
from seedbed.observatory.complexity.presence import read_presence
from seedbed.observatory.complexity.ranking import descending_ranks
from seedbed.observatory.grid import Missing, listed
from seedbed.observatory.similarity.advantages import Advantages

SETTLED = 1e-3
"""Largest relative change of a fitness in the last round up to which the recursion counts as settled."""


FLOOR = 1e-200
"""A fitness that falls towards zero is held here, where its reciprocal is still a number."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitness:
    """The result of a stated number of rounds.

    Parameters
    ----------
    fitness
        place, fitness (mean 1 over places with an industry), rank, finding.
    quality
        industry, quality (mean 1; the authors' complexity Q), rank, finding.
    rounds
        Rounds done, the ones of the start among them.
    change
        Largest relative change of a fitness in the last round.
    """

    fitness: pl.DataFrame
    quality: pl.DataFrame
    rounds: int
    change: float
    findings: tuple[Finding, ...]


def fitness(
    frame: pl.DataFrame,
    presence: float = 1.0,
    *,
    rounds: int = 20,
    advantages: Advantages = "location_quotient",
    missing: Missing = "refuse",
) -> Fitness:
    """Fitness and quality (Tacchella, Cristelli, Caldarelli, Gabrielli and Pietronero 2012).

    1. The first round: ones.
    2. Each further round: ``F_c = sum_p M_cp Q_p`` and ``Q_p = 1 / sum_c M_cp / F_c``, both from the round
       before; divide each by its mean. The default of 20 rounds, the ones among them, is that of the R
       package economiccomplexity.

    It is another index than ECI, not a way to it. Some fitnesses can fall towards zero for ever (Pugliese,
    Zaccaria and Pietronero 2016), so the number of rounds is part of the result.

    Parameters
    ----------
    frame, presence, advantages, missing
        As :func:`seedbed.observatory.complexity.complexity`.
    rounds
        At least 2; the ones count as the first.

    Returns
    -------
    See :class:`Fitness`; ``observatory.fitness-unsettled`` where the last round still moved one by more
    than 0.1 %.

    Raises
    ------
    Refusal
        ``observatory.bad-rounds``; as :func:`seedbed.observatory.complexity.presence.read_presence`.
    """
    if rounds < 2:
        raise Refusal.because("observatory.bad-rounds", rounds=rounds)
    found = read_presence(frame, presence, advantages=advantages, missing=missing)
    rows, columns = found.present.any(axis=1), found.present.any(axis=0)
    if not rows.any():
        raise Refusal.because("observatory.part-too-small")
    matrix = found.present[np.ix_(rows, columns)].astype(np.float64)
    strength, quality = np.ones(matrix.shape[0]), np.ones(matrix.shape[1])
    change = 0.0
    for _ in range(rounds - 1):
        before = strength
        strength, quality = matrix @ quality, 1 / ((1 / strength) @ matrix)
        strength /= strength.mean()
        quality /= quality.mean()
        strength = np.maximum(strength, FLOOR)
        change = float(np.max(np.abs(strength - before) / before))
    findings: tuple[Finding, ...] = ()
    if change > SETTLED:
        findings = (
            Finding("observatory.fitness-unsettled", {"rounds": rounds, "change": change}, Severity.WARNING),
        )
    by_place, by_industry = np.full(rows.size, np.nan), np.full(columns.size, np.nan)
    by_place[rows], by_industry[columns] = strength, quality
    return Fitness(
        listed(found.grid.rows, found.place_codes, fitness=by_place, rank=descending_ranks(by_place)),
        listed(
            found.grid.columns, found.industry_codes, quality=by_industry, rank=descending_ranks(by_industry)
        ),
        rounds,
        change,
        findings,
    )
