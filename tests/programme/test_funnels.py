"""Conversions with their interval, and benchmarks beside them."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from seedbed.programme.funnels import beside_benchmarks, conversions, wilson
from seedbed.tables import schema_of


def funnels(*rows):
    kinds = {column.name: column.kind.dtype for column in schema_of("funnels").columns} | {
        "part_of_previous": pl.String()
    }
    named = [
        {"funnel": funnel, "stage_no": stage, "name": f"s{stage}", "count": count, "part_of_previous": part}
        for funnel, stage, count, part in rows
    ]
    return pl.DataFrame(named, schema=kinds)


@given(st.integers(1, 5000), st.data(), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_is_where_the_score_test_turns(trials, data, confidence):
    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials, confidence)
    share, z = successes / trials, norm.ppf((1 + confidence) / 2)
    assert 0 <= low <= share <= high <= 1
    for bound in (low, high):
        assert (share - bound) ** 2 == pytest.approx(z * z * bound * (1 - bound) / trials, abs=1e-9)
    assert wilson(trials - successes, trials, confidence) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize("given_", [(3, 2, 0.95), (0, 0, 0.95), (-1, 2, 0.95), (1, 2, 1.0)])
def test_what_is_no_share_has_no_interval(given_):
    with pytest.raises(ValueError, match="no share"):
        wilson(*given_)


def test_the_published_funnel_of_stanford():
    found = conversions(funnels(("otl", 1, 594.0, None), ("otl", 2, 121.0, "true"), ("otl", 3, 42.0, "true")))
    assert found.table["numerator"].to_list() == [121, 42]
    assert found.table["denominator"].to_list() == [594, 121]
    assert found.table["rate"].round(4).to_list() == [0.2037, 0.3471]
    assert found.whole["rate"].item() == 42 / 594


def test_a_stage_without_count_is_passed_over_and_zero_is_a_count():
    found = conversions(
        funnels(("f", 1, 100.0, None), ("f", 2, None, "true"), ("f", 3, 10.0, "true"), ("f", 4, 0.0, "true"))
    )
    assert found.table.select("from_stage", "to_stage", "rate").rows() == [(1, 3, 0.1), (3, 4, 0.0)]
    assert found.table["low"].to_list()[1] == 0 and found.table["high"].to_list()[1] > 0.2


def test_nothing_of_nothing_has_no_rate():
    row = conversions(funnels(("f", 1, 0.0, None), ("f", 2, 0.0, "true"))).table.row(0, named=True)
    assert (row["rate"], row["low"], row["high"]) == (None, None, None)


@pytest.mark.parametrize("hidden", [False, True])
def test_another_unit_makes_a_ratio_without_interval(hidden):
    rows = [("f", 1, 100.0, None), ("f", 2, 248.0, "false"), ("f", 3, 57.0, "true")]
    if hidden:
        rows = [
            ("f", 1, 100.0, None),
            ("f", 2, None, "false"),
            ("f", 3, 248.0, "true"),
            ("f", 4, 57.0, "true"),
        ]
    found = conversions(funnels(*rows))
    first, second = found.table.to_dicts()
    assert first["rate"] == 2.48 and first["low"] is None and not first["is_share"]
    assert second["is_share"] and second["low"] < 57 / 248 < second["high"]
    assert not found.whole["is_share"].item() and found.findings == ()


def test_a_part_above_its_whole_is_an_error_and_gets_no_rate(said):
    found = conversions(funnels(("f", 1, 10.0, None), ("f", 2, 11.0, "true"), ("g", 1, 5.0, None)))
    assert found.table.is_empty()
    assert said(found.findings) == ["funnel-grows", "funnel-uncounted"]


def test_only_what_somebody_paired_is_compared():
    steps = conversions(
        funnels(
            ("own", 1, 400.0, None), ("own", 2, 20.0, "true"), ("bench", 1, 594.0, None),
            ("bench", 2, 121.0, "true"), ("few", 1, 10.0, None), ("few", 2, 1.0, "true"),
            ("ratio", 1, 3.0, None), ("ratio", 2, 9.0, "false"),
        )
    ).table  # fmt: skip
    step, bench = ("own", 1, 2), ("bench", 1, 2)
    beside = beside_benchmarks(
        steps,
        {step: bench, bench: step, ("few", 1, 2): bench, ("ratio", 1, 2): bench, ("gone", 1, 2): bench},
    )
    assert beside["verdict"].to_list() == [
        "below", "above", "not_told_apart", "not_comparable", "not_comparable",
    ]  # fmt: skip
    assert beside.row(0, named=True)["benchmark_denominator"] == 594
