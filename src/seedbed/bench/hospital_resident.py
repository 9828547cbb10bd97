"""The same stable matching with PyPI's ``matching`` (Wilde, Knight and Gillard 2020, JOSS)."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seedbed.matching import Recommendations

PACKAGE = "matching"
RECURSION_LIMIT = 10_000_000
STACK_BYTES = 1 << 30
"""It copies a web of objects that refer to each other, by recursion: the usual limits are too small."""


def hospital_resident(
    edges: Recommendations, merit: NDArray[np.float64], capacity: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Build the game and solve it with residents proposing: int64 (p, 2), sorted.

    The lists are those of :func:`seedbed.matching.deferred_acceptance`: a seeker ranks as her edges
    stand, an opportunity by ``merit`` (aligned with the edges), ties by the seeker's number. Those
    without a list and opportunities without a place are left out, since the library asks for both.
    """
    seats = capacity[edges.indices] > 0
    seekers, opportunities = edges.seekers[seats].tolist(), edges.indices[seats].tolist()
    residents: dict[int, list[int]] = {}
    for seeker, opportunity in zip(seekers, opportunities, strict=True):
        residents.setdefault(seeker, []).append(opportunity)
    hospitals: dict[int, list[int]] = {}
    for at in np.lexsort((edges.seekers[seats], -merit[seats])):
        hospitals.setdefault(opportunities[at], []).append(seekers[at])
    places = {opportunity: int(capacity[opportunity]) for opportunity in hospitals}
    solved = _with_room_to_recurse(lambda: _solve(residents, hospitals, places))
    pairs = [(seeker.name, opportunity.name) for opportunity, held in solved.items() for seeker in held]
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _solve(
    residents: dict[int, list[int]], hospitals: dict[int, list[int]], places: dict[int, int]
) -> Any:  # the library has no types
    game = import_module(f"{PACKAGE}.games").HospitalResident
    return game.create_from_dictionaries(residents, hospitals, places).solve(optimal="resident")


def _with_room_to_recurse(work: Callable[[], Any]) -> Any:
    """Run in a thread with a large stack, and leave the process's limits as they were."""
    outcomes: list[Any] = []
    limit, stack = sys.getrecursionlimit(), threading.stack_size(STACK_BYTES)
    sys.setrecursionlimit(RECURSION_LIMIT)
    try:
        thread = threading.Thread(target=lambda: outcomes.append(work()))
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(stack)
    if not outcomes:
        raise RuntimeError("the peer ended without a matching")
    return outcomes[0]
