"""Who changes when a floor is dropped: the allocation once more without it, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seedbed.matching.allocation.allocate import AskedMethod, allocate
from seedbed.matching.allocation.edges import AllocationMarket
from seedbed.matching.allocation.floor import Floor, check_floors
from seedbed.matching.allocation.inputs import check_capacity, check_choice
from seedbed.matching.allocation.result import Allocation

Ints = NDArray[np.int64]


class Settings(TypedDict, total=False):
    """The settings of :func:`seedbed.matching.allocate` that the first run had."""

    per_seeker: int
    k: int
    min_fit: float
    min_filled: float
    pinned: ArrayLike
    excluded: ArrayLike
    tolerance: float
    method: AskedMethod


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """From one allocation to another: seekers int64, sorted, and differences (after less before).

    ``placed``: seekers with more places than before; ``unplaced``: with fewer; ``moved``: with as many,
    but other ones.
    """

    before: Allocation
    after: Allocation
    placed: Ints
    unplaced: Ints
    moved: Ints

    @property
    def objective(self) -> float:
        """Sum of fits gained."""
        return self.after.objective - self.before.objective

    @property
    def filled(self) -> int:
        """Places filled in addition."""
        return self.after.filled - self.before.filled


def difference(before: Allocation, after: Allocation, seekers: int) -> Change:
    """Compare two allocations of the same ``seekers`` people."""
    had = np.bincount(before.pairs[:, 0], minlength=seekers)
    has = np.bincount(after.pairs[:, 0], minlength=seekers)
    m = before.seats.size
    keys = np.setxor1d(before.pairs @ [m, 1], after.pairs @ [m, 1])
    changed = np.zeros(seekers, dtype=np.bool_)
    changed[keys // m] = True
    return Change(
        before=before,
        after=after,
        placed=np.flatnonzero(has > had),
        unplaced=np.flatnonzero(has < had),
        moved=np.flatnonzero(changed & (has == had)),
    )


def dropping_floor(
    name: str,
    market: AllocationMarket,
    capacity: ArrayLike,
    floors: Sequence[Floor],
    before: Allocation,
    **settings: Unpack[Settings],
) -> Change:
    """Allocate again without the named floor, from ``before``, and say who changes.

    ``name`` is as in ``before.floors``; ``settings`` are those of the first run.

    Raises
    ------
    Refusal
        ``matching.unknown-choice`` where no floor has the name, and as ``allocate`` does.
    """
    seats = check_capacity(capacity, market.n_opportunities)
    names = [floor.name for floor in check_floors(floors, market.n_seekers, seats)]
    check_choice("floor", name, names)
    # The names that the first run gave are kept, so that its multipliers are found again.
    rest = [
        Floor(floor.members, floor.share, floor.scope, floor.reading, floor.carried, given)
        for floor, given in zip(floors, names, strict=True)
        if given != name
    ]
    after = allocate(market, capacity, rest, start=before, **settings)
    return difference(before, after, market.n_seekers)
