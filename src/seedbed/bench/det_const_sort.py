"""DetConstSort (Geyik, Ambler and Kenthapadi 2019, LinkedIn), written from the pseudo-code of the paper.

"Fairness-Aware Ranking in Search & Recommendation Systems with Application to LinkedIn Talent Search"
(KDD 2019), algorithm 3. Everybody is in one group, and the groups' shares add up to 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def det_const_sort(
    units: NDArray[np.int32],
    group: NDArray[np.int64],
    shares: NDArray[np.float64],
    k: int,
    *,
    first_position: int = 0,
) -> NDArray[np.int64]:
    """The list, best first: int64 (<= k,), candidates.

    1. For lengths 1, 2, ...: which groups must have one member more, ``floor(share * length)``?
    2. Their best members who are left come in at the end of the list, best first, each with this length
       as the last position that will do.
    3. Each moves up past worse ones, as long as the one that moves down keeps to its own last position.

    The pseudo-code counts places of the list from 0 and lengths from 1, and compares the two: who moves
    down may land one place too late. The public implementations do the same. ``first_position=1`` counts
    both from 1.

    Parameters
    ----------
    units, group
        (c,): fits of the candidates, best first, and their groups.
    shares
        (groups,): adding up to 1.
    k
        The length of the list. It ends early where every group that must grow is used up.
    """
    queues = [np.flatnonzero(group == number).tolist() for number in range(shares.size)]
    fits = units.tolist()
    taken = [0] * shares.size
    asked = [0] * shares.size
    listed: list[int] = []
    latest: list[int] = []
    # A rounding error below a whole number must not cost a member.
    parts = [float(share) + 1e-12 for share in shares]
    for length in range(1, len(fits) + 1):
        if len(listed) >= k:
            break
        now = [int(part * length) for part in parts]
        grown = [
            queues[number][taken[number]]
            for number in range(shares.size)
            if now[number] > asked[number] and taken[number] < len(queues[number])
        ]
        for candidate in sorted(grown, key=lambda one: (-fits[one], one)):
            listed.append(candidate)
            latest.append(length)
            taken[int(group[candidate])] += 1
            at = len(listed) - 1
            while (
                at > 0 and latest[at - 1] >= at + first_position and fits[listed[at - 1]] < fits[listed[at]]
            ):
                listed[at - 1], listed[at] = listed[at], listed[at - 1]
                latest[at - 1], latest[at] = latest[at], latest[at - 1]
                at -= 1
        asked = now
    return np.array(listed[:k], np.int64)
