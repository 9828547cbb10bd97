"""Small cells are withheld so that no reader can work them out again.

    figures of a new report ──► system (per reader) ──► protect ──► shown or withheld
    all that the reader saw ──►       │
                                      └──► attack ──► what the reader can still conclude

A reader adds and subtracts: totals and parts, this report and the last one, the report for the
bank beside the one for everybody. :mod:`~seedbed.programme.suppression.system` writes all of that
as linear equations between whole numbers, :mod:`~seedbed.programme.suppression.attack` works out
what follows for each withheld cell, :mod:`~seedbed.programme.suppression.protect` withholds the
least further information until no cell is narrower than stated, and
:mod:`~seedbed.programme.suppression.readers` does so for every reader at once.
"""

from seedbed.programme.suppression.attack import UNBOUNDED, Intervals, attack
from seedbed.programme.suppression.policy import Policy
from seedbed.programme.suppression.readers import Edition, Reader, Suppressed, conclusions, suppress
from seedbed.programme.suppression.shares import without_small_shares
from seedbed.programme.suppression.system import System

__all__ = [
    "UNBOUNDED",
    "Edition",
    "Intervals",
    "Policy",
    "Reader",
    "Suppressed",
    "System",
    "attack",
    "conclusions",
    "suppress",
    "without_small_shares",
]
