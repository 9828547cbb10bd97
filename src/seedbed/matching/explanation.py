"""Why a fit is what it is: one part per requirement, and the parts add up to the fit exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seedbed.matching.fixed_point import CREDIT_UNITS, FIT_UNITS, WEIGHT_UNITS, credit_units

if TYPE_CHECKING:
    from collections.abc import Callable

    from seedbed.matching.kernels import Demand, Supply

Skill = str | int
"""A skill's id where the market knows ids, else its column."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one requirement contributes to a fit.

    Parameters
    ----------
    requirement
        The skill that is asked.
    weight
        Its share of the opportunity, an exact multiple of 1/65536; the shares add up to 1.
    via_skill
        The seeker's own skill that earns the credit; ``None`` where nothing does.
    credit
        0..1, an exact multiple of 1/256.
    contribution
        weight x credit, exact.
    asked
        The level that is asked, in (0, 1].
    level
        The seeker's level in ``via_skill``; 0 where there is none.
    relation
        The credit of having ``via_skill`` toward the requirement; 1 for the skill itself.
    """

    requirement: Skill
    weight: float
    via_skill: Skill | None
    credit: float
    contribution: float
    asked: float
    level: float
    relation: float


def parts_of(i: int, j: int, supply: Supply, demand: Demand, named: Callable[[int], Skill]) -> list[Part]:
    """The parts of seeker ``i``'s fit for opportunity ``j``, largest contribution first.

    Among own skills that earn the same credit the required skill itself is named, then the one
    with the lowest column. Equal contributions stand in the order of the columns.
    """
    own = slice(supply.indptr[i], supply.indptr[i + 1])
    asks = slice(demand.indptr[j], demand.indptr[j + 1])
    skills, levels = supply.skills[own], supply.levels[own]
    requirements, units = demand.skills[asks], demand.units[asks].astype(np.int64)
    asked = demand.classes[demand.asked[asks]]
    relation = np.zeros((skills.size, requirements.size))
    for s, skill in enumerate(skills):
        row = slice(supply.related_indptr[skill], supply.related_indptr[skill + 1])
        _, toward, stored = np.intersect1d(
            requirements, supply.related_skills[row], assume_unique=True, return_indices=True
        )
        relation[s, toward] = supply.related_credits[row][stored]
    if not skills.size:
        skills, levels, relation = np.array([-1]), np.zeros(1), np.zeros((1, requirements.size))
    credit = credit_units(levels[:, None] * relation, asked)
    # The required skill itself wins ties: half a unit more than its own credit decides nothing else.
    via = np.argmax(2 * credit + (skills[:, None] == requirements), axis=0)
    column = np.arange(requirements.size)
    best = credit[via, column]
    contribution = units * best
    parts = []
    for q in np.argsort(-contribution, kind="stable"):
        s = via[q]
        earned = best[q] > 0
        parts.append(
            Part(
                requirement=named(int(requirements[q])),
                weight=float(units[q] / WEIGHT_UNITS),
                via_skill=named(int(skills[s])) if earned else None,
                credit=float(best[q] / CREDIT_UNITS),
                contribution=float(contribution[q] / FIT_UNITS),
                asked=float(asked[q]),
                level=float(levels[s]) if earned else 0.0,
                relation=float(relation[s, q]) if earned else 0.0,
            )
        )
    return parts
