import numpy as np
import pytest

from observatory.economies import economy, table
from seedbed.messages import Refusal
from seedbed.observatory.complexity import complexity, rank_interval, threshold_sweep

VALUES = economy(20, 30) * np.random.default_rng(0).lognormal(0, 0.5, (20, 30))
FRAME = table(VALUES)


def test_the_same_threshold_gives_one():
    got = threshold_sweep(FRAME, [1.0])
    assert got["value"].to_list() == [pytest.approx(1)]
    assert got["places"].to_list() == [20]


def test_is_the_rank_correlation_with_the_other_threshold():
    got = threshold_sweep(FRAME, [0.5, 1.5])
    base = complexity(FRAME).eci["eci"].rank()
    for threshold, value in got.select("threshold", "value").iter_rows():
        other = complexity(FRAME, threshold).eci["eci"].rank()
        assert value == pytest.approx(abs(np.corrcoef(base, other)[0, 1]))
    assert got["present"][0] > got["present"][1]


def test_a_threshold_that_nothing_reaches():
    got = threshold_sweep(FRAME, [1e9])
    assert got.row(0) == (1e9, None, 0, 0, "observatory.nothing-ranked")


def test_without_noise_the_interval_is_the_rank():
    got = rank_interval(FRAME, noise=0.0, draws=3)
    assert got["low"].equals(got["rank"].alias("low"))
    assert got["high"].equals(got["rank"].alias("high"))
    assert got["rank"].to_list() == complexity(FRAME).eci["rank"].to_list()


def test_more_noise_makes_wider_intervals_and_seeds_repeat():
    widths = []
    for noise in (0.02, 0.2, 0.8):
        got = rank_interval(FRAME, noise=noise, draws=60, seed=3)
        widths.append((got["high"] - got["low"]).mean())
        assert (got["low"] <= got["high"]).all()
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]
    again = rank_interval(FRAME, noise=0.8, draws=60, seed=3)
    assert again.equals(got)
    assert not again.equals(rank_interval(FRAME, noise=0.8, draws=60, seed=4))


def test_a_higher_level_is_not_narrower():
    narrow, broad = (rank_interval(FRAME, noise=0.3, draws=60, level=level) for level in (0.5, 0.95))
    assert (narrow["low"] >= broad["low"]).all()
    assert (narrow["high"] <= broad["high"]).all()
    assert not narrow.equals(broad)


def test_industries_drawn_again():
    got = rank_interval(FRAME, doubt="industries", draws=60)
    assert (got["low"] <= got["high"]).all()
    assert (got["high"] - got["low"]).max() > 0


def test_places_that_lose_all_industries_in_a_draw_are_told():
    present = economy(12, 10, 2)
    present[0] = False
    present[0, 0] = True
    got = rank_interval(table(present), doubt="industries", draws=40, advantages="given")
    assert got["share"][0] < 1
    assert got["finding"][0] == "observatory.not-always-ranked"


def test_an_empty_place_has_no_interval():
    got = rank_interval(table(np.vstack([VALUES, np.zeros(30)])), draws=3).row(-1, named=True)
    assert (got["rank"], got["low"], got["high"], got["share"]) == (None, None, None, 0)
    assert got["finding"] == "observatory.empty-unit"


def test_noise_intervals_hold_the_true_rank_about_as_often_as_they_say():
    # Values observed with a known error; ties to the threshold make it less than exact.
    rng, noise, inside, total = np.random.default_rng(8), 0.1, 0, 0
    truth = complexity(FRAME).eci["rank"].to_numpy()
    for seed in range(15):
        seen = VALUES * np.exp(noise * rng.standard_normal(VALUES.shape))
        got = rank_interval(table(seen), noise=noise, draws=40, seed=seed)
        inside += int(((got["low"].to_numpy() <= truth) & (truth <= got["high"].to_numpy())).sum())
        total += truth.size
    assert 0.8 <= inside / total <= 1


def test_progress_is_told():
    told = []
    rank_interval(FRAME, draws=4, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize("options", [{"draws": 0}, {"level": 1.0}, {"noise": -0.1}, {"noise": float("nan")}])
def test_refuses(options):
    with pytest.raises(Refusal) as refused:
        rank_interval(FRAME, **options)
    assert refused.value.findings[0].code == "observatory.bad-draws"
