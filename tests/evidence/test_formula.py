"""Formulas: the parser against Python's own arithmetic, intervals against sampled points."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.evidence.formula import FormulaUnreadable, Interval, evaluate, leaves, parse

numbers = st.integers(1, 99).map(str)
names = st.sampled_from(["a", "b-1", "gdp_2020", "人口"])
texts = st.recursive(
    numbers | names,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", " * ", " / "]), inner).map("".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-{text}" if not text.startswith("-") else text),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"sum({', '.join(parts)})"),
    ),
    max_leaves=8,
)
VALUES = {"a": 3.0, "b-1": 7.0, "gdp_2020": 11.0, "人口": 13.0}


def point(name):
    return Interval(VALUES[name.name], VALUES[name.name], VALUES[name.name])


@settings(max_examples=150, deadline=None)
@given(texts)
def test_the_parser_agrees_with_pythons_arithmetic(text):
    python = (
        text.replace("b-1", "7.0")
        .replace("sum(", "total(")
        .replace("gdp_2020", "11.0")
        .replace("人口", "13.0")
    )
    try:
        expected = eval(python, {"a": 3.0, "total": lambda *parts: sum(parts)})
    except ZeroDivisionError:
        return
    result = evaluate(parse(f"= {text}"), point)
    assert result is not None
    assert math.isclose(result.value, expected, rel_tol=1e-9, abs_tol=1e-9)


@settings(max_examples=80, deadline=None)
@given(texts, st.integers(0, 2**32 - 1))
def test_an_interval_holds_what_any_of_its_figures_gives(text, seed):
    rng = np.random.default_rng(seed)
    tree = parse(text)
    wide = {name: Interval(value * 0.9, value, value * 1.2) for name, value in VALUES.items()}
    result = evaluate(tree, lambda name: wide[name.name])
    if result is None:
        return
    for _ in range(20):
        drawn = {name: rng.uniform(span.low, span.high) for name, span in wide.items()}
        value = evaluate(tree, lambda name, drawn=drawn: Interval(*[drawn[name.name]] * 3)).value
        slack = 1e-9 * max(1.0, abs(result.low), abs(result.high))
        assert result.low - slack <= value <= result.high + slack


@pytest.mark.parametrize(
    ("text", "value"),
    [("2 ^ 3 ^ 2", 512.0), ("-2 ^ 2", -4.0), ("1,000 * 5%", 50.0), ("mean(1, 3)", 2.0), ("max(1, 3) - min(1, 3)", 2.0),
     ("abs(1 - 3)", 2.0), ("8 − 2 × 3 ÷ 2", 5.0), ("sum(1,2)", 3.0), ("0.5 + .5", 1.0)],
)  # fmt: skip
def test_signs_and_functions(text, value):
    assert evaluate(parse(text), point).value == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    ["", "=", "a +", "* a", "a b", "(a", "a)", "a ** ", "f(", "gdp(", "a; b", "a = b", "x[0]", "1 +* 2", "'a'", "gdp(a, b, c, d)"],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(FormulaUnreadable):
        parse(text)


def test_names_of_a_formula():
    found = leaves(parse("(a-1 + b) / gdp(500000, 2019) * c"))
    assert [str(name) for name in found.names] == ["a-1", "b", "gdp(500000, 2019)", "c"]
    assert [[str(name) for name in group] for group in found.added] == [["a-1", "b"]]
    assert {(str(a), str(b)) for a, b in found.beside} == {
        ("a-1", "b"), ("a-1", "gdp(500000, 2019)"), ("b", "gdp(500000, 2019)"),
    }  # fmt: skip


def test_dividing_by_what_may_be_nothing_has_no_result():
    assert evaluate(parse("a / b-1"), lambda name: Interval(-1.0, 1.0, 2.0)) is None
