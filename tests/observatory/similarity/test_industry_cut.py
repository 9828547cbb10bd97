import numpy as np
import polars as pl
import pytest

from observatory.economies import table
from seedbed.messages import Refusal
from seedbed.observatory.similarity import industry_cut_sensitivity, similarity
from seedbed.observatory.specialisation import ellison_glaeser, herfindahl

VALUES = np.array([[5, 1, 4, 0, 2, 8], [0, 6, 1, 5, 9, 1], [3, 3, 3, 3, 3, 3.0]])
PARENTS = pl.DataFrame(
    {
        "industry": [f"i{at:03d}" for at in range(6)],
        "division": ["a", "a", "b", "b", "c", "c"],
        "section": ["A", "A", "A", "A", "C", "C"],
    }
)


def _krugman(frame):
    return similarity(frame, "krugman")


def test_each_cut_is_the_measure_of_the_merged_table():
    got = industry_cut_sensitivity(table(VALUES), PARENTS, _krugman)
    merged = np.stack(
        [VALUES[:, 0] + VALUES[:, 1], VALUES[:, 2] + VALUES[:, 3], VALUES[:, 4] + VALUES[:, 5]], axis=1
    )
    for cut, size, values in (("industry", 6, VALUES), ("division", 3, merged)):
        here = got.filter(pl.col("cut") == cut)
        assert set(here["industries"]) == {size}
        expected = _krugman(table(values))
        assert here["value"].to_list() == pytest.approx(expected["value"].to_list())
        assert here["place"].equals(expected["place"])


def test_coarser_cuts_make_places_look_more_alike():
    got = industry_cut_sensitivity(table(VALUES), PARENTS, _krugman)
    one_pair = got.filter((pl.col("place") == "p000") & (pl.col("other") == "p001"))
    assert one_pair["cut"].to_list() == ["industry", "division", "section"]
    assert one_pair["value"].is_sorted(descending=True)
    assert one_pair["value"].n_unique() > 1


def test_a_measure_may_be_a_number():
    got = industry_cut_sensitivity(table(VALUES), PARENTS, lambda frame: frame["value"].sum())
    assert got.select("cut", "industries", "value").rows() == [
        ("industry", 6, VALUES.sum()),
        ("division", 3, VALUES.sum()),
        ("section", 2, VALUES.sum()),
    ]


def test_random_cuts_have_the_same_sizes_and_repeat_with_the_seed():
    options = {"merges": 40, "seed": 5}
    got = industry_cut_sensitivity(table(VALUES), PARENTS, _krugman, **options)
    assert got.equals(industry_cut_sensitivity(table(VALUES), PARENTS, _krugman, **options))
    assert not got.equals(industry_cut_sensitivity(table(VALUES), PARENTS, _krugman, merges=40, seed=6))
    assert got.filter(pl.col("cut") == "industry")["low"].null_count() == 6
    coarse = got.filter(pl.col("cut") != "industry")
    assert (coarse["low"] <= coarse["high"]).all()
    # All 15 ways to merge six industries in pairs are within reach of 40 draws; extremes of the pairs bound them.
    seen = got.filter(pl.col("cut") == "division", pl.col("place") == "p000", pl.col("other") == "p001")
    assert seen["low"][0] < seen["high"][0]


def test_a_band_of_all_merges_of_equal_industries_is_the_value():
    equal = np.tile([2.0, 3.0], (6, 1)).T
    got = industry_cut_sensitivity(table(equal), PARENTS, herfindahl, merges=5)
    coarse = got.filter(pl.col("cut") == "division")
    assert coarse["low"].to_list() == pytest.approx(coarse["value"].to_list())
    assert coarse["high"].to_list() == pytest.approx(coarse["value"].to_list())


@pytest.mark.parametrize(
    ("parents", "code"),
    [
        (PARENTS.head(5), "observatory.no-parent"),
        (PARENTS.select("industry"), "observatory.no-cut"),
        (pl.concat([PARENTS, PARENTS.head(1)]), "observatory.id-twice"),
        (PARENTS.rename({"industry": "code"}), "observatory.no-column"),
    ],
)
def test_refuses(parents, code):
    with pytest.raises(Refusal) as refused:
        industry_cut_sensitivity(table(VALUES), parents, _krugman)
    assert refused.value.findings[0].code == code


def test_a_measure_whose_rows_change_with_the_cut_has_no_band():
    def largest(frame):
        top = frame.group_by("industry").agg(pl.col("value").sum()).sort("value", "industry").tail(1)
        return top.select("industry", "value")

    parents = PARENTS.with_columns(division=pl.Series(["a", "a", "a", "a", "b", "c"])).drop("section")
    with pytest.raises(Refusal) as refused:
        industry_cut_sensitivity(
            table(VALUES), parents.with_columns(division=pl.Series(list("abcabc"))), largest, merges=30
        )
    assert refused.value.findings[0].code == "observatory.rows-differ"


def test_plants_keep_their_sizes_when_industries_are_merged():
    rows = [("a", "i000", 10), ("a", "i000", 20), ("b", "i001", 5), ("b", "i001", 8), ("c", "i001", 2)]
    plants = pl.DataFrame(rows, schema=["place", "industry", "value"], orient="row")
    got = industry_cut_sensitivity(
        plants, PARENTS.select("industry", "section"), ellison_glaeser, summed=False
    )
    merged = ellison_glaeser(plants.with_columns(industry=pl.lit("A")))
    assert got.filter(pl.col("cut") == "section")["value"].to_list() == merged["value"].to_list()
    assert merged["plants"].to_list() == [5]
