"""The programme as its readers see it, gathered once while what it is made of stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

import polars as pl

from seedbed.programme.vintages import Audience
from seedbed.usecases.gather_progress_report import gather_progress_report
from seedbed.usecases.progress_report_contents import ProgressReportContents
from seedbed.workbench.people.record import record

READ = (
    "activities", "budgets", "disbursements", "evidence", "gate_decisions", "gates", "gender_actions", "grievances",
    "indicators", "opportunities", "organisations", "people", "placements", "places", "results", "risks",
    "statements", "subprojects", "targets", "verifications",
)  # fmt: skip
"""The tables that a progress report reads; the region's own table of industries comes with its settings."""
MOST = 8
_HELD: dict[tuple[str, Audience], _Held] = {}


@dataclass(frozen=True, slots=True)
class _Held:
    """What was gathered, and of what: tables, runs, documents and the day."""

    frames: tuple[pl.DataFrame, ...]
    beside: tuple[str, ...]
    contents: ProgressReportContents

    def holds(self, frames: tuple[pl.DataFrame, ...], beside: tuple[str, ...]) -> bool:
        """Whether nothing changed; the store gives the same frame again while a table stays."""
        return self.beside == beside and all(
            one is other or one.equals(other) for one, other in zip(self.frames, frames, strict=True)
        )


def gathered(report: str = "", audience: Audience = "public") -> ProgressReportContents:
    """An issued report, or without one today's draft for an audience.

    Raises
    ------
    Refusal
        What :func:`~seedbed.usecases.gather_progress_report.gather_progress_report` refuses.
    """
    key = (report, audience)
    frames, beside = _made_of()
    held = _HELD.get(key)
    if held is not None and held.holds(frames, beside):
        return held.contents
    if report:
        contents = gather_progress_report(record(), report)
    else:
        contents = gather_progress_report(record(), audience=audience, draft=True)
    if len(_HELD) >= MOST:
        _HELD.clear()
    _HELD[key] = _Held(frames, beside, contents)
    return contents


def _made_of() -> tuple[tuple[pl.DataFrame, ...], tuple[str, ...]]:
    store = record()
    industries = store.settings.industries
    names = (*READ, industries) if industries else READ
    documents = sha256()
    for path, content in store.files().items():
        documents.update(path.encode() + content)
    days = (date.today().isoformat(), datetime.now(UTC).date().isoformat())
    runs = tuple(f"{run.run} {run.started.isoformat()}" for run in store.runs())
    return tuple(store.table(name) for name in names), (documents.hexdigest(), *days, *runs)
