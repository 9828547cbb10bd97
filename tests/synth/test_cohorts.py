"""One year's people and offers: in the year, addressed as stated, the same again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from seedbed.store import open_region
from seedbed.synth import RegionFacts
from seedbed.synth.cohorts import OFFERS_ADDRESSED, PEOPLE_ADDRESSED, Addressed, draw_cohort
from seedbed.usecases.load_catalog import load_catalog

YEAR = 2024
ABOUT = Addressed(pl.col("education") >= 5, pl.col("kind") == "job")


@pytest.fixture(scope="module")
def draw():
    store = open_region(Path("regions/chongqing"))
    facts = RegionFacts(
        *(store.table(name) for name in ("places", "organisations", "subprojects", "observations"))
    )
    catalog = load_catalog(store.settings)

    def call(year=YEAR, seed=5, addressed=ABOUT):
        return draw_cohort(facts, catalog, addressed, year=year, people=200, opportunities=100, seed=seed)

    return call


@pytest.fixture(scope="module")
def cohort(draw):
    return draw()


def test_sizes_and_labels(cohort):
    assert (cohort.people.height, cohort.opportunities.height) == (200, 100)
    for table in (cohort.people, cohort.opportunities, cohort.organisations):
        assert not table["synthetic"].null_count()


def test_everything_lies_in_the_year_and_graduation_stays_as_far_from_it(cohort, draw):
    assert set(cohort.people["available_from"].dt.year()) == {YEAR}
    assert set(cohort.opportunities["opens"].dt.year()) == {YEAR}
    assert (cohort.opportunities["closes"] >= cohort.opportunities["opens"]).all()
    assert (cohort.people["consent_until"] >= date(YEAR + 2, 12, 31)).all()
    schooled = cohort.people.drop_nulls("graduated")
    assert (schooled["graduated"] <= schooled["available_from"]).all()


def test_those_addressed_have_their_stated_share(cohort):
    people = cohort.people.select(ABOUT.people.fill_null(False)).to_series()
    offers = cohort.opportunities.select(ABOUT.opportunities).to_series()
    assert people.mean() == pytest.approx(PEOPLE_ADDRESSED.value, abs=0.005)
    # The first offer of each subproject may be of any kind.
    assert offers.mean() == pytest.approx(OFFERS_ADDRESSED.value, abs=0.01)
    drawn = dict(cohort.calibration.select("what", "drawn").iter_rows())
    assert drawn[PEOPLE_ADDRESSED.what] == pytest.approx(people.mean())


def test_no_subproject_stands_still(cohort):
    known = open_region(Path("regions/chongqing")).table("subprojects")["subproject"]
    assert set(known) <= set(cohort.opportunities["subproject"].drop_nulls())


def test_too_few_of_one_sort_are_made_up_by_the_other(draw):
    nobody, everybody = (
        draw(addressed=Addressed(pl.lit(chosen), pl.lit(chosen))) for chosen in (False, True)
    )
    assert nobody.people.height == everybody.people.height == 200
    assert nobody.opportunities.height == everybody.opportunities.height == 100


def test_years_share_no_id_and_a_seed_gives_the_same(cohort, draw):
    again, next_year = draw(), draw(year=YEAR + 1)
    for name, key in (
        ("people", "person"),
        ("opportunities", "opportunity"),
        ("organisations", "organisation"),
    ):
        own = getattr(cohort, name)
        assert own.equals(getattr(again, name))
        assert own[key].is_unique().all()
        assert not set(own[key]) & set(getattr(next_year, name)[key])
    offered = set(cohort.opportunities["organisation"])
    synthetic = {name for name in offered if name.startswith("syn-")}
    assert synthetic == set(cohort.organisations["organisation"])
