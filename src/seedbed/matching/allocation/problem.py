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

from collections.abc import Iterable
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

    ``indptr`` int64 (n+1,); ``opportunity`` int32 (e,); ``value`` int64 (e,), fit units, ``>= 0``;
    ``capacity`` int64 (m,); ``slots`` int64 (n,); ``pinned`` sorted edge positions int64 (p,).
    """

    indptr: NDArray[np.int64]
    opportunity: NDArray[np.int32]
    value: NDArray[np.int64]
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
        return int(self.value[taken].sum())

    def keeping(self, names: Iterable[str]) -> Problem:
        """The same problem with only the named constraints."""
        kept = set(names)
        return replace(self, constraints=tuple(c for c in self.constraints if c.name in kept))

    def holds(self, taken: NDArray[np.int64]) -> bool:
        """Whether a set of edges satisfies 1-4, counted in integers from the edges alone."""
        if np.unique(taken).size != taken.size or not np.isin(self.pinned, taken).all():
            return False
        seeker = np.searchsorted(self.indptr, taken, side="right") - 1
        opportunity = self.opportunity[taken]
        if (np.bincount(seeker, minlength=self.slots.size) > self.slots).any():
            return False
        if (np.bincount(opportunity, minlength=self.capacity.size) > self.capacity).any():
            return False
        in_scope = np.zeros(self.capacity.size, dtype=np.bool_)
        for row in self.constraints:
            in_scope[:] = False
            in_scope[row.scope] = True
            counted = in_scope[opportunity]
            members = int(np.count_nonzero(counted & row.members[seeker]))
            others = int(np.count_nonzero(counted)) - members
            if row.inside * members + row.outside * others < row.least:
                return False
        return True

    def residual(self) -> tuple[Problem, NDArray[np.int64]]:
        """What is left to decide once the pins are taken, and where its edges stand in this problem.

        Pinned edges, and edges at opportunities or of seekers that have nothing left, are gone;
        limits and ``least`` are reduced by what the pins take. So no method needs to know of pins.
        """
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
    """The constraints as arrays for kernels."""

    membership: NDArray[np.uint8]
    """(n, G): who is in which of the G different groups."""
    group: NDArray[np.int64]
    """(F,): the group of each constraint."""
    inside: NDArray[np.int64]
    outside: NDArray[np.int64]
    least: NDArray[np.int64]
    seat: NDArray[np.int64]
    """(F,) each, as in :class:`Constraint`."""
    start: NDArray[np.int64]
    """(m + 1,): the constraints that cover ``j`` are ``covering[start[j]:start[j + 1]]``."""
    covering: NDArray[np.int64]


def rows_of(problem: Problem) -> Rows:
    """Arrays of a problem's constraints; equal groups share one column."""
    columns: dict[bytes, int] = {}
    members: list[NDArray[np.bool_]] = []
    group = []
    known: dict[int, int] = {}
    for row in problem.constraints:
        if id(row.members) not in known:
            key = np.packbits(row.members).tobytes()
            if key not in columns:
                columns[key] = len(members)
                members.append(row.members)
            known[id(row.members)] = columns[key]
        group.append(known[id(row.members)])
    membership = np.zeros((problem.slots.size, max(len(members), 1)), dtype=np.uint8)
    for column, chosen in enumerate(members):
        membership[:, column] = chosen
    scopes = [row.scope for row in problem.constraints]
    where = np.concatenate(scopes) if scopes else np.zeros(0, dtype=np.int64)
    which = np.repeat(np.arange(len(scopes)), [scope.size for scope in scopes])
    order = np.argsort(where, kind="stable")
    counts = np.bincount(where, minlength=problem.capacity.size)
    return Rows(
        membership=membership,
        group=np.array(group, dtype=np.int64),
        inside=np.array([row.inside for row in problem.constraints], dtype=np.int64),
        outside=np.array([row.outside for row in problem.constraints], dtype=np.int64),
        least=np.array([row.least for row in problem.constraints], dtype=np.int64),
        seat=np.array([row.seat for row in problem.constraints], dtype=np.int64),
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        covering=which[order].astype(np.int64),
    )
