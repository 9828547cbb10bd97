"""Matching: who fits what, who may take what, and what that says about a region's skills.

Read in this order: :mod:`~seedbed.matching.fixed_point` (what a fit is made of),
:mod:`~seedbed.matching.sides` and :mod:`~seedbed.matching.eligibility` (the checked input),
:mod:`~seedbed.matching.kernels` (the loops), :mod:`~seedbed.matching.market` (what one asks),
:mod:`~seedbed.matching.allocation` (who gets which place), :mod:`~seedbed.matching.stability`.
"""

from seedbed.matching.allocation import (
    Allocation,
    Change,
    FillOutcome,
    Floor,
    FloorOutcome,
    allocate,
    difference,
    dropping_floor,
)
from seedbed.matching.audit import audit
from seedbed.matching.dead_ends import DeadEnd
from seedbed.matching.eligibility import Eligibility
from seedbed.matching.explanation import Part
from seedbed.matching.market import Market
from seedbed.matching.recommendations import Cancelled, Recommendations
from seedbed.matching.shortlist import Shortlist
from seedbed.matching.skills_gap import SkillsGap, skills_gap
from seedbed.matching.stability import StableMatching, blocking_pairs, deferred_acceptance

__all__ = [
    "Allocation",
    "Cancelled",
    "Change",
    "DeadEnd",
    "Eligibility",
    "FillOutcome",
    "Floor",
    "FloorOutcome",
    "Market",
    "Part",
    "Recommendations",
    "Shortlist",
    "SkillsGap",
    "StableMatching",
    "allocate",
    "audit",
    "blocking_pairs",
    "deferred_acceptance",
    "difference",
    "dropping_floor",
    "skills_gap",
]
