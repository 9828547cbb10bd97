"""Check a region's results framework: its tree, its targets, and the habits of a good one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.programme import Framework, check_targets, framework_of, in_reading_order, structure_of
from seedbed.programme.quality import Review, review
from seedbed.programme.quality.open_points import mark_open_points
from seedbed.store import RegionStore

OPEN_POINTS = "open_points"
PARTS_OF_A_FRAMEWORK = ("statements", "indicators", "targets", "risks", "gender_actions", "activities")


@dataclass(frozen=True, slots=True)
class FrameworkCheck:
    """What a check of the framework found.

    Attributes
    ----------
    framework
        The tables that were looked at, with the targets in force.
    findings
        About the tree and the targets (which numbers depend on), then about quality; each with
        its place and remedy. Where the region records that the sources leave something open, the
        finding is a note that names the open point.
    review
        The rules: verdict by verdict, and the scores of the indicators.
    scores
        ``indicator, name, name_zh, statement, passed, applied, score``, in reading order of the
        framework.
    """

    framework: Framework
    findings: tuple[Finding, ...]
    review: Review
    scores: pl.DataFrame

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings without whose mending a number cannot be computed."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


def check_framework(store: RegionStore, *, on: date | None = None) -> FrameworkCheck:
    """Hold the region's results framework against its structure, its targets and the rules of quality.

    Parameters
    ----------
    on
        The day whose targets are looked at; the last vintage when absent.

    Raises
    ------
    Refusal
        What keeps a table from being read.
    """
    framework = read_framework(store, on=on)
    reviewed = review(framework)
    findings = (
        *structure_of(framework),
        *check_targets(framework.indicators, framework.targets),
        *reviewed.findings,
    )
    if OPEN_POINTS in store.tables():
        findings = mark_open_points(findings, store.table(OPEN_POINTS))
    return FrameworkCheck(framework, findings, reviewed, _scores(framework, reviewed))


def read_framework(store: RegionStore, *, on: date | None = None) -> Framework:
    """The framework of a region; a table that it does not have is empty."""
    tables = {name: store.table(name) for name in PARTS_OF_A_FRAMEWORK}
    return framework_of(**tables, on=on)


def _scores(framework: Framework, reviewed: Review) -> pl.DataFrame:
    order = in_reading_order(framework).select("statement").with_row_index("place")
    return (
        reviewed.scores.join(
            framework.indicators.select("indicator", "name", "name_zh", "statement"),
            on="indicator",
            how="left",
        )
        .join(order, on="statement", how="left")
        .sort("place", nulls_last=True, maintain_order=True)
        .select("indicator", "name", "name_zh", "statement", "passed", "applied", "score")
    )
