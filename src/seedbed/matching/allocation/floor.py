"""Floors: at least a share of a group in a scope, in exact fractions.

A floor is read in one of two ways. With ``M`` members among ``F`` filled
places of its scope, share ``p/q`` and ``carried = (m0, f0)`` already delivered:

``share_of_filled``
    ``M + m0 >= p/q * (F + f0)``, rounded up for a run or a subproject and down where the scope is
    one single opportunity (one place of three women at 25% would otherwise ask for a woman).
``reserved_seats``
    ``R = ceil(p/q * (C + f0)) - m0`` of the scope's ``C`` seats (floor for a single opportunity;
    between 0 and ``C``) are kept for members: others take at most ``C - R``. Reserved seats that no
    member takes stay empty; the share among the filled places may then be under the floor.

Both are one integer inequality over placements, ``sum a_ij x_ij >= b`` (:meth:`CheckedFloor.constraint`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seedbed.matching.allocation.problem import Constraint
from seedbed.messages import Refusal

Reading = Literal["share_of_filled", "reserved_seats"]
READINGS: tuple[Reading, ...] = get_args(Reading)

# A share such as 0.25 is read as the fraction that people mean by it, not as a binary number.
LARGEST_DENOMINATOR = 10**6


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """At least ``share`` of the places in ``scope`` for ``members``.

    Parameters
    ----------
    members
        Who is in the group: bool (n,) or indices of seekers.
    share
        In (0, 1]; read as the nearest fraction with a denominator up to a million.
    scope
        Opportunities that the floor is about: bool (m,) or indices; ``None`` is the whole run.
    reading
        ``"share_of_filled"`` or ``"reserved_seats"``; the module's docstring defines both.
    carried
        Places already delivered in this scope: (to members, in all).
    name
        What reports and conflicts call it; without one, floors are called ``floor 1``, ``floor 2``, ...

    >>> Floor([0, 2], share=0.25, name="women").name
    'women'
    """

    members: ArrayLike
    share: float | Fraction
    scope: ArrayLike | None = None
    reading: Reading = "share_of_filled"
    carried: tuple[int, int] = (0, 0)
    name: str = ""


@dataclass(frozen=True, slots=True)
class FloorOutcome:
    """What became of one floor; ``required`` and ``shortfall`` are counted in places.

    ``required``: under ``share_of_filled`` the members that this many filled places ask for (after
    ``carried``); under ``reserved_seats`` the seats kept. ``shortfall``: members missing, or seats
    that others hold too many. ``price``: what moving one place to the group costs, in fit (0..1),
    at the best multipliers found; 0 where the floor does not bind.
    """

    name: str
    reading: Reading
    members_placed: int
    filled: int
    required: int
    met: bool
    shortfall: int
    price: float


@dataclass(frozen=True, slots=True, eq=False)
class CheckedFloor:
    """A floor whose parts have been checked: members bool (n,), scope sorted int64 (s,)."""

    name: str
    members: NDArray[np.bool_]
    scope: NDArray[np.int64]
    share: Fraction
    reading: Reading
    carried: tuple[int, int]
    single: bool
    seats: int

    @property
    def reserved(self) -> int:
        """Seats kept for members under ``reserved_seats``: between 0 and the scope's capacity."""
        asked = self.share * (self.seats + self.carried[1])
        whole = math.floor(asked) if self.single else math.ceil(asked)
        return min(max(whole - self.carried[0], 0), self.seats)

    def constraint(self) -> Constraint:
        """The floor as ``sum a_ij x_ij >= b`` in integers."""
        if self.reading == "reserved_seats":
            return Constraint(self.name, self.members, self.scope, 0, -1, self.reserved - self.seats, 1)
        p, q = self.share.numerator, self.share.denominator
        least = p * self.carried[1] - q * self.carried[0] - (q - 1 if self.single else 0)
        return Constraint(self.name, self.members, self.scope, q - p, -p, least, q)

    def required(self, filled: int) -> int:
        """Members that ``filled`` places ask for; under ``reserved_seats`` the seats kept."""
        if self.reading == "reserved_seats":
            return self.reserved
        asked = self.share * (filled + self.carried[1])
        return max((math.floor(asked) if self.single else math.ceil(asked)) - self.carried[0], 0)

    def outcome(self, pairs: NDArray[np.int64], price: float) -> FloorOutcome:
        """Count the floor from the placements alone (pairs (p, 2)), apart from any solver's figures."""
        inside = pairs[np.isin(pairs[:, 1], self.scope)]
        filled = len(inside)
        members = int(np.count_nonzero(self.members[inside[:, 0]]))
        required = self.required(filled)
        if self.reading == "reserved_seats":
            shortfall = max((filled - members) - (self.seats - required), 0)
        else:
            shortfall = max(required - members, 0)
        return FloorOutcome(
            self.name, self.reading, members, filled, required, shortfall == 0, shortfall, price
        )


def check_floors(
    floors: Sequence[Floor], seekers: int, capacity: NDArray[np.int64]
) -> tuple[CheckedFloor, ...]:
    """Check floors against the market's sizes; names are made unique.

    Raises
    ------
    Refusal
        ``matching.floor-over-100-percent``, ``.floor-not-positive``, ``.floor-reading``,
        ``.floor-carried``, ``.floor-members`` or ``.floor-scope``.
    """
    taken: set[str] = {"min_filled"}
    # Many floors share one group or one scope: one array each.
    groups: dict[int, NDArray[np.bool_]] = {}
    checked = []
    for number, floor in enumerate(floors, start=1):
        name = _unique(floor.name or f"floor {number}", taken)
        if floor.reading not in READINGS:
            raise Refusal.because("matching.floor-reading", floor=name, reading=str(floor.reading))
        if id(floor.members) not in groups:
            chosen = _indices(floor.members, seekers)
            if chosen is None:
                raise Refusal.because("matching.floor-members", floor=name, seekers=seekers)
            members = np.zeros(seekers, dtype=np.bool_)
            members[chosen] = True
            groups[id(floor.members)] = members
        scope = _indices(floor.scope, capacity.size) if floor.scope is not None else np.arange(capacity.size)
        if scope is None:
            raise Refusal.because("matching.floor-scope", floor=name, opportunities=int(capacity.size))
        checked.append(
            CheckedFloor(
                name=name,
                members=groups[id(floor.members)],
                scope=scope,
                share=_share(floor.share, name),
                reading=floor.reading,
                carried=_carried(floor.carried, name),
                single=floor.scope is not None and scope.size == 1,
                seats=int(capacity[scope].sum()),
            )
        )
    return tuple(checked)


def _share(share: float | Fraction, name: str) -> Fraction:
    if not math.isfinite(share) or share <= 0:
        raise Refusal.because("matching.floor-not-positive", floor=name, share=float(share))
    if share > 1:
        raise Refusal.because("matching.floor-over-100-percent", floor=name, share=float(share))
    fraction = Fraction(share).limit_denominator(LARGEST_DENOMINATOR)
    if fraction == 0:
        raise Refusal.because("matching.floor-not-positive", floor=name, share=float(share))
    return fraction


def _carried(carried: tuple[int, int], name: str) -> tuple[int, int]:
    if len(carried) != 2 or any(int(part) != part for part in carried) or not 0 <= carried[0] <= carried[1]:
        raise Refusal.because("matching.floor-carried", floor=name, carried=str(tuple(carried)))
    return int(carried[0]), int(carried[1])


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name} ({number})", number + 1
    taken.add(candidate)
    return candidate


def _indices(chosen: ArrayLike, size: int) -> NDArray[np.int64] | None:
    """Sorted distinct indices from a mask or indices; ``None`` where they do not fit ``size``."""
    array = np.asarray(chosen)
    if array.ndim != 1:
        return None
    if array.dtype == np.bool_:
        return np.flatnonzero(array) if array.size == size else None
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    if not np.issubdtype(array.dtype, np.integer) or array.min() < 0 or array.max() >= size:
        return None
    return np.unique(array.astype(np.int64))
