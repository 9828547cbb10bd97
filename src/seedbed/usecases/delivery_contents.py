"""What a report shows of the programme's framework and forecasts, as plain frames: :class:`DeliveryContents`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from seedbed.messages import Finding
from seedbed.usecases.documented_frames import REAL, TEXT, WHOLE, YES, ColumnTypes, cut_frames, empty_of

TARGET: ColumnTypes = {"target": TEXT, "label_en": TEXT, "label_zh": TEXT, "measure": TEXT, "period": TEXT}

DELIVERY_FRAMES: Mapping[str, ColumnTypes] = MappingProxyType(
    {
        # The results chain in its order: a statement under the one it leads to (`depth` 0 is the impact). `indicators`
        # and `targets` count what stands under it.
        "statements": {
            "statement": TEXT,
            "level": TEXT,
            "depth": WHOLE,
            "label_en": TEXT,
            "label_zh": TEXT,
            "leads_to_en": TEXT,
            "leads_to_zh": TEXT,
            "indicators": WHOLE,
            "targets": WHOLE,
        },
        # One row per target of the latest count: `measure` is value or share; `progress` of the way from the
        # baseline, of a share actual / asked; `expected` what the path asks for by then, `on_path` whether that is reached.
        "standing": {
            **TARGET,
            "statement_en": TEXT,
            "statement_zh": TEXT,
            "baseline": REAL,
            "actual": REAL,
            "asked": REAL,
            "progress": REAL,
            "expected": REAL,
            "on_path": YES,
        },
        # One row per target of the latest forecast: seedbed.usecases.forecast_targets; `verdict` is the end of a
        # code usecases.verdict-...
        "forecasts": {
            **TARGET,
            "as_of": TEXT,
            "months_left": WHOLE,
            "asked": REAL,
            "so_far": REAL,
            "numerator": WHOLE,
            "denominator": WHOLE,
            "waiting": WHOLE,
            "from_waiting": REAL,
            "from_starts": REAL,
            "probability": REAL,
            "verdict": TEXT,
            "median": REAL,
            "low_50": REAL,
            "high_50": REAL,
            "low_80": REAL,
            "high_80": REAL,
            "low_90": REAL,
            "high_90": REAL,
            "required_rate": REAL,
            "actual_rate": REAL,
            "fan_as_of": TEXT,
        },
        # Figure data of each: by month what was reached, the way to the target, and the quantiles of what may come. Of a
        # target that is decided these are what the forecast half-way, of the record of `fan_as_of`, said; null otherwise.
        "fans": {
            "target": TEXT,
            "month": TEXT,
            "actual": REAL,
            "aim": REAL,
            **dict.fromkeys(("q05", "q10", "q25", "q50", "q75", "q90", "q95"), REAL),
        },
        # What earlier forecasts, which are kept, said of the same targets.
        "said_before": {
            **TARGET,
            "as_of": TEXT,
            "asked": REAL,
            "so_far": REAL,
            "probability": REAL,
            "median": REAL,
            "low_80": REAL,
            "high_80": REAL,
        },
        # The latest smallest change that was sought for each target and lever, of the record of `as_of`:
        # seedbed.usecases.close_shortfall.
        "changes": {
            **TARGET,
            "as_of": TEXT,
            "lever": TEXT,
            "wanted": REAL,
            "number": WHOLE,
            "before": REAL,
            "after": REAL,
            "places": WHOLE,
            "course_budget": WHOLE,
            "learners": WHOLE,
            "run": TEXT,
        },
    }
)
"""Column names and types of every frame in :class:`DeliveryContents`."""


def _frame(name: str) -> pl.DataFrame:
    return field(default_factory=lambda: empty_of(DELIVERY_FRAMES, name))


@dataclass(frozen=True, slots=True)
class DeliveryContents:
    """The results framework and the forecasts of a region, as the report shows them.

    Parameters
    ----------
    forecast_run, as_of
        The run that is shown, and the last day it knew; empty where no forecast was kept.
    framework_findings
        Errors and warnings of the check of the framework.

    Raises
    ------
    ValueError
        A frame lacks a documented column.
    """

    forecast_run: str = ""
    as_of: str = ""
    framework_findings: tuple[Finding, ...] = ()
    statements: pl.DataFrame = _frame("statements")
    standing: pl.DataFrame = _frame("standing")
    forecasts: pl.DataFrame = _frame("forecasts")
    fans: pl.DataFrame = _frame("fans")
    said_before: pl.DataFrame = _frame("said_before")
    changes: pl.DataFrame = _frame("changes")

    def __post_init__(self) -> None:
        cut_frames(self, DELIVERY_FRAMES)
