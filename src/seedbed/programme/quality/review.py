"""A framework held against the rules: what is missing where, and how much of what applies is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from seedbed.messages import Finding
from seedbed.programme.framework import Framework
from seedbed.programme.quality.facts import WHOLE, facts_of
from seedbed.programme.quality.rules import QualityRule, quality_rules

KEYS: Mapping[str, str] = {
    "statements": "statement",
    "indicators": "indicator",
    "targets": "target",
    "risks": "risk",
    "gender_actions": "action",
    "activities": "activity",
    WHOLE: "framework",
}
VERDICTS: Mapping[str, pl.DataType] = {
    "rule": pl.String(),
    "table": pl.String(),
    "row": pl.String(),
    "indicator": pl.String(),
    "passed": pl.Boolean(),
}


@dataclass(frozen=True, slots=True)
class Review:
    """What the rules say.

    Attributes
    ----------
    findings
        One per broken rule and row, with ``table, row, column``, in the order of the rules.
    verdicts
        One row per rule and row to which it applies: ``rule, table, row, indicator`` (for rows of
        indicators and targets), ``passed``.
    scores
        One row per indicator: ``indicator, passed, applied, score`` (passed / applied of the rules
        on the indicator and on its targets; each counts one, nothing is weighted).
    passed, applied
        The same over all rows of all tables.
    """

    findings: tuple[Finding, ...]
    verdicts: pl.DataFrame
    scores: pl.DataFrame
    passed: int
    applied: int


def review(framework: Framework, rules: Sequence[QualityRule] | None = None) -> Review:
    """Hold a framework against the rules.

    Parameters
    ----------
    framework
        From :func:`seedbed.programme.framework.framework_of`.
    rules
        ``None``: :func:`seedbed.programme.quality.rules.quality_rules`.
    """
    asked = quality_rules() if rules is None else tuple(rules)
    facts = facts_of(framework)
    findings: list[Finding] = []
    verdicts = [pl.DataFrame(schema=VERDICTS)]
    for rule in asked:
        rows = facts[rule.table]
        key = KEYS[rule.table]
        about = rows if rule.applies is None else rows.filter(rule.applies)
        judged = about.with_columns(passed=~rule.broken.fill_null(False))
        verdicts.append(
            judged.select(
                rule=pl.lit(rule.name),
                table=pl.lit(rule.table),
                row=pl.col(key),
                indicator=pl.col("indicator")
                if rule.table in ("indicators", "targets")
                else pl.lit(None, pl.String),
                passed=pl.col("passed"),
            )
        )
        for row, *values in judged.filter(~pl.col("passed")).select(key, *rule.values).rows():
            place = {"table": rule.table, "row": row, "column": rule.column}
            findings.append(
                Finding(rule.code, place | dict(zip(rule.values, values, strict=True)), rule.severity)
            )
    table = pl.concat(verdicts)
    return Review(
        findings=tuple(findings),
        verdicts=table,
        scores=_scores(framework, table),
        passed=int(table["passed"].sum()),
        applied=table.height,
    )


def _scores(framework: Framework, verdicts: pl.DataFrame) -> pl.DataFrame:
    counts = (
        verdicts.filter(pl.col("indicator").is_not_null())
        .group_by("indicator")
        .agg(passed=pl.col("passed").sum().cast(pl.Int64), applied=pl.len().cast(pl.Int64))
    )
    return (
        framework.indicators.select("indicator")
        .join(counts, on="indicator", how="left", maintain_order="left")
        .with_columns(pl.col("passed", "applied").fill_null(0))
        .with_columns(score=pl.when(pl.col("applied") > 0).then(pl.col("passed") / pl.col("applied")))
    )
