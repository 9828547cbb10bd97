"""Enter a result that was measured outside: it counts once somebody else has verified it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.usecases.verify_result import must_be_known_evidence


def enter_result(
    store: RegionStore,
    indicator: str,
    period: str,
    value: float,
    by: str,
    *,
    numerator: float | None = None,
    denominator: float | None = None,
    subproject: str | None = None,
    sex: str | None = None,
    evidence: Sequence[str] = (),
    locator: str | None = None,
    dry_run: bool = False,
) -> str:
    """Append a result to ``results``; returns its id.

    Parameters
    ----------
    by
        Who enters it, and may therefore not verify it.
    locator
        Where the figure stands: a document and its page.

    Raises
    ------
    Refusal
        ``usecases.unknown-id``, ``usecases.evidence-unknown``, and what the table's schema refuses.
    """
    for table, column, asked in (
        ("indicators", "indicator", indicator),
        ("subprojects", "subproject", subproject),
    ):
        if asked is not None and asked not in store.table(table)[column]:
            raise Refusal.because("usecases.unknown-id", column=column, value=asked)
    must_be_known_evidence(store, evidence)
    result = f"r-{secrets.token_hex(6)}"
    row = {
        "result": result, "indicator": indicator, "period": period, "value": value, "numerator": numerator,
        "denominator": denominator, "subproject": subproject, "sex": sex, "by": by, "evidence": list(evidence),
        "locator": locator,
    }  # fmt: skip
    if not dry_run:
        kinds = {
            **dict.fromkeys(("value", "numerator", "denominator"), pl.Float64()),
            **dict.fromkeys(("subproject", "sex", "locator"), pl.String()),
            "evidence": pl.List(pl.String()),
        }
        store.append("results", pl.DataFrame([row], schema_overrides=kinds))
    return result
