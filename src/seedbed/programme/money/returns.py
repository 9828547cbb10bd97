"""The return of an investment over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from seedbed.programme.money.amounts import Amount, decimal


@dataclass(frozen=True, slots=True, eq=False)
class Returns:
    """Year by year.

    Parameters
    ----------
    table
        year (from 1), ``flow`` (what came back in it), ``cumulative``, ``share`` (cumulative / invested; null
        where nothing was invested), ``present`` (the flow discounted to the beginning).
    paid_back
        The first year at whose end all that was invested has come back, and it stays so; null if none.
    net_present_value
        The present values less what was invested, at the rate.
    """

    table: pl.DataFrame
    paid_back: int | None
    net_present_value: float


def returns_over_years(invested: Amount, flows: Sequence[Amount], rate: Amount = 0) -> Returns:
    """What an investment has brought back by the end of each year.

    Parameters
    ----------
    flows
        Net flow of each year; negative where a year costs.
    rate
        Discount per year (0.05), paid at the end of each year.

    Raises
    ------
    ValueError
        A negative investment, or a rate of -1 or below.

    >>> returns_over_years(100, [10, 20, 25, 30, 31]).table["share"].to_list()[-1]
    1.16
    """
    spent, discount = decimal(invested), 1 + decimal(rate)
    if spent < 0 or discount <= 0:
        raise ValueError(f"an investment of {invested} at a rate of {rate}")
    exact = [decimal(flow) for flow in flows]
    added = list(accumulate(exact))
    present = [flow / discount**year for year, flow in enumerate(exact, start=1)]
    table = pl.DataFrame(
        {
            "year": range(1, len(exact) + 1),
            "flow": [float(flow) for flow in exact],
            "cumulative": [float(one) for one in added],
            "share": [float(one / spent) if spent else None for one in added],
            "present": [float(one) for one in present],
        },
        schema={
            "year": pl.Int64(), "flow": pl.Float64(), "cumulative": pl.Float64(), "share": pl.Float64(),
            "present": pl.Float64(),
        },
    )  # fmt: skip
    short = [year for year, one in enumerate(added, start=1) if one < spent]
    back = max(short, default=0) + 1
    return Returns(table, back if back <= len(added) else None, float(sum(present) - spent))
