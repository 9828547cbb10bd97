"""Put files of evidence beside a result that is on record: it is entered anew with them, and waits again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.usecases.verify_result import must_be_known_evidence


def link_evidence(
    store: RegionStore, result: str, evidence: Sequence[str], by: str, *, dry_run: bool = False
) -> str:
    """Append a correction to ``results`` that says the same and names more files; returns its id.

    The log is never rewritten, and who verified the result saw it without these files: the correction
    replaces it once somebody else than ``by`` has verified it.

    Raises
    ------
    Refusal
        ``usecases.result-unknown``, ``usecases.evidence-unknown``.
    """
    found = store.table("results").filter(pl.col("result") == result)
    if not found.height:
        raise Refusal.because("usecases.result-unknown", result=result)
    must_be_known_evidence(store, evidence)
    corrected = f"r-{secrets.token_hex(6)}"
    files = [*(found["evidence"].to_list()[-1] or ()), *evidence]
    row = (
        found.tail(1)
        .drop("recorded_at")
        .with_columns(
            pl.Series("evidence", [list(dict.fromkeys(files))], dtype=pl.List(pl.String)),
            result=pl.lit(corrected),
            corrects=pl.lit(result),
            by=pl.lit(by),
        )
    )
    if not dry_run:
        store.append("results", row)
    return corrected
