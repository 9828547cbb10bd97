"""Count what verified placements mean for the programme's targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from seedbed.programme import Progress, Results, breakdown, progress
from seedbed.store import RegionStore, Run
from seedbed.usecases.counted_placements import INPUTS, counted_placements, rules_of
from seedbed.usecases.keep_run import inputs_of, keep_run


@dataclass(frozen=True, slots=True)
class Counted:
    """Results by the rules and where they leave the targets; ``run`` is ``None`` after a dry run."""

    run: Run | None
    results: Results
    progress: Progress
    parts: pl.DataFrame


def count_results(
    store: RegionStore, *, as_of: datetime | None = None, up_to: str | None = None, dry_run: bool = False
) -> Counted:
    """Apply the region's counting rules to its placements.

    Parameters
    ----------
    as_of
        Count what was on record at that moment; all when absent.
    up_to
        The period (year) in which the targets are looked at; the region's last one when absent.

    Raises
    ------
    Refusal
        ``store.missing-document`` (no counting rules), ``programme.no-industries``, and what is
        wrong with the rules.
    """
    started = datetime.now(UTC)
    indicators, targets = store.table("indicators"), store.table("targets")
    rules = rules_of(store)
    results = counted_placements(store, as_of=as_of)
    known = indicators.get_column("indicator").to_list()
    period = up_to or str(store.settings.last_year)
    standing = progress(
        results.counted,
        indicators,
        targets,
        period,
        store.table("results"),
        on=as_of.date() if as_of else None,
        verifications=store.table("verifications"),
        verification_required=store.settings.verification_required,
        with_rules=[rule.indicator for rule in rules],
    )
    parts = breakdown(results.counted, ["period", "subproject", "sex"], indicators=known, up_to=period)
    if dry_run:
        return Counted(None, results, standing, parts)
    run = keep_run(
        store,
        "count",
        started,
        parameters={"as_of": as_of.isoformat() if as_of else None, "up_to": period},
        inputs=inputs_of(store, *INPUTS),
        summary={name: results.counted.filter(pl.col("indicator") == name).height for name in known},
        outputs={
            "counted": results.counted,
            "not_counted": results.not_counted,
            "progress": standing.table,
            "parts": parts,
        },
    )
    return Counted(run, results, standing, parts)
