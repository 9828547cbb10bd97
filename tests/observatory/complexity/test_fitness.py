import numpy as np
import polars as pl
import pytest

from observatory.economies import SHARED, TRADE, economy, table, trade
from seedbed.messages import Refusal
from seedbed.observatory.complexity import fitness


def test_is_the_recursion_written_out():
    present = economy(6, 5)
    F, Q = [1.0] * 6, [1.0] * 5
    for _ in range(4):
        f = [sum(present[c, p] * Q[p] for p in range(5)) for c in range(6)]
        q = [1 / sum(present[c, p] / F[c] for c in range(6)) for p in range(5)]
        F, Q = [x / (sum(f) / 6) for x in f], [x / (sum(q) / 5) for x in q]
    got = fitness(table(present), advantages="given", rounds=5)
    assert got.fitness["fitness"].to_list() == pytest.approx(F)
    assert got.quality["quality"].to_list() == pytest.approx(Q)
    assert got.rounds == 5


def test_means_are_one_and_ranks_begin_at_the_fittest():
    got = fitness(table(economy(20, 30)))
    assert got.fitness["fitness"].mean() == pytest.approx(1)
    assert got.quality["quality"].mean() == pytest.approx(1)
    best = got.fitness.sort("fitness", descending=True)
    assert best["rank"].to_list() == list(range(1, 21))


def test_even_and_odd_rounds_agree_on_the_order():
    frame = table(economy(20, 30))
    ranks = [fitness(frame, rounds=rounds).fitness["fitness"].rank() for rounds in (20, 21, 100)]
    assert np.corrcoef(ranks)[0].min() > 0.95


def test_an_unsettled_recursion_says_so():
    frame = table(economy(20, 30))
    assert [finding.code for finding in fitness(frame, rounds=2).findings] == [
        "observatory.fitness-unsettled"
    ]
    assert fitness(table(np.ones((4, 3))), rounds=20).findings == ()


def test_a_fitness_that_falls_to_zero_stays_a_number():
    # One place holds nothing but what everybody has: its fitness falls by a factor in each round.
    present = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0]])
    got = fitness(table(present), advantages="given", rounds=3000)
    assert np.isfinite(got.fitness["fitness"].to_numpy()).all()
    assert got.fitness["fitness"].min() < 1e-3


def test_an_empty_place_has_none():
    got = fitness(table(np.vstack([economy(6, 5), np.zeros(5)])))
    assert got.fitness.row(-1, named=True) == {
        "place": "p006",
        "fitness": None,
        "rank": None,
        "finding": "observatory.empty-unit",
    }


def test_one_round_is_refused():
    with pytest.raises(Refusal):
        fitness(table(economy(6, 5)), rounds=1)


@pytest.mark.skipif(not TRADE.exists(), reason="the trade data do not lie beside the checkout (../shared)")
def test_every_country_and_product_as_published():
    folder = SHARED / "reference" / "complexity"
    got = fitness(trade())
    places = pl.read_csv(folder / "fitness_country_published.csv")
    products = pl.read_csv(folder / "fitness_product_published.csv", schema_overrides={"product": pl.String})
    one = got.fitness.join(places, left_on="place", right_on="country")
    two = got.quality.join(products, left_on="industry", right_on="product")
    assert (one.height, two.height) == (226, 785)
    assert (one["fitness"] - one["eci"]).abs().max() < 1e-12
    assert (two["quality"] - two["pci"]).abs().max() < 1e-11
