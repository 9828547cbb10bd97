"""Shares of groups for readers of aggregates: small counts go, and with them what would give them away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from seedbed.programme.suppression.policy import Policy

BETWEEN = ":"
"""Between a group's name and the part of the whole in which it is counted."""


def without_small_shares(
    frame: pl.DataFrame, counts: Sequence[str], policy: Policy | None = None
) -> pl.DataFrame:
    """Withhold numbers of people that are small or could be subtracted.

    1. A cell goes where its members or its others are few.
    2. Of a group that is counted for the whole and by part, what is left of the whole after the parts
       that are shown is a cell too: while it is small, the smallest shown part goes as well.

    Parameters
    ----------
    frame
        ``name`` (``group``, or ``group:part``), and for each of the counts ``<count>_members``, ``<count>_all``.
    counts
        What was counted, each by itself.

    Returns
    -------
    pl.DataFrame
        The frame with null in the place of what is withheld.
    """
    rule = policy or Policy()

    def few(number: int) -> bool:
        return bool(rule.small(np.array([number]))[0])

    hidden: dict[str, set[int]] = {count: set() for count in counts}
    rows = frame.with_row_index("at").rows(named=True)
    for count in counts:
        members, everyone = f"{count}_members", f"{count}_all"
        hidden[count] = {row["at"] for row in rows if few(row[members]) or few(row[everyone] - row[members])}
        for row in rows:
            if BETWEEN in row["name"] or row["at"] in hidden[count]:
                continue
            parts = [one for one in rows if one["name"].startswith(f"{row['name']}{BETWEEN}")]
            while True:
                open_parts = [one for one in parts if one["at"] not in hidden[count]]
                rest = row[members] - sum(one[members] for one in open_parts)
                others = (
                    row[everyone] - row[members] - sum(one[everyone] - one[members] for one in open_parts)
                )
                if not (few(rest) or few(others)) or not open_parts:
                    break
                hidden[count].add(min(open_parts, key=lambda one: (one[everyone], one["name"]))["at"])
    index = pl.int_range(pl.len())
    return frame.with_columns(
        pl.when(index.is_in(sorted(hidden[count]))).then(None).otherwise(pl.col(column)).alias(column)
        for count in counts
        for column in (f"{count}_members", f"{count}_all")
    )
