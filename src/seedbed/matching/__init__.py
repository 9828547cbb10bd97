"""Matching: who fits what, who may take what, and what that says about a region's skills.

Read in this order: :mod:`~seedbed.matching.fixed_point` (what a fit is made of),
:mod:`~seedbed.matching.sides` and :mod:`~seedbed.matching.eligibility` (the checked input),
:mod:`~seedbed.matching.postings` (the demand turned round), :mod:`~seedbed.matching.circles` (who is searched
for together), :mod:`~seedbed.matching.kernels` (the loops), :mod:`~seedbed.matching.market` (what one asks),
:mod:`~seedbed.matching.shortlist` (with floors: ``list_order``, ``priced_list``, ``prefix_plan``),
:mod:`~seedbed.matching.allocation` (who gets which place), :mod:`~seedbed.matching.stability`,
:mod:`~seedbed.matching.training` (which courses raise placements), :mod:`~seedbed.matching.advice` (what one
person should learn), :mod:`~seedbed.matching.preference` (wishes beside the fit) and
:mod:`~seedbed.matching.exposure` (no crowding).
"""

from seedbed.matching.advice import Advice, Adviser, advice
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
from seedbed.matching.courses import Courses
from seedbed.matching.dead_ends import DeadEnd, find_dead_ends, nearest_change
from seedbed.matching.eligibility import Eligibility
from seedbed.matching.explanation import Part
from seedbed.matching.exposure import Congestion, capped_recommendations, congestion
from seedbed.matching.market import Market
from seedbed.matching.preference import Preference, preference
from seedbed.matching.recommendations import Cancelled, Recommendations
from seedbed.matching.shortlist import Shortlist
from seedbed.matching.skills_gap import SkillsGap, skills_gap
from seedbed.matching.stability import StableMatching, blocking_pairs, deferred_acceptance
from seedbed.matching.training import TrainingPlan, training_plan

__all__ = [
    "Advice",
    "Adviser",
    "Allocation",
    "Cancelled",
    "Change",
    "Congestion",
    "Courses",
    "DeadEnd",
    "Eligibility",
    "FillOutcome",
    "Floor",
    "FloorOutcome",
    "Market",
    "Part",
    "Preference",
    "Recommendations",
    "Shortlist",
    "SkillsGap",
    "StableMatching",
    "TrainingPlan",
    "advice",
    "allocate",
    "audit",
    "blocking_pairs",
    "capped_recommendations",
    "congestion",
    "deferred_acceptance",
    "difference",
    "dropping_floor",
    "find_dead_ends",
    "nearest_change",
    "preference",
    "skills_gap",
    "training_plan",
]
