"""Review the portfolio on a day: money by currency, what is late and what it holds up, where the gates stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from seedbed.messages import Finding
from seedbed.programme.gates import GateStanding, gate_standing
from seedbed.programme.portfolio import Schedule, Spending, schedule, spending
from seedbed.programme.portfolio.spending import Side
from seedbed.store import RegionStore


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """What the three engines say of one day; ``findings`` are those of all three."""

    on: date
    spending: Spending
    schedule: Schedule
    gates: GateStanding

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is to be told, money first."""
        return (*self.spending.findings, *self.schedule.findings, *self.gates.findings)


def review_portfolio(
    store: RegionStore, *, on: date | None = None, by: Sequence[Side] = ("subproject", "financier")
) -> Portfolio:
    """Look at the portfolio; nothing is stored.

    Parameters
    ----------
    on
        The day; today when absent.
    by
        What the money is broken down by, beside the currency.

    Raises
    ------
    Refusal
        What is wrong with a table, and ``programme.period-unreadable``.
    """
    day, settings = on or date.today(), store.settings
    return Portfolio(
        day,
        spending(
            store.table("budgets"),
            store.table("disbursements"),
            on=day,
            starts=date(settings.first_year, 1, 1),
            ends=date(settings.last_year, 12, 31),
            by=by,
        ),
        schedule(store.table("activities"), day),
        gate_standing(
            store.table("gates"), store.table("gate_decisions"), store.table("subprojects"), on=day
        ),
    )
