"""A region's targets as goals, with the pipelines of the indicators that are counted from placements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from seedbed.messages import Finding, Refusal, Severity
from seedbed.programme import CountingRule, industry_prefixes, read_rules, targets_in_force
from seedbed.programme.disaggregation import members
from seedbed.programme.forecast import Goal, Pipeline, Tracks, follow_tracks
from seedbed.programme.forecast.months import last_day, last_full_month, month_number, months_of
from seedbed.store import RegionStore

INPUTS = ("placements", "people", "opportunities", "indicators", "targets", "results", "verifications")
"""The tables that a forecast reads."""

PROPOSED = "proposed"
BEGINNING = 0
"""The first month of a cumulative target: everything before counts."""


@dataclass(frozen=True, slots=True)
class AskedTarget:
    """A target as the forecast reads it.

    ``goal`` holds its months and figures; ``indicator, group, subproject, period`` are those of the table,
    ``cumulative`` whether earlier periods count; ``kind`` is the indicator's.
    """

    goal: Goal
    indicator: str
    group: str | None
    subproject: str | None
    period: str
    kind: str
    cumulative: bool


@dataclass(frozen=True, slots=True)
class OpenPipelines:
    """What was on record at the end of month ``until``, by indicator, and what is asked."""

    until: int
    targets: tuple[AskedTarget, ...]
    tracks: Mapping[str, Tracks]
    rules: Mapping[str, CountingRule]
    findings: tuple[Finding, ...]

    def pipeline(self, asked: AskedTarget) -> Pipeline:
        """The pipeline of a target's results; of a share that of everybody."""
        tracks = self.tracks[asked.indicator]
        within = _within(asked)
        if asked.group is not None and asked.goal.share is None:
            within = within & members(asked.group)
        return tracks.pipeline(within)

    def members(self, asked: AskedTarget) -> Pipeline | None:
        """The group's part of it, where a share is asked."""
        if asked.goal.share is None or asked.group is None:
            return None
        return self.tracks[asked.indicator].pipeline(_within(asked) & members(asked.group))


def open_pipelines(store: RegionStore, at: date | None = None) -> OpenPipelines:
    """Read what a forecast on a day can know: the last full month before it.

    Parameters
    ----------
    at
        The day; today when absent, but not later than the last record of a placement.

    Raises
    ------
    Refusal
        ``usecases.no-targets``, ``store.missing-document`` (no counting rules), and what is wrong with the rules.
    """
    indicators, placements = store.table("indicators"), store.table("placements")
    targets = store.table("targets")
    if targets.is_empty():
        raise Refusal.because("usecases.no-targets", region=store.settings.region)
    settings = store.settings
    rules = read_rules(store.document("counting_rules"), indicators["indicator"].to_list())
    industries = industry_prefixes(store.table(settings.industries)) if settings.industries else ()
    until = last_full_month(at) if at is not None else _last_known(placements)
    people, opportunities = store.table("people"), store.table("opportunities")
    tracks = {
        rule.indicator: follow_tracks(placements, people, opportunities, rule, industries, until=until)
        for rule in rules
    }
    asked, findings = _asked(targets_in_force(targets, last_day(until)), indicators, tracks)
    return OpenPipelines(until, asked, tracks, {rule.indicator: rule for rule in rules}, findings)


def _last_known(placements: pl.DataFrame) -> int:
    today = last_full_month(datetime.now(UTC).date())
    known = placements.filter(pl.col("kind") != PROPOSED).select(
        pl.max_horizontal("date", pl.col("recorded_at").dt.date()).max()
    )
    last = known.item() if known.height else None
    return min(today, month_number(last)) if isinstance(last, date) else today


def _within(asked: AskedTarget) -> pl.Expr:
    return pl.lit(True) if asked.subproject is None else pl.col("subproject") == asked.subproject


def _asked(
    targets: pl.DataFrame, indicators: pl.DataFrame, tracks: Mapping[str, Tracks]
) -> tuple[tuple[AskedTarget, ...], tuple[Finding, ...]]:
    """The targets that can be read, and what is wrong with the others."""
    about = {row["indicator"]: row for row in indicators.iter_rows(named=True)}
    asked: list[AskedTarget] = []
    findings: list[Finding] = []
    for row in targets.iter_rows(named=True):
        indicator = about.get(row["indicator"])
        names = {"target": row["target"], "indicator": row["indicator"]}
        if indicator is None:
            findings.append(Finding("programme.target-of-unknown-indicator", names))
            continue
        value, share, group = row.get("value"), row.get("share"), row.get("group")
        if (value is None) == (share is None) or (share is not None and group is None):
            findings.append(Finding("programme.target-unclear", {"target": row["target"]}))
            continue
        kind = str(indicator.get("kind") or "count")
        counted = row["indicator"] in tracks
        baseline = indicator.get("baseline")
        if baseline is None or (value is not None and group is not None and baseline != 0):
            findings.append(Finding("programme.no-baseline", names, Severity.WARNING))
            if counted and share is None:
                continue
        if kind == "yes_no" or (not counted and share is not None):
            findings.append(Finding("usecases.no-forecast", names, Severity.WARNING))
            continue
        try:
            first, last = months_of(row["period"])
        except Refusal as refusal:
            findings.extend(refusal.findings)
            continue
        cumulative = indicator.get("cumulative") is not False
        goal = Goal(
            target=row["target"],
            first=BEGINNING if cumulative else first,
            last=last,
            value=value,
            share=share,
            baseline=float(baseline or 0.0),
            direction="down" if indicator.get("direction") == "down" else "up",
        )
        asked.append(
            AskedTarget(goal, row["indicator"], group, row.get("subproject"), row["period"], kind, cumulative)
        )
    return tuple(asked), tuple(findings)
