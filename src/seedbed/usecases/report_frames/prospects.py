"""The latest run of next-industries, with its reasons in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from seedbed.messages import LANGUAGES
from seedbed.usecases.next_industries import say_reason
from seedbed.usecases.observed_contents import OBSERVED_FRAMES

if TYPE_CHECKING:
    from seedbed.store import RegionStore, Run


def next_industries_of(store: RegionStore, run: Run | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Candidates with their reasons in words, and the parts of their scores; empty where nothing was kept."""
    if run is None:
        return tuple(  # type: ignore[return-value]
            pl.DataFrame(schema=dict(OBSERVED_FRAMES[name])) for name in ("next_industries", "next_parts")
        )
    return next_in_words(store.run_output(run.run, "candidates"), store.run_output(run.run, "reasons"))


def next_in_words(candidates: pl.DataFrame, reasons: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Candidates with ``reasons_en`` and ``reasons_zh``, the weightiest first, and the parts of their scores."""
    ordered = reasons.sort("rank", "part", descending=[False, True], maintain_order=True)
    said: dict[str, dict[int, list[str]]] = {lang: {} for lang in LANGUAGES}
    for row in ordered.iter_rows(named=True):
        for lang in LANGUAGES:
            said[lang].setdefault(row["rank"], []).append(say_reason(row, lang))
    between: dict[str, str] = {"en": "; ", "zh": "；"}
    worded = candidates.with_columns(
        pl.Series(
            f"reasons_{lang}",
            [between[lang].join(said[lang].get(rank, [])) for rank in candidates["rank"]],
            dtype=pl.String,
        )
        for lang in LANGUAGES
    )
    return worded, ordered
