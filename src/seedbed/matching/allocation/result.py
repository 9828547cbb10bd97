"""What an allocation hands back: placements, the verdict, the certificate and the prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from seedbed.matching.allocation.floor import FloorOutcome
from seedbed.messages import Finding

Verdict = Literal["met", "impossible", "undecided"]
Method = Literal["dual", "exact"]


@dataclass(frozen=True, slots=True)
class FillOutcome:
    """How many places are filled, against what ``min_filled`` asks.

    ``fillable``: the most that any placements on these edges fill, ``None`` where nobody asked
    (``min_filled=0``); ``price``: fit per place, 0 where the demand does not bind.
    """

    fillable: int | None
    required: int
    filled: int
    met: bool
    shortfall: int
    price: float


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """Who gets which place, and what is proven about it.

    Parameters
    ----------
    pairs
        int64 (p, 2): seeker, opportunity; sorted.
    objective, bound
        Sums of fits. Nothing that satisfies the floors on these edges can exceed ``bound``.
    verdict
        ``"met"``: floors, ``min_filled`` and pins hold in ``pairs``, counted from ``pairs`` alone.
        ``"impossible"``: proven that nothing satisfies them all; ``pairs`` is empty, ``objective`` and
        ``bound`` are 0 and ``conflict`` says why.
        ``"undecided"``: neither was found; ``pairs`` fall short least among those seen (the pins hold),
        ``bound`` still holds for whatever would satisfy them, and ``optimality_gap`` is infinite.
    floors
        One outcome per floor, in the order given, counted from ``pairs``.
    fill
        The same for ``min_filled``.
    method
        Which method the placements come from: ``"dual"`` or ``"exact"``.
    conflict
        Names of an irreducible set of demands (floors, ``min_filled``, ``pin 3-7`` for seeker 3 and
        opportunity 7): drop any one, and the rest of the set can hold.
    prices
        float64 (m,): fit per seat of each opportunity, at the lowest bound.
    seats
        int64 (m,): the capacity.
    filled_without_floors
        Places that the best placements without floors and ``min_filled`` fill.
    edges_added
        Edges beyond the ``k`` recommendations that were looked at for seekers of demands which could not
        be met without (:mod:`.widening`).
    of_all_pairs
        Whether *impossible* is proven of all eligible pairs, not only of those looked at.
    blocking_pairs
        int64 (b, 2): pairs who would both rather have each other (see :mod:`seedbed.matching.stability`);
        none are listed where the verdict is ``"impossible"``.
    findings
        What a person should know about this run.
    """

    pairs: NDArray[np.int64]
    objective: float
    bound: float
    verdict: Verdict
    floors: tuple[FloorOutcome, ...]
    fill: FillOutcome
    method: Method
    conflict: tuple[str, ...]
    prices: NDArray[np.float64]
    seats: NDArray[np.int64]
    filled_without_floors: int
    edges_added: int
    of_all_pairs: bool
    blocking_pairs: NDArray[np.int64]
    findings: tuple[Finding, ...]

    @property
    def optimality_gap(self) -> float:
        """``(bound - objective) / bound``: the most that the objective can be short of the optimum."""
        if self.verdict == "undecided":
            return float("inf")
        return (self.bound - self.objective) / max(self.bound, float(np.finfo(np.float64).tiny))

    @property
    def filled(self) -> int:
        """Places filled."""
        return len(self.pairs)
