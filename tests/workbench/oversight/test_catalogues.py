"""The pages of the catalogues: sizes and sources as they are, search in both languages, what is above and beside."""

from __future__ import annotations

import re
from html import unescape

import polars as pl
import pytest

from seedbed.catalog import CLASSIFICATIONS, classification, starter_catalog
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.oversight.catalogue_lookup import code_label
from seedbed.workbench.people.record import record
from workbench.people.small_region import SETTINGS, make_region

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client_of):
    make_region()
    return client_of(Role.PERSON)


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def test_release_and_sizes_are_those_of_the_catalogue_and_only_some_read_how_to_change_it(reader, client_of):
    catalog, page = starter_catalog(), text_of(reader.get("/catalogues"))
    assert catalog.release in page and "Apache License" in page
    assert f"Skills {catalog.skills.height}" in page and f"Occupations {catalog.occupations.height}" in page
    for name in CLASSIFICATIONS:
        assert f"{classification(name).codes.height:,}" in page
    assert "seedbed catalog import" not in page
    assert "seedbed catalog import" in text_of(client_of(Role.ADMINISTRATOR).get("/catalogues"))


@pytest.mark.parametrize("words", ["tig welding", "氩弧焊"])
def test_a_skill_is_found_in_both_languages_with_what_is_broader(reader, words):
    found = reader.get("/catalogues", {"q": words})
    assert '/catalogues/skill?id=tig-welding"' in found.content.decode()
    page = reader.get("/catalogues/skill", {"id": "tig-welding"})
    broader = starter_catalog().links.filter(skill="tig-welding", link="broader")["to"].to_list()
    assert broader
    for skill in broader:
        assert f'?id={skill}"' in page.content.decode()
    # A narrower skill counts for three quarters of a broader one.
    assert "75%" in text_of(page)


def test_codes_lead_to_occupations_and_back(reader):
    found = text_of(reader.get("/catalogues", {"q": "6-18-02-04"}))
    assert code_label("csco2022", "6-18-02-04") in found
    page = reader.get("/catalogues/occupation", {"id": "occ-accountant"})
    assert "2-06-03-00" in text_of(page) and "2411" in text_of(page)
    # The list holds two levels: the link leads to the nearest one above.
    assert "/catalogues/isco08?code=24" in page.content.decode()
    shown = text_of(reader.get("/catalogues/csco2022", {"code": "6-18-02-00"}))
    assert "6-18-02-04" in shown and code_label("csco2022", "6-18-00-00") in shown
    for address in ("/catalogues/none", "/catalogues/isco08?code=x", "/catalogues/skill?id=x"):
        assert reader.get(address).status_code == 404


def test_the_regions_own_industries_stand_beside_official_ones(reader):
    assert "Crosswalk by" not in text_of(reader.get("/catalogues"))
    row = {"industry": "chips", "name": "Chips", "name_zh": "芯片", "gbt4754": "C39;I65"}
    record().take_over("own_industries", pl.DataFrame([row | {"mapping": "project"}]), pl.DataFrame())
    record().keep_file(
        "region.toml", f'{SETTINGS}[files]\nstrategic_industries = "own_industries.csv"\n'.encode()
    )
    page = text_of(reader.get("/catalogues"))
    assert "Chips" in page and "Judgement of the project" in page
    assert code_label("gbt4754", "39") in page and code_label("gbt4754", "39") != ""
