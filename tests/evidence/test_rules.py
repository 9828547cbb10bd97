"""Each rule on the smallest case that breaks it, and on the nearest one that does not."""

import polars as pl
import pytest

from seedbed.evidence import find_contradictions


def codes(*rows):
    base = {"place": "500000", "period": "2020", "source": "s"}
    filled = [{"observation": f"o{n}", "locator": f"1:{n}", **base, **row} for n, row in enumerate(rows)]
    frame = pl.DataFrame(filled, infer_schema_length=None)
    return [finding.code.removeprefix("evidence.") for finding in find_contradictions(frame)]


def row(measure, value, unit="persons", **more):
    return {"measure": measure, "value": value, "unit": unit, **more}


def test_parts_against_their_total():
    total = row("jobs", 100.0, observation="t")
    parts = [row("jobs", value, industry=name, part_of="t") for name, value in (("A", 60.0), ("B", 30.0))]
    assert codes(total, *parts) == []
    assert codes(total, *parts, row("jobs", 20.0, industry="C", part_of="t")) == ["parts-exceed-total"]
    assert codes({**total, "counting_rule": "parts: complete"}, *parts) == ["parts-do-not-add-up"]
    bound = {**total, "counting_rule": 'lower bound: "over"'}
    assert codes(bound, *parts, row("jobs", 20.0, industry="C", part_of="t")) == []


def test_parts_by_sex_and_parts_by_industry_each_make_up_the_whole():
    total = row("jobs", 100.0, observation="t")
    by_industry = [row("jobs", 50.0, industry=name, part_of="t") for name in "AB"]
    by_sex = [row("jobs", 50.0, sex=sex, part_of="t") for sex in ("female", "male")]
    assert codes(total, *by_industry, *by_sex) == []


def test_one_part_told_by_two_sources_counts_once():
    total = row("jobs", 100.0, observation="t")
    told = [row("jobs", 60.0, industry="A", part_of="t", source=source) for source in ("s", "z")]
    assert codes(total, *told) == []
    told[1]["comparison"] = "x"
    assert codes(total, *told) == []
    told[0] |= {"comparison": "x", "period": "2020-06"}
    assert codes(total, *told) == []


def test_women_and_men_beside_the_figure_of_both_need_no_part_of():
    both = row("students", 100.0)
    assert codes(both, row("students", 60.0, sex="female"), row("students", 40.0, sex="male")) == []
    assert codes(both, row("students", 60.0, sex="female"), row("students", 50.0, sex="male")) == [
        "parts-exceed-total"
    ]
    ages = [
        row("mean_age", value, "years", sex=sex)
        for value, sex in ((40.0, None), (41.0, "female"), (39.0, "male"))
    ]
    assert codes(*ages) == []


def test_shares_of_one_whole():
    total = row("output", 500.0, "CNY", observation="t")
    shares = [
        row("share", value, "percent", industry=name, part_of="t")
        for name, value in (("A", 60.0), ("B", 39.0))
    ]
    assert codes(total, *shares) == []
    assert codes(total, *shares, row("share", 4.0, "percent", industry="C", part_of="t")) == [
        "shares-over-hundred"
    ]


@pytest.mark.parametrize(
    ("formula", "unit", "value", "found"),
    [
        ("= a / b", "percent", 40.0, []),
        ("= a / b", "ratio", 0.4, []),
        ("= a / b * 100", "percent", 40.0, []),
        ("a / b", "percent", 41.5, ["formula-off"]),
        ("= a / b", "percent", 44.0, ["formula-off"]),
        ("= sum(a, b)", "persons", 7000.0, []),
        ("= a + b", "persons", 7700.0, ["formula-off"]),
        ("= a * c", "persons", 200.0, []),
        ("= a * c / 100", "persons", 200.0, []),
        ("= b − a", "persons", 3000.0, []),
        ("= a ^ (1/2)", "ratio", 44.7, []),
        ("= jobs(500000) / people(500000, 2020)", "percent", 40.0, []),
        ("= jobs / people", "percent", 44.0, ["formula-off"]),
        ("= a / nowhere", "percent", 40.0, ["formula-unknown-row"]),
        ("= a // b", "percent", 40.0, ["formula-unreadable"]),
        ("= __import__('os')", "percent", 40.0, ["formula-unreadable"]),
        ("= " + "(" * 500 + "a", "percent", 40.0, ["formula-unreadable"]),
        ("jobs over people, as the ministry counts them", "percent", 1.0, []),
        ("= a / (b - b)", "percent", 1.0, []),
        ("= jobs(510000) / b", "percent", 1.0, []),
    ],
)  # fmt: skip
def test_formulas(formula, unit, value, found):
    terms = [
        row("jobs", 2000.0, observation="a"),
        row("people", 5000.0, observation="b"),
        row("rate", 10.0, "percent", observation="c"),
    ]
    assert codes(*terms, row("result", value, unit, formula=formula)) == found


def test_the_terms_of_a_formula_are_as_wide_as_their_print():
    wide = row("jobs", 2e6, observation="a", counting_rule='approximate: "about"', printed="2 million")
    whole = row("people", 5e6, observation="b", printed="5.00 million")
    assert codes(wide, whole, row("result", 44.0, "percent", formula="= a / b")) == []
    exact = {**wide, "counting_rule": "", "printed": "2.00 million"}
    assert codes(exact, whole, row("result", 44.0, "percent", formula="= a / b")) == ["formula-off"]


def test_units_that_do_not_go_together():
    assert codes(row("output", 1.0, "CNY"), row("output", 2.0, "tonnes", place="510000")) == ["units-differ"]
    assert codes(row("output", 1.0, "CNY"), row("output", 2.0, "USD", place="US")) == []
    assert codes(row("output", 1.0, "CNY"), row("output", 1.0, "USD")) == ["units-differ"]
    assert codes(row("area", 1.0, "km2"), row("area", 100.0, "hectares")) == []
    assert codes(row("firms", 9.0, "enterprises"), row("firms", 9.0, "companies")) == []
    assert codes(row("firms", 9.0, "enterprises"), row("firms", 9.0, "households")) == ["units-differ"]
    money = row("spent", 3.0, "CNY", part_of="t")
    assert codes(row("total", 9.0, observation="t"), money) == ["units-differ"]
    terms = [row("a", 1.0, "CNY", observation="x"), row("b", 2.0, "USD", observation="y")]
    assert "units-differ" in codes(*terms, row("c", 3.0, "CNY", formula="= x + y"))


def test_a_figure_that_leaves_its_series_by_thousands():
    series = [
        row("output", value, "CNY", period=str(2016 + n))
        for n, value in enumerate((5e11, 5.5e11, 6e11, 7e11))
    ]
    assert codes(*series) == []
    for at in range(4):
        slipped = [
            {**point, "value": point["value"] * (1e-4 if n == at else 1)} for n, point in enumerate(series)
        ]
        assert codes(*slipped) == ["series-jump"]
    grown = [row("users", value, period=str(2016 + n)) for n, value in enumerate((10.0, 100.0, 1000.0))]
    assert codes(*grown) == []


def test_prices_and_borders_of_two_years():
    a = row("gdp", 100.0, "CNY", price_basis="nominal", comparison="x")
    assert codes(a, row("gdp", 80.0, "CNY", price_basis="2015", comparison="x")) == ["price-bases-mixed"]
    assert codes(a, row("gdp", 100.0, "CNY", price_basis="not stated", comparison="x")) == []
    b = row("people", 100.0, border_year=1997, comparison="y")
    assert codes(b, row("people", 100.0, border_year=2017, comparison="y")) == ["border-years-mixed"]
    levels = [
        row("gdp", 110.0, "CNY", price_basis="nominal", observation="n"),
        row("gdp", 100.0, "CNY", price_basis="2015", observation="r"),
    ]
    assert codes(*levels, row("gdp_deflator", 110.0, "percent", formula="= n / r")) == []
    assert codes(*levels, row("gdp_ratio", 110.0, "percent", formula="= n / r")) == ["price-bases-mixed"]


@pytest.mark.parametrize(
    ("printed", "value", "unit", "found"),
    [
        ("30.57 million", 30.57e6, "persons", []),
        ("30.57 million", 30.6e6, "persons", ["not-as-printed"]),
        ("30.6 million", 30.57e6, "persons", ["not-as-printed"]),
        ("3,057万", 30.57e6, "persons", []),
        ("3,057万", 305.7e6, "persons", ["not-as-printed"]),
        ("3,057", 3057.0, "万人", []),
        ("6,506", 6.506e12, "CNY", []),
        ("2,500 and 1,770 billion", 2.5e12, "CNY", []),
        ("82,400 km2", 82400.0, "km2", []),
        ("82,400 km2", 824000.0, "km2", ["not-as-printed"]),
        ("35,000.18", 35000.0, "persons", []),
        ('"6+1"', 7.0, "industries", []),
        ("six2 subprojects", 6.0, "subprojects", []),
        ("went down by 6.8%", -6.8, "percent", []),
        ("6.8%", 8.6, "percent", ["not-as-printed"]),
        ("25%", 0.25, "ratio", []),
        ("ten billion-level", 1e10, "CNY", []),
    ],
)  # fmt: skip
def test_values_against_their_print(printed, value, unit, found):
    assert codes(row("x", value, unit, printed=printed)) == found


def test_a_part_of_another_period():
    total = row("jobs", 100.0, observation="t")
    assert codes(total, row("jobs", 10.0, industry="A", part_of="t", period="2020-06")) == []
    assert codes(total, row("jobs", 10.0, industry="A", part_of="t", period="2019")) == [
        "part-of-another-period"
    ]


def test_a_formula_over_two_periods():
    spent = row("research", 2.0, "CNY", observation="a")
    gdp = row("gdp", 100.0, "CNY", observation="b", period="2019")
    before = row("research", 1.0, "CNY", observation="c", period="2019")
    assert codes(spent, gdp, row("intensity", 2.0, "percent", formula="= a / b")) == ["formula-mixes-periods"]
    said = row("intensity", 2.0, "percent", formula="= a / b", counting_rule="gdp of 2019")
    assert codes(spent, gdp, said) == []
    assert codes(spent, before, row("rise", 100.0, "percent", formula="= a / c - 1")) == []
    assert codes(before, gdp, row("intensity", 1.0, "percent", formula="= c / b")) == [
        "formula-mixes-periods"
    ]


def level(value, year, **more):
    return row("output", value, "tonnes", period=str(year), **more)


@pytest.mark.parametrize(
    ("period", "value", "rule", "found"),
    [
        ("2020", 10.0, "", []),
        ("2020", 10.4, "", ["growth-off"]),
        ("2018/2020", 10.0, "compound, a year", []),
        ("2018/2020", 12.0, "compound, a year", ["growth-off"]),
        ("2018/2020", 21.0, "", []),
        ("2020", 9.0, 'lower bound: "over"', []),
        ("2020", 12.0, 'lower bound: "over"', ["growth-off"]),
        ("2018", 50.0, "", []),
    ],
)  # fmt: skip
def test_growth_against_levels(period, value, rule, found):
    levels = [level(10003.0, 2018), level(11003.0, 2019), level(12104.0, 2020)]
    assert codes(*levels, row("output_growth", value, "percent", period=period, counting_rule=rule)) == found


def test_real_growth_is_not_held_against_nominal_levels():
    levels = [
        row("gdp", value, "CNY", period=year, price_basis="nominal")
        for value, year in ((1e4, "2019"), (1.1e4, "2020"))
    ]
    real = row("gdp_growth", 6.0, "percent", price_basis="constant prices")
    assert codes(*levels, real) == []
    assert codes(*levels, {**real, "price_basis": "nominal"}) == ["growth-off"]
    assert codes(*levels, {**real, "price_basis": "not stated"}) == []
    assert codes(*levels, {**real, "price_basis": "not stated", "value": -6.0}) == ["growth-off"]
