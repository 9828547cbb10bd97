import numpy as np
import polars as pl
import pytest

from observatory.economies import economy, table, two_blocs
from seedbed.messages import Refusal
from seedbed.observatory.complexity import complexity, complexity_over_years
from seedbed.observatory.complexity.ranking import correlation


def _years(*values):
    frames = [table(one, zeros=False).with_columns(period=pl.lit(2000 + at)) for at, one in enumerate(values)]
    return pl.concat(frames)


def _eci(result, year):
    return result.eci.filter(pl.col("period") == str(year))["eci"].to_numpy()


def test_no_year_of_300_two_bloc_economies_turns_over():
    by_diversity = aligned = 0
    for seed in range(300):
        first = two_blocs(seed)
        noise = np.exp(0.05 * np.random.default_rng(10_000 + seed).standard_normal(first.shape))
        second = first * noise
        result = complexity_over_years(_years(first, second))
        one, two = _eci(result, 2000), _eci(result, 2001)
        aligned += correlation(one, two) < 0
        by_diversity += bool(result.alignment["turned"][0] != result.alignment["turned"][1])
    assert aligned == 0
    # The common rule would have turned some over: without that the test above could not fail.
    assert by_diversity > 0


def test_each_year_is_that_years_complexity_up_to_the_sign():
    values = [economy(15, 20, seed) * 1.0 for seed in range(3)]
    result = complexity_over_years(_years(*values))
    for at, one in enumerate(values):
        alone = complexity(table(one)).eci["eci"].to_numpy()
        got = _eci(result, 2000 + at)
        assert min(np.abs(alone - got).max(), np.abs(alone + got).max()) < 1e-9
    assert result.eci.columns == ["period", "place", "eci", "rank", "part", "finding"]
    assert result.pci.filter(pl.col("period") == "2001").height == 20


def test_the_whole_chain_keeps_diversitys_sign_where_most_years_have_it():
    nested = np.tril(np.ones((12, 12)))
    result = complexity_over_years(_years(nested, nested, nested))
    diversity = nested.sum(axis=1)
    assert all(correlation(_eci(result, 2000 + at), diversity) > 0 for at in range(3))
    assert not result.alignment["turned"].any()


def test_likeness_with_the_year_before_is_told():
    first, second = economy(15, 20, 1) * 1.0, economy(15, 20, 1) * 1.0
    result = complexity_over_years(_years(first, second))
    assert result.alignment["value"].to_list() == [None, pytest.approx(1)]
    assert result.alignment["previous"].to_list() == [None, "2000"]
    assert result.alignment["places"].to_list() == [0, 15]
    assert result.findings == ()


def test_a_year_unlike_the_one_before_is_doubted():
    rng = np.random.default_rng(0)
    noise = [(rng.random((40, 30)) < 0.3) | (np.arange(40)[:, None] % 30 == np.arange(30)) for _ in range(2)]
    result = complexity_over_years(_years(*noise))
    assert result.alignment["finding"].to_list() == [None, "observatory.unlike-previous"]
    assert [finding.code for finding in result.findings] == ["observatory.unlike-previous-year"]


def test_years_without_common_places_keep_diversitys_sign():
    first, second = table(np.tril(np.ones((6, 6)))), table(np.tril(np.ones((6, 6))))
    second = second.with_columns(pl.col("place") + "x", pl.col("industry") + "x")
    frame = pl.concat([first.with_columns(period=pl.lit(1)), second.with_columns(period=pl.lit(2))])
    result = complexity_over_years(frame)
    assert result.alignment["places"].to_list() == [0, 0]
    assert not result.alignment["turned"].any()


def test_a_missing_period_is_refused():
    with pytest.raises(Refusal):
        complexity_over_years(table(economy(8, 9)))
