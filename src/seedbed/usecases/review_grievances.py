"""Where the grievances stand on a day, and which are overdue."""

from __future__ import annotations

from datetime import date

from seedbed.programme.grievances import Grievances, standing
from seedbed.store import RegionStore


def review_grievances(store: RegionStore, *, on: date | None = None) -> Grievances:
    """Look at the log; nothing is stored.

    Parameters
    ----------
    on
        The day; today when absent.

    Raises
    ------
    Refusal
        What is wrong with the table.
    """
    return standing(store.table("grievances"), on or date.today())
