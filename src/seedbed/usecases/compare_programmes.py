"""Compare the programme with benchmark programmes by nine attributes."""

from __future__ import annotations

from collections.abc import Sequence

from seedbed.messages import Refusal
from seedbed.programme.benchmarks import Comparison
from seedbed.programme.benchmarks import compare_programmes as compare
from seedbed.store import RegionStore

TABLE = "programme_attributes"


def compare_programmes(store: RegionStore, programme: str, others: Sequence[str] | None = None) -> Comparison:
    """Set a programme beside others; nothing is stored.

    Parameters
    ----------
    programme
        Its id in ``programme_attributes``.
    others
        Which; all when absent.

    Raises
    ------
    Refusal
        ``usecases.no-programme-attributes`` (the region has no such table), ``programme.no-attributes``.
    """
    if TABLE not in store.tables():
        raise Refusal.because("usecases.no-programme-attributes", table=TABLE)
    return compare(store.table(TABLE), programme, others)
