"""The tables of a framework with what the rules ask beside each row."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from seedbed.programme.framework import Framework
from seedbed.programme.quality.likeness import ALIKE, most_alike
from seedbed.programme.quality.wording import about_people, blank

WHOLE = "framework"
"""The name of the table of one row that speaks about the framework as a whole."""

_WOMEN = "women"
_NAMES_WOMEN = r"(?i)\b(?:women|female|girls?)\b|妇女|女性|女生"


def facts_of(framework: Framework) -> Mapping[str, pl.DataFrame]:
    """Each table of the framework by its name, with further columns of facts.

    * ``statements``: ``indicators``, ``leading`` (statements below), ``risks`` (numbers of rows) and
      ``repeats`` (the activity that it says again; null: none);
    * ``indicators``: ``targets`` (number), ``has_statement``, ``people``, ``names_women``,
      ``women_target``, ``gender_action``, ``repeats``;
    * ``targets``: ``year`` (first and last: ``first_year``), and ``kind, direction, baseline,
      baseline_year`` of the indicator;
    * ``risks``, ``gender_actions``, ``activities``: ``has_statement``;
    * ``framework``: one row: ``framework, impacts, gender_measures, risks, people_indicators``.
    """
    indicators = _indicators(framework)
    return {
        "statements": _statements(framework),
        "indicators": indicators,
        "targets": _targets(framework),
        "risks": _with_statement(framework.risks),
        "gender_actions": _with_statement(framework.gender_actions),
        "activities": _with_statement(framework.activities),
        WHOLE: _whole(framework, indicators),
    }


def _statements(framework: Framework) -> pl.DataFrame:
    rows = framework.statements
    outputs = pl.col("level") == "output"
    return (
        rows.join(_number(framework.indicators, "statement", "indicators"), on="statement", how="left")
        .join(_number(framework.risks, "statement", "risks"), on="statement", how="left")
        .join(_number(rows, "parent", "leading").rename({"parent": "statement"}), on="statement", how="left")
        .with_columns(
            pl.col("indicators", "risks", "leading").fill_null(0), repeats=_repeats(rows, framework)
        )
        .with_columns(repeats=pl.when(outputs).then("repeats"))
    )


def _indicators(framework: Framework) -> pl.DataFrame:
    rows, targets, actions = framework.indicators, framework.targets, framework.gender_actions
    names = pl.concat_str(pl.col("name").fill_null(""), pl.col("name_zh").fill_null(""), separator=" ")
    of_women = targets.filter(pl.col("group") == _WOMEN)["indicator"].unique().to_list()
    named = actions["indicator"].drop_nulls().unique().to_list()
    about = actions["statement"].drop_nulls().unique().to_list()
    return rows.join(_number(targets, "indicator", "targets"), on="indicator", how="left").with_columns(
        pl.col("targets").fill_null(0),
        has_statement=~blank(pl.col("statement")),
        people=about_people(pl.col("unit"), pl.col("name"), pl.col("name_zh")),
        names_women=names.str.contains(_NAMES_WOMEN),
        women_target=pl.col("indicator").is_in(of_women),
        gender_action=pl.col("indicator").is_in(named) | pl.col("statement").is_in(about).fill_null(False),
        repeats=_repeats(rows, framework),
    )


def _targets(framework: Framework) -> pl.DataFrame:
    about = framework.indicators.select("indicator", "kind", "direction", "baseline", "baseline_year")
    year = r"(\d{4})"
    return framework.targets.join(about, on="indicator", how="left").with_columns(
        first_year=pl.col("period").str.extract(year).cast(pl.Int64)
    )


def _with_statement(rows: pl.DataFrame) -> pl.DataFrame:
    """Whether a statement is named; whether it exists is a question of structure."""
    return rows.with_columns(has_statement=~blank(pl.col("statement")))


def _whole(framework: Framework, indicators: pl.DataFrame) -> pl.DataFrame:
    impacts = framework.statements.filter(pl.col("level") == "impact").height
    women = indicators.filter(pl.col("women_target") | pl.col("names_women")).height
    return pl.DataFrame(
        {
            "framework": ["-"],
            "impacts": [impacts],
            "gender_measures": [women + framework.gender_actions.height],
            "risks": [framework.risks.height],
            "people_indicators": [int(indicators["people"].sum())],
        }
    )


def _number(rows: pl.DataFrame, by: str, name: str) -> pl.DataFrame:
    return rows.filter(~blank(pl.col(by))).group_by(by).agg(pl.len().cast(pl.Int64).alias(name))


def _repeats(rows: pl.DataFrame, framework: Framework) -> pl.Series:
    """The activity that each row's name says again."""
    activities = framework.activities["activity"].to_list()
    said = framework.activities.select("name", "name_zh").rows()
    found: list[str | None] = []
    for names in rows.select("name", "name_zh").rows():
        best = most_alike(names, said)
        found.append(activities[best[0]] if best is not None and best[1] >= ALIKE else None)
    return pl.Series("repeats", found, dtype=pl.String)
