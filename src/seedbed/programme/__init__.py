"""The programme: rules that turn placements into results, and progress toward the targets.

    events ──► count_results(rules) ──► counted ──► progress(targets)
                                          │
                                          └──► breakdown, opens, trail

Nothing here is stored: a number is always the height of the rows that it opens to.

* :mod:`seedbed.programme.rules` reads what a placement must have done to count.
* :mod:`seedbed.programme.paths` follows each placement through its events.
* :mod:`seedbed.programme.counting` counts, and says why the others do not count.
* :mod:`seedbed.programme.disaggregation` splits a number and opens it to its events.
* :mod:`seedbed.programme.progress` sets the numbers beside baselines and targets.
* :mod:`seedbed.programme.reported` says which reported results hold, and
  :mod:`seedbed.programme.readings` reads one number from them;
  :mod:`seedbed.programme.aggregation` says what may be done with parts.
* :mod:`seedbed.programme.framework` is the tree of statements, indicators and targets;
  :mod:`seedbed.programme.quality` holds it against the rules of a good one.
* :mod:`seedbed.programme.figures` and :mod:`seedbed.programme.reported_figures` are what a report prints
  of persons, :mod:`seedbed.programme.suppression` withholds what is small, and
  :mod:`seedbed.programme.vintages` keeps what was said apart from what is known now.
* :mod:`seedbed.programme.verification`, :mod:`seedbed.programme.evidence_files` and
  :mod:`seedbed.programme.grievances` watch over what is entered.
* :mod:`seedbed.programme.portfolio`, :mod:`seedbed.programme.gates`, :mod:`seedbed.programme.funnels`,
  :mod:`seedbed.programme.benchmarks` and :mod:`seedbed.programme.money` follow the work, and
  :mod:`seedbed.programme.forecast` says whether the targets will be met.
"""

from seedbed.programme.aggregation import Whole, aggregation_of, combined
from seedbed.programme.counting import NOT_COUNTED_REASONS, Results, count_results
from seedbed.programme.disaggregation import DIMENSIONS, UNSTATED, breakdown, opens, trail, union_of_groups
from seedbed.programme.expected import expected_by
from seedbed.programme.framework import (
    Framework,
    framework_of,
    in_reading_order,
    structure_of,
    targets_in_force,
)
from seedbed.programme.progress import Progress, check_targets, late_counted, progress, progress_made
from seedbed.programme.reported import SET_ASIDE_REASONS, Reported, late_results, reported_in_force
from seedbed.programme.rules import CountingRule, industry_prefixes, read_rules

__all__ = [
    "DIMENSIONS",
    "NOT_COUNTED_REASONS",
    "SET_ASIDE_REASONS",
    "UNSTATED",
    "CountingRule",
    "Framework",
    "Progress",
    "Reported",
    "Results",
    "Whole",
    "aggregation_of",
    "breakdown",
    "check_targets",
    "combined",
    "count_results",
    "expected_by",
    "framework_of",
    "in_reading_order",
    "industry_prefixes",
    "late_counted",
    "late_results",
    "opens",
    "progress",
    "progress_made",
    "read_rules",
    "reported_in_force",
    "structure_of",
    "targets_in_force",
    "trail",
    "union_of_groups",
]
