"""Units, periods and counting rules read as people write them."""

from datetime import date

import polars as pl
import pytest

from seedbed.evidence.counting_rules import with_rule
from seedbed.evidence.periods import with_days
from seedbed.evidence.units import read_unit


@pytest.mark.parametrize(
    ("unit", "dimension", "factor"),
    [
        ("CNY", "money:CNY", 1.0), ("亿元", "money:CNY", 1e8), ("million USD", "money:USD", 1e6),
        ("USD million", "money:USD", 1e6), ("10000 persons", "count", 1e4), ("万人", "count", 1e4),
        ("km2", "area", 1e6), ("hectares", "area", 1e4), ("TWh", "energy", 1e9), ("percent", "share", 0.01),
        ("tonnes per 10000 CNY", "mass per money:CNY", 0.1), ("hospitals per million", "count per count", 1e-6),
        ("currency not stated", "unknown", 1.0), ("enterprises", "count", 1.0), ("万亿元", "money:CNY", 1e12),
    ],
)  # fmt: skip
def test_units(unit, dimension, factor):
    read = read_unit(unit)
    assert read.dimension == dimension
    assert read.factor == pytest.approx(factor)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-06-05", date(2020, 6, 5), date(2020, 6, 5)),
        ("2020-Q3", date(2020, 7, 1), date(2020, 9, 30)),
        ("2018-03/2019-06", date(2018, 3, 1), date(2019, 6, 30)),
        ("2014/2016", date(2014, 1, 1), date(2016, 12, 31)),
        ("soon", None, None),
    ],
)
def test_periods(period, start, end):
    assert with_days(pl.DataFrame({"period": [period]})).row(0)[1:] == (start, end)


@pytest.mark.parametrize(
    ("rule", "bound", "counted", "complete"),
    [
        (None, "plain", None, False),
        ('lower bound: "over"', "lower", None, False),
        ('lower bound: "over"; in Changshou; the year is not stated', "lower", "in changshou", False),
        ('registered; upper bound: "up to"', "upper", "registered", False),
        ('approximate: "nearly"', "below", None, False),
        ("约数：“约”；常住人口", "approximate", "常住人口", False),
        ("approximate: order of magnitude; announced", "magnitude", "announced", False),
        ("registered; parts: complete", "plain", "registered", True),
        ("incomplete", "plain", "incomplete", False),
    ],
)
def test_counting_rules(rule, bound, counted, complete):
    frame = with_rule(pl.DataFrame({"counting_rule": [rule]}, schema={"counting_rule": pl.String}))
    assert frame.row(0)[1:] == (bound, counted, complete)
