"""The lists of section 6 hold what their captions say, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.report.document import Figure, Table
from seedbed.report.sections.skills_gap import (
    TOP,
    lacking,
    out_of_balance,
    partly_met,
    skills_gap_in_three_senses,
)
from seedbed.usecases.report_contents import ReportContents


@st.composite
def gaps(draw: st.DrawFn) -> pl.DataFrame:
    rows = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0, 1)), max_size=40))
    places = [row[0] for row in rows]
    fillable = [min(row[:2]) for row in rows]
    return pl.DataFrame(
        {
            "skill": [f"s{at:02d}" for at in range(len(rows))],
            "places": places,
            "shortage": [asked - filled for asked, filled in zip(places, fillable, strict=True)],
            "difference": [row[2] - 0.5 for row in rows],
            "credit": [row[2] if row[0] else None for row in rows],
        },
        schema_overrides={"places": pl.Int64, "shortage": pl.Int64, "difference": pl.Float64, "credit": pl.Float64},
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(gaps())
def test_only_gaps_are_listed_and_none_is_passed_over(skills: pl.DataFrame) -> None:
    short = lacking(skills)
    assert (short["shortage"] > 0).all()
    rest = skills.filter(~pl.col("skill").is_in(short["skill"].implode()))["shortage"]
    assert short.height == TOP or not (rest > 0).any()
    assert short.is_empty() or rest.is_empty() or short["shortage"].min() >= rest.max()

    partly = partly_met(skills)
    assert (partly["credit"].round(3) < 1).all() and (partly["places"] > 0).all()
    assert partly["credit"].is_sorted()

    uneven = out_of_balance(skills)
    assert uneven["difference"].is_sorted(descending=True) and (uneven["difference"] != 0).all()


def test_the_figures_are_the_engine_s_own(contents: ReportContents) -> None:
    blocks = skills_gap_in_three_senses(contents, "en").blocks
    (quantity,) = [one.table for one in blocks if isinstance(one, Figure) and one.table.key == "gap-quantity"]
    measured = contents.skills_gap.select("skill", "places", "fillable", "shortage")
    shown = quantity.frame.select(measured.columns)
    assert shown.height and shown.join(measured, on=measured.columns, how="anti").is_empty()


def test_where_nothing_is_short_a_sentence_stands(contents: ReportContents) -> None:
    enough = contents.skills_gap.with_columns(
        shortage=pl.lit(0), difference=pl.lit(0.0), credit=pl.lit(0.9996)
    )
    blocks = skills_gap_in_three_senses(replace(contents, skills_gap=enough), "en").blocks
    tables = {one.key: one for one in blocks if isinstance(one, Table)}
    assert set(tables) == {"gap-quantity", "gap-structure", "gap-quality"}
    assert all(one.frame.is_empty() and "No skill was compared" not in one.empty for one in tables.values())
