import polars as pl
import pytest

from seedbed.catalog import Catalog, starter_catalog
from seedbed.synth import RegionFacts, SynthRegion, synthesise

PEOPLE, OPPORTUNITIES = 1500, 600


@pytest.fixture(scope="session")
def facts() -> RegionFacts:
    """A small region made for the tests."""
    return RegionFacts(
        places=pl.DataFrame(
            {
                "place": ["500000", "500101", "500115", "500231", "510100"],
                "name": ["Region", "First District", "Second District", "Third County", "Far City"],
                "name_zh": ["某市", "甲区", "乙区", "丙县", "远市"],
                "level": ["province", "district", "district", "county", "prefecture"],
                "parent": [None, "500000", "500000", "500000", None],
            }
        ),
        organisations=pl.DataFrame(
            {
                "organisation": ["college", "university", "elsewhere", "park"],
                "name": ["A College", "A University", "Another University", "A Park"],
                "name_zh": ["甲学院", "乙大学", None, "丙园区"],
                "actor_type": ["education", "education", "education", "enterprise"],
                "kind": ["vocational-college", "university", "university", "industrial-park"],
            }
        ),
        subprojects=pl.DataFrame(
            {
                "subproject": ["sub-college", "sub-park", "sub-university"],
                "owner": ["college", "park", "university"],
                "place": ["500101", "500231", "500115"],
                "field": ["intelligent manufacturing, logistics", "technology transfer, incubation", None],
            }
        ),
        observations=pl.DataFrame(
            {
                "measure": [
                    "population", "migration_in", "share_aged_16_59", "returned_migrants", "returned_migrant_founders",
                    "share_returned_without_training", "share_graduates_initially_unemployed", "share_employers_satisfied",
                ],
                "place": ["500000"] * 8,
                "period": ["2017"] * 8,
                "value": [1000.0, 80.0, 60.0, 12.0, 6.0, 64.0, 35.0, 70.0],
                "unit": ["thousand persons", "thousand persons", "percent", "thousand persons", "thousand persons"] + ["percent"] * 3,
                "source": ["yearbook"] * 8,
                "locator": [f"page {at}" for at in range(8)],
            }
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return starter_catalog()


@pytest.fixture(scope="session")
def drawn(facts: RegionFacts, catalog: Catalog) -> SynthRegion:
    return synthesise(facts, catalog, people=PEOPLE, opportunities=OPPORTUNITIES, seed=7)
