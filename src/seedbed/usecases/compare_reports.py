"""What has changed since a report: restatements, with the reason of each."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from seedbed.messages import Refusal
from seedbed.programme.figures import figures_of
from seedbed.programme.grievances import GRIEVANCES
from seedbed.programme.reported import reported_in_force
from seedbed.programme.reported_figures import MARK, reported_figures
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
    recounted = _figures_today(store, ruled, up_to, then)
    if other is None:
        if printed_only:
            raise Refusal.because("usecases.compare-needs-two", report=report)
        new = _figures_today(store, ruled, up_to, None)
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
    compared = old.filter(
        ~pl.col("indicator").str.starts_with(GRIEVANCES)
        & ~pl.col("indicator").str.contains(MARK, literal=True)
    )
    return restatements(compared, new, recounted)


def _figures_today(store: RegionStore, ruled: list[str], up_to: str, as_of: datetime | None) -> pl.DataFrame:
    """Figures by today's tables, of all records or of those of a moment."""
    reported = reported_in_force(
        store.table("results"),
        store.table("verifications"),
        verification_required=store.settings.verification_required,
        as_of=as_of,
    )
    outside = reported_figures(reported.table, store.table("indicators"), ruled, up_to=up_to)
    counted = counted_placements(store, as_of=as_of).counted
    return pl.concat([figures_of(counted, ruled, up_to=up_to), outside.figures])


def _report(store: RegionStore, report: str) -> Run:
    run = store.run(report)
    if run.kind != KIND:
        raise Refusal.because("usecases.not-a-report", run=report)
    return run


def _moment(run: Run) -> datetime:
    """The vintage of a report: the one that was asked for, or the moment of its making."""
    asked = run.parameters["as_of"]
    return datetime.fromisoformat(str(asked)) if asked else run.started.astimezone(UTC)
