"""The portfolio: what was planned and paid, and what holds up what.

* :mod:`seedbed.programme.portfolio.periods` reads a period as days.
* :mod:`seedbed.programme.portfolio.spending` sets payments beside the budget, currency by currency.
* :mod:`seedbed.programme.portfolio.schedule` follows the activities' dependencies: what is critical,
  what is late, what it holds up.
"""

from seedbed.programme.portfolio.periods import days_of
from seedbed.programme.portfolio.schedule import Schedule, schedule
from seedbed.programme.portfolio.spending import Spending, spending

__all__ = ["Schedule", "Spending", "days_of", "schedule", "spending"]
