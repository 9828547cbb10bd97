"""What the contents of a report refuse."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from seedbed.usecases.report_contents import FRAMES, ReportContents


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_is_cut_and_cast_to_its_columns(contents: ReportContents, name: str) -> None:
    frame = getattr(contents, name).with_columns(pl.lit(1).alias("extra"))
    again = replace(contents, **{name: frame})
    assert getattr(again, name).columns == list(FRAMES[name])
    assert all(kind == FRAMES[name][column] for column, kind in getattr(again, name).schema.items())


@pytest.mark.parametrize("name", FRAMES)
def test_a_missing_column_is_named(contents: ReportContents, name: str) -> None:
    first = next(iter(FRAMES[name]))
    with pytest.raises(ValueError, match=rf"{name} lacks the columns {first}"):
        replace(contents, **{name: getattr(contents, name).drop(first)})


def test_a_step_without_a_name_is_refused(contents: ReportContents) -> None:
    with pytest.raises(ValueError, match="teleport"):
        replace(contents, steps=contents.steps.with_columns(step=pl.lit("teleport")))


def test_parts_of_no_match_are_refused(contents: ReportContents) -> None:
    with pytest.raises(ValueError, match="belong to no match"):
        replace(contents, matches=contents.matches.head(9))


def test_parts_that_do_not_add_up_exactly_are_refused(contents: ReportContents) -> None:
    off = contents.parts.with_columns(pl.col("contribution") + 2.0**-24)
    with pytest.raises(ValueError, match="do not add to their fit"):
        replace(contents, parts=off)
