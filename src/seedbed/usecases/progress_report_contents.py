"""What a progress report shows, as plain frames: :class:`ProgressReportContents`.

Whoever gathers it has cut everything to what its audience may read; whoever writes it only chooses,
sorts and puts into words. Every frame is cut and cast to the columns documented here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

import polars as pl

from seedbed.messages import Finding
from seedbed.programme.vintages import Audience
from seedbed.usecases.documented_frames import REAL, TEXT, WHOLE, YES, ColumnTypes, cut_frames, empty_of

DAY = pl.Date()

FRAMES: Mapping[str, ColumnTypes] = MappingProxyType(
    {
        # Targets beside what was reached, in reading order of the framework; figures as in
        # seedbed.programme.progress.PROGRESS_SCHEMA. `withheld`: not printed, to protect small numbers.
        # `gained_a_year`, `needed_a_year`: mean a year from the baseline so far, and from now to the target.
        "standing": {
            "target": TEXT, "indicator": TEXT, "name_en": TEXT, "name_zh": TEXT, "level": TEXT,
            "statement_en": TEXT, "statement_zh": TEXT, "unit": TEXT, "kind": TEXT, "measure": TEXT,
            "group_en": TEXT, "group_zh": TEXT, "subproject_en": TEXT, "subproject_zh": TEXT,
            "period": TEXT, "measured_in": TEXT, "baseline": REAL, "baseline_year": WHOLE, "value_asked": REAL,
            "share_asked": REAL, "actual": REAL, "numerator": REAL, "denominator": REAL, "progress": REAL,
            "met": YES, "expected": REAL, "on_path": YES, "late": WHOLE, "withheld": YES,
            "gained_a_year": REAL, "needed_a_year": REAL,
        },
        # Printed figures of placements. `table` is subproject, period, place or group, `row` its label and
        # `column` a sex or "all"; `value` is null where it is withheld. Rows of `group` overlap.
        "parts": {
            "indicator": TEXT, "indicator_en": TEXT, "indicator_zh": TEXT, "table": TEXT, "row": TEXT,
            "row_en": TEXT, "row_zh": TEXT, "column": TEXT, "value": WHOLE, "shown": YES,
        },
        # Figures of the report before that are others now; `sex`, `period` are "all" where not restricted.
        # `reason` is a code of the catalogue.
        "restatements": {
            "indicator_en": TEXT, "indicator_zh": TEXT, "period": TEXT, "sex": TEXT, "subproject_en": TEXT,
            "subproject_zh": TEXT, "reported": WHOLE, "now": WHOLE, "difference": WHOLE, "reason": TEXT,
        },
        # The forecast of each target; `probability` is rounded, and the rest null, where the audience may not
        # work out more than is printed.
        "forecasts": {
            "target": TEXT, "name_en": TEXT, "name_zh": TEXT, "group_en": TEXT, "group_zh": TEXT,
            "subproject_en": TEXT, "subproject_zh": TEXT, "period": TEXT, "value_asked": REAL, "share_asked": REAL,
            "probability": REAL, "low": REAL, "median": REAL, "high": REAL, "too_little": YES,
        },
        "activities": {
            "activity": TEXT, "name_en": TEXT, "name_zh": TEXT, "subproject_en": TEXT, "subproject_zh": TEXT,
            "starts": DAY, "ends": DAY, "status": TEXT, "late": YES, "projected": DAY, "holds_up": WHOLE,
        },
        # Where each subproject stands on each sequence of gates.
        "gates": {
            "subproject_en": TEXT, "subproject_zh": TEXT, "track": TEXT, "reached": WHOLE, "of": WHOLE,
            "next_en": TEXT, "next_zh": TEXT, "missing": TEXT, "stopped": YES,
        },
        "gate_decisions": {
            "date": DAY, "gate_en": TEXT, "gate_zh": TEXT, "subproject_en": TEXT, "subproject_zh": TEXT,
            "outcome": TEXT, "reason": TEXT,
        },
        "gender_actions": {
            "action": TEXT, "name_en": TEXT, "name_zh": TEXT, "goal_en": TEXT, "goal_zh": TEXT, "due": TEXT,
            "status": TEXT, "responsible_en": TEXT, "responsible_zh": TEXT,
        },
        "risks": {
            "risk": TEXT, "name_en": TEXT, "name_zh": TEXT, "kind": TEXT, "likelihood": TEXT, "impact": TEXT,
            "response_en": TEXT, "response_zh": TEXT,
        },
        # Money by currency; never added over currencies. `share` = disbursed / budget, `elapsed` = due / budget.
        "money": {
            "subproject_en": TEXT, "subproject_zh": TEXT, "financier_en": TEXT, "financier_zh": TEXT,
            "currency": TEXT, "budget": REAL, "disbursed": REAL, "share": REAL, "elapsed": REAL,
        },
        # `open`, `overdue` are for the office alone.
        "grievances": {"category": TEXT, "received": WHOLE, "shown": YES, "open": WHOLE, "overdue": WHOLE},
        # `supports`: result, verification, gate, payment, placement, between semicolons.
        "evidence": {
            "evidence": TEXT, "title": TEXT, "file": TEXT, "sha256": TEXT, "holder_en": TEXT, "holder_zh": TEXT,
            "received": DAY, "supports": TEXT,
        },
    }
)  # fmt: skip


def _frame(name: str) -> pl.DataFrame:
    return field(default_factory=lambda: empty_of(FRAMES, name))


@dataclass(frozen=True, slots=True)
class Withholding:
    """How small numbers are protected: the rule, and how many of the figures it withholds."""

    threshold: int
    zeros_shown: bool
    figures: int
    withheld: int


@dataclass(frozen=True, slots=True)
class ForecastMade:
    """The forecast that the report quotes: its run and the last day that it knew."""

    run: str
    as_of: str


@dataclass(frozen=True, slots=True)
class ProgressReportContents:
    """A progress report for one audience; columns of the frames stand in :data:`FRAMES`.

    Parameters
    ----------
    report
        Id of the issued report whose frozen figures these are; ``None``: a draft, of live figures.
    audience, up_to
        For whom, and the last year that is reported.
    known
        The moment whose records the report rests on (UTC).
    written
        When these contents were gathered; the tables that keep no history are those of this moment.
    fingerprint
        Start of the hash of the tables behind the frozen figures; empty for a draft.
    previous
        Id of the report before, for the same audience.
    evidence_files
        How many files of evidence there are; outside the office, behind reported results, decisions and
        payments alone.
    synthetic
        People and events are drawn, not real.
    findings
        What a draft's figures cannot say (for the office).

    Raises
    ------
    ValueError
        A frame lacks a documented column.
    polars.exceptions.InvalidOperationError
        A column cannot be cast to its documented type.
    """

    region_en: str
    region_zh: str
    programme_en: str
    programme_zh: str
    report: str | None
    audience: Audience
    up_to: str
    known: datetime
    written: datetime
    version: str
    withholding: Withholding
    fingerprint: str = ""
    previous: str | None = None
    forecast: ForecastMade | None = None
    evidence_files: int = 0
    synthetic: bool = False
    findings: tuple[Finding, ...] = ()
    standing: pl.DataFrame = _frame("standing")
    parts: pl.DataFrame = _frame("parts")
    restatements: pl.DataFrame = _frame("restatements")
    forecasts: pl.DataFrame = _frame("forecasts")
    activities: pl.DataFrame = _frame("activities")
    gates: pl.DataFrame = _frame("gates")
    gate_decisions: pl.DataFrame = _frame("gate_decisions")
    gender_actions: pl.DataFrame = _frame("gender_actions")
    risks: pl.DataFrame = _frame("risks")
    money: pl.DataFrame = _frame("money")
    grievances: pl.DataFrame = _frame("grievances")
    evidence: pl.DataFrame = _frame("evidence")

    def __post_init__(self) -> None:
        cut_frames(self, FRAMES)

    @property
    def day(self) -> date:
        """The day of the vintage."""
        return self.known.date()
