"""Links between records: what joins, what keeps apart, and how well on labelled pairs."""

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.linkage import link_organisations, linked_but_different
from seedbed.messages import Refusal

ROOT = Path(__file__).parents[2]
LABELLED = Path(__file__).with_name("labelled.csv")
ROR_RECORDS = ROOT.parent / "shared" / "data" / "actors" / "ror_records_chongqing_sichuan.csv"


def frame(*records):
    columns = ("organisation", "name", "name_zh", "aliases", "place", "actor_type", "ror", "uscc", "parent")
    rows = [{"organisation": str(number), **record} for number, record in enumerate(records)]
    return pl.DataFrame(
        [{name: row.get(name) for name in columns} for row in rows], schema=dict.fromkeys(columns, pl.String)
    )


def linked(a, b):
    """The score and reason of a pair of records, or ``None``."""
    links = link_organisations(frame(a), frame(b))
    return links.row(0)[2:] if links.height else None


def labelled_sides():
    rows = pl.read_csv(LABELLED, infer_schema=False).with_columns(
        pl.int_range(pl.len()).cast(pl.String).alias("organisation")
    )
    sides = [
        rows.select(
            "organisation", *(pl.col(f"{side}_{name}").alias(name) for name in ("name", "name_zh", "place"))
        )
        for side in ("left", "right")
    ]
    return sides[0], sides[1].with_columns(rows["right_aliases"].alias("aliases")), rows


def test_precision_and_recall_on_the_labelled_pairs():
    """183 pairs labelled by hand, all records in one run; the figures of the linkage page."""
    left, right, rows = labelled_sides()
    same = set(rows.filter(pl.col("same") == "1")["organisation"])
    links = link_organisations(left, right)
    found = set(links.filter(pl.col("left") == pl.col("right"))["left"])
    assert len(same) >= 80 and rows.height - len(same) >= 90
    assert len(found & same) / len(found) >= 0.99, sorted(found - same)
    assert len(found & same) / len(same) >= 0.97, sorted(same - found)


def test_labels_are_facts_once():
    with LABELLED.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    pairs = [tuple(row[name] for name in row if name not in ("same", "why")) for row in rows]
    assert len(pairs) == len(set(pairs)) >= 150
    assert {row["same"] for row in rows} == {"0", "1"}


@pytest.mark.skipif(not ROR_RECORDS.is_file(), reason="needs the ROR records of ../shared/data/actors")
def test_ror_records_split_by_script_come_together():
    """English names against Chinese names of the same records: a set that no label was tuned on."""
    records = pl.read_csv(ROR_RECORDS, infer_schema=False).filter(pl.col("name_zh").is_not_null())
    nothing = pl.lit(None, dtype=pl.String)
    english = records.select(
        pl.col("id").alias("organisation"), "name", nothing.alias("name_zh"), pl.col("city").alias("place")
    )
    chinese = english.with_columns(nothing.alias("name"), records["name_zh"])
    links = link_organisations(english, chinese)
    right = links.filter(pl.col("left") == pl.col("right")).height
    assert links.height == right, "a wrong link across scripts"
    assert right >= 0.35 * records.height


@pytest.mark.skipif(not ROR_RECORDS.is_file(), reason="needs the ROR records of ../shared/data/actors")
def test_the_region_meets_ror():
    records = pl.read_csv(ROR_RECORDS, infer_schema=False).rename({"id": "organisation", "city": "place"})
    region = pl.read_csv(ROOT / "regions" / "chongqing" / "organisations.csv", infer_schema=False)
    found = dict(link_organisations(region, records).select("left", "right").iter_rows())
    truth = {
        "chongqing-jiaotong-university": "01t001k65",
        "chongqing-university-of-education": "02d06s578",
        "chongqing-university-of-science-and-technology": "03n3v6d52",
        "chongqing-vocational-institute-of-engineering": "0279ehd23",
        "chongqing-municipal-government": "05ct91r78",
        "chongqing-institute-of-green-and-intelligent-technology": "031npqv35",
    }
    assert {name: ror for name, ror in found.items() if name in truth} == {
        name: f"https://ror.org/{ror}" for name, ror in truth.items()
    }


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        (
            {"name_zh": "甲", "ror": "https://ror.org/023rhb549"},
            {"name": "B", "ror": "023rhb549"},
            "same-ror",
        ),
        (
            {"name_zh": "甲", "uscc": "12100000400002259P"},
            {"name": "B", "uscc": " 12100000400002259p"},
            "same-uscc",
        ),
        ({"name_zh": "重庆大学"}, {"name_zh": "重慶大學"}, "same-name-zh"),
        ({"name": "Chongqing University"}, {"name": "University of Chongqing"}, "reordered-name-en"),
        ({"name": "Chongqing University"}, {"name": "CHONGQING UNIV."}, "same-name-en"),
        ({"name": "Chongqing University"}, {"name_zh": "重庆大学"}, "translated-name"),
        (
            {"name": "Old Name College"},
            {"name": "New Name University", "aliases": "Old Name College; X"},
            "alias",
        ),
        ({"name": "Chongqing Univeristy"}, {"name": "Chongqing University"}, "misspelt-name"),
        (
            {"name": "CQUPT", "place": "500108"},
            {"name": "P", "aliases": "CQUPT", "place": "500100"},
            "short-name",
        ),
    ],
)
def test_reasons(a, b, reason):
    assert linked(a, b)[1] == reason
    assert linked(b, a)[1] == reason


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"name_zh": "人民医院", "place": "500243"}, {"name_zh": "人民医院", "place": "500105"}),
        ({"name": "CQUPT"}, {"name": "P", "aliases": "CQUPT"}),
        ({"name_zh": "长安汽车集团"}, {"name_zh": "长安汽车股份有限公司"}),
        (
            {"name": "Southwest Hospital", "name_zh": "西南医院"},
            {"name": "Southwest Hospital", "name_zh": "西南医院管理学院"},
        ),
        ({"name_zh": "重庆大学", "ror": "023rhb549"}, {"name_zh": "重庆大学", "ror": "01t001k65"}),
        (
            {"name_zh": "重庆大学", "uscc": "12100000400002259P"},
            {"name_zh": "重庆大学", "uscc": "91310000132200821H"},
        ),
        ({"name_zh": "重庆大学"}, {"name_zh": "重庆大学城"}),
        ({}, {}),
        ({"name": "  "}, {"name": "—"}),
    ],
)
def test_what_stays_apart(a, b):
    assert linked(a, b) is None


def test_a_district_lies_in_its_city():
    assert (
        linked({"name_zh": "某某学院", "place": "500000"}, {"name_zh": "某某学院", "place": "500108"})[0]
        == 0.97
    )


def test_parent_and_child_with_one_label_stay_apart():
    both = frame({"name_zh": "长安汽车"}, {"name_zh": "长安汽车股份有限公司", "parent": "0"})
    assert link_organisations(both).height == 0
    assert link_organisations(both.with_columns(parent=pl.lit(None, dtype=pl.String))).height == 1


def test_a_translation_that_fits_two_is_not_sure():
    names = [{"name": "Chongqing Institute"}, {"name": "Chongqing College"}]
    assert link_organisations(frame(names[0]), frame({"name_zh": "重庆学院"})).height == 1
    assert link_organisations(frame(*names), frame({"name_zh": "重庆学院"})).height == 0


def test_within_one_frame_every_pair_stands_once():
    one = frame(
        {"name_zh": "重庆大学"},
        {"name": "Chongqing University"},
        {"name_zh": "重慶大學", "name": "Chongqing Univ."},
    )
    links = link_organisations(one)
    assert set(links.select("left", "right").iter_rows()) == {("0", "1"), ("0", "2"), ("1", "2")}
    assert links["score"].is_sorted(descending=True)


def test_crowded_names_are_compared_within_their_place_only():
    many = frame(*({"name_zh": "人民医院", "place": f"{100000 + number % 300}"} for number in range(600)))
    links = link_organisations(many)
    assert links.height == 300


def test_ids_that_keep_apart_and_ids_without_form_are_told():
    a = frame({"name_zh": "重庆大学", "ror": "023rhb549"})
    b = frame({"name_zh": "重庆大学", "ror": "01t001k65", "uscc": "123"})
    findings = linked_but_different(a, b)
    assert [finding.code for finding in findings] == [
        "linkage.different-registers",
        "linkage.bad-register-id",
    ]
    assert findings[0].values["left_id"] == "023rhb549"
    assert findings[0].values["right_id"] == "01t001k65"
    assert all(finding.text(lang) for finding in findings for lang in ("zh", "en"))


def test_bad_input_is_refused():
    with pytest.raises(Refusal, match="name_zh"):
        link_organisations(pl.DataFrame({"organisation": ["a"], "name": ["A"]}))
    with pytest.raises(Refusal, match="2 rows"):
        link_organisations(frame({"organisation": "a"}, {"organisation": "a"}))
    assert link_organisations(frame()).height == 0


PARTS = st.sampled_from(["重庆", "成都", "大学", "医院", "附属", "有限公司", "集团", "第一", "科技"])
RECORD = st.fixed_dictionaries(
    {"name_zh": st.lists(PARTS, min_size=1, max_size=4).map("".join)},
    optional={
        "place": st.sampled_from(["500000", "510100", "Chengdu"]),
        "ror": st.sampled_from(["023rhb549", "01t001k65"]),
    },
)


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORD, min_size=2, max_size=7), st.randoms())
def test_links_do_not_depend_on_the_order_and_never_join_two_ids(records, shuffle):
    numbered = [{"organisation": f"o{number}", **record} for number, record in enumerate(records)]
    shuffled = list(numbered)
    shuffle.shuffle(shuffled)

    def pairs(rows):
        return {(frozenset(row[:2]), *row[2:]) for row in link_organisations(frame(*rows)).iter_rows()}

    assert pairs(numbered) == pairs(shuffled)
    rors = {row["organisation"]: row.get("ror") for row in numbered}
    for names, _, reason in pairs(numbered):
        known = {rors[name] for name in names} - {None}
        assert len(known) <= 1
        assert reason != "same-ror" or len(known) == 1
