from __future__ import annotations

import re

import polars as pl

from seedbed.catalog import starter_catalog
from seedbed.catalog.labels import phrases


def test_it_covers_the_fields_with_enough_skills_and_occupations() -> None:
    catalog = starter_catalog()
    assert catalog.skills.height >= 220
    assert catalog.occupations.height >= 64
    strategic = catalog.fields.filter("strategic")["id"]
    per_field = catalog.skills.group_by("field").len()
    assert set(strategic) <= set(per_field["field"])
    assert per_field["len"].min() >= 15
    assert set(strategic) <= set(catalog.occupations["field"])


def test_every_skill_goes_by_several_names_in_both_languages() -> None:
    skills = starter_catalog().skills
    for lang in ("en", "zh"):
        assert skills[f"label_{lang}"].null_count() == 0
        names = skills[f"alt_{lang}"].list.len() + 1
        assert names.min() >= 3
        assert not skills[f"alt_{lang}"].list.join("").str.contains(r"^\s|\s$").any()


def test_labels_are_written_in_their_language() -> None:
    catalog = starter_catalog()
    english = pl.concat([catalog.skills["label_en"], catalog.occupations["label_en"]])
    assert not english.str.contains(r"\p{Han}").any()
    chinese = catalog.occupations["label_zh"]
    assert chinese.str.contains(r"\p{Han}").all()


def test_ids_are_slugs() -> None:
    catalog = starter_catalog()
    assert catalog.skills["id"].str.contains(r"^[a-z0-9]+(-[a-z0-9]+)*$").all()
    assert catalog.occupations["id"].str.contains(r"^occ-[a-z0-9-]+$").all()


def test_every_occupation_asks_for_skills_and_none_twice() -> None:
    catalog = starter_catalog()
    essential = catalog.relations.filter(relation="essential")
    assert set(essential["occupation"]) == set(catalog.occupations["id"])
    assert not catalog.relations.select("occupation", "skill").is_duplicated().any()


def test_codes_have_the_shape_of_their_classification() -> None:
    occupations = starter_catalog().occupations
    assert occupations["isco08"].str.contains(r"^\d{4}$").all()
    given = occupations["csco"].drop_nulls()
    assert len(given) > 100
    assert all(re.fullmatch(r"[1-8]-\d\d-\d\d-\d\d", code) for code in given)


def test_the_hierarchy_has_no_circle() -> None:
    catalog = starter_catalog()
    broader: dict[str, set[str]] = {}
    for skill, to in catalog.links.select("skill", "to").iter_rows():
        broader.setdefault(skill, set()).add(to)
    for skill, direct in broader.items():
        above, seen = set(direct), set()
        while above:
            assert skill not in above
            seen |= above
            above = {top for middle in above for top in broader.get(middle, ())} - seen


def test_no_phrase_is_so_short_that_it_matches_by_chance() -> None:
    lengths = phrases(starter_catalog().skills).with_columns(
        bare=pl.col("folded").str.replace_all("[\x01\x02]", "").str.len_chars()
    )
    assert lengths["bare"].min() >= 2
