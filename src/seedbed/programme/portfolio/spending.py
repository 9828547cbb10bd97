"""What was paid beside what was planned; two currencies never meet in one sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.programme.columns import take
from seedbed.programme.portfolio.periods import days_of

Side = Literal["subproject", "activity", "financier"]

SPENDING_SCHEMA: dict[str, pl.DataType] = {
    "currency": pl.String(), "budget": pl.Float64(), "disbursed": pl.Float64(), "due": pl.Float64(),
    "share": pl.Float64(), "elapsed": pl.Float64(), "left": pl.Float64(),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Spending:
    """Budget and payments up to a day.

    Parameters
    ----------
    table
        The sides asked for (null: not stated), then ``currency, budget, disbursed`` (both in that
        currency), ``due`` (the budget whose days have passed, spread evenly over each line's period; a
        line without period is spread over the programme), ``share`` = disbursed / budget, ``elapsed`` =
        due / budget, ``left`` = budget - disbursed. A share without a budget is null.
    findings
        ``programme.overspent``, ``programme.paid-without-budget``, ``programme.spending-behind``.
    on
        The day.
    """

    table: pl.DataFrame
    findings: tuple[Finding, ...]
    on: date


def spending(
    budgets: pl.DataFrame,
    disbursements: pl.DataFrame,
    *,
    on: date,
    starts: date,
    ends: date,
    by: Sequence[Side] = ("subproject", "financier"),
    behind: float = 0.1,
) -> Spending:
    """Set what was paid by a day beside what was planned and beside the time that has passed.

    Sums are those of the decimals as people write them, so a hundred payments of 0.1 are 10.

    Parameters
    ----------
    budgets, disbursements
        The tables; payments dated after ``on`` are left out.
    starts, ends
        First and last day of the programme, for budget lines without a period.
    by
        What to break down by. The currency is always part of it.
    behind
        How far the share disbursed may lag behind the share of time before a finding says so.

    Raises
    ------
    ValueError, TypeError
        A table lacks a required column or holds one of the wrong type; ``ends`` before ``starts``.
    Refusal
        ``programme.period-unreadable``.
    """
    if ends < starts:
        raise ValueError("the programme ends before it starts")
    sides = [*by, "currency"]
    planned = take("budgets", budgets, *sides, "amount", "period")
    passed = [
        _passed(period, on, starts, ends) for period in planned["period"].to_list()
    ]  # a share of each line's days
    due = [
        Decimal(repr(amount)) * share
        for amount, share in zip(planned["amount"].to_list(), passed, strict=True)
    ]
    paid = take("disbursements", disbursements, *sides, "amount", "date").filter(pl.col("date") <= on)
    cells: dict[tuple[str | None, ...], list[Decimal]] = {}
    _add(cells, planned.select(sides), [Decimal(repr(amount)) for amount in planned["amount"]], 0)
    _add(cells, paid.select(sides), [Decimal(repr(amount)) for amount in paid["amount"]], 1)
    _add(cells, planned.select(sides), due, 2)
    rows = [
        {
            **dict(zip(sides, cell, strict=True)),
            "budget": float(budget),
            "disbursed": float(disbursed),
            "due": float(reached),
            "share": float(disbursed / budget) if budget else None,
            "elapsed": float(reached / budget) if budget else None,
            "left": float(budget - disbursed),
        }
        for cell, (budget, disbursed, reached) in cells.items()
    ]
    texts: dict[str, pl.DataType] = dict.fromkeys(map(str, by), pl.String())
    table = pl.DataFrame(rows, schema=texts | SPENDING_SCHEMA).sort(sides, nulls_last=True)
    return Spending(table, tuple(_told(table, by, behind)), on)


def _passed(period: str | None, on: date, starts: date, ends: date) -> Decimal:
    begins, finishes = (starts, ends) if period is None else days_of(period)
    days = (finishes - begins).days + 1
    return Decimal(min(max((on - begins).days + 1, 0), days)) / days


def _add(
    cells: dict[tuple[str | None, ...], list[Decimal]],
    keys: pl.DataFrame,
    amounts: Sequence[Decimal],
    at: int,
) -> None:
    for cell, amount in zip(keys.iter_rows(), amounts, strict=True):
        cells.setdefault(cell, [Decimal(0)] * 3)[at] += amount


def _told(table: pl.DataFrame, by: Sequence[Side], behind: float) -> Iterator[Finding]:
    for row in table.iter_rows(named=True):
        about: dict[str, str | float] = {
            "about": ", ".join(row[side] or "-" for side in by) or "-",
            "currency": row["currency"],
            "budget": row["budget"],
            "disbursed": row["disbursed"],
        }
        if row["share"] is None:
            if row["disbursed"]:
                yield Finding("programme.paid-without-budget", about, Severity.WARNING)
        elif row["left"] < 0:
            yield Finding("programme.overspent", about)
        elif row["elapsed"] - row["share"] > behind:
            shares = {"share": 100 * row["share"], "elapsed": 100 * row["elapsed"]}
            yield Finding("programme.spending-behind", about | shares, Severity.WARNING)
