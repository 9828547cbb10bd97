"""Who should be on a list with floors for groups that overlap, by prices for being a member.

A price for each floor is added to the fits of its members: the ``k`` best are then on the list. Whatever
the prices, no list that holds the floors can have a larger sum of fits than::

    sum over the k best of (fit + prices of their groups)  -  sum over floors of price * members asked

(Lagrangian relaxation: Held and Karp 1970, Fisher 1981). Only the whole list's floors have prices; those of
its beginnings are a matter of order. Prices are whole units, so that every machine finds the same list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDS = 80
_FIRST_STEP = 1 << 22  # a quarter of a full fit


def priced_people(
    units: NDArray[np.int32], member: NDArray[np.bool_], asked: NDArray[np.int64], k: int
) -> tuple[NDArray[np.int64] | None, int]:
    """The ``k`` people with the largest sum of fits found who hold the floors, and a bound on any such sum.

    1. Take the ``k`` best by fit plus prices, ties by rank; that gives a bound.
    2. If they hold the floors, remember them if they are the best so far.
    3. Raise the price of a floor by what it lacks and lower it by what it has too much, relative to the
       floor that is furthest off, by ever smaller steps (subgradient: Held, Wolfe and Crowder 1974).

    Parameters
    ----------
    units, member
        (c,) fits, best first, and (c, F) groups.
    asked
        (F,): members that the whole list asks for.
    k
        At most ``c``.

    Returns
    -------
    int64 (k,) candidates by rank, or ``None`` where no prices led to such people; the bound in units.
    """
    fits = units.astype(np.int64)
    belongs = member.astype(np.int64)
    prices = np.zeros(asked.size, np.int64)
    step = _FIRST_STEP
    best, most, bound = None, -1, int(fits[:k].sum())
    for _ in range(ROUNDS):
        worth = fits + belongs @ prices
        people = np.sort(np.argsort(-worth, kind="stable")[:k])
        bound = min(bound, int(worth[people].sum() - prices @ asked))
        lacks = asked - belongs[people].sum(axis=0)
        total = int(fits[people].sum())
        if (lacks <= 0).all() and total > most:
            best, most = people, total
        furthest = int(np.abs(lacks[(lacks > 0) | (prices > 0)]).max(initial=0))
        if not furthest:
            break
        prices = np.maximum(prices + step * lacks // furthest, 0)
        step -= step // 10
    return best, bound
