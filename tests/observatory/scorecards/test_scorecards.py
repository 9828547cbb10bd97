"""Cards: trees, scales, missing figures, weights, stages."""

from __future__ import annotations

import tomllib

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.messages import Refusal
from seedbed.observatory.scorecards import Card, rank_changes, read_card, score, stages_reached

HEAD = 'card = "c"\nname = "C"\nname_zh = "卡"\nsource = "s"\nlocator = "1"\n'


def _card(text: str) -> Card:
    return read_card(tomllib.loads(text))


def _node(name: str, rest: str = "") -> str:
    return f'[[node]]\nnode = "{name}"\nname = "{name}"\nname_zh = "{name}"\n{rest}\n'


def _leaf(name: str, scale: str, rest: str = "") -> str:
    return _node(name, f'measure = "{name}"\nscale = {{ {scale} }}\n{rest}')


def _figures(*rows: tuple[str, str, str, float]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={"place": pl.String, "measure": pl.String, "period": pl.String, "value": pl.Float64},
        orient="row",
    )


def _of(frame: pl.DataFrame, place: str, node: str, column: str = "score") -> object:
    return frame.filter(pl.col("place") == place, pl.col("node") == node)[column].item()


RANGE = 'kind = "range", worst = 0, best = 10'


@pytest.mark.parametrize(
    ("scale", "value", "expected"),
    [
        (RANGE, 5, 50),
        (RANGE, 12, 100),
        ('kind = "range", worst = 10, best = 0', 2, 80),
        ('kind = "benchmark", benchmark = 4', 3, 75),
        ('kind = "benchmark", benchmark = 4, falling = true', 8, 50),
        ('kind = "benchmark", benchmark = 4, cap = 100', 8, 100),
        ('kind = "judged"', 37, 37),
        ('kind = "at_least", best = 3', 3, 100),
        ('kind = "at_least", best = 3', 2.9, 0),
    ],
)
def test_a_scale_turns_a_value_into_a_score(scale: str, value: float, expected: float) -> None:
    card = _card(HEAD + _leaf("m", scale))
    frame = score(card, _figures(("a", "m", "2020", value)), ["a"]).frame
    assert _of(frame, "a", "m") == pytest.approx(expected)
    assert _of(frame, "a", "c") == pytest.approx(expected)


def test_expected_base_and_a_places_benchmark_read_other_figures() -> None:
    card = _card(
        HEAD
        + _leaf("seen", 'kind = "expected", against = "free"')
        + _leaf("gdp", 'kind = "base", base_period = "2019"')
        + _leaf("rd", 'kind = "benchmark", benchmark_place = "best"')
    )
    figures = _figures(
        ("a", "seen", "2020", 30), ("a", "free", "2020", 60), ("a", "gdp", "2019", 200), ("a", "gdp", "2022", 228.06),
        ("a", "rd", "2020", 2), ("best", "rd", "2019", 4), ("best", "rd", "2021", 9),
    )  # fmt: skip
    frame = score(card, figures, ["a"]).frame
    assert _of(frame, "a", "seen") == pytest.approx(50)
    assert _of(frame, "a", "gdp") == pytest.approx(114.03)
    # The benchmark's figure of the same time, not its later one.
    assert _of(frame, "a", "rd") == pytest.approx(50)
    assert _of(frame, "a", "c") == pytest.approx((50 + 114.03 + 50) / 3)


def test_a_missing_figure_is_no_zero_and_too_few_give_no_score() -> None:
    card = _card(HEAD + "".join(_leaf(name, RANGE) for name in "xyz"))
    some = score(card, _figures(("a", "x", "2020", 10), ("a", "y", "2020", 5)), ["a"]).frame
    assert _of(some, "a", "c") == pytest.approx(75)
    assert _of(some, "a", "c", "coverage") == pytest.approx(2 / 3)
    assert _of(some, "a", "z", "finding") == "observatory.no-figure"
    few = score(card, _figures(("a", "x", "2020", 10)), ["a"]).frame
    assert _of(few, "a", "c") is None
    assert _of(few, "a", "c", "finding") == "observatory.too-few-figures"


def test_the_latest_figure_up_to_the_period_counts_and_an_old_one_says_so() -> None:
    card = _card(HEAD + _leaf("m", RANGE, "max_age = 2"))
    figures = _figures(("a", "m", "2015", 1), ("a", "m", "2019", 2), ("b", "m", "2015", 3))
    assert _of(score(card, figures, ["a"], "2018").frame, "a", "m", "value") == 1
    now = score(card, figures, ["a", "b"]).frame
    assert _of(now, "a", "m", "period") == "2019"
    assert _of(now, "a", "m", "finding") is None
    assert _of(now, "b", "m", "finding") == "observatory.figure-old"
    assert _of(now, "b", "m") == pytest.approx(30)


def test_peers_that_are_all_alike_or_too_few_have_no_scale() -> None:
    card = _card(HEAD + _leaf("m", 'kind = "peers"'))

    def scores(*values: float) -> list[object]:
        places = [f"p{at}" for at in range(len(values))]
        figures = _figures(
            *((place, "m", "2020", value) for place, value in zip(places, values, strict=True))
        )
        frame = score(card, figures, places).frame
        return [_of(frame, place, "m") for place in places]

    assert scores(3, 4, 5) == [0, 50, 100]
    assert scores(3, 3, 3) == [None] * 3
    assert scores(3, 5) == [None] * 2


@settings(max_examples=60, deadline=None)
@given(
    points=st.lists(st.floats(0, 100), min_size=4, max_size=4),
    weights=st.lists(st.floats(0.1, 9), min_size=6, max_size=6),
    factor=st.floats(0.5, 20),
)
def test_the_whole_is_the_mean_by_weights_whatever_their_sum(
    points: list[float], weights: list[float], factor: float
) -> None:
    def tree(scale: float) -> str:
        leaves = "".join(
            _leaf(f"l{i}", 'kind = "judged"', f'parent = "d{i // 2}"\nweight = {weights[i] * scale!r}')
            for i in range(4)
        )
        return (
            HEAD + leaves + _node("d0", f"weight = {weights[4]!r}") + _node("d1", f"weight = {weights[5]!r}")
        )

    figures = _figures(*(("a", f"l{i}", "2020", points[i]) for i in range(4)))
    one = _of(score(_card(tree(1)), figures, ["a"]).frame, "a", "c")
    other = _of(score(_card(tree(factor)), figures, ["a"]).frame, "a", "c")
    w = np.array(weights)
    parts = [np.average(points[at : at + 2], weights=w[at : at + 2]) for at in (0, 2)]
    assert one == pytest.approx(np.average(parts, weights=w[4:]))
    assert other == pytest.approx(one)


def test_ranks_under_other_weights_against_all_corners() -> None:
    card = _card(HEAD + _leaf("x", 'kind = "judged"', "weight = 3") + _leaf("y", 'kind = "judged"'))
    figures = _figures(
        ("a", "x", "2020", 90), ("a", "y", "2020", 10), ("b", "x", "2020", 60), ("b", "y", "2020", 60),
        ("c", "x", "2020", 5), ("c", "y", "2020", 5),
    )  # fmt: skip
    ranks = rank_changes(score(card, figures, ["a", "b", "c"]), draws=4_000)
    by = {row["place"]: row for row in ranks.iter_rows(named=True)}
    assert [by[p]["rank"] for p in "abc"] == [1, 2, 3]
    assert [by[p]["rank_equal"] for p in "abc"] == [2, 1, 3]
    assert (by["a"]["best"], by["a"]["worst"], by["c"]["best"]) == (1, 2, 3)
    assert by["a"]["left_out"] == "x"
    # a is ahead where w_x * 90 + (1 - w_x) * 10 > 60, that is with w_x above 5/8; w_x is uniform.
    assert by["a"]["same"] == pytest.approx(3 / 8, abs=0.03)
    assert by["c"]["same"] == 1


def test_a_stage_needs_those_before_it() -> None:
    card = _card(
        HEAD.replace('locator = "1"', 'locator = "1"\nstaged = true')
        + "".join(
            _node(f"s{i}") + _leaf(f"m{i}", 'kind = "at_least", best = 1', f'parent = "s{i}"')
            for i in (1, 2, 3)
        )
    )
    figures = _figures(
        ("a", "m1", "2020", 1), ("a", "m3", "2020", 1), ("b", "m1", "2020", 1), ("b", "m2", "2020", 2),
        ("b", "m3", "2020", 1), ("c", "m2", "2020", 1),
    )  # fmt: skip
    found = stages_reached(score(card, figures, ["a", "b", "c"]))
    assert found.places.rows() == [("a", 1, "s1"), ("b", 3, "s3"), ("c", 0, None)]
    assert found.lacking.select("place", "stage", "node", "finding").rows() == [
        ("a", 2, "m2", "observatory.no-figure"),
        ("c", 1, "m1", "observatory.no-figure"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD, "observatory.card-key-missing"),
        (HEAD + _leaf("m", RANGE) + "colour = 1\n", "observatory.card-key"),
        (HEAD + _leaf("m", 'kind = "guess"'), "observatory.card-scale"),
        (HEAD + _leaf("m", 'kind = "range", worst = 1, best = 1'), "observatory.card-range"),
        (HEAD + _leaf("m", 'kind = "benchmark"'), "observatory.card-benchmark"),
        (HEAD + _leaf("m", 'kind = "range", worst = 1'), "observatory.card-key-missing"),
        (HEAD + _node("d"), "observatory.card-half-leaf"),
        (HEAD + _leaf("m", RANGE) + _leaf("m", RANGE), "observatory.card-node-twice"),
        (HEAD + _leaf("m", RANGE, 'parent = "no"'), "observatory.card-parent"),
        (HEAD + _node("a", 'parent = "b"') + _node("b", 'parent = "a"'), "observatory.card-circle"),
        (HEAD + _leaf("m", RANGE, "weight = -1"), "observatory.card-weight"),
        (HEAD + _leaf("m", RANGE, 'weight = "much"'), "observatory.card-type"),
        (HEAD + _leaf("m", 'kind = "benchmark", benchmark = "CN"'), "observatory.card-type"),
        (HEAD + "node = 3\n", "observatory.card-type"),
        (HEAD + _leaf("m", RANGE, "weight = 0"), "observatory.card-no-weight"),
    ],
)
def test_a_wrong_card_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        _card(text)
    assert refused.value.findings[0].code == code
