"""The vintage that a progress report shows: frozen in an issued report, or live and marked as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from seedbed.messages import Finding, Refusal
from seedbed.programme.figures import ALL, KEY
from seedbed.programme.suppression import Policy
from seedbed.programme.vintages import Audience
from seedbed.store.run import Json
from seedbed.usecases.compare_reports import compare_reports
from seedbed.usecases.issue_report import KIND, issue_report

if TYPE_CHECKING:
    from seedbed.store import RegionStore, Run


@dataclass(frozen=True, slots=True, eq=False)
class Vintage:
    """Figures and standing as printed for an audience.

    Parameters
    ----------
    report, previous
        Ids of the issued report (``None``: a draft) and of the one before for the same audience.
    known
        The moment whose records it rests on.
    figures, standing
        As :class:`seedbed.usecases.issue_report.Issued` has them.
    policy
        ``threshold`` and ``zeros`` of the suppression.
    """

    report: str | None
    previous: Run | None
    audience: Audience
    up_to: str
    known: datetime
    figures: pl.DataFrame
    standing: pl.DataFrame
    policy: Mapping[str, Json]
    fingerprint: str
    findings: tuple[Finding, ...]


def vintage_of(
    store: RegionStore, report: str | None, audience: Audience, up_to: str | None, *, draft: bool
) -> Vintage:
    """The report that is asked for, the latest one for the audience, or a draft where there is none.

    Raises
    ------
    Refusal
        ``store.unknown-run``, ``usecases.not-a-report``, and of a draft those of
        :func:`~seedbed.usecases.issue_report.issue_report`.
    """
    if report is not None:
        run = store.run(report)
        if run.kind != KIND:
            raise Refusal.because("usecases.not-a-report", run=report)
        return _issued(store, run)
    fitting = _for(store, audience, up_to)
    return _draft(store, audience, up_to) if draft or not fitting else _issued(store, fitting[-1])


def restated(store: RegionStore, vintage: Vintage) -> pl.DataFrame:
    """What the report before printed otherwise, as far as both are printed; all of it for the office."""
    if vintage.previous is None:
        return pl.DataFrame()
    before = vintage.previous
    printed_only = vintage.audience != "office"
    if vintage.report is not None:
        return compare_reports(store, before.run, vintage.report, printed_only=printed_only)
    moved = compare_reports(store, before.run)
    if str(before.parameters["up_to"]) != vintage.up_to:
        moved = moved.filter(pl.col("period") != ALL)
    if printed_only:
        for printed in (vintage.figures, store.run_output(before.run, "figures")):
            moved = moved.join(printed.filter("shown"), on=KEY, how="semi")
    return moved


def _for(store: RegionStore, audience: Audience, up_to: str | None = None) -> list[Run]:
    return [
        run
        for run in store.runs(KIND)
        if run.parameters["audience"] == audience and up_to in (None, run.parameters["up_to"])
    ]


def _before(store: RegionStore, audience: Audience, up_to: str, run: Run | None = None) -> Run | None:
    """The report before a given one, or before today; one that reaches further is no predecessor."""
    found = [
        one
        for one in _for(store, audience)
        if str(one.parameters["up_to"]) <= up_to and (run is None or one.started < run.started)
    ]
    return found[-1] if found else None


def _issued(store: RegionStore, run: Run) -> Vintage:
    audience: Audience = run.parameters["audience"]  # type: ignore[assignment]  # written by issue_report
    asked = run.parameters["as_of"]
    policy = run.parameters["policy"]
    assert isinstance(policy, dict)
    return Vintage(
        report=run.run,
        previous=_before(store, audience, str(run.parameters["up_to"]), run),
        audience=audience,
        up_to=str(run.parameters["up_to"]),
        known=_utc(datetime.fromisoformat(str(asked)) if asked else run.started),
        figures=store.run_output(run.run, "figures"),
        standing=store.run_output(run.run, "standing"),
        policy=policy,
        fingerprint=str(run.parameters["snapshot"])[:16],
        findings=(),
    )


def _draft(store: RegionStore, audience: Audience, up_to: str | None) -> Vintage:
    now = datetime.now(UTC)
    first, last = store.settings.first_year, store.settings.last_year
    year = up_to or str(min(max(now.year, first), last))
    policy = Policy()
    made = issue_report(store, f"draft-{now:%Y%m%dT%H%M%S%f}", year, audience, policy=policy, dry_run=True)
    return Vintage(
        report=None,
        previous=_before(store, audience, year),
        audience=audience,
        up_to=year,
        known=now,
        figures=made.figures,
        standing=made.standing,
        policy={"threshold": policy.threshold, "zeros": policy.zeros},
        fingerprint="",
        findings=made.findings,
    )


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
