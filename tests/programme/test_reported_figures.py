"""Reported numbers of people are withheld like counted ones, and cannot be worked out from what is printed."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.programme import reported_in_force
from seedbed.programme.figures import ALL, KEY
from seedbed.programme.reported_figures import printed_reported, reported_figures, withheld_standing
from seedbed.programme.suppression import Policy, conclusions, suppress

INDICATORS = pl.DataFrame(
    {
        "indicator": ["trained", "farmland", "women-share", "stock"],
        "name": ["People trained", "Farmland", "Share of women among people", "People employed"],
        "name_zh": [None] * 4,
        "level": ["output"] * 4,
        "unit": ["persons", "hectares", "percent", "persons"],
        "kind": ["count", "count", "share", "count"],
        "cumulative": [True, True, False, False],
        "aggregation": ["sum", "sum", "ratio", "latest"],
    }
)


def reported(*rows, up_to="2024", counted=()):
    """Rows as (indicator, period, value, more)."""
    table = pl.DataFrame(
        [
            {
                "indicator": indicator,
                "period": period,
                "value": float(value),
                "sex": None,
                "group": None,
                **more,
            }
            for indicator, period, value, more in rows
        ],
        schema_overrides={
            "sex": pl.String,
            "group": pl.String,
            "numerator": pl.Float64,
            "denominator": pl.Float64,
        },
    )
    return reported_figures(reported_in_force(table).table, INDICATORS, counted, up_to=up_to)


def printed(made, *, readers=True):
    policy = Policy()
    seen = {"public": ([], policy)} if readers else {}
    suppressed = suppress(made.figures, "now", seen, policy)
    return printed_reported(made, suppressed.figures, to_readers=readers), suppressed


def cell(figures, **where):
    keys = dict.fromkeys(KEY, ALL) | {"indicator": "trained"} | where
    found = figures.filter(pl.all_horizontal(pl.col(name) == value for name, value in keys.items()))
    return found["value"].item() if found.height else None


def test_a_running_total_is_what_each_period_added():
    made = reported(("trained", "2022", 20, {}), ("trained", "2023", 50, {}), ("trained", "2024", 52, {}))
    assert [cell(made.figures, period=year) for year in ("2022", "2023", "2024", ALL)] == [20, 30, 2, 52]
    rows, _ = printed(made)
    # The last step is of two people: the totals on both sides of it are not printed together.
    assert rows["value"].to_list().count(None) >= 1
    assert not {50.0, 52.0} <= set(rows["value"])
    assert printed(made, readers=False)[0]["value"].to_list() == [20.0, 50.0, 52.0]


def test_few_women_are_withheld_and_with_them_what_gives_them_away():
    made = reported(
        ("trained", "2024", 30, {}), ("trained", "2024", 3, {"sex": "female"}), ("trained", "2024", 27, {"sex": "male"}),
    )  # fmt: skip
    rows, suppressed = printed(made)
    by_sex = dict(rows.select("sex", "value").iter_rows())
    assert by_sex["female"] is None and None in (by_sex[None], by_sex["male"])
    ends = conclusions(suppressed.figures, "now", ([], Policy()))
    assert ((ends["high"] - ends["low"]) >= Policy().width).all()


def test_what_is_not_about_people_is_printed_and_a_group_makes_it_about_people():
    rows, _ = printed(reported(("farmland", "2024", 3, {})))
    assert rows["value"].to_list() == [3.0]
    rows, _ = printed(reported(("farmland", "2024", 30, {}), ("farmland", "2024", 3, {"group": "farmer"})))
    assert dict(rows.select("group", "withheld").iter_rows())["farmer"]


@pytest.mark.parametrize(
    ("numerator", "denominator", "withheld"),
    [(40, 100, False), (3, 100, True), (97, 100, True), (3, 4, True)],
)
def test_a_share_is_withheld_when_few_are_on_either_side(numerator, denominator, withheld):
    more = {"numerator": float(numerator), "denominator": float(denominator), "sex": "female"}
    made = reported(("women-share", "2024", 100 * numerator / denominator, more))
    rows, _ = printed(made)
    assert rows["withheld"].to_list() == [withheld]
    assert rows.select("value", "numerator", "denominator").null_count().row(0) == (
        (1, 1, 1) if withheld else (0, 0, 0)
    )


def test_a_share_of_a_group_without_its_numbers_is_not_printed_and_that_of_all_is():
    made = reported(("women-share", "2024", 45, {}), ("women-share", "2024", 20, {"group": "farmer"}))
    rows, _ = printed(made)
    assert dict(rows.select("group", "value").iter_rows()) == {None: 45.0, "farmer": None}


def test_periods_inside_another_and_totals_that_fall_are_not_printed():
    made = reported(("stock", "2024", 50, {}), ("stock", "2024-Q1", 20, {}), ("stock", "2023-Q4", 30, {}))
    rows, _ = printed(made)
    assert dict(rows.select("period", "value").iter_rows()) == {
        "2024": 50.0,
        "2024-Q1": None,
        "2023-Q4": 30.0,
    }
    rows, _ = printed(reported(("trained", "2023", 50, {}), ("trained", "2024", 40, {})))
    assert dict(rows.select("period", "value").iter_rows()) == {"2023": None, "2024": 40.0}


def test_later_years_and_broken_numbers_of_people_stay_out():
    assert reported(("trained", "2025", 50, {})).rows.is_empty()
    rows, _ = printed(reported(("trained", "2024", 12.5, {}), ("trained", "2024", 2.5, {"sex": "male"})))
    assert dict(rows.select("sex", "value").iter_rows()) == {None: 12.5, "male": None}


def test_an_indicator_that_is_counted_keeps_its_own_figures():
    made = reported(("trained", "2024", 50, {}), counted=["trained"])
    assert set(made.figures["indicator"]) == {"trained:reported"}


def test_a_target_that_reads_a_withheld_result_is_withheld():
    made = reported(("trained", "2024", 30, {}), ("trained", "2024", 3, {"sex": "female"}))
    rows, _ = printed(made)
    standing = pl.DataFrame(
        {
            "indicator": ["trained"] * 4,
            "measure": ["value", "value", "share", "value"],
            "group": [None, "women", "women", None],
            "subproject": pl.Series([None] * 4, dtype=pl.String),
            "measured_in": ["2024"] * 3 + ["2023"],
            "counted": pl.Series([None] * 4, dtype=pl.Int64),
        }
    )
    assert withheld_standing(standing, rows).to_list() == [False, True, True, False]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=3),
    st.booleans(),
)
def test_no_withheld_number_can_be_worked_out(years, cumulative):
    rows, totals = [], [0, 0]
    for year, added in enumerate(years, start=2021):
        totals = [before + more for before, more in zip(totals, added, strict=True)]
        values = totals if cumulative else added
        name = "trained" if cumulative else "stock"
        rows += [
            (name, str(year), sum(values), {}),
            (name, str(year), values[0], {"sex": "female"}),
            (name, str(year), values[1], {"sex": "male"}),
        ]
    made = reported(*rows)
    shown, suppressed = printed(made)
    ends = conclusions(suppressed.figures, "now", ([], Policy()))
    assert ((ends["high"] - ends["low"]) >= Policy().width).all()
    # What is printed of totals follows from printed figures alone.
    known = {tuple(row[:-1]) for row in suppressed.figures.select(*KEY, "shown").iter_rows() if row[-1]}
    for need, withheld in zip(made.needs, shown["withheld"], strict=True):
        assert withheld == (need is None or not known.issuperset(need))
