"""Why nothing satisfies everything: an irreducible set of demands that cannot all hold.

QuickXplain (Junker 2004, "QUICKXPLAIN: preferred explanations and relaxations for over-constrained
problems"): the demands are halved again and again, so that a small conflict among many demands takes
few feasibility questions. Drop any one of the set and the others of the set can hold together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

Answer = Literal["feasible", "infeasible", "unknown"]
Oracle = Callable[[Sequence[str]], Answer]


def irreducible(demands: Sequence[str], answer: Oracle) -> tuple[tuple[str, ...], bool]:
    """An irreducible infeasible part of ``demands``, in their order, and whether that is proven.

    ``answer`` says whether a set of demands can hold together; all of them cannot. Where it answers
    ``"unknown"``, demands are kept that might have been left out, and the second result is ``False``.
    """
    proven = True

    def infeasible(names: Sequence[str]) -> bool:
        nonlocal proven
        reply = answer(names)
        proven = proven and reply != "unknown"
        return reply == "infeasible"

    def search(background: list[str], added: bool, rest: list[str]) -> list[str]:
        if added and infeasible(background):
            return []
        if len(rest) == 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        from_second = search(background + first, True, second)
        from_first = search(background + from_second, bool(from_second), first)
        return from_first + from_second

    found = set(search([], False, list(demands))) if demands else set()
    return tuple(name for name in demands if name in found), proven
