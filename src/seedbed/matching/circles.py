"""Seekers who meet the same needs, so that the opportunities open to them are turned round once for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from seedbed.matching import kernels
from seedbed.matching.kernels import Demand, Rules, Supply

if TYPE_CHECKING:
    from numpy.typing import NDArray

Number = TypeVar("Number", np.int64, np.uint64)

LARGE = 256
"""From this size on, seekers who meet the same needs make a circle of their own; smaller ones join."""

TURNING = 512
"""Turning opportunities round takes as long as searching them for so many seekers."""


@dataclass(frozen=True, slots=True, eq=False)
class Circle:
    """Some seekers, and who among them stands for each different set of needs that they meet.

    Parameters
    ----------
    seekers
        int32: such that those with similar skills are neighbours.
    examples
        int32: one seeker of each kind; all are of one kind where there is only one.
    """

    seekers: NDArray[np.int32]
    examples: NDArray[np.int32]

    def is_worth_turning(self, open_to: NDArray[np.bool_]) -> bool:
        """Whether leaving out what is not open saves more than turning the rest round costs."""
        share = float(open_to.mean()) if open_to.size else 1.0
        return (1 - share) * self.seekers.size > share * TURNING


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """All seekers of a market in circles, and the kinds of needs that its opportunities have.

    Parameters
    ----------
    circles
        Every seeker is in one of them. The largest come first, so that threads end at about the same time.
    kinds
        int64 (m,): the number of each opportunity's set of needs.
    first_of_kind
        int32: one opportunity with each set of needs.
    """

    circles: tuple[Circle, ...]
    kinds: NDArray[np.int64]
    first_of_kind: NDArray[np.int32]

    def open_to(self, circle: Circle, rules: Rules) -> NDArray[np.bool_]:
        """Which opportunities somebody of a circle may take by their needs: bool, shape (m,)."""
        met = np.zeros(self.first_of_kind.size, np.bool_)
        kernels.open_patterns(circle.examples, self.first_of_kind, rules, met)
        return met[self.kinds]


def circles_of(supply: Supply, demand: Demand, rules: Rules) -> Circles:
    """Part the seekers into circles by the needs that they meet.

    Needs that no opportunity has do not count. Kinds of fewer than :data:`LARGE` seekers are put
    together with their neighbours in the order of the 64 commonest needs.
    """
    n, m = rules.mark_indptr.size - 1, rules.need_indptr.size - 1
    kinds = _kinds(rules, m)
    first_of_kind = np.unique(kinds, return_index=True)[1].astype(np.int32)
    likeness = _rarest_skill(supply, demand)
    if not rules.needs.size:
        everybody = np.argsort(likeness, kind="stable").astype(np.int32)
        return Circles((Circle(everybody, everybody[:1]),) if n else (), kinds, first_of_kind)
    asked = np.bincount(rules.needs, minlength=rules.width)
    counts = asked[rules.marks] > 0
    marks = rules.marks[counts]
    indptr = np.concatenate(([0], np.cumsum(counts)))[rules.mark_indptr]
    common = np.argsort(np.argsort(-asked, kind="stable"), kind="stable")
    bits = np.where(common < 64, np.uint64(1) << np.minimum(common, 63).astype(np.uint64), np.uint64(0))
    names = np.random.Generator(np.random.PCG64(1)).integers(0, 2**63, rules.width, np.uint64)
    shown = _over_rows(np.bitwise_or, bits[marks], indptr)
    order = np.lexsort((likeness, _over_rows(np.add, names[marks], indptr), shown))
    begins = np.empty(n, np.bool_)
    kernels.differs_from_the_one_before(order, indptr, marks, begins)
    firsts = np.flatnonzero(begins)
    sizes = np.diff(np.append(firsts, n))
    large = sizes >= LARGE
    filled = np.cumsum(np.where(large, 0, sizes)) // LARGE
    parts = np.ones(firsts.size, np.bool_)
    parts[1:] = large[1:] | large[:-1] | (filled[1:] != filled[:-1])
    cuts = np.append(np.flatnonzero(parts), firsts.size)
    edges = np.append(firsts, n)[cuts]
    seekers = order.astype(np.int32)
    circles = [
        Circle(seekers[edges[q] : edges[q + 1]], seekers[firsts[cuts[q] : cuts[q + 1]]])
        for q in range(cuts.size - 1)
    ]
    circles.sort(key=lambda circle: -circle.seekers.size)
    return Circles(tuple(circles), kinds, first_of_kind)


def _kinds(rules: Rules, m: int) -> NDArray[np.int64]:
    """Number the different sets of needs in the order of their marks: int64, shape (m,)."""
    counts = np.diff(rules.need_indptr)
    table = np.full((m, int(counts.max(initial=0))), -1, np.int32)
    row = np.repeat(np.arange(m), counts)
    table[row, np.arange(rules.needs.size) - rules.need_indptr[row]] = rules.needs
    kinds = np.zeros(m, np.int64)
    for column in table.T:
        # Numbers stay below m x width: they are made dense again after every column.
        mixed = kinds * (rules.width + 1) + column + 1
        kinds = np.unique(mixed, return_inverse=True)[1]
    return kinds


def _rarest_skill(supply: Supply, demand: Demand) -> NDArray[np.int64]:
    """int64 (n,): among each seeker's skills that anybody asks, the one that the fewest ask."""
    n_skills = supply.related_indptr.size - 1
    asked = np.bincount(demand.skills[demand.units > 0], minlength=n_skills)
    rarity = np.where(asked > 0, asked * n_skills + np.arange(n_skills), np.iinfo(np.int64).max)
    return _over_rows(np.minimum, rarity[supply.skills], supply.indptr)


def _over_rows(ufunc: np.ufunc, values: NDArray[Number], indptr: NDArray[np.int64]) -> NDArray[Number]:
    """Reduce each row of values to one; 0 for rows without any."""
    filled = np.flatnonzero(np.diff(indptr))
    reduced = np.zeros(indptr.size - 1, values.dtype)
    if filled.size:
        reduced[filled] = ufunc.reduceat(values, indptr[filled])
    return reduced
