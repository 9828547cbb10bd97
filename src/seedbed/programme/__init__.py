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
"""

from seedbed.programme.counting import NOT_COUNTED_REASONS, Results, count_results
from seedbed.programme.disaggregation import DIMENSIONS, UNSTATED, breakdown, opens, trail
from seedbed.programme.progress import Progress, progress, progress_made
from seedbed.programme.rules import CountingRule, industry_prefixes, read_rules

__all__ = [
    "DIMENSIONS",
    "NOT_COUNTED_REASONS",
    "UNSTATED",
    "CountingRule",
    "Progress",
    "Results",
    "breakdown",
    "count_results",
    "industry_prefixes",
    "opens",
    "progress",
    "progress_made",
    "read_rules",
    "trail",
]
