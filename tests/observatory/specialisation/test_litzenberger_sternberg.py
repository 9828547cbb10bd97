import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.economies import table, wide
from seedbed.messages import Refusal
from seedbed.observatory.specialisation import litzenberger_sternberg

counts = st.lists(st.integers(1, 50), min_size=3, max_size=3)


def _places(values):
    return pl.DataFrame({"place": ["p000", "p001", "p002"], "value": [float(value) for value in values]})


@settings(max_examples=30, deadline=None)
@given(counts, counts, counts, counts)
def test_is_density_times_stock_over_size_of_firms(jobs, firms, area, people):
    e, b, a, p = (np.array(values, float) for values in (jobs, firms, area, people))
    got = wide(litzenberger_sternberg(table(e[:, None]), table(b[:, None]), _places(area), _places(people)))[
        :, 0
    ]
    share, stock = e / e.sum(), b / b.sum()
    expected = (share / (a / a.sum())) * (share / (p / p.sum())) / (share / stock)
    np.testing.assert_allclose(got, expected)


def test_jobs_without_firms_contradict_each_other():
    got = litzenberger_sternberg(
        table([[1], [2], [0]]), table([[1], [0], [0]]), _places([1, 1, 1]), _places([1, 1, 1])
    )
    assert got["finding"].to_list() == [None, "observatory.jobs-without-firms", None]
    assert got["value"].to_list() == [pytest.approx(3.0), None, 0.0]


def test_an_industry_without_jobs_anywhere():
    got = litzenberger_sternberg(
        table([[0], [0], [0]]), table([[1], [0], [0]]), _places([1, 1, 1]), _places([1, 1, 1])
    )
    assert set(got["finding"]) == {"observatory.empty-unit"}


@pytest.mark.parametrize(
    ("firms", "area", "code"),
    [
        (table([[1], [1]]), _places([1, 1, 1]), "observatory.other-cells"),
        (table([[1], [1], [1]]), _places([1, 0, 1]), "observatory.not-positive"),
        (table([[1], [1], [1]]), _places([1, 1, 1]).head(2), "observatory.base-lacks"),
    ],
)
def test_refuses(firms, area, code):
    with pytest.raises(Refusal) as refused:
        litzenberger_sternberg(table([[1], [2], [3]]), firms, area, _places([1, 1, 1]))
    assert refused.value.findings[0].code == code
