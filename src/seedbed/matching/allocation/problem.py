"""The allocation problem, once, for every method and every check.

Choose edges ``x_e`` in {0, 1} that maximise ``sum value_e x_e`` so that

1. a seeker ``i`` takes at most ``slots_i`` different opportunities,
2. an opportunity ``j`` takes at most ``capacity_j`` seekers,
3. for each constraint ``f``: ``sum a_fe x_e >= least_f``, where ``a_fe`` is ``inside_f`` for a member
   in the constraint's scope, ``outside_f`` for another person in it, and 0 out of it,
4. pinned edges are taken.

Everything is an integer: a value is a fit in units of 2**-24, so sums and comparisons are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """``inside * (members in scope) + outside * (others in scope) >= least``, in integers.

    ``seat`` is by how much one place changes the left side when it goes from another person to a
    member (at least 1): it turns multipliers into a price per place, and slack into places.
    """

    name: str
    members: NDArray[np.bool_]
    scope: NDArray[np.int64]
    inside: int
    outside: int
    least: int
    seat: int


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Edges by seeker (CSR), limits and constraints.

    ``indptr`` int64 (n+1,); ``opportunity`` int32 (e,); ``value`` int32 (e,), fit units, ``>= 0``;
    ``capacity`` int64 (m,); ``slots`` int64 (n,); ``pinned`` sorted edge positions int64 (p,).
    """

    indptr: NDArray[np.int64]
    opportunity: NDArray[np.int32]
    value: NDArray[np.int32]
    capacity: NDArray[np.int64]
    slots: NDArray[np.int64]
    constraints: tuple[Constraint, ...]
    pinned: NDArray[np.int64]

    @property
    def edges(self) -> int:
        """Number of edges."""
        return int(self.opportunity.size)

    def seekers(self) -> NDArray[np.int32]:
        """The seeker of each edge, int32 (e,)."""
        rows = np.arange(self.slots.size, dtype=np.int32)
        return np.repeat(rows, np.diff(self.indptr))

    def pairs(self, taken: NDArray[np.int64]) -> NDArray[np.int64]:
        """Edge positions as (p, 2) pairs sorted by seeker, then opportunity."""
        seeker = np.searchsorted(self.indptr, taken, side="right") - 1
        pairs = np.column_stack([seeker, self.opportunity[taken].astype(np.int64)])
        return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]

    def worth(self, taken: NDArray[np.int64]) -> int:
        """The objective of a set of edges, in fit units."""
        return int(self.value[taken].sum(dtype=np.int64))

    def keeping(self, names: Iterable[str]) -> Problem:
        """The same problem with only the named constraints."""
        kept = set(names)
        return replace(self, constraints=tuple(c for c in self.constraints if c.name in kept))

    def holds(self, taken: NDArray[np.int64]) -> bool:
        """Whether a set of edges satisfies 1-4, counted in integers from the edges alone."""
        taken = np.sort(taken)
        if (taken[1:] == taken[:-1]).any() or not np.isin(self.pinned, taken).all():
            return False
        seeker = np.searchsorted(self.indptr, taken, side="right") - 1
        if (np.bincount(seeker, minlength=self.slots.size) > self.slots).any():
            return False
        if (np.bincount(self.opportunity[taken], minlength=self.capacity.size) > self.capacity).any():
            return False
        return not self.short(taken)

    def short(self, taken: NDArray[np.int64]) -> tuple[str, ...]:
        """The names of the constraints that a set of edges does not satisfy."""
        seeker = np.searchsorted(self.indptr, taken, side="right") - 1
        opportunity = self.opportunity[taken]
        in_scope = np.zeros(self.capacity.size, dtype=np.bool_)
        missed = []
        for row in self.constraints:
            in_scope[row.scope] = True
            counted = in_scope[opportunity]
            in_scope[row.scope] = False
            members = int(np.count_nonzero(counted & row.members[seeker]))
            others = int(np.count_nonzero(counted)) - members
            if row.inside * members + row.outside * others < row.least:
                missed.append(row.name)
        return tuple(missed)

    def residual(self) -> tuple[Problem, NDArray[np.int64]]:
        """What is left to decide once the pins are taken, and where its edges stand in this problem.

        Pinned edges, and edges at opportunities or of seekers that have nothing left, are gone;
        limits and ``least`` are reduced by what the pins take. So no method needs to know of pins.
        """
        if self.pinned.size == 0:
            return self, np.arange(self.edges)
        seeker = self.seekers()
        pin_seeker, pin_opportunity = seeker[self.pinned], self.opportunity[self.pinned]
        capacity = self.capacity - np.bincount(pin_opportunity, minlength=self.capacity.size)
        slots = self.slots - np.bincount(pin_seeker, minlength=self.slots.size)
        if (capacity < 0).any() or (slots < 0).any():
            raise ValueError("pins take more than a capacity or a seeker's places")
        open_ = (capacity[self.opportunity] > 0) & (slots[seeker] > 0)
        open_[self.pinned] = False
        kept = np.flatnonzero(open_)
        counts = np.bincount(seeker[kept], minlength=self.slots.size)
        constraints = []
        for row in self.constraints:
            counted = np.isin(pin_opportunity, row.scope)
            members = int(np.count_nonzero(counted & row.members[pin_seeker]))
            others = int(np.count_nonzero(counted)) - members
            taken = row.inside * members + row.outside * others
            constraints.append(replace(row, least=row.least - taken))
        left = Problem(
            indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            opportunity=self.opportunity[kept],
            value=self.value[kept],
            capacity=capacity,
            slots=slots,
            constraints=tuple(constraints),
            pinned=np.zeros(0, dtype=np.int64),
        )
        return left, kept


class Rows(NamedTuple):
    """The constraints as arrays for kernels.

    Seekers of one *kind* are in the same groups; opportunities of one *cover* are in the scopes of the
    same constraints. So what constraints say of an edge is a table of kinds by covers.
    """

    kind: NDArray[np.int32]
    """(n,)"""
    cover: NDArray[np.int32]
    """(m,)"""
    coefficient: NDArray[np.int64]
    """(K, F): ``inside`` for kinds in the constraint's group, ``outside`` for others."""
    start: NDArray[np.int64]
    """(C + 1,): the constraints of cover ``c`` are ``covering[start[c]:start[c + 1]]``."""
    covering: NDArray[np.int64]
    inside: NDArray[np.int64]
    outside: NDArray[np.int64]
    least: NDArray[np.int64]
    seat: NDArray[np.int64]
    """(F,) each, as in :class:`Constraint`."""


def rows_of(problem: Problem) -> Rows:
    """Arrays of a problem's constraints."""
    constraints = problem.constraints
    # Many floors share one group or one scope.
    groups = {id(row.members): np.flatnonzero(row.members) for row in constraints}
    scopes = {id(row.scope): row.scope for row in constraints}
    kind, of_kind = _patterns(problem.slots.size, list(groups.values()))
    cover, of_cover = _patterns(problem.capacity.size, list(scopes.values()))
    inside, outside, least, seat = (
        np.array([getattr(row, name) for row in constraints], dtype=np.int64)
        for name in ("inside", "outside", "least", "seat")
    )
    member = np.zeros((of_kind.size, len(constraints)), dtype=np.bool_)
    for f, row in enumerate(constraints):
        member[:, f] = row.members[of_kind]
    covers = [np.unique(cover[row.scope]) for row in constraints]
    where = np.concatenate(covers) if covers else np.zeros(0, dtype=np.int64)
    which = np.repeat(np.arange(len(covers)), [some.size for some in covers])
    return Rows(
        kind=kind,
        cover=cover,
        coefficient=np.where(member, inside, outside),
        start=np.concatenate([[0], np.cumsum(np.bincount(where, minlength=of_cover.size))]).astype(np.int64),
        covering=which[np.argsort(where, kind="stable")].astype(np.int64),
        inside=inside,
        outside=outside,
        least=least,
        seat=seat,
    )


def _patterns(size: int, subsets: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Which of the ``subsets`` (distinct indices each) an element is in, as the number of a pattern.

    Returns the pattern of each element, int32 (size,), and the first element of each pattern.
    """
    pattern = np.zeros(size, dtype=np.int64)
    count = 1
    for subset in subsets:
        # Members leave their patterns for new ones: one for each pattern that they leave.
        left, new = np.unique(pattern[subset], return_inverse=True)
        pattern[subset] = count + new
        count += left.size
    _, first, number = np.unique(pattern, return_index=True, return_inverse=True)
    return number.astype(np.int32), first
