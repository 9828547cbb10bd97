from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from seedbed.catalog import actor_types, education_levels, opportunity_kinds, skill_kinds, skill_levels


@pytest.mark.parametrize(
    "read", [actor_types, education_levels, opportunity_kinds, skill_kinds, skill_levels]
)
def test_each_list_is_bilingual_and_without_doubles(read: Callable[[], pl.DataFrame]) -> None:
    frame = read()
    assert frame.columns == ["code", "label_en", "label_zh"]
    assert frame.null_count().sum_horizontal().item() == 0
    assert not frame["code"].is_duplicated().any()
    assert frame["label_zh"].str.contains(r"\p{Han}").all()


def test_education_runs_from_0_to_8() -> None:
    assert education_levels()["code"].to_list() == [str(level) for level in range(9)]
