"""Published figures against each other: where two sources, or two places of one, disagree.

:func:`find_contradictions` runs every rule of :data:`RULES`; :func:`as_of` gives the figures as they
were known at a moment, :func:`moved` what a changed source moved.
"""

from seedbed.evidence.contradictions import find_contradictions
from seedbed.evidence.rules import RULES, Rule
from seedbed.evidence.vintage import as_of, moved

__all__ = ["RULES", "Rule", "as_of", "find_contradictions", "moved"]
