"""Allocation: who gets which place, under floors, with a proven bound.

Read in this order: :mod:`.problem` (what is decided), :mod:`.floor` (what is promised),
:mod:`.allocate` (the steps), :mod:`.auction`, :mod:`.dual`, :mod:`.multipliers` and :mod:`.repair`
(prices), :mod:`.exact` (the integer programme), :mod:`.widening` (more edges), :mod:`.conflict` (why
not), :mod:`.change` (who changes).
"""

from seedbed.matching.allocation.allocate import allocate
from seedbed.matching.allocation.change import Change, difference, dropping_floor
from seedbed.matching.allocation.edges import Recommended
from seedbed.matching.allocation.floor import Floor, FloorOutcome
from seedbed.matching.allocation.result import Allocation, FillOutcome
from seedbed.matching.allocation.warm import warm_allocation

__all__ = [
    "Allocation",
    "Change",
    "FillOutcome",
    "Floor",
    "FloorOutcome",
    "Recommended",
    "allocate",
    "difference",
    "dropping_floor",
    "warm_allocation",
]
