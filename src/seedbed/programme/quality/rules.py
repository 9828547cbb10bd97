"""What a good framework has, as data: to which rows a rule applies, and when a row breaks it.

The faults are those that development banks' own reviews of their frameworks name again and again:
missing baselines, outputs that repeat actions, women left out, sources that cannot be asked (ADB
2006, *Quality of Design and Monitoring Frameworks*; ADB 2020, *Guidelines for Preparing and Using a
Design and Monitoring Framework*). Every rule has the weight one.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.messages import Severity
from seedbed.programme.aggregation import ALLOWED
from seedbed.programme.quality.facts import WHOLE
from seedbed.programme.quality.wording import blank, says_nothing, undecided

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True, eq=False)
class QualityRule:
    """One thing that a row must have.

    Parameters
    ----------
    name
        Its code is ``programme.<name>``.
    table, column
        Where a finding points.
    severity
        Error: a number cannot be computed. Warning: it can, and may mislead. Note: a habit.
    broken
        True where a row to which the rule applies breaks it; columns of
        :func:`seedbed.programme.quality.facts.facts_of`.
    applies
        The rows that the rule is about; all of the table where left out.
    values
        Columns that the sentence names besides table, row and column.
    """

    name: str
    table: str
    column: str
    severity: Severity
    broken: pl.Expr
    applies: pl.Expr | None = None
    values: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Of the finding."""
        return f"programme.{self.name}"


def quality_rules() -> tuple[QualityRule, ...]:
    """All rules, table by table."""
    return (*_statement_rules(), *_indicator_rules(), *_target_rules(), *_other_rules(), *_whole_rules())


def _is(column: str, *words: str) -> pl.Expr:
    return pl.col(column).is_in(words).fill_null(False)


def _null(column: str) -> pl.Expr:
    return pl.col(column).is_null()


def _statement_rules() -> tuple[QualityRule, ...]:
    below_impact = _is("level", "outcome", "output")
    return (
        QualityRule(
            "impact-without-outcome", "statements", "statement", _ERROR, pl.col("leading") == 0, _is("level", "impact")
        ),
        QualityRule(
            "outcome-without-output", "statements", "statement", _WARNING, pl.col("leading") == 0, _is("level", "outcome")
        ),
        QualityRule(
            "statement-without-indicator", "statements", "statement", _ERROR, pl.col("indicators") == 0, below_impact
        ),
        QualityRule(
            "output-repeats-activity", "statements", "name", _WARNING, pl.col("repeats").is_not_null(),
            _is("level", "output"), ("repeats",),
        ),
        QualityRule(
            "statement-without-assumption", "statements", "assumption", _NOTE,
            blank(pl.col("assumption")) & blank(pl.col("assumption_zh")) & (pl.col("risks") == 0), below_impact,
        ),
    )  # fmt: skip


def _indicator_rules() -> tuple[QualityRule, ...]:
    means = (pl.col("means_of_verification"), pl.col("means_of_verification_zh"))
    no_means = pl.all_horizontal([blank(text) for text in means])
    people = pl.col("people") & ~pl.col("names_women")
    against_kind = pl.any_horizontal(
        [
            _is("kind", kind) & ~pl.col("aggregation").is_in(allowed).fill_null(True)
            for kind, allowed in ALLOWED.items()
        ]
    )
    return (
        QualityRule("indicator-without-statement", "indicators", "statement", _ERROR, ~pl.col("has_statement")),
        QualityRule("indicator-without-unit", "indicators", "unit", _ERROR, undecided(pl.col("unit"))),
        QualityRule("indicator-without-kind", "indicators", "kind", _WARNING, _null("kind")),
        QualityRule("indicator-without-direction", "indicators", "direction", _WARNING, _null("direction")),
        QualityRule("indicator-without-baseline", "indicators", "baseline", _ERROR, _null("baseline")),
        QualityRule(
            "baseline-without-year", "indicators", "baseline_year", _WARNING, _null("baseline_year"), ~_null("baseline")
        ),
        QualityRule("indicator-without-target", "indicators", "indicator", _ERROR, pl.col("targets") == 0),
        QualityRule("means-missing", "indicators", "means_of_verification", _WARNING, no_means),
        QualityRule(
            "means-unverifiable", "indicators", "means_of_verification", _WARNING,
            pl.all_horizontal([says_nothing(text) for text in means]), ~no_means,
        ),
        QualityRule(
            "indicator-without-responsible", "indicators", "responsible", _WARNING, blank(pl.col("responsible"))
        ),
        QualityRule(
            "indicator-repeats-activity", "indicators", "name", _WARNING, pl.col("repeats").is_not_null(),
            values=("repeats",),
        ),
        QualityRule(
            "people-without-sex", "indicators", "disaggregation", _WARNING,
            ~pl.col("disaggregation").list.contains("sex").fill_null(False), people,
        ),
        QualityRule(
            "people-without-women", "indicators", "indicator", _WARNING,
            ~(pl.col("women_target") | pl.col("gender_action")), people,
        ),
        QualityRule(
            "aggregation-against-kind", "indicators", "aggregation", _ERROR, against_kind,
            ~_null("aggregation") & ~_null("kind"), ("kind", "aggregation"),
        ),
        QualityRule(
            "level-cumulative", "indicators", "cumulative", _WARNING, pl.col("cumulative").fill_null(False),
            _is("kind", "index", "yes_no"), ("kind",),
        ),
    )  # fmt: skip


def _target_rules() -> tuple[QualityRule, ...]:
    whole = _null("group") & _null("subproject")
    against = ((pl.col("direction") == "up") & (pl.col("value") < pl.col("baseline"))) | (
        (pl.col("direction") == "down") & (pl.col("value") > pl.col("baseline"))
    )
    comparable = whole & ~_null("value") & ~_null("baseline")
    return (
        QualityRule("target-without-value", "targets", "value", _ERROR, _null("value") & _null("share")),
        QualityRule("target-without-year", "targets", "period", _ERROR, _null("first_year")),
        QualityRule(
            "target-before-baseline", "targets", "period", _ERROR, pl.col("first_year") < pl.col("baseline_year"),
            ~_null("first_year") & ~_null("baseline_year"),
        ),
        QualityRule(
            "target-at-baseline", "targets", "value", _WARNING, pl.col("value") == pl.col("baseline"), comparable
        ),
        QualityRule(
            "target-worse-than-baseline", "targets", "value", _ERROR, against, comparable & ~_null("direction")
        ),
        QualityRule("floor-without-group", "targets", "group", _ERROR, _null("group"), ~_null("share")),
    )  # fmt: skip


def _other_rules() -> tuple[QualityRule, ...]:
    is_risk = pl.col("kind").fill_null("risk") == "risk"
    no_target = blank(pl.col("target")) & blank(pl.col("target_zh")) & _null("indicator")
    return (
        QualityRule(
            "risk-without-response", "risks", "response", _WARNING,
            blank(pl.col("response")) & blank(pl.col("response_zh")), is_risk,
        ),
        QualityRule(
            "risk-without-rating", "risks", "likelihood", _WARNING, _null("likelihood") | _null("impact"), is_risk
        ),
        QualityRule("risk-without-owner", "risks", "owner", _NOTE, blank(pl.col("owner")), is_risk),
        QualityRule("risk-without-statement", "risks", "statement", _NOTE, ~pl.col("has_statement")),
        QualityRule("gender-action-without-target", "gender_actions", "target", _WARNING, no_target),
        QualityRule("gender-action-without-date", "gender_actions", "due", _WARNING, blank(pl.col("due"))),
        QualityRule(
            "gender-action-without-responsible", "gender_actions", "responsible", _WARNING,
            blank(pl.col("responsible")),
        ),
        QualityRule("activity-without-statement", "activities", "statement", _WARNING, ~pl.col("has_statement")),
    )  # fmt: skip


def _whole_rules() -> tuple[QualityRule, ...]:
    return (
        QualityRule("framework-without-impact", WHOLE, "statements", _ERROR, pl.col("impacts") == 0),
        QualityRule("framework-without-risks", WHOLE, "risks", _WARNING, pl.col("risks") == 0),
        QualityRule(
            "framework-without-gender", WHOLE, "gender_actions", _WARNING, pl.col("gender_measures") == 0,
            pl.col("people_indicators") > 0,
        ),
    )  # fmt: skip
