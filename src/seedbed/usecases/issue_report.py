"""Issue a report: figures that are frozen, for an audience, with small cells withheld."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256

import polars as pl

import seedbed
from seedbed.messages import Finding, Refusal, Severity
from seedbed.programme.erased import TABLE as ERASED
from seedbed.programme.figures import figures_of
from seedbed.programme.grievances import grievance_figures, standing
from seedbed.programme.progress import progress
from seedbed.programme.reported import reported_in_force
from seedbed.programme.reported_figures import MARK, printed_reported, reported_figures, withheld_standing
from seedbed.programme.suppression import Edition, Policy, Reader, Suppressed, suppress
from seedbed.programme.vintages import READERS, SEES, Audience, emptied, printed_standing
from seedbed.store import RegionStore, Run
from seedbed.usecases.counted_placements import INPUTS, counted_placements, rules_of
from seedbed.usecases.keep_run import inputs_of

KIND = "report"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


@dataclass(frozen=True, slots=True)
class Issued:
    """A report.

    Parameters
    ----------
    run
        Its record, whose id is the report's; ``None`` after a dry run. Outputs: ``figures``,
        ``standing`` and ``reported`` (as printed), ``frozen`` (the truth behind, for the office alone).
    figures
        As printed: the key, ``value`` (null where withheld), ``shown``. Placements, grievances, and
        reported numbers of people (:mod:`seedbed.programme.reported_figures`).
    standing
        Targets in force beside what was reached; emptied where withheld, and ``late`` for all but the office.
    reported
        Results from outside that hold, up to the last year; their numbers are null where ``withheld``.
    withheld_share
        Share of the figures that is withheld.
    findings
        On counting, targets and suppression.
    """

    run: Run | None
    figures: pl.DataFrame
    standing: pl.DataFrame
    reported: pl.DataFrame
    withheld_share: float
    findings: tuple[Finding, ...]


def issue_report(
    store: RegionStore,
    report: str,
    up_to: str,
    audience: Audience = "public",
    *,
    as_of: datetime | None = None,
    policy: Policy | None = None,
    dry_run: bool = False,
) -> Issued:
    """Freeze all figures up to a period as a report that no later correction changes.

    Parameters
    ----------
    report
        The report's id, such as "2024-annual-public"; an id is used once.
    up_to
        The last year that is reported.
    audience
        ``public``: anybody; ``bank``: reads what is public too; ``office``: nothing is withheld.
    as_of
        What was on record then; all when absent.
    policy
        Of suppression; the default withholds fewer than five persons.

    Raises
    ------
    Refusal
        ``usecases.report-id``, ``usecases.report-exists``, ``usecases.report-year``, and those of
        :func:`~seedbed.usecases.counted_placements.counted_placements`.
    """
    started = datetime.now(UTC)
    if not _ID.fullmatch(report):
        raise Refusal.because("usecases.report-id", report=report[:80])
    if report in {run.run for run in store.runs()}:
        raise Refusal.because("usecases.report-exists", report=report)
    first, last = store.settings.first_year, store.settings.last_year
    if up_to not in {str(year) for year in range(first, last + 1)}:
        raise Refusal.because("usecases.report-year", year=up_to, first=first, last=last)
    rule = policy or Policy()
    inputs = inputs_of(store, *INPUTS, "grievances", *([ERASED] if ERASED in store.tables() else []))
    snapshot = _snapshot(inputs, as_of)
    counted = counted_placements(store, as_of=as_of)
    ruled = [one.indicator for one in rules_of(store)]
    on = (as_of or started).date()
    results, verifications = store.table("results"), store.table("verifications")
    required = store.settings.verification_required
    indicators = store.table("indicators")
    standing_results = reported_in_force(
        results, verifications, verification_required=required, as_of=as_of
    ).table
    outside = reported_figures(standing_results, indicators, ruled, up_to=up_to)
    truth = pl.concat(
        [
            figures_of(counted.counted, ruled, up_to=up_to),
            outside.figures,
            grievance_figures(standing(store.table("grievances"), on).table, up_to),
        ]
    )
    readers = readers_of(store, audience, rule)
    suppressed = suppress(truth, snapshot, readers, rule)
    stands = progress(
        counted.counted, indicators, store.table("targets"), up_to, results,
        on=on, verifications=verifications, verification_required=required, with_rules=ruled,
    )  # fmt: skip
    reported = printed_reported(outside, suppressed.figures, to_readers=bool(readers))
    shown = printed_standing(stands.table, suppressed.figures, up_to)
    shown = emptied(shown, withheld_standing(shown, reported))
    if readers:  # how many were late can be few
        shown = shown.with_columns(late=pl.lit(None, pl.Int64))
    printed = suppressed.figures.drop("small").with_columns(value=pl.when("shown").then("value"))
    printed = printed.filter(~pl.col("indicator").str.contains(MARK, literal=True))
    findings = (*counted.findings, *stands.findings, *_told(suppressed, rule))
    issued = Issued(None, printed, shown, reported, suppressed.withheld_share, findings)
    if dry_run:
        return issued
    outputs = {
        "figures": printed,
        "standing": shown,
        "reported": reported.drop("by"),
        "frozen": suppressed.figures,
    }
    run = Run(
        run=report,
        kind=KIND,
        started=started,
        finished=datetime.now(UTC),
        parameters={
            "audience": audience,
            "up_to": up_to,
            "as_of": as_of.isoformat() if as_of else None,
            "policy": asdict(rule),
            "snapshot": snapshot,
        },
        inputs=inputs,
        version=seedbed.__version__,
        summary={
            "figures": printed.height,
            "withheld": int((~printed["shown"]).sum()),
            "given_away_before": suppressed.exposed.height,
        },
        outputs=tuple(outputs),
    )
    store.keep_run(run, outputs)
    return Issued(run, printed, shown, reported, suppressed.withheld_share, findings)


def readers_of(store: RegionStore, audience: Audience, policy: Policy) -> dict[str, Reader]:
    """Who will read a report, with the reports that each has seen, oldest first."""
    reports = store.runs(KIND)
    return {
        reader: (
            [
                Edition(str(run.parameters["snapshot"]), store.run_output(run.run, "frozen"))
                for run in reports
                if run.parameters["audience"] in SEES[reader]
            ],
            policy,
        )
        for reader in READERS[audience]
    }


def _snapshot(inputs: Mapping[str, str], as_of: datetime | None) -> str:
    text = "\n".join([*(f"{name} {value}" for name, value in sorted(inputs.items())), str(as_of or "")])
    return sha256(text.encode()).hexdigest()


def _told(suppressed: Suppressed, policy: Policy) -> list[Finding]:
    findings = []
    withheld = suppressed.figures.filter(~pl.col("shown"))
    if withheld.height:
        told = {
            "figures": withheld.height,
            "of": suppressed.figures.height,
            "small": int(withheld["small"].sum()),
            "threshold": policy.threshold,
        }
        findings.append(Finding("usecases.figures-withheld", told, Severity.NOTE))
    if suppressed.exposed.height:
        told = {"figures": suppressed.exposed.height}
        findings.append(Finding("usecases.given-away-before", told, Severity.WARNING))
    return findings
