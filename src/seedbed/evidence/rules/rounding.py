"""A value that says something else than its printed figure."""

from __future__ import annotations

import polars as pl

from seedbed.evidence.facts import Facts
from seedbed.evidence.pairs import NAMED, about
from seedbed.messages import Finding


def values_not_as_printed(facts: Facts) -> list[Finding]:
    """Rows whose ``printed`` has digits that do not give ``value``, at its precision or at all.

    30.57 million printed and 30,600,000 entered has lost a digit; 30.6 million printed and
    30,570,000 entered claims one; 3,057 万 and 305,700,000 is a slip of the unit. Figures in words
    are not judged.
    """
    wrong = facts.rows.filter(~pl.col("as_printed")).select(NAMED)
    return [
        about("evidence.not-as-printed", row, [row], printed=str(row["printed"]))
        for row in wrong.iter_rows(named=True)
    ]
