"""A market from a region's tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seedbed.catalog import starter_catalog
from seedbed.matching import Market
from seedbed.matching.from_tables import read_courses, read_preference
from seedbed.messages import Refusal


@dataclass(frozen=True)
class SmallCatalog:
    skills: pl.DataFrame
    related: sparse.csr_array

    def related_matrix(self) -> sparse.csr_array:
        return self.related


CATALOG = SmallCatalog(
    pl.DataFrame({"id": ["cnc", "plc", "team"], "informativeness": [1.0, 1.0, 0.5]}),
    sparse.csr_array([[1.0, 0.5, 0], [0, 1.0, 0], [0, 0, 1.0]]),
)
NO_SKILLS = pl.DataFrame(schema={"seeker": pl.String, "skill": pl.String, "level": pl.Float64})
NOTHING_ASKED = pl.DataFrame(
    schema={"opportunity": pl.String, "skill": pl.String, "relation": pl.String, "asked": pl.Float64}
)


def skills(*rows: tuple[str, str, float | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=NO_SKILLS.schema, orient="row")


def asks(*rows: tuple[str, str, str, float | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=NOTHING_ASKED.schema, orient="row")


def people(*ids: str, **columns) -> pl.DataFrame:
    return pl.DataFrame({"person": list(ids), **columns})


def offers(*ids: str, **columns) -> pl.DataFrame:
    return pl.DataFrame({"opportunity": list(ids), "kind": ["job"] * len(ids), **columns})


def market(
    persons: pl.DataFrame,
    opportunities: pl.DataFrame,
    has: pl.DataFrame | None = None,
    wants: pl.DataFrame | None = None,
    **options,
) -> Market:
    has = skills(*((one, "cnc", 1.0) for one in persons["person"])) if has is None else has
    wants = (
        asks(*((one, "cnc", "essential", 1.0) for one in opportunities["opportunity"]))
        if wants is None
        else wants
    )
    return Market.from_tables(persons, has, opportunities, wants, CATALOG, **options)


def eligible(persons: pl.DataFrame, opportunities: pl.DataFrame) -> list[list[bool]]:
    made = market(persons, opportunities)
    n, m = made.n_seekers, made.n_opportunities
    flags = made.eligible(np.repeat(np.arange(n), m), np.tile(np.arange(m), n)).reshape(n, m)
    for i in range(n):
        for j in range(m):
            assert bool(made.reasons(i, j)) != flags[i, j]
    return flags.tolist()


def test_rows_stand_in_the_order_of_their_ids():
    made = market(people("b", "a"), offers("z", "y"), skills(("a", "cnc", 0.5), ("b", "cnc", 1.0)))
    assert made.seeker_ids.tolist() == ["a", "b"]
    assert made.opportunity_ids.tolist() == ["y", "z"]
    assert (made.fit_units([0, 1], [0, 0]) / 2**24).tolist() == [0.5, 1.0]


def test_weights_are_relation_times_informativeness():
    wants = asks(
        ("o", "cnc", "essential", 1.0), ("o", "plc", "optional", 1.0), ("o", "team", "optional", 1.0)
    )
    made = market(people("p"), offers("o"), wants=wants)
    weights = {part.requirement: part.weight for part in made.explain(0, 0)}
    # 1 : 0.5 : 0.5 x 0.5, in units of 1/65536.
    assert weights == pytest.approx({"cnc": 4 / 7, "plc": 2 / 7, "team": 1 / 7}, abs=1 / 65536)
    equal = market(
        people("p"), offers("o"), wants=wants, relation_weights={"essential": 1.0, "optional": 1.0}
    )
    weights = {part.requirement: part.weight for part in equal.explain(0, 0)}
    assert weights == pytest.approx({"cnc": 2 / 5, "plc": 2 / 5, "team": 1 / 5}, abs=1 / 65536)


def test_what_is_taught_earns_no_fit():
    wants = asks(("o", "cnc", "essential", 1.0), ("o", "plc", "taught", 1.0))
    made = market(people("p"), offers("o"), wants=wants)
    assert [part.requirement for part in made.explain(0, 0)] == ["cnc"]
    only_taught = market(people("p"), offers("o"), wants=asks(("o", "plc", "taught", None)))
    assert only_taught.asks_nothing.tolist() == [True]
    assert "matching.opportunities-ask-nothing" in [finding.code for finding in only_taught.findings]


@pytest.mark.parametrize(
    ("asked", "grid"),
    [(None, 0.5), (0.0, 0.25), (0.25, 0.25), (0.3, 0.5), (0.75, 0.75), (0.76, 1.0), (1.0, 1.0)],
)
def test_asked_levels_are_rounded_up_to_quarters(asked, grid):
    made = market(people("p"), offers("o"), wants=asks(("o", "cnc", "essential", asked)))
    assert made.explain(0, 0)[0].asked == grid


def test_an_unstated_level_is_working_and_of_repeated_rows_the_strongest_counts():
    has = skills(("p", "cnc", None), ("q", "cnc", 0.25), ("q", "cnc", 0.75))
    made = market(people("p", "q"), offers("o"), has)
    assert (made.fit_units([0, 1], [0, 0]) / 2**24).tolist() == [0.5, 0.75]


def test_related_credits_come_from_the_catalogue():
    made = market(people("p"), offers("o"), wants=asks(("o", "plc", "essential", 1.0)))
    (part,) = made.explain(0, 0)
    assert (part.requirement, part.via_skill, part.credit) == ("plc", "cnc", 0.5)


def test_what_names_the_unknown_is_reported_and_does_not_count():
    has = skills(("p", "cnc", 1.0), ("p", "flying", 1.0), ("ghost", "cnc", 1.0))
    wants = asks(("o", "cnc", "essential", 1.0), ("o", "flying", "essential", 1.0), ("o", "plc", "nice", 1.0))
    made = market(people("p"), offers("o"), has, wants)
    assert made.fit_units([0], [0])[0] == 2**24
    told = [(finding.code, dict(finding.values)) for finding in made.findings]
    assert told == [
        (
            "matching.unknown-reference",
            {"table": "seeker_skills", "column": "seeker", "rows": 1, "distinct": 1, "example": "ghost"},
        ),
        (
            "matching.unknown-reference",
            {"table": "seeker_skills", "column": "skill", "rows": 1, "distinct": 1, "example": "flying"},
        ),
        (
            "matching.unknown-reference",
            {"table": "opportunity_skills", "column": "skill", "rows": 1, "distinct": 1, "example": "flying"},
        ),
        ("matching.unknown-relation", {"rows": 1, "example": "nice"}),
    ]
    for finding in made.findings:
        assert finding.text("en") != finding.text("zh")


def test_a_place_covers_the_codes_below_it():
    persons = people(
        "county", "nowhere", "prefecture", "province", place=["500115", None, "500100", "500000"]
    )
    places = ["500115", "500243", "510107", "own-code", None]
    flags = eligible(persons, offers("a", "b", "c", "d", "e", place=places))
    assert flags == [
        [True, False, False, False, True],
        [True, True, True, True, True],
        [True, False, False, False, True],
        [True, True, False, False, True],
    ]


def test_willing_places_replace_the_own_place_and_may_be_text_or_a_list():
    opportunities = offers("a", "b", "c", place=["500115", "510107", "own-code"])
    flags = [[False, True, True], [True, False, False], [True, False, False]]
    texts = people("p", "q", "r", place=["500115"] * 3, willing_places=["510100; own-code", "", None])
    assert eligible(texts, opportunities) == flags
    lists = texts.with_columns(pl.Series("willing_places", [["510100", "own-code"], [], None]))
    assert eligible(lists, opportunities) == flags


def test_education_licence_kind_and_pay():
    persons = people("p", education=[5], licences=[["b2"]], wanted_kinds=[["job"]], pay_min=[5000])
    assert eligible(persons, offers("a", "b", "c", education_min=[5, 6, None])) == [[True, False, True]]
    assert eligible(persons, offers("a", "b", "c", licence=["b2", "a1", None])) == [[True, False, True]]
    assert eligible(persons, offers("a", "b", "c", pay=[5000.0, 4999.0, None])) == [[True, False, True]]
    kinds = offers("a", "b").with_columns(kind=pl.Series(["job", "training"]))
    assert eligible(persons, kinds) == [[True, False]]
    anything = people("p", education=[None], licences=[None], wanted_kinds=[[]], pay_min=[None])
    assert eligible(anything, kinds) == [[True, True]]
    # What is unknown does not reach what is asked.
    assert eligible(anything, offers("a", "b", education_min=[1, None])) == [[False, True]]
    assert eligible(anything, offers("a", "b", licence=["b2", None])) == [[False, True]]


def test_reasons_say_which_rule_failed_in_both_languages():
    persons = people(
        "p",
        place=["500115"],
        education=[3],
        licences=[[]],
        wanted_kinds=["training"],
        pay_min=[9000],
        available_from=[date(2026, 1, 1)],
    )
    opportunity = offers(
        "o", place=["510107"], education_min=[6], licence=["b2"], pay=[100.0], closes=[date(2025, 12, 31)]
    )
    reasons = market(persons, opportunity).reasons(0, 0)
    assert sorted(reasons) == [
        "matching.dates-do-not-overlap",
        "matching.education-below-minimum",
        "matching.kind-not-wanted",
        "matching.licence-missing",
        "matching.out-of-reach",
        "matching.pay-below-wish",
    ]


@pytest.mark.parametrize("written", [False, True])
def test_dates(written):
    persons = people("p", "q", available_from=[date(2025, 6, 1), None])
    opportunity = offers(
        "a",
        "b",
        "c",
        opens=[None, date(2025, 1, 1), date(2027, 1, 1)],
        closes=[date(2025, 6, 1), date(2025, 5, 31), None],
    )
    if written:
        persons = persons.with_columns(pl.col("available_from").cast(pl.String))
        opportunity = opportunity.with_columns(pl.col("opens", "closes").cast(pl.String))
    assert eligible(persons, opportunity) == [[True, False, True], [True, True, True]]


def test_an_opportunity_that_closes_before_it_opens_is_reported_and_open_to_nobody():
    opportunity = offers("a", "b", opens=[date(2026, 1, 1), None], closes=[date(2025, 1, 1), None])
    made = market(people("p"), opportunity)
    assert made.eligible([0, 0], [0, 1]).tolist() == [False, True]
    assert [finding.code for finding in made.findings] == ["matching.closes-before-it-opens"]
    assert made.findings[0].values["first"] == "a"


def test_the_needs_of_organisations_are_seekers_too():
    needs = pl.DataFrame({"need": ["n"], "organisation": ["o1"], "title": ["cutting"]})
    made = Market.from_tables(
        needs, skills(("n", "cnc", 1.0)), offers("o"), asks(("o", "cnc", "essential", 1.0)), CATALOG
    )
    assert made.recommendations().fit.tolist() == [1.0]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["female", "male", None]), min_size=3, max_size=3), st.randoms())
def test_sex_and_groups_change_nothing(sexes, random):
    plain = people("p", "q", "r", place=["500115", "510107", None])
    has = skills(("p", "cnc", 1.0), ("q", "plc", 0.5), ("r", "team", None), ("r", "cnc", 0.25))
    opportunities = offers("a", "b", place=["500115", None])
    wants = asks(
        ("a", "cnc", "essential", 1.0), ("b", "plc", "essential", 0.5), ("b", "team", "optional", 1.0)
    )
    groups = [random.choice([["disabled"], ["returnee", "rural"], []]) for _ in range(3)]
    grouped = plain.with_columns(
        pl.Series("sex", sexes, dtype=pl.String), pl.Series("groups", groups, dtype=pl.List(pl.String))
    )
    ours = market(grouped, opportunities, has, wants).recommendations()
    theirs = market(plain, opportunities, has, wants).recommendations()
    assert np.array_equal(ours.indptr, theirs.indptr)
    assert np.array_equal(ours.indices, theirs.indices)
    assert np.array_equal(ours.units, theirs.units)


def test_empty_tables_make_an_empty_market():
    made = market(people("p"), offers("o"), NO_SKILLS, NOTHING_ASKED)
    assert made.recommendations().indices.size == 0
    assert [finding.code for finding in made.findings] == [
        "matching.seekers-without-skills",
        "matching.opportunities-ask-nothing",
    ]


@pytest.mark.parametrize(
    ("persons", "opportunities", "code"),
    [
        (pl.DataFrame({"name": ["p"]}), offers("o"), "matching.missing-column"),
        (people("p", "p"), offers("o"), "matching.duplicate-id"),
        (people("p"), offers("o", "o"), "matching.duplicate-id"),
        (people("p", education=["high"]), offers("o"), "matching.column-type"),
        (people("p", available_from=["soon"]), offers("o"), "matching.column-type"),
        (people("p", available_from=[2025]), offers("o"), "matching.column-type"),
    ],
)
def test_tables_that_cannot_be_read_are_refused(persons, opportunities, code):
    with pytest.raises(Refusal) as refusal:
        Market.from_tables(persons, NO_SKILLS, opportunities, NOTHING_ASKED, CATALOG)
    (finding,) = refusal.value.findings
    assert finding.code == code
    assert finding.text("zh") != finding.text("en")


def test_the_starter_catalogue_makes_a_market():
    catalog = starter_catalog()
    ids = catalog.skills["id"].to_list()
    has = skills(*(("p", skill, 1.0) for skill in ids))
    wants = asks(*((f"o{number}", skill, "essential", 1.0) for number, skill in enumerate(ids)))
    opportunities = offers(*(f"o{number}" for number in range(len(ids))))
    made = Market.from_tables(people("p"), has, opportunities, wants, catalog)
    assert made.recommendations(k=len(ids)).units.tolist() == [2**24] * len(ids)


def courses(*ids: str, **columns) -> pl.DataFrame:
    return pl.DataFrame(
        {"opportunity": list(ids), "kind": ["training"] * len(ids), "capacity": [4] * len(ids), **columns}
    )


def test_courses_teach_what_is_taught_to_whom_may_attend():
    persons = people("p1", "p2", education=[5, 2], willing_places=[["500115"], None])
    offered = courses(
        "c1", "c2", "c3",
        place=["500115", None, None],
        education_min=[None, 3, None],
        opens=[date(2026, 1, 1)] * 3,
        closes=[date(2026, 3, 1), None, None],
    )  # fmt: skip
    teaches = asks(
        ("c1", "plc", "taught", 0.75),
        ("c1", "cnc", "essential", None),
        ("c2", "plc", "taught", None),
        ("c3", "cnc", "optional", None),
        ("o1", "cnc", "taught", None),
    )
    jobs = offers("o1", "o2", opens=[date(2026, 1, 1)] * 2, closes=[date(2026, 2, 1), None])
    read, findings = read_courses(persons, offered, teaches, jobs, CATALOG)
    assert read.taught.toarray().tolist() == [[0, 0.75, 0], [0, 0.5, 0], [0, 0, 0]]
    assert read.eligible.toarray().tolist() == [[1, 1, 1], [1, 0, 1]]
    assert (list(read.places), list(read.cost)) == ([4, 4, 4], [1, 1, 1])
    assert read.done[0] - read.done[1] == (date(2026, 3, 1) - date(2026, 1, 1)).days
    assert np.isnan(read.closes).tolist() == [False, True] and read.closes[0] < read.done[0]
    assert [(finding.code, finding.values["first"]) for finding in findings] == [
        ("matching.courses-teach-nothing", "c3")
    ]


def test_a_price_is_the_cost_and_courses_without_one_stay_out():
    offered = courses("c1", "c2", "c3", price=["120.5", None, "0"])
    teaches = asks(*((name, "plc", "taught", None) for name in ("c1", "c2", "c3")))
    read, findings = read_courses(people("p1"), offered, teaches, offers("o1"), CATALOG)
    assert (list(read.places), list(read.cost)) == ([4, 0, 4], [121, 0, 0])
    assert [finding.code for finding in findings] == ["matching.courses-without-price"]


def test_wishes_are_read_beside_the_market_and_a_place_covers_those_below_it():
    persons = people(
        "p1", "p2",
        wanted_occupations=[["welder"], ["nobody-offers-this"]],
        wanted_kinds=[None, ["job"]],
        willing_places=[["500000"], ["500115"]],
        pay_min=[5000.0, None],
        education=[6, None],
    )  # fmt: skip
    jobs = offers(
        "o1", "o2",
        occupation=["welder", None],
        place=["500115", "500101"],
        pay=[4000.0, 6000.0],
        education_min=[5, 5],
    )  # fmt: skip
    terms = read_preference(persons, jobs).terms([0, 0, 1, 1], [0, 1, 0, 1])
    assert terms["wanted_occupation"].to_list() == [1.0, None, 0.0, None]
    assert terms["wanted_kind"].to_list() == [None, None, 1.0, 1.0]
    assert terms["wanted_place"].to_list() == [1.0, 1.0, 1.0, 0.0]
    assert terms["pay_over_wish"].to_list() == [-1000.0, 1000.0, None, None]
    assert terms["over_qualified"].to_list() == [1.0, 1.0, None, None]
    assert read_preference(people("p1"), offers("o1")).terms([0], [0])["preference"].to_list() == [None]
