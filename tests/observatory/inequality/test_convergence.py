"""Beta and sigma convergence against SciPy's regression and distributions."""

import numpy as np
import polars as pl
import pytest
from scipy import optimize, stats

from seedbed.observatory.inequality import beta_convergence, sigma_convergence

GENERATOR = np.random.default_rng(5)
START = GENERATOR.lognormal(10, 0.5, 40)
END = START**0.8 * np.exp(2.3 + GENERATOR.normal(0, 0.1, 40))


@pytest.mark.parametrize("growth", ["annual", "total"])
@pytest.mark.parametrize("years", [1.0, 7.0])
def test_is_the_least_squares_line(growth, years):
    scale = years if growth == "annual" else 1.0
    line = stats.linregress(np.log(START), np.log(END / START) / scale)
    fit = beta_convergence(START, END, years, growth=growth)
    assert fit.beta == pytest.approx(line.slope, rel=1e-10)
    assert fit.alpha == pytest.approx(line.intercept, rel=1e-9)
    assert fit.beta_error == pytest.approx(line.stderr, rel=1e-9)
    assert fit.p_value == pytest.approx(line.pvalue, rel=1e-7)
    assert fit.r_squared == pytest.approx(line.rvalue**2, rel=1e-9)
    assert (fit.n, fit.degrees_of_freedom) == (40, 38)


def test_the_speed_is_that_of_the_non_linear_regression():
    years = 7.0

    def model(log_start, alpha, speed):
        return alpha - (1 - np.exp(-speed * years)) / years * log_start

    (_, speed), _ = optimize.curve_fit(model, np.log(START), np.log(END / START) / years, p0=(0.1, 0.02))
    annual = beta_convergence(START, END, years)
    assert annual.speed == pytest.approx(speed, rel=1e-6)
    assert annual.speed == pytest.approx(beta_convergence(START, END, years, growth="total").speed, rel=1e-10)
    assert annual.half_life == pytest.approx(np.log(2) / speed, rel=1e-6)


def test_the_speed_of_reat_is_there_by_name():
    fit = beta_convergence(START, END, 7.0, speed="reat")
    assert fit.speed == pytest.approx(-np.log(1 + fit.beta) / 7.0)


def test_half_of_the_gap_is_gone_after_the_half_life():
    steady, speed = 9.0, 0.03
    start = np.array([7.0, 8.0, 8.5, 9.5])
    years = np.log(2) / speed
    end = steady + (start - steady) * np.exp(-speed * years)
    fit = beta_convergence(np.exp(start), np.exp(end), years)
    assert fit.half_life == pytest.approx(years, rel=1e-9)
    assert [finding.code for finding in fit.findings] == ["observatory.perfect-fit"]
    assert fit.p_value is None


def test_conditions_enter_the_regression():
    east = GENERATOR.integers(0, 2, 40)
    fit = beta_convergence(START, END, conditions=pl.DataFrame({"east": east == 1}))
    design = np.column_stack([np.ones(40), np.log(START), east])
    expected = np.linalg.lstsq(design, np.log(END / START), rcond=None)[0]
    np.testing.assert_allclose(fit.coefficients["value"], expected, rtol=1e-9)
    assert fit.coefficients["term"].to_list() == ["alpha", "beta", "east"]
    assert fit.degrees_of_freedom == 37


def test_the_unit_does_not_matter():
    assert beta_convergence(START / 1000, END / 1000).beta == pytest.approx(beta_convergence(START, END).beta)


def test_sigma_is_the_spread_of_logarithms():
    result = sigma_convergence(START, END)
    first, last = np.log(START), np.log(END)
    assert (result.start, result.end) == (pytest.approx(first.std()), pytest.approx(last.std()))
    f = first.var(ddof=1) / last.var(ddof=1)
    assert result.f == pytest.approx(f)
    assert result.p_value == pytest.approx(2 * min(stats.f.sf(f, 39, 39), stats.f.cdf(f, 39, 39)))
    assert result.quotient == pytest.approx(result.start / result.end)


def test_the_test_of_sigma_is_two_sided():
    forth, back = sigma_convergence(START, END), sigma_convergence(END, START)
    assert forth.f == pytest.approx(1 / back.f)
    assert forth.p_value == pytest.approx(back.p_value)


def test_sigma_measures():
    sample = sigma_convergence(START, END, measure="variance", sample=True)
    assert sample.end == pytest.approx(np.log(END).var(ddof=1))
    plain = sigma_convergence(START, END, measure="cv", logarithms=False)
    assert plain.start == pytest.approx(START.std() / START.mean())
    assert not plain.findings
    weights = np.arange(1.0, 41)
    mean = np.average(np.log(START), weights=weights)
    expected = np.sqrt(np.average((np.log(START) - mean) ** 2, weights=weights))
    assert sigma_convergence(START, END, weights=weights).start == pytest.approx(expected)


def test_wrong_words_are_programming_errors():
    with pytest.raises(ValueError, match="measure"):
        sigma_convergence(START, END, measure="gini")
    with pytest.raises(ValueError, match="growth"):
        beta_convergence(START, END, growth="monthly")
