from __future__ import annotations

import pytest

from seedbed.catalog import classification, csco_catalog, starter_catalog
from seedbed.tagging import Tagger


def test_every_code_is_an_occupation() -> None:
    catalog = csco_catalog()
    assert catalog.occupations["id"].to_list() == classification("csco2022").codes["code"].to_list()
    assert catalog.skills.equals(
        starter_catalog().skills.with_columns(informativeness=catalog.skills["informativeness"])
    )


def test_codes_of_the_starter_catalogue_exist() -> None:
    codes = starter_catalog().occupations["csco"].drop_nulls()
    assert set(codes) <= set(classification("csco2022").codes["code"])


def test_an_occupation_asks_what_the_starter_occupations_of_its_code_ask() -> None:
    starter = starter_catalog()
    keyed = starter.occupations.filter(csco="6-18-02-04")["id"]
    expected = starter.relations.filter(starter.relations["occupation"].is_in(keyed.implode()))["skill"]
    asked = csco_catalog().relations.filter(occupation="6-18-02-04")["skill"]
    assert set(asked) == set(expected) != set()


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("某某公司招聘电焊工（包吃住）", "6-18-02-04"),
        ("仓库管理员", "4-02-06-01"),
        ("外卖骑手", "4-10-08-01"),
        ("新媒体运营", "4-13-01-05"),
    ],
)
def test_everyday_titles_find_their_code(title: str, code: str) -> None:
    assert Tagger(csco_catalog()).rank_occupations([title], top=1)[0, 0] == code


def test_no_title_has_two_codes() -> None:
    titles = csco_catalog().occupations.select("id", "alt_zh").explode("alt_zh").drop_nulls()
    assert titles["alt_zh"].is_unique().all()
