"""What has changed since a report: restatements, with the reason of each."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from seedbed.messages import Refusal
from seedbed.programme.figures import figures_of
from seedbed.programme.vintages import restatements
from seedbed.store import RegionStore, Run
from seedbed.usecases.counted_placements import counted_placements, rules_of
from seedbed.usecases.issue_report import KIND


def compare_reports(
    store: RegionStore, report: str, other: str | None = None, *, printed_only: bool = False
) -> pl.DataFrame:
    """The figures of a report that are others in a later one, or today.

    Figures of single years are compared, and of all years where both end in the same year.

    Parameters
    ----------
    report, other
        Ids; without ``other`` the report is compared with today's tables.
    printed_only
        Only figures that both reports printed, as a reader sees them; else the office's view.

    Returns
    -------
    polars.DataFrame
        See :func:`seedbed.programme.vintages.restatements`.

    Raises
    ------
    Refusal
        ``store.unknown-run``, ``usecases.not-a-report``; ``usecases.compare-needs-two``: what is
        printed today is not known before a report is issued.
    """
    before = _report(store, report)
    up_to = str(before.parameters["up_to"])
    old = store.run_output(report, "frozen")
    ruled = [one.indicator for one in rules_of(store)]
    then = _moment(before)
    recounted = figures_of(counted_placements(store, as_of=then).counted, ruled, up_to=up_to)
    if other is None:
        if printed_only:
            raise Refusal.because("usecases.compare-needs-two", report=report)
        new = figures_of(counted_placements(store).counted, ruled, up_to=up_to)
    else:
        later = _report(store, other)
        new = store.run_output(other, "frozen")
        if later.parameters["up_to"] != up_to:
            old, new = (part.filter(pl.col("period") != "all") for part in (old, new))
        if printed_only:
            old, new = (part.filter(pl.col("shown")) for part in (old, new))
            old = old.join(
                new,
                on=[name for name in old.columns if name in recounted.columns and name != "value"],
                how="semi",
            )
    counted = old.filter(pl.col("indicator").is_in(ruled))
    return restatements(counted, new, recounted)


def _report(store: RegionStore, report: str) -> Run:
    run = store.run(report)
    if run.kind != KIND:
        raise Refusal.because("usecases.not-a-report", run=report)
    return run


def _moment(run: Run) -> datetime:
    """The vintage of a report: the one that was asked for, or the moment of its making."""
    asked = run.parameters["as_of"]
    return datetime.fromisoformat(str(asked)) if asked else run.started.astimezone(UTC)
