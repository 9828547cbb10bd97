"""Searches look at a bounded number of rows, lose none, and their terms survive migrations both ways."""

import random

import polars as pl
import pytest
from django.core.management import call_command

from seedbed.workbench.record import searching
from seedbed.workbench.record.models import TABLES, TERMS
from seedbed.workbench.record.searching_terms import plain, terms_of

TITLES = (
    "焊工",
    "数控车工",
    "数控 铣工",
    "Senior welder",
    "Weldering 电工",
    "电工 数控",
    "工",
    None,
    "Ｗeb 车",
)
SEARCHES = (
    "工",
    "数控",
    "数控车工",
    "车",
    "龘",
    "w",
    "weld",
    "welder",
    "weldering",
    "SENIOR weld",
    "数控 电工",
    "工 数",
    "?",
    "",
)
FILTERS = (
    {},
    {"sex": "female"},
    {"sex": None, "place": "a"},
    {"sex": "female", "place": "b"},
    {"place": "a\x00"},
)


@pytest.fixture
def few_looks(monkeypatch):
    """Limits so small that every search reaches them."""
    for name, limit in (("_COUNTED", 3), ("_LOOKED_AT", 4), ("_COMPARED", 5)):
        monkeypatch.setattr(searching, name, limit)


def test_pages_of_a_search_hold_every_row_once_however_little_is_looked_at(store, few_looks):
    draw = random.Random(5)
    people = [
        {"person": f"p{n:03d}", "title": draw.choice(TITLES), "sex": draw.choice(("female", "male", None)),
         "place": draw.choice("ab")}
        for n in range(90)
    ]  # fmt: skip
    store.replace("people", pl.DataFrame(people))
    for search in SEARCHES:
        for where in FILTERS:
            words = plain(search).split()
            expected = [
                one["person"]
                for one in people
                if all(one[name] == value for name, value in where.items())
                and all(word in plain(one["title"] or "") for word in words)
            ] if search != "?" else []  # fmt: skip
            seen, after = [], None
            for _ in range(200):
                page = store.page("people", where, after, size=7, search=search)
                assert page.rows.height == len(page.positions) <= 7
                seen += page.rows["person"].to_list()
                if page.next is None:
                    break
                assert page.next > (after or 0), "a search always goes on"
                after = page.next
            assert seen == expected, (search, where)


def test_a_page_asks_the_database_for_little(store, alias, django_assert_max_num_queries):
    store.replace(
        "people", pl.DataFrame({"person": [f"p{n}" for n in range(50)], "title": ["数控车工"] * 50})
    )
    with django_assert_max_num_queries(40, using=alias):
        assert store.page("people", {"sex": None}, size=5, search="数控车工高级").rows.height == 0
        assert store.page("people", after=10**30).next is None


def test_single_signs_come_with_the_migration_and_go_with_it(store, alias):
    rows = [{"person": f"p{n}", "title": title} for n, title in enumerate(TITLES)]
    store.replace("people", pl.DataFrame(rows))
    store.replace("organisations", pl.DataFrame({
        "organisation": ["o"], "name": ["Web Ltd"], "name_zh": ["网络"], "actor_type": ["enterprise"],
    }))  # fmt: skip

    def terms(table):
        """Terms of the first row, of the second, ..."""
        found = TERMS[table]._default_manager.using(alias).values_list("term", "position")
        first = rows_of(table)
        return {(term, position - first) for term, position in found}

    def rows_of(table):
        return TABLES[table]._default_manager.using(alias).values_list("position", flat=True).first()

    people, organisations = terms("people"), terms("organisations")
    assert {position for term, position in people if term == "工"} == {0, 1, 2, 4, 5, 6}
    call_command("migrate", "record", "0001", database=alias, verbosity=0)
    before = terms("people")
    assert before < people and ("数", 1) not in before and ("工", 1) in before and ("w", 8) not in before
    assert {one for one in people if len(one[0]) > 1} <= before
    call_command("migrate", "record", database=alias, verbosity=0)
    assert terms("people") == people and terms("organisations") == organisations
    assert {term for term, position in people if position == 8} == terms_of([TITLES[8]])
