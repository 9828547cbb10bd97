"""The skills of one text, and what a hand set beside them."""

from __future__ import annotations

import polars as pl
import pytest

from seedbed.catalog import starter_catalog
from seedbed.store import open_region
from seedbed.tagging import Tagger
from seedbed.usecases.read_skills import skills_of_advert, skills_of_profile
from seedbed.usecases.tag_texts import tag_texts

TEXT = "精通焊接，了解CAD"


@pytest.fixture(scope="module")
def tagger():
    return Tagger(starter_catalog())


def test_a_profile_is_read_like_the_whole_region(tagger):
    rows = skills_of_profile(tagger, "p", "焊工", TEXT)
    assert {(skill, level) for skill, level in rows.select("skill", "level").iter_rows()} == {
        ("welding", 1.0),
        ("cad", 0.25),
    }
    assert rows["by"].null_count() == rows.height and set(rows["seeker"]) == {"p"}


def test_what_a_hand_set_stays_and_what_was_denied_does_not_come_back(tagger):
    present = pl.DataFrame(
        [("p", "welding", 0.5, "焊接", "person"), ("p", "plc-programming", None, None, "office"), ("p", "cad", 1, "CAD", None)],
        schema={"seeker": pl.String, "skill": pl.String, "level": pl.Float64, "evidence": pl.String, "by": pl.String},
        orient="row",
    )  # fmt: skip
    rows = skills_of_profile(tagger, "p", None, TEXT, present, denied=["cad"])
    assert rows.select("skill", "level", "by").rows() == [
        ("welding", 0.5, "person"),
        ("plc-programming", None, "office"),
    ]
    again = skills_of_profile(tagger, "p", None, TEXT, rows)
    assert again.select("skill", "level", "by").rows() == [
        ("welding", 0.5, "person"),
        ("plc-programming", None, "office"),
        ("cad", 0.25, None),
    ]


def test_an_advert_keeps_one_row_a_skill_that_a_hand_set(tagger):
    text = "任职要求：熟练掌握PLC编程，有焊接经验者优先。"
    read = skills_of_advert(tagger, "o", None, text)
    assert read.select("skill", "relation", "asked").rows() == [
        ("plc-programming", "essential", 0.75),
        ("welding", "optional", None),
    ]
    hand = read.filter(skill="welding").with_columns(relation=pl.lit("taught"), by=pl.lit("organisation"))
    rows = skills_of_advert(tagger, "o", None, text, hand)
    assert rows.select("skill", "relation").rows() == [
        ("welding", "taught"),
        ("plc-programming", "essential"),
    ]


def test_no_text_has_no_skills(tagger):
    assert skills_of_profile(tagger, "p", None, None).is_empty()
    assert skills_of_advert(tagger, "o", "", "").is_empty()


def test_reading_the_whole_region_again_keeps_what_hands_set(tmp_path):
    (tmp_path / "region.toml").write_text('id = "r"\nnames = {en = "R", zh = "R"}\n')
    (tmp_path / "people.csv").write_text(
        "person,title,text,denied_skills\np,焊工,精通焊接，了解CAD和机器视觉,machine-vision; x\nq,,了解CAD,\n"
    )
    (tmp_path / "seeker_skills.csv").write_text(
        "seeker,skill,level,evidence,by\np,welding,0.5,焊接,person\np,plc-programming,1,,office\np,lathe,1,,\n"
    )
    (tmp_path / "opportunities.csv").write_text(
        "opportunity,organisation,kind,title,capacity,text\no,f,job,焊工,1,精通焊接\n"
    )
    (tmp_path / "opportunity_skills.csv").write_text(
        "opportunity,skill,relation,asked,by\no,welding,optional,,organisation\n"
    )
    store = open_region(tmp_path)
    tag_texts(store, starter_catalog())
    rows = (
        store.table("seeker_skills").select("seeker", "skill", "level", "by").sort("seeker", "skill").rows()
    )
    assert rows == [
        ("p", "cad", 0.25, None),
        ("p", "plc-programming", 1.0, "office"),
        ("p", "welding", 0.5, "person"),
        ("q", "cad", 0.25, None),
    ]
    assert store.table("opportunity_skills").select("skill", "relation").rows() == [("welding", "optional")]
