"""One test for each line of the design's section 8 that stands today; the names are fixed."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import sparse

import seedbed
from seedbed.catalog import read_esco, starter_catalog
from seedbed.matching import Eligibility, Floor, Market, allocate, deferred_acceptance
from seedbed.messages import Finding
from seedbed.tagging import Tagger, rank

ESCO = Path(__file__).parents[2] / "shared" / "data" / "esco-v1.1.1"
SEEKERS = sparse.csr_array(np.array([[1.0, 0.5, 0.0], [0.0, 1.0, 1.0], [0.5, 0.0, 1.0]]))
REQUIREMENTS = sparse.csr_array(np.array([[2.0, 1.0, 0.0], [0.0, 1.0, 3.0]]))


@pytest.fixture(scope="module")
def market():
    return Market(SEEKERS, REQUIREMENTS)


@pytest.fixture(scope="module")
def result(market):
    return allocate(market, [1, 2], floors=[Floor([0, 1], share=0.25)])


def test_a_region_opens_reads_and_checks():
    region = seedbed.open_region("regions/chongqing")
    assert isinstance(region.table("people"), pl.DataFrame)
    findings = region.check()
    assert all(isinstance(finding, Finding) for finding in findings)
    assert all(finding.code and finding.values and finding.text("zh") for finding in findings)


def test_a_catalogue_has_skills_occupations_relations_and_related_credits():
    catalog = starter_catalog()
    for frame in (catalog.skills, catalog.occupations):
        assert {"id", "label_en", "label_zh"} <= set(frame.columns)
    assert {"occupation", "skill", "relation"} <= set(catalog.relations.columns)
    related = catalog.related_matrix()
    assert related.shape == (catalog.skills.height,) * 2
    assert np.diff(related.indptr).max() <= 16 and (related.diagonal() == 1).all()
    assert ((related.data * 256) % 1 == 0).all()


@pytest.mark.skipif(not ESCO.is_dir(), reason="the ESCO files are not beside the checkout")
def test_the_official_esco_files_are_read():
    catalog = read_esco(ESCO / "en.zip", ESCO / "rel.zip")
    assert (catalog.skills.height, catalog.occupations.height) == (13_896, 3_007)


def test_a_tagger_tags_and_ranks():
    tagger = Tagger(starter_catalog())
    frame = tagger.tag(["精通PLC编程", "welding and PLC programming"], lang="auto")
    assert frame.columns == ["text", "skill", "start", "end", "score"]
    assert tagger.rank_skills(["PLC"], top=10).shape == (1, 10)
    assert tagger.rank_occupations(["焊工", "electrician"], top=10).shape == (2, 10)
    ranked = rank(["software engineer"], ["cook", "software developer"], top=100)
    assert np.issubdtype(ranked.dtype, np.integer) and ranked[0, 0] == 1


def test_a_market_takes_all_its_arguments():
    days = np.array(["2026-01-01"] * 3, "datetime64[D]"), np.array(["2026-12-31"] * 3, "datetime64[D]")
    eligibility = Eligibility(
        reach=sparse.csr_array(np.eye(3)),
        place=np.array([0, 1]),
        ordinals=[(np.array([6.0, 5.0, 4.0]), np.array([5.0, 5.0]))],
        windows=[(*days, days[0][:2], days[1][:2])],
        allowed=sparse.csr_array(np.ones((3, 2))),
    )
    market = Market(
        SEEKERS,
        REQUIREMENTS,
        asked=sparse.csr_array(np.array([[0.5, 1.0, 0.0], [0.0, 0.5, 1.0]])),
        related=sparse.csr_array(np.eye(3)),
        eligibility=eligibility,
        seeker_ids=["a", "b", "c"],
        opportunity_ids=["x", "y"],
    )
    assert market.recommendations(k=2).indices.tolist() == [0, 1]


def test_recommendations_are_rows_of_a_csr_with_exact_fits(market):
    recs = market.recommendations(k=50, progress=None)
    assert recs.indptr.tolist() == [0, 2, 4, 6]
    assert recs.fit.dtype == np.float64
    assert ((recs.fit * 2**24) % 1 == 0).all()


def test_a_shortlist_and_an_explanation(market):
    assert len(market.shortlist(0, k=50, floors=()).seekers) == 3
    parts = market.explain(0, 0)
    assert {"requirement", "weight", "via_skill", "credit", "contribution"} <= set(dir(parts[0]))
    assert sum(part.contribution for part in parts) == market.fit_units([0], [0])[0] / 2**24


def test_a_market_comes_from_tables():
    catalog = starter_catalog()
    skill = catalog.skills["id"][0]
    market = Market.from_tables(
        pl.DataFrame({"person": ["p"]}),
        pl.DataFrame({"seeker": ["p"], "skill": [skill], "level": [1.0]}),
        pl.DataFrame({"opportunity": ["o"], "kind": ["job"], "capacity": [1]}),
        pl.DataFrame({"opportunity": ["o"], "skill": [skill], "relation": ["essential"], "asked": [1.0]}),
        catalog,
    )
    assert market.recommendations().fit.tolist() == [1.0]


def test_an_allocation_takes_all_its_arguments(market, result):
    full = allocate(
        market,
        [1, 2],
        floors=[Floor([0], share=0.25, scope=None, reading="share_of_filled", carried=(0, 0), name="women")],
        per_seeker=1,
        k=50,
        min_fit=0.0,
        min_filled=0.0,
        pinned=(),
        excluded=(),
        start=result,
        tolerance=5e-4,
        method="auto",
    )
    assert full.verdict == "met"


def test_an_allocation_says_what_it_promises(result):
    assert result.pairs.shape[1] == 2 and np.issubdtype(result.pairs.dtype, np.integer)
    assert result.objective <= result.bound
    assert result.optimality_gap >= 0
    assert result.verdict in ("met", "impossible", "undecided")
    assert result.floors[0].met and result.method in ("dual", "exact")


@pytest.mark.parametrize("proposing", ["seekers", "opportunities"])
def test_deferred_acceptance_leaves_no_blocking_pair(market, proposing):
    stable = deferred_acceptance(market, [1, 2], k=50, proposing=proposing, priority=None)
    assert stable.pairs.shape[1] == 2
    assert len(stable.blocking_pairs) == 0
