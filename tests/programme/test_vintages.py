"""What is emptied where a figure is withheld, and why figures moved."""

import polars as pl
import pytest

from seedbed.programme.figures import ALL, KEY, figures_of
from seedbed.programme.vintages import READERS, SEES, printed_standing, restatements


def counted(*rows):
    """``("female", "a", "2023", ["farmer"])``."""
    return pl.DataFrame(
        [
            {"indicator": "i", "sex": sex, "subproject": part, "place": "p", "period": year, "groups": groups}
            for sex, part, year, groups in rows
        ],
        schema_overrides={"groups": pl.List(pl.String)},
    )


PEOPLE = [("female", "a", "2022", ["farmer"]), ("male", "a", "2023", []), ("male", "b", "2023", ["farmer"])]


def test_every_total_is_the_number_of_rows_behind_it():
    figures = figures_of(counted(*PEOPLE), ["i", "nothing"], up_to="2023")
    assert figures.select(KEY).is_duplicated().sum() == 0
    whole = figures.filter(pl.all_horizontal(pl.col(name) == ALL for name in KEY[1:]))
    assert dict(whole.select("indicator", "value").iter_rows()) == {"i": 3, "nothing": 0}
    by_sex = figures.filter(indicator="i", sex="male", subproject=ALL, period=ALL, place=ALL, group=ALL)
    assert by_sex["value"].item() == 2
    assert (
        figures_of(counted(*PEOPLE), ["i"], up_to="2022")
        .filter(period=ALL, sex=ALL, subproject=ALL, place=ALL, group=ALL)["value"]
        .item()
        == 1
    )


def standing(**row):
    plain = {"indicator": "i", "measure": "value", "group": None, "subproject": None, "measured_in": "2023",
             "cumulative": True, "counted": 3, "actual": 3.0, "met": True}  # fmt: skip
    return pl.DataFrame(
        [plain | row], schema_overrides={"group": pl.String, "subproject": pl.String, "counted": pl.Int64}
    )


@pytest.mark.parametrize(
    ("row", "hidden", "withheld"),
    [
        ({}, {"period": ALL}, True),
        ({}, {"period": "2022"}, False),
        ({"measured_in": "2022"}, {"period": "2022"}, True),
        ({"measured_in": "2022"}, {"period": "2023"}, False),
        ({"cumulative": False}, {"period": ALL}, False),
        ({"cumulative": False}, {"period": "2023"}, True),
        ({"measured_in": "2022/2023"}, {"period": "2022"}, True),
        ({"group": "women"}, {"sex": "female", "period": ALL}, True),
        ({"group": "farmer"}, {"group": "farmer", "period": ALL}, True),
        ({"group": "farmer"}, {"period": ALL}, False),
        ({"group": "farmer", "measure": "share"}, {"period": ALL}, True),
        ({"subproject": "b"}, {"subproject": "b", "period": ALL}, True),
        ({"counted": None}, {"period": ALL}, False),
    ],
)
def test_a_row_is_emptied_with_the_figures_that_make_it(row, hidden, withheld):
    figures = figures_of(counted(*PEOPLE), ["i"], up_to="2023")
    key = dict.fromkeys(KEY, ALL) | {"indicator": "i"} | hidden
    found = pl.all_horizontal(pl.col(name) == value for name, value in key.items())
    assert figures.filter(found).height == 1
    shown = printed_standing(standing(**row), figures.with_columns(shown=~found), "2023")
    assert shown["withheld"].item() is withheld
    assert (shown["actual"].item() is None) is withheld and (shown["met"].item() is None) is withheld


@pytest.mark.parametrize(
    ("reported", "again", "now", "reason"),
    [
        (5, 5, 6, "late"),
        (5, 5, 4, "corrected"),
        (5, 4, 4, "data"),
        (5, 4, 6, "data"),
        (5, 5, 5, None),
        (5, 4, 5, None),
    ],
)
def test_why_a_figure_moved(reported, again, now, reason):
    def page(value):
        return pl.DataFrame([dict.fromkeys(KEY, ALL) | {"value": value}])

    moved = restatements(page(reported), page(now), page(again))
    assert moved["reason"].to_list() == ([] if reason is None else [f"programme.restated-{reason}"])
    if reason:
        assert moved["difference"].item() == now - reported


def test_who_reads_what_sees_it():
    for audience, readers in READERS.items():
        assert all(audience in SEES[reader] for reader in readers)
