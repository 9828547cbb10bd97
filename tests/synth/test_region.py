import dataclasses
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from seedbed.catalog import Catalog
from seedbed.messages import Refusal
from seedbed.synth import LABEL, RegionFacts, SynthRegion, paraphrases, synthesise
from seedbed.synth.people import draw_people
from seedbed.synth.phrase_bank import phrase_bank, shapes_of
from seedbed.synth.places import homes_of
from seedbed.synth.skills import draw_seeker_skills
from seedbed.synth.texts import write_cvs
from seedbed.synth.vocabulary import vocabulary_of
from seedbed.tables import check_cells, schema_of

TABLES = ("people", "opportunities", "organisations")
FRAMES = tuple(field.name for field in dataclasses.fields(SynthRegion))


def test_every_row_says_that_it_is_synthetic(drawn: SynthRegion) -> None:
    for name in FRAMES:
        if name != "calibration":
            assert getattr(drawn, name)["synthetic"].unique().to_list() == [LABEL], name
    assert drawn.people["person"].str.starts_with("syn-").all()
    assert drawn.opportunities["opportunity"].str.starts_with("syn-").all()
    assert drawn.organisations["organisation"].str.starts_with("syn-org-").all()


@pytest.mark.parametrize("name", TABLES)
def test_tables_fit_their_schemas(drawn: SynthRegion, name: str) -> None:
    table = getattr(drawn, name)
    schema = schema_of(name)
    required = {column.name for column in schema.columns if column.required}
    assert required <= set(table.columns)
    if name != "organisations":
        # No source states what a course place costs, so that no price is drawn.
        assert {column.name for column in schema.columns} - {"price"} <= set(table.columns)
    checked = check_cells(table, schema, file=name)
    assert checked.rejects.is_empty(), checked.findings[:3]
    assert checked.frame.height == table.height


def test_the_same_seed_gives_the_same_tables(
    drawn: SynthRegion, facts: RegionFacts, catalog: Catalog
) -> None:
    again = synthesise(facts, catalog, drawn.people.height, drawn.opportunities.height, seed=7)
    for name in FRAMES:
        assert_frame_equal(getattr(again, name), getattr(drawn, name))


def test_another_seed_gives_other_people(drawn: SynthRegion, facts: RegionFacts, catalog: Catalog) -> None:
    other = synthesise(facts, catalog, 50, 20, seed=8)
    assert not set(other.people["person"]) & set(drawn.people["person"])
    assert not set(other.people["text"]) & set(drawn.people["text"])


def test_the_order_of_the_facts_changes_nothing(facts: RegionFacts, catalog: Catalog) -> None:
    turned = RegionFacts(
        facts.places.reverse(), facts.organisations.reverse(), facts.subprojects.reverse(), facts.observations
    )
    for name in FRAMES:
        assert_frame_equal(
            getattr(synthesise(turned, catalog, 60, 40), name), getattr(synthesise(facts, catalog, 60, 40), name)
        )  # fmt: skip


@pytest.mark.parametrize("seed", [0, 1, 2, 5, 2**40])
@pytest.mark.parametrize(("people", "opportunities"), [(1, 1), (2, 1), (3, 5)])
def test_small_draws_are_whole(
    people: int, opportunities: int, seed: int, facts: RegionFacts, catalog: Catalog
) -> None:
    small = synthesise(facts, catalog, people, opportunities, seed)
    assert small.people.height == people
    assert small.opportunities.height == opportunities
    assert small.people["text"].str.len_chars().min() > 0
    assert set(small.truth_seeker_skills["seeker"]) == set(small.people["person"])


def test_ids_are_unique_and_references_hold(drawn: SynthRegion, facts: RegionFacts, catalog: Catalog) -> None:
    assert drawn.people["person"].is_unique().all()
    assert drawn.opportunities["opportunity"].is_unique().all()
    known = set(facts.organisations["organisation"]) | set(drawn.organisations["organisation"])
    places = set(facts.places["place"])
    assert set(drawn.opportunities["organisation"]) <= known
    assert set(drawn.people["institution"].drop_nulls()) <= {"college", "university", "elsewhere"}
    for codes in (
        drawn.people["place"], drawn.opportunities["place"], drawn.people["willing_places"].explode().drop_nulls(),
    ):  # fmt: skip
        assert set(codes) <= places
    occupations = set(catalog.occupations["id"])
    assert (
        set(drawn.people["occupation"].drop_nulls()) | set(drawn.opportunities["occupation"]) <= occupations
    )
    assert set(drawn.opportunities["subproject"].drop_nulls()) == set(facts.subprojects["subproject"])
    skills = set(catalog.skills["id"])
    assert set(drawn.truth_seeker_skills["skill"]) | set(drawn.truth_opportunity_skills["skill"]) <= skills


def test_people_keep_the_calendar(drawn: SynthRegion) -> None:
    people = drawn.people
    assert people["available_from"].is_between(date(2020, 1, 1), date(2027, 12, 31)).all()
    assert people["graduated"].drop_nulls().is_between(date(2015, 1, 1), date(2027, 12, 31)).all()
    assert people.filter(pl.col("available_from") < pl.col("graduated")).is_empty()
    # A school is named only where the person finished it, and only with the level that it gives.
    assert people.filter(pl.col("institution").is_not_null() & pl.col("graduated").is_null()).is_empty()
    assert set(people.filter(institution="college")["education"]) == {5}
    assert people.filter(pl.col("institution") == "university")["education"].min() == 6
    assert people["consent_until"].min() >= date(2027, 12, 31)


def test_opportunities_keep_the_calendar_and_their_kinds(drawn: SynthRegion) -> None:
    offers = drawn.opportunities
    assert (offers["opens"] < offers["closes"]).all()
    assert offers["opens"].min() >= date(2020, 1, 1)
    assert offers["closes"].max() <= date(2027, 12, 31)
    assert offers["opens"].dt.year().n_unique() == 8
    assert offers["capacity"].is_between(1, 20).all()
    assert set(offers["kind"]) == {"job", "training", "internship", "mentoring", "incubation"}
    assert (
        offers.filter(~pl.col("kind").is_in(["job", "internship"]))["pay"].null_count()
        == offers.filter(~pl.col("kind").is_in(["job", "internship"])).height
    )
    assert offers["industry"].str.contains(r"^[A-T]\d{2,3}$").all()


def test_a_subproject_offers_at_its_owner_and_place(drawn: SynthRegion, facts: RegionFacts) -> None:
    inside = drawn.opportunities.drop_nulls("subproject").join(
        facts.subprojects, on="subproject", suffix="_of"
    )
    assert (inside["organisation"] == inside["owner"]).all()
    assert (inside["place"] == inside["place_of"]).all()
    outside = drawn.opportunities.filter(pl.col("subproject").is_null())
    assert outside["organisation"].str.starts_with("syn-org-").all()


def test_a_parks_courses_teach_entrepreneurial_skills(drawn: SynthRegion, catalog: Catalog) -> None:
    field = dict(catalog.skills.select("id", "field").iter_rows())
    courses = drawn.opportunities.filter(kind="training", subproject="sub-park")
    taught = drawn.truth_opportunity_skills.filter(
        pl.col("opportunity").is_in(courses["opportunity"].to_list())
    )
    lessons = taught.filter(relation="taught")
    assert set(lessons["opportunity"]) == set(courses["opportunity"])
    assert {field[skill] for skill in lessons["skill"]} == {"entrepreneurship"}
    assert taught.filter(relation="essential")["opportunity"].n_unique() == courses.height


def test_truth_has_each_pair_once_and_levels_in_four_classes(drawn: SynthRegion) -> None:
    seekers, offers = drawn.truth_seeker_skills, drawn.truth_opportunity_skills
    assert not seekers.select("seeker", "skill").is_duplicated().any()
    assert not offers.select("opportunity", "skill").is_duplicated().any()
    assert set(seekers["level"]) == {0.25, 0.5, 0.75, 1.0}
    assert set(offers["asked"].drop_nulls()) == {0.25, 0.5, 0.75, 1.0}
    assert (offers["asked"].is_null() == (offers["relation"] == "taught")).all()
    assert not seekers.filter(mention="unwritten")["stated"].any()
    # Everybody has a skill, and every opportunity asks for one.
    assert set(seekers["seeker"]) == set(drawn.people["person"])
    assert set(offers.filter(relation="essential")["opportunity"]) == set(drawn.opportunities["opportunity"])


def test_written_skills_stand_in_the_text_and_unwritten_ones_do_not(
    drawn: SynthRegion, catalog: Catalog
) -> None:
    bank: dict[str, list[str]] = {}
    for skill, phrase in paraphrases().select("skill", "phrase").iter_rows():
        bank.setdefault(skill, []).append(phrase)
    text = dict(drawn.people.select("person", "text").iter_rows())
    labels = {
        skill: [word for word in (en, zh, *alt_en, *alt_zh) if word]
        for skill, en, zh, alt_en, alt_zh in catalog.skills.select("id", "label_en", "label_zh", "alt_en", "alt_zh").iter_rows()
    }  # fmt: skip
    counted = {"label": 0, "paraphrase": 0, "unwritten": 0}
    found = dict(counted)
    for seeker, skill, mention in (
        drawn.truth_seeker_skills.head(3000).select("seeker", "skill", "mention").iter_rows()
    ):
        counted[mention] += 1
        if mention == "label":
            forms = {
                form for label in labels[skill] for turn in range(3) for form in shapes_of(label, 0, turn)[:4]
            }
            found[mention] += any(form in text[seeker] for form in forms)
        else:
            found[mention] += any(phrase in text[seeker] for phrase in bank.get(skill, []))
    assert found["paraphrase"] == counted["paraphrase"] > 900
    assert found["unwritten"] == 0 < counted["unwritten"]
    # Only a misspelt label cannot be found here.
    assert 0.97 * counted["label"] <= found["label"] <= counted["label"]


def test_mentions_keep_to_the_language_of_their_text(drawn: SynthRegion) -> None:
    text = drawn.people.join(
        drawn.truth_seeker_skills.select("seeker", "lang").unique(), left_on="person", right_on="seeker"
    )
    chinese = pl.col("text").str.contains(r"[\u4e00-\u9fff]")
    assert text.filter(pl.col("lang") == "en", chinese).is_empty()
    assert text.filter(pl.col("lang") == "zh", ~chinese).is_empty()
    assert set(text["lang"]) == {"zh", "en", "mixed"}


def test_distractors_stand_in_the_text_and_are_not_true(drawn: SynthRegion, catalog: Catalog) -> None:
    true = pl.concat(
        [drawn.truth_seeker_skills.select(pl.col("seeker").alias("owner"), "skill"),
         drawn.truth_opportunity_skills.select(pl.col("opportunity").alias("owner"), "skill")]
    )  # fmt: skip
    assert drawn.distractors.join(true, on=["owner", "skill"]).is_empty()
    texts = pl.concat(
        [drawn.people.select(pl.col("person").alias("owner"), "text"),
         drawn.opportunities.select(pl.col("opportunity").alias("owner"), "text")]
    )  # fmt: skip
    told = drawn.distractors.join(texts, on="owner").join(catalog.skills, left_on="skill", right_on="id")
    assert told.height == drawn.distractors.height > 300
    assert told.filter(
        ~(pl.col("text").str.contains(pl.col("label_zh"), literal=True) | pl.col("text").str.contains(pl.col("label_en"), literal=True))
    ).is_empty()  # fmt: skip
    assert set(drawn.distractors["kind"]) == {"negated", "colleague"}


def test_texts_are_written_without_sex_and_groups(facts: RegionFacts, catalog: Catalog) -> None:
    vocabulary, homes = vocabulary_of(catalog), homes_of(facts)
    people = draw_people(facts, vocabulary, homes, 80, 3)
    owner, skill, _ = draw_seeker_skills(vocabulary, people.occupation, people.untrained, 3)
    bank, names = phrase_bank(vocabulary, 3), {"zh": {}, "en": {}}
    blind = dataclasses.replace(people, frame=people.frame.drop("sex", "groups"))
    texts = [write_cvs(one, vocabulary, bank, homes, names, owner, skill, 3)[1] for one in (people, blind)]
    assert texts[0].equals(texts[1])


def test_groups_follow_place_and_education(drawn: SynthRegion) -> None:
    def share(frame: pl.DataFrame, group: str) -> float:
        return float(frame["groups"].list.contains(group).mean())  # type: ignore[arg-type]

    people = drawn.people
    low, high = people.filter(pl.col("education") <= 4), people.filter(pl.col("education") >= 5)
    assert share(low, "returning_migrant") > 1.5 * share(high, "returning_migrant")
    assert share(people.filter(place="500231"), "returning_migrant") > share(
        people.filter(place="510100"), "returning_migrant"
    )
    assert share(high, "student") > 0 == share(low, "student")
    assert people.filter(
        pl.col("trained").is_not_null() != pl.col("groups").list.contains("returning_migrant")
    ).is_empty()
    # A trade certificate needs training; a driving licence does not.
    untrained = people.filter(trained=False)["licences"].explode().drop_nulls()
    assert set(untrained) <= {"driving-c1"}


def test_people_do_not_all_stay_at_home(drawn: SynthRegion) -> None:
    sizes = drawn.people["willing_places"].list.len()
    assert {0, 1, 2} <= set(sizes)
    outside = drawn.people.filter(place="510100")
    # Whoever lives outside would come to the region.
    assert outside["willing_places"].list.contains("500000").all()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"people": 0}, "synth.size-out-of-range"),
        ({"opportunities": 0}, "synth.size-out-of-range"),
        ({"people": 10**9}, "synth.size-out-of-range"),
        ({"seed": -1}, "synth.seed-negative"),
    ],
)
def test_bad_parameters_are_refused(
    facts: RegionFacts, catalog: Catalog, changes: dict[str, int], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        synthesise(facts, catalog, **({"people": 3, "opportunities": 3} | changes))
    assert refused.value.findings[0].code == code
    for lang in ("zh", "en"):
        assert refused.value.findings[0].text(lang)


def test_a_catalogue_without_relations_is_refused(facts: RegionFacts, catalog: Catalog) -> None:
    with pytest.raises(Refusal, match="occupation"):
        synthesise(facts, dataclasses.replace(catalog, relations=catalog.relations.clear()), 3, 3)


def test_a_region_without_districts_is_refused(facts: RegionFacts, catalog: Catalog) -> None:
    empty = dataclasses.replace(facts, places=facts.places.filter(pl.col("level") == "province"))
    with pytest.raises(Refusal) as refused:
        synthesise(empty, catalog, 3, 3)
    assert refused.value.findings[0].code == "synth.no-places"


def test_a_missing_column_is_refused(facts: RegionFacts) -> None:
    with pytest.raises(Refusal) as refused:
        dataclasses.replace(facts, places=facts.places.drop("level"))
    assert dict(refused.value.findings[0].values) == {"table": "places", "column": "level"}


def test_a_region_with_the_least_facts_is_enough(catalog: Catalog) -> None:
    least = RegionFacts(
        places=pl.DataFrame({"place": ["p"], "name": ["P"], "level": ["county"]}),
        organisations=pl.DataFrame(schema={"organisation": pl.String, "name": pl.String, "actor_type": pl.String}),
        subprojects=pl.DataFrame(schema={"subproject": pl.String}),
        observations=pl.DataFrame(
            schema={"measure": pl.String, "place": pl.String, "period": pl.String, "value": pl.Float64,
                    "unit": pl.String, "source": pl.String, "locator": pl.String}
        ),
    )  # fmt: skip
    small = synthesise(least, catalog, 30, 10)
    assert set(small.people["place"]) == {"p"}
    assert small.people["institution"].null_count() == 30
    # Nothing is published, so everything is an assumption.
    assert set(small.calibration["basis"]) == {"assumption"}


def test_a_catalogue_without_fields_or_chinese_labels_works(facts: RegionFacts, catalog: Catalog) -> None:
    plain = dataclasses.replace(
        catalog,
        skills=catalog.skills.drop("field").with_columns(
            label_zh=pl.lit(None, dtype=pl.String), alt_zh=pl.lit([], dtype=pl.List(pl.String))
        ),
        occupations=catalog.occupations.drop("field").with_columns(isco08=pl.lit(None, dtype=pl.String)),
    )
    small = synthesise(facts, plain, 30, 10)
    assert small.people["text"].str.len_chars().min() > 20


def test_capacity_adds_up_to_about_the_stated_places(drawn: SynthRegion) -> None:
    row = drawn.calibration.row(by_predicate=pl.col("what") == "places-in-all", named=True)
    assert row["drawn"] == drawn.opportunities["capacity"].sum()
    assert row["drawn"] == pytest.approx(row["value"], rel=0.12)
    assert (drawn.opportunities["capacity"] <= 2).sum() > drawn.opportunities.height / 2
