import numpy as np
import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.observatory.specialisation import ellison_glaeser


def _plants(rows):
    return pl.DataFrame(rows, schema=["place", "industry", "value"], orient="row")


BOARD = pl.DataFrame({"place": ["a", "b", "c", "d"], "value": [500, 300, 150, 50]})


def test_is_the_formula_term_by_term():
    plants = _plants(
        [("a", "x", 10), ("a", "x", 20), ("b", "x", 5), ("c", "y", 7), ("d", "y", 9), ("d", "y", 0)]
    )
    got = ellison_glaeser(plants, BOARD)
    x = np.array([0.5, 0.3, 0.15, 0.05])
    for row, s, z in (
        (0, np.array([30, 5, 0, 0]) / 35, np.array([10, 20, 5]) / 35),
        (1, np.array([0, 0, 7, 9]) / 16, np.array([7, 9, 0]) / 16),
    ):
        G, H = np.sum((s - x) ** 2), np.sum(z**2)
        assert got["value"][row] == pytest.approx((G / (1 - np.sum(x**2)) - H) / (1 - H))
        assert got["concentration"][row] == pytest.approx(G)
        assert got["herfindahl"][row] == pytest.approx(H)
    assert got["plants"].to_list() == [3, 2]


def test_darts_on_a_board_give_zero_in_the_mean_and_z_of_deviation_one():
    rng = np.random.default_rng(3)
    sizes = np.array([50, 30, 20, 10, 5, 5, 1.0])
    draws = 4000
    places = rng.choice(4, (draws, sizes.size), p=[0.5, 0.3, 0.15, 0.05])
    plants = pl.DataFrame(
        {
            "place": np.array(["a", "b", "c", "d"])[places.ravel()],
            "industry": [f"{draw:05d}" for draw in range(draws) for _ in sizes],
            "value": np.tile(sizes, draws),
        }
    )
    got = ellison_glaeser(plants, BOARD)
    error = got["value"].std() / np.sqrt(draws)
    assert abs(got["value"].mean()) < 4 * error
    assert got["z"].mean() == pytest.approx(0, abs=0.07)
    assert got["z"].std() == pytest.approx(1, abs=0.05)


def test_plants_in_one_place_cluster_and_spread_plants_do_not():
    together = _plants([("c", "x", 5)] * 8)
    spread = _plants([(place, "x", 5) for place in "aaaabbbc"])
    assert ellison_glaeser(together, BOARD)["value"][0] > 0.5
    assert ellison_glaeser(spread, BOARD)["value"][0] < 0


def test_without_a_board_it_is_all_plants():
    plants = _plants([("a", "x", 10), ("b", "x", 20), ("a", "y", 30), ("b", "y", 5)])
    board = plants.group_by("place").agg(pl.col("value").sum())
    assert ellison_glaeser(plants).equals(ellison_glaeser(plants, board))


def test_a_single_plant_and_an_industry_without_jobs_say_so():
    plants = _plants([("a", "x", 10), ("b", "y", 1), ("b", "y", 3), ("a", "z", 0)])
    got = ellison_glaeser(plants, BOARD)
    assert got["finding"].to_list() == ["observatory.single-plant", None, "observatory.empty-unit"]
    assert got["value"].is_null().to_list() == [True, False, True]
    assert got["z"].is_null().to_list() == [True, False, True]


@pytest.mark.parametrize(
    ("rows", "board", "code"),
    [
        ([("a", "x", 10), ("a", "x", 5)], None, "observatory.no-other-unit"),
        ([("e", "x", 10), ("a", "x", 5)], BOARD, "observatory.base-lacks"),
        ([("a", "x", -1.0), ("b", "x", 5.0)], BOARD, "observatory.too-small"),
        ([("a", "x", 0), ("b", "x", 0)], None, "observatory.nothing-at-all"),
        ([("a", "x", "many")], BOARD, "observatory.not-numbers"),
    ],
)
def test_refuses(rows, board, code):
    with pytest.raises(Refusal) as refused:
        ellison_glaeser(_plants(rows), board)
    assert refused.value.findings[0].code == code
