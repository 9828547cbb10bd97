"""Dead ends of a region, and whether the way out holds in the region's own market."""

import shutil
from datetime import date

import polars as pl
import pytest

from seedbed.store import open_region
from seedbed.usecases.advise_person import advise_person
from seedbed.usecases.explain_match import explain_match
from seedbed.usecases.find_dead_ends import KINDS, find_dead_ends
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.open_market import open_market

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def store(small_demo, tmp_path_factory):
    """A copy: the demo that others look at keeps the runs that it has."""
    folder = tmp_path_factory.mktemp("copy") / "region"
    shutil.copytree(small_demo.store.folder, folder)
    return open_region(folder)


@pytest.fixture(scope="module")
def catalog(store):
    return load_catalog(store.settings)


@pytest.fixture(scope="module")
def found(store, catalog):
    return find_dead_ends(store, catalog, 0.4, on=ON)


def test_dead_ends_are_kept_with_every_kind_of_way_out(store, found):
    kept = store.run_output(found.run.run, "dead_ends")
    assert kept.equals(found.table)
    assert kept.height == found.people + found.openings > 0
    assert set(kept["kind"]) <= set(KINDS)
    assert {"place", "level", "skill"} <= set(kept["kind"]), "each of the three appears in the demo region"
    assert kept["verified"].all()
    assert (kept["fit"] >= 0.4).all()
    assert found.run.summary["kinds"] == {kind: int((kept["kind"] == kind).sum()) for kind in KINDS}


def test_nobody_at_a_dead_end_has_a_pair_that_will_do_and_everybody_else_has(store, catalog, found):
    opened = open_market(store, catalog, ON)
    best = opened.market.recommendations(k=1)
    fits = {opened.people["person"][int(i)]: fit for i, fit in zip(best.seekers, best.fit, strict=True)}
    stuck = set(found.table.filter(side="person")["id"])
    assert stuck == {person for person in opened.people["person"] if fits.get(person, 0.0) < 0.4}


def test_a_single_skill_really_ends_it(store, catalog, found):
    """Learnt in the tables themselves, the skill gives the person that opportunity at that fit."""
    one = found.table.filter(side="person", kind="skill").row(0, named=True)

    class Learnt:
        settings = store.settings

        def rejects(self, name: str) -> pl.DataFrame:
            return store.rejects(name)

        def table(self, name: str) -> pl.DataFrame:
            frame = store.table(name)
            if name != "seeker_skills":
                return frame
            own = pl.DataFrame({"seeker": [one["id"]], "skill": one["skills"], "level": one["levels"]})
            return pl.concat([frame, own], how="diagonal_relaxed")

    before = explain_match(store, catalog, one["id"], one["nearest"], ON, 0.4)
    after = explain_match(Learnt(), catalog, one["id"], one["nearest"], ON, 0.4)
    assert before.fit < 0.4 <= after.fit == one["fit"] and not after.not_eligible
    assert before.nearest.skills == tuple(one["skills"]) and before.nearest.fit == one["fit"]
    assert after.nearest.way == "none" and not after.nearest.relax


def test_advice_names_what_opens_most(store, catalog):
    person = store.run_output(store.runs("match")[-1].run, "pairs")["seeker"][0]
    told = advise_person(store, catalog, person, on=ON, k=5)
    assert 0 < told.height <= 5
    assert told["opened"].is_sorted(descending=True)
    assert (told["fit_after"] > told["fit_before"]).all()
