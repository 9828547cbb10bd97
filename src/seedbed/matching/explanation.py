"""Why a fit is what it is: one part per requirement, and the parts add up to the fit exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from seedbed.matching.fixed_point import CREDIT_UNITS, FIT_UNITS, WEIGHT_UNITS, credit_units
from seedbed.matching.sparse import stretches

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

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


class PartColumns(NamedTuple):
    """The parts of many pairs, one row per requirement; pairs in the order given, requirements by column."""

    pair: NDArray[np.int64]
    requirement: NDArray[np.int64]
    weight_units: NDArray[np.int64]
    via_skill: NDArray[np.int64]
    """-1 where nothing earns credit."""
    credit_units: NDArray[np.int64]
    asked: NDArray[np.float64]
    level: NDArray[np.float64]
    relation: NDArray[np.float64]

    @property
    def contribution_units(self) -> NDArray[np.int64]:
        """Whole numbers of ``2**-24``; they add up to the pair's fit units."""
        return self.weight_units * self.credit_units


def parts_of_pairs(
    seekers: NDArray[np.int64], opportunities: NDArray[np.int64], supply: Supply, demand: Demand
) -> PartColumns:
    """The parts of aligned pairs.

    1. Every requirement of every pair is a row; every own skill of its seeker offers something toward the
       skills that it is related to.
    2. Offers meet the requirements that they go toward; each earns its credit, as in a fit.
    3. Of a requirement's offers the one with the most credit is named; among equals the required skill
       itself, then the one with the lowest column.
    """
    n_skills = supply.related_indptr.size - 1
    pair, at = stretches(demand.indptr, opportunities)
    requirement = demand.skills[at].astype(np.int64)
    asked = demand.classes[demand.asked[at]]
    holder, own = stretches(supply.indptr, seekers)
    offer, toward = stretches(supply.related_indptr, supply.skills[own].astype(np.int64))
    wanted = pair * n_skills + requirement  # rising: pairs in order, columns in order
    offered = holder[offer] * n_skills + supply.related_skills[toward]
    row = np.searchsorted(wanted, offered)
    met = row < wanted.size
    met[met] = wanted[row[met]] == offered[met]
    row, offer, toward = row[met], offer[met], toward[met]
    skill, level = supply.skills[own][offer].astype(np.int64), supply.levels[own][offer]
    relation = supply.related_credits[toward]
    credit = credit_units(level * relation, asked[row])
    best_last = np.lexsort((-skill, skill == requirement[row], credit, row))
    best_last = best_last[credit[best_last] > 0]
    last = np.flatnonzero(np.append(row[best_last][1:] != row[best_last][:-1], [True] * bool(best_last.size)))
    best = best_last[last]
    columns = PartColumns(
        pair,
        requirement,
        demand.units[at].astype(np.int64),
        np.full(pair.size, -1, np.int64),
        np.zeros(pair.size, np.int64),
        asked,
        np.zeros(pair.size),
        np.zeros(pair.size),
    )
    named = row[best]
    columns.via_skill[named], columns.credit_units[named] = skill[best], credit[best]
    columns.level[named], columns.relation[named] = level[best], relation[best]
    return columns


def parts_of(i: int, j: int, supply: Supply, demand: Demand, named: Callable[[int], Skill]) -> list[Part]:
    """The parts of seeker ``i``'s fit for opportunity ``j``, largest contribution first.

    Equal contributions stand in the order of the columns; see :func:`parts_of_pairs`.
    """
    columns = parts_of_pairs(np.array([i]), np.array([j]), supply, demand)
    contribution = columns.contribution_units
    return [
        Part(
            requirement=named(int(columns.requirement[q])),
            weight=float(columns.weight_units[q] / WEIGHT_UNITS),
            via_skill=named(int(columns.via_skill[q])) if columns.via_skill[q] >= 0 else None,
            credit=float(columns.credit_units[q] / CREDIT_UNITS),
            contribution=float(contribution[q] / FIT_UNITS),
            asked=float(columns.asked[q]),
            level=float(columns.level[q]),
            relation=float(columns.relation[q]),
        )
        for q in np.argsort(-contribution, kind="stable")
    ]
