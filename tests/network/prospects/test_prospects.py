"""Reasons are what they say, scores add up, and past entries are told apart from what did not come."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.messages import Refusal
from seedbed.network.prospects import (
    Cells,
    actors_at_hand,
    candidates_of,
    entered,
    fit_weights,
    linkages,
    percentiles,
    read_cells,
    scores,
    skills_at_hand,
    try_scores,
)


def cells_of(rca, density=None):
    n, m = rca.shape
    return Cells(
        pl.Series("place", [f"p{at:03d}" for at in range(n)]),
        pl.Series("industry", [f"i{at:03d}" for at in range(m)]),
        rca,
        np.full(rca.shape, 0.5) if density is None else density,
    )


def panel(seed=0, n=150, m=24):
    """Places and industries where entry follows relatedness, suppliers at hand and a little chance."""
    rng = np.random.default_rng(seed)
    rca, density = rng.gamma(1.2, 0.6, (n, m)), rng.random((n, m))
    cells = cells_of(rca, density)
    flow = rng.gamma(0.4, 1.0, (m, m))
    names = cells.industries.to_list()
    flows = pl.DataFrame({"seller": np.repeat(names, m), "buyer": np.tile(names, m), "value": flow.ravel()})
    links = linkages(cells, flows)
    z = 2.5 * (density - 0.5) + 14 * (links.supply - links.supply.mean()) - 3
    came = (rca < 1) & (rng.random(rca.shape) < 1 / (1 + np.exp(-z)))
    return cells, links, cells_of(np.where(came, 1.5, rca))


def test_cells_are_read_and_pairs_that_are_not_named_have_nothing():
    table = pl.DataFrame(
        {"place": ["b", "a"], "industry": ["x", "y"], "rca": [2.0, 0.5], "density": [0.25, None]}
    )
    cells = read_cells(table)
    assert cells.rca.tolist() == [[0, 0.5], [2, 0]] and cells.held.tolist() == [[0, 0.5], [1, 0]]
    assert np.isnan(cells.density).tolist() == [[True, True], [False, True]]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda table: table.clear(), "network.no-cells"),
        (lambda table: pl.concat([table, table]), "network.cell-twice"),
        (lambda table: table.with_columns(place=pl.lit(None, pl.String)), "network.no-cells"),
        (lambda table: table.drop("rca"), "network.no-column"),
    ],
)
def test_cells_that_are_none_are_refused(change, code):
    table = pl.DataFrame({"place": ["b"], "industry": ["x"], "rca": [2.0], "density": [0.25]})
    with pytest.raises(Refusal) as refused:
        read_cells(change(table))
    assert refused.value.findings[0].code == code


def test_linkages_by_hand():
    cells = cells_of(np.array([[2.0, 0.5, 0.0]]))
    flows = pl.DataFrame(
        {
            "seller": ["i000", "i001", "i002", "i000", "i002"],
            "buyer": ["i002", "i002", "i002", "i001", "elsewhere"],
            "value": [30.0, 10.0, 99.0, 70.0, 5.0],
        }
    )
    links = linkages(cells, flows)
    # i002 buys 3/4 from i000 (there) and 1/4 from i001 (half there); what it buys from itself is left aside.
    assert links.supply[0, 2] == pytest.approx(0.75 + 0.25 * 0.5)
    # i000 sells 30 to i002 (not there) and 70 to i001 (half there).
    assert links.demand[0, 0] == pytest.approx(0.35)
    assert np.isnan(links.supply[0, 0]) and np.isnan(links.demand[0, 2])


@pytest.mark.parametrize("value", [-1.0, None, float("nan"), float("inf")])
def test_flows_that_are_none_are_refused(value):
    flows = pl.DataFrame(
        {"seller": ["i000"], "buyer": ["i001"], "value": [value]}, schema_overrides={"value": pl.Float64}
    )
    with pytest.raises(Refusal) as refused:
        linkages(cells_of(np.ones((1, 2))), flows)
    assert refused.value.findings[0].code == "network.bad-flow"


def test_skills_cover_as_far_as_people_reach():
    held = pl.DataFrame({"skill": ["weld", "weld", "code"], "level": [1.0, 0.5, None]})
    asked = pl.DataFrame(
        {
            "industry": ["C36", "C36", "I65", "C36"],
            "skill": ["weld", "code", "code", "sing"],
            "weight": [3.0, 1.0, 3.0, 1.0],
        }
    )
    table = skills_at_hand(held, asked)
    # weld: 1.5 of 3; code: 1 of 4; sing: none.
    assert table["value"].to_list() == pytest.approx([(3 * 0.5 + 1 * 0.25 + 0) / 5, 0.25])
    assert table["short"].to_list() == [["weld", "sing", "code"], ["code"]]


def test_actors_at_hand_are_the_filled_stages_of_an_industrys_chains():
    stages = pl.DataFrame(
        {
            "chain": ["car"] * 4 + ["chip"],
            "stage_no": [1, 2, 3, 4, 1],
            "stage": ["a", "b", "c", "d", "e"],
            "status": ["present", "around", "missing", "unsaid", "present"],
        }
    )
    links = pl.DataFrame({"chain": ["car", "chip", "car"], "industry": ["C36", "C36", "C36"]})
    assert actors_at_hand(stages, links).rows() == [("C36", 0.4, ["car: c", "car: d"])]


@settings(max_examples=50)
@given(st.lists(st.floats(-5, 5) | st.just(float("nan")), min_size=1, max_size=20))
def test_percentiles_keep_the_order_and_their_mean_is_a_half(values):
    array = np.array(values)
    found = percentiles(array)
    known = np.isfinite(array)
    assert np.isnan(found[~known]).all()
    if known.any():
        assert found[known].mean() == pytest.approx(0.5)
        assert ((found[known] > 0) & (found[known] < 1)).all()
    for i in np.flatnonzero(known):
        for j in np.flatnonzero(known):
            assert (array[i] < array[j]) == (found[i] < found[j])


def test_scores_are_weighted_means_whose_parts_add_up():
    cells, links, _ = panel(n=20)
    some = np.where(np.arange(24) % 2, 0.3, 0.9)
    skills = pl.DataFrame({"industry": cells.industries.to_list()[:5], "value": some[:5]})
    candidates = candidates_of(cells, links=links, skills=skills)
    assert (cells.rca[candidates.place_at, candidates.industry_at] < 1).all()
    score, parts = scores(candidates)
    assert np.nansum(np.vstack(list(parts.values())), axis=0) == pytest.approx(score)
    assert ((score > 0) & (score < 1)).all()
    only, _ = scores(candidates, dict.fromkeys(("foothold", "supply", "demand", "skills", "actors"), 0.0))
    assert only == pytest.approx(percentiles(candidates.reasons["relatedness"]))


def test_a_candidate_of_which_nothing_weighted_is_known_has_no_score():
    cells = cells_of(np.full((2, 3), 0.5), np.full((2, 3), np.nan))
    cells.density[0, 0] = 0.4
    rest = dict.fromkeys(("foothold", "supply", "demand", "skills", "actors"), 0.0)
    score, _ = scores(candidates_of(cells), rest)
    assert np.isfinite(score).sum() == 1


@pytest.mark.parametrize(
    ("weights", "code"),
    [({"luck": 1.0}, "network.unknown-reason"), ({"skills": -1.0}, "network.bad-weight"),
     ({"skills": float("nan")}, "network.bad-weight")],
)  # fmt: skip
def test_weights_that_are_none_are_refused(weights, code):
    with pytest.raises(Refusal) as refused:
        scores(candidates_of(panel(n=5)[0]), weights)
    assert refused.value.findings[0].code == code


def test_fitted_weights_find_what_drives_entry_and_beat_relatedness_on_held_out_places():
    early, early_links, early_later = panel(seed=1)
    late, late_links, late_later = panel(seed=2)
    before, now = candidates_of(early, links=early_links), candidates_of(late, links=late_links)
    fitted = fit_weights(before, entered(before, early_later))
    assert sum(fitted.values()) == pytest.approx(1) and min(fitted.values()) >= 0
    assert min(fitted["relatedness"], fitted["supply"]) > 3 * max(fitted["foothold"], fitted["demand"])
    test = try_scores(now, entered(now, late_later), fitted=fitted)
    reached = dict(test.scores.select("score", "auc").iter_rows())
    assert reached["fitted"] > reached["relatedness"] + 0.03
    assert reached["fitted"] > reached["supply"]
    assert test.weights == fitted and test.candidates == now.size


def test_a_combination_that_does_not_beat_relatedness_says_so():
    rng = np.random.default_rng(5)
    rca, density = rng.random((80, 10)) * 0.9, rng.random((80, 10))
    candidates = candidates_of(cells_of(rca, density))
    came = density[candidates.place_at, candidates.industry_at] > 0.8
    test = try_scores(candidates, came)
    assert {one.code for one in test.findings} == {"network.not-better-than-relatedness"}
    assert test.scores.row(0)[0] in ("relatedness", "combined_without_foothold")
    assert test.scores["auc"][0] == 1


def test_one_reason_that_does_it_all_is_named():
    rng = np.random.default_rng(6)
    rca, density = rng.random((80, 10)) * 0.9, rng.random((80, 10))
    candidates = candidates_of(cells_of(rca, density))
    came = rca[candidates.place_at, candidates.industry_at] > 0.8
    assert "network.one-reason-suffices" in {one.code for one in try_scores(candidates, came).findings}


def test_entries_are_looked_up_by_name():
    early = cells_of(np.array([[0.5, 0.5], [0.5, 2.0]]))
    later = Cells(
        pl.Series(["p001", "p002"]),
        pl.Series(["i000", "i009"]),
        np.array([[1.0, 9.0], [9.0, 9.0]]),
        np.zeros((2, 2)),
    )
    candidates = candidates_of(early)
    assert candidates.size == 3
    assert entered(candidates, later).tolist() == [False, False, True]


def test_too_few_entries_are_refused():
    candidates = candidates_of(panel(n=5)[0])
    with pytest.raises(Refusal) as refused:
        try_scores(candidates, np.zeros(candidates.size, bool))
    assert refused.value.findings[0].code == "network.too-few-entries"
