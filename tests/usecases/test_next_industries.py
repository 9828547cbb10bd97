"""Candidates with reasons in words, tested on what came."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import seedbed
from seedbed.messages import Refusal
from seedbed.usecases.next_industries import next_industries, say_reason

ROOT = Path(__file__).parents[2]
REGION = ROOT / "regions" / "chongqing"
EMPLOYMENT = ROOT.parent / "shared" / "data" / "employment"
DIVISIONS = ["C36", "C38", "C39", "C27", "C26", "I65", "M73", "J66", "G54", "F52", "C34", "D44"]


def synthetic(periods=3, seed=0):
    """Places that widen what they have along two families of industries."""
    rng = np.random.default_rng(seed)
    places = ["500000", *(f"p{at:03d}" for at in range(119))]
    m = len(DIVISIONS)
    family = np.arange(m) % 2
    taste = rng.random((len(places), 1))
    level = rng.gamma(0.7, 100, (len(places), m)) * np.where(family == 0, taste, 1 - taste)
    frames = []
    for period in range(periods):
        frames.append(
            pl.DataFrame(
                {
                    "place": np.repeat(places, m),
                    "industry": np.tile(DIVISIONS, len(places)),
                    "period": str(2010 + 5 * period),
                    "value": level.ravel(),
                }
            )
        )
        kin = np.stack([level[:, family == one].sum(axis=1) for one in (0, 1)], axis=1)
        level = level * rng.gamma(20, 1 / 20, level.shape) + 0.06 * kin[:, family] * rng.random(level.shape)
    return pl.concat(frames)


FLOWS = pl.DataFrame(
    {"seller": np.repeat(DIVISIONS, len(DIVISIONS)), "buyer": np.tile(DIVISIONS, len(DIVISIONS))}
).with_columns(value=pl.int_range(pl.len()) % 7 + 1)


@pytest.fixture(scope="module")
def found():
    return next_industries(seedbed.open_region(REGION), synthetic(), flows=FLOWS, dry_run=True)[0]


def test_candidates_are_what_the_place_is_not_specialised_in(found):
    assert found.place == "500000" and found.period == "2020"
    assert (found.candidates["rca"] < 1).all()
    assert found.candidates["rank"].to_list() == list(range(1, found.candidates.height + 1))
    assert found.candidates["score"].is_sorted(descending=True)


def test_reasons_add_up_to_the_score_and_speak_both_languages(found):
    sums = found.reasons.group_by("rank").agg(pl.col("part", "weight").sum()).sort("rank")
    assert sums["part"].to_list() == pytest.approx(found.candidates["score"].to_list())
    assert sums["weight"].to_list() == pytest.approx([1.0] * sums.height)
    assert set(found.reasons["reason"]) == {"relatedness", "foothold", "supply", "demand", "actors"}
    for row in found.reasons.iter_rows(named=True):
        english, chinese = say_reason(row, "en"), say_reason(row, "zh")
        assert english != chinese and all(name in english for name in row["names"])


def test_missing_actors_are_stages_of_chains_without_organisations(found):
    cars = found.reasons.filter(pl.col("reason") == "actors", pl.col("industry") == "C36")
    if cars.height:
        assert cars["names"].list.len().max() > 0
    assert "usecases.unknown-skills" in {one.code for one in found.findings}


def test_weights_are_fitted_on_the_step_before_the_one_they_are_tested_on(found):
    assert found.fitted and found.test is not None and found.test.weights is not None
    assert sum(found.test.weights.values()) == pytest.approx(1)
    reached = dict(found.test.scores.select("score", "auc").iter_rows())
    assert reached["fitted"] > reached["relatedness"] + 0.05
    assert set(reached) == {
        "relatedness", "foothold", "supply", "demand", "combined", "combined_without_foothold", "fitted",
    }  # fmt: skip


def test_the_last_period_does_not_leak_into_fitted_weights(found):
    changed = synthetic().with_columns(
        value=pl.when(pl.col("period") == "2020").then(pl.col("value").shuffle(1)).otherwise("value")
    )
    other = next_industries(seedbed.open_region(REGION), changed, flows=FLOWS, dry_run=True)[0]
    assert other.weights == found.weights
    assert other.test.scores["auc"].max() < found.test.scores["auc"].max()


def test_own_weights_are_kept(found):
    given = next_industries(
        seedbed.open_region(REGION), synthetic(), flows=FLOWS, weights={"foothold": 0.0}, dry_run=True
    )[0]
    assert not given.fitted and given.weights["foothold"] == 0
    assert given.reasons.filter(pl.col("reason") == "foothold")["part"].sum() == 0


def test_one_period_cannot_be_tested_and_says_so():
    one = next_industries(seedbed.open_region(REGION), synthetic(periods=1).drop("period"), dry_run=True)[0]
    assert one.test is None and one.period is None and not one.fitted
    assert {"usecases.no-earlier-period", "usecases.unknown-supply"} <= {f.code for f in one.findings}


def test_skills_of_people_count_where_they_are_on_record(small_demo):
    found = next_industries(small_demo.store, synthetic(periods=1), dry_run=True)[0]
    skills = found.reasons.filter(pl.col("reason") == "skills")
    assert skills.height and skills["value"].is_between(0, 1).all()
    assert "usecases.unknown-skills" not in {one.code for one in found.findings}


def test_a_place_without_values_is_refused():
    with pytest.raises(Refusal) as refused:
        next_industries(seedbed.open_region(REGION), synthetic(), place="nowhere", dry_run=True)
    assert refused.value.findings[0].code == "usecases.place-without-values"


@pytest.mark.skipif(not EMPLOYMENT.is_dir(), reason="the employment data are not beside the checkout")
def test_on_australian_jobs_the_fitted_score_beats_relatedness_on_the_held_out_census():
    table = pl.read_csv(EMPLOYMENT / "national_19.csv")
    industries = table.columns[1:20]
    flows = (
        table.head(19)
        .select(
            pl.col("Industry Sector").alias("seller"), *(pl.col(one).cast(pl.Float64) for one in industries)
        )
        .unpivot(index="seller", variable_name="buyer")
    )
    jobs = (
        pl.read_csv(EMPLOYMENT / "work_lga.csv")
        .filter(pl.col("industry").is_in(industries))
        .with_columns(
            place=pl.col("lga_pow").str.replace(r" \([A-Z]+\).*$", ""),
            period=pl.col("year").cast(pl.Int64).cast(pl.String),
        )
        .group_by("place", "industry", "period")
        .agg(value=pl.col("employment").sum())
    )
    steady = jobs.group_by("place").agg(pl.col("period").n_unique(), pl.col("value").sum())
    kept = steady.filter((pl.col("period") == 3) & (pl.col("value") > 3000))["place"]
    jobs = jobs.filter(pl.col("place").is_in(kept.implode()))
    found = next_industries(
        seedbed.open_region(REGION), jobs, place=kept.sort()[0], flows=flows, dry_run=True
    )[0]
    reached = dict(found.test.scores.select("score", "auc").iter_rows())
    assert reached["fitted"] > reached["relatedness"] + 0.05
    # What carries it is the foothold; suppliers and buyers of 19 broad sectors add nothing, and it is said.
    assert reached["combined_without_foothold"] < reached["relatedness"]
    assert "network.not-better-than-relatedness" in {one.code for one in found.findings}
