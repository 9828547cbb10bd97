"""Satellites from frames and arrays."""

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.observatory import io

JOBS = pl.DataFrame(
    {
        "industry": ["farms", "farms", "mills", "mills"],
        "sex": ["f", "m", "f", "m"],
        "skill": ["low", "low", "high", "low"],
        "value": [3, 4, 5, 6],
    }
)


def test_jobs_by_sex_and_skill_become_rows():
    found = io.satellite_from_frame(JOBS, ["mills", "farms"], dimensions=["sex", "skill"], unit="persons")
    assert found.rows == ("f, high", "f, low", "m, low")
    assert found.values.tolist() == [[5, 0], [0, 3], [6, 4]]
    assert dict(found.dimensions) == {"sex": ("f", "f", "m"), "skill": ("high", "low", "low")}
    table = io.Table(
        [[150, 500], [200, 100]], [350, 1700], satellites={"jobs": found}, industries=["mills", "farms"]
    )
    totals = table.impact([350, 1700]).totals
    women = totals.filter((pl.col("sex") == "f") & (pl.col("skill") == "low"))
    assert women["value"].to_list() == pytest.approx([3])
    assert totals.columns[:5] == ["satellite", "stressor", "sex", "skill", "unit"]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (JOBS.with_columns(industry=pl.col("industry") + "!"), "observatory.io-unknown-sector"),
        (JOBS.filter(pl.col("industry") == "mills"), "observatory.io-sector-missing"),
        (pl.concat([JOBS, JOBS]), "observatory.key-twice"),
        (JOBS.drop("value"), "observatory.no-column"),
        (JOBS.with_columns(sex=pl.lit(None, dtype=pl.String)), "observatory.empty-id"),
    ],
)
def test_frames_that_do_not_fit_are_refused(frame, code):
    with pytest.raises(Refusal) as refused:
        io.satellite_from_frame(frame, ["mills", "farms"], dimensions=["sex", "skill"])
    assert refused.value.findings[0].code == code


def test_a_row_twice_or_units_of_other_number_are_refused():
    with pytest.raises(Refusal):
        io.Satellite([[1, 2], [3, 4]], ("a", "a"))
    with pytest.raises(Refusal):
        io.Satellite([[1, 2], [3, 4]], ("a", "b"), ("t", "t", "t"))
    with pytest.raises(Refusal):
        io.Satellite([[1, 2], [3, 4]], ("a",))
