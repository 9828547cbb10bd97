from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.catalog import assemble, starter_catalog
from seedbed.catalog.labels import phrases
from seedbed.tagging import Tagger
from seedbed.tagging import tagger as tagger_module


def found(tagger: Tagger, text: str, lang: str = "auto") -> list[tuple[str, str]]:
    tags = tagger.tag([text], lang)  # type: ignore[arg-type]
    return [(skill, text[start:end]) for _, skill, start, end, _ in tags.iter_rows()]


def skills(tagger: Tagger, text: str) -> list[str]:
    return [skill for skill, _ in found(tagger, text)]


def test_every_phrase_of_the_catalogue_tags_to_its_own_skill(tagger: Tagger) -> None:
    labels = phrases(tagger.catalog.skills)
    tags = tagger.tag(labels["phrase"].to_list())
    own = tagger.catalog.skills["id"].gather(labels["entry"].to_numpy())
    whole = tags.with_columns(
        own=own.gather(tags["text"].to_numpy()),
        length=labels["phrase"].str.len_chars().gather(tags["text"].to_numpy()),
    )
    assert whole.height == labels.height
    assert whole.filter(pl.col("skill") != pl.col("own")).is_empty()
    assert whole.filter((pl.col("start") != 0) | (pl.col("end") != pl.col("length"))).is_empty()
    assert set(tags["score"]) == {0.9, 1.0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("使用ＰＬＣ 编程和ｐｙｔｈｏｎ。", [("plc-programming", "ＰＬＣ 编程"), ("python", "ｐｙｔｈｏｎ")]),
        ("Programmed PLCs; Operating CNC-machines", [("plc-programming", "Programmed PLCs"), ("cnc-operation", "Operating CNC-machines")]),
        ("managed warehouses and operated forklifts", [("warehouse-management", "managed warehouses"), ("forklift-driving", "operated forklifts")]),
        ("3D-printing / 3d Printing", [("additive-manufacturing", "3D-printing"), ("additive-manufacturing", "3d Printing")]),
        ("会C++、C#和Vue.js。", [("cpp", "C++"), ("csharp", "C#"), ("react-vue", "Vue.js")]),
        ("负责welding和焊接", [("welding", "welding"), ("welding", "焊接")]),
        ("mold design, mould designs", [("mould-design", "mold design"), ("mould-design", "mould designs")]),
        ("Data visualization", [("data-visualisation", "Data visualization")]),
        ("5G/LTE", [("five-g", "5G"), ("five-g", "LTE")]),
        ("ISO9001 and ISO 9001", [("iso-9001", "ISO9001"), ("iso-9001", "ISO 9001")]),
    ],
)  # fmt: skip
def test_spans_show_the_phrase_as_it_stands(
    tagger: Tagger, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(tagger, text) == expected


@pytest.mark.parametrize("text", ["javanese scripture", "15Gb", "plcx", "unwelding", "sqlite", "excellent"])
def test_latin_words_match_whole(tagger: Tagger, text: str) -> None:
    assert found(tagger, text) == []


def test_the_longest_phrase_wins_from_the_left(tagger: Tagger) -> None:
    assert found(tagger, "工业机器人编程") == [("industrial-robot-programming", "工业机器人编程")]
    assert skills(tagger, "机器人，编程") == ["programming"]
    assert skills(tagger, "TIG welding and welding") == ["tig-welding", "welding"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("无焊接经验", []),
        ("没有Python、Java和SQL经验", []),
        ("不要求PLC编程经验", []),
        ("PLC编程不作要求", []),
        ("PLC编程不要求", []),
        ("无需焊接经验，公司提供PLC编程培训", ["plc-programming"]),
        ("不会编程，会焊接", ["welding"]),
        ("没有Python经验但精通Java", ["java"]),
        ("从事无人机与无损检测工作", ["uav-operation", "non-destructive-testing"]),
        ("无线通信设备，有焊接经验", ["welding"]),
        ("不仅会焊接，还会编程", ["welding", "programming"]),
        ("No experience in Python, Java or SQL. Familiar with Docker.", ["containers"]),
        ("Without knowledge of welding", []),
        ("no PLC experience required", []),
        ("Java is not required", []),
        ("you don't need to know Java, but Python", ["python"]),
        ("Not only Python but also Java", ["python", "java"]),
        ("Welding is not required but a plus", ["welding"]),
        ("No day passes without a smile. Python!", ["python"]),
    ],
)
def test_what_is_denied_or_not_asked_is_left_out(tagger: Tagger, text: str, expected: list[str]) -> None:
    assert skills(tagger, text) == expected


def test_one_language_looks_for_its_own_labels(tagger: Tagger) -> None:
    text = "welding 焊接 Python"
    assert found(tagger, text, "en") == [("welding", "welding"), ("python", "Python")]
    assert found(tagger, text, "zh") == [("welding", "焊接"), ("python", "Python")]
    with pytest.raises(ValueError, match="auto, zh or en"):
        tagger.tag([text], "fr")  # type: ignore[arg-type]


def test_empty_input_gives_an_empty_frame_of_the_same_shape(tagger: Tagger) -> None:
    some = tagger.tag(["焊接"])
    for texts in ([], ["", None, "  \n"], ["nothing of the kind"]):
        tags = tagger.tag(texts)
        assert tags.is_empty()
        assert tags.schema == some.schema


TEXTS = [
    "焊接与PLC编程",
    "no welding experience",
    "Python, Java",
    "",
    "熟悉CAD\n精通SQL",
    "data analysis 数据分析",
    "C++",
]


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(TEXTS))), st.integers(1, 40))
def test_neither_order_nor_portions_change_a_text(order: list[int], portion: int) -> None:
    tagger = Tagger(starter_catalog())
    tagger._dictionaries = _shared(tagger)
    alone = {number: Tagger.tag(tagger, [text]).drop("text").rows() for number, text in enumerate(TEXTS)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tagger_module, "PORTION", portion)
        tags = tagger.tag([TEXTS[number] for number in order])
    for place, number in enumerate(order):
        assert tags.filter(text=place).drop("text").rows() == alone[number]


def _shared(tagger: Tagger) -> dict:  # type: ignore[type-arg]
    if not _DICTIONARIES:
        _DICTIONARIES["auto"] = tagger.dictionary()
    return _DICTIONARIES


_DICTIONARIES: dict = {}  # type: ignore[type-arg]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.characters(), max_size=40)
        | st.lists(st.sampled_from(["焊接", "Python", "无", "no", "经验", "，", ".", "PLC编程", " ", "s", "优先", "\n"])).map("".join),
        max_size=4,
    )
)  # fmt: skip
def test_any_text_is_read_and_spans_stay_inside(texts: list[str]) -> None:
    tagger = Tagger(starter_catalog())
    tagger._dictionaries = _shared(tagger)
    tags = tagger.tag(texts)
    for text, _, start, end, score in tags.iter_rows():
        assert 0 <= start < end <= len(texts[text])
        assert 0 < score <= 1
    spans = tags.sort("text", "start")
    for one, other in zip(spans.rows(), spans.rows()[1:], strict=False):
        assert one[0] < other[0] or one[3] <= other[2]


def test_hits_are_those_of_a_search_from_left_to_right(tagger: Tagger) -> None:
    """Leftmost-longest by hand over a text of phrases in random order."""
    rng = random.Random(7)
    labels = phrases(tagger.catalog.skills).filter(pl.col("folded").str.contains(r"^\p{Han}+$"))
    owner = dict(labels.select("phrase", "entry").iter_rows())
    ids = tagger.catalog.skills["id"].to_list()
    longest = max(map(len, owner))
    for _ in range(50):
        text = "".join(rng.choice(list(owner)) + rng.choice(["", "甲", "乙丙"]) for _ in range(8))
        expected, place = [], 0
        while place < len(text):
            for length in range(longest, 0, -1):
                if text[place : place + length] in owner:
                    expected.append((ids[owner[text[place : place + length]]], text[place : place + length]))
                    place += length
                    break
            else:
                place += 1
        assert found(tagger, text) == expected


def test_progress_is_told(tagger: Tagger) -> None:
    told: list[tuple[int, int]] = []
    tagger.tag(["焊接"] * 5, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)


def test_owners_share_a_phrase_where_the_catalogue_allows_it() -> None:
    starter = starter_catalog()
    skills = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "label_en": ["alpha", "beta", "gamma"],
            "label_zh": [None] * 3,
            "alt_en": [["shared words"], ["shared words"], ["alpha"]],
            "alt_zh": [[]] * 3,
            "kind": ["skill"] * 3,
            "field": ["common"] * 3,
        },
        schema_overrides={"label_zh": pl.String, "alt_zh": pl.List(pl.String)},
    )
    catalog = assemble(
        "shared", "1", skills, starter.occupations.clear(), starter.relations.clear(),
        starter.links.clear(), starter.fields, one_owner_per_label=False,
    )  # fmt: skip
    tags = Tagger(catalog).tag(["shared words, alpha"])
    assert tags.select("skill", "score").rows() == [("a", 0.45), ("b", 0.45), ("a", 1.0)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("编写PLC程序并现场调试", "plc-programming"),
        ("train the teachers", "teacher-training"),
        ("焊接", "welding"),
    ],
)
def test_ranking_skills_puts_the_best_first(tagger: Tagger, text: str, first: str) -> None:
    ranked = tagger.rank_skills([text, ""], top=4)
    assert ranked.shape == (2, 4)
    assert ranked[0, 0] == first
    assert list(ranked[1]) == [""] * 4


def test_dictionary_hits_rank_before_similar_ones(tagger: Tagger) -> None:
    text = "welding, Python and again Python"
    ranked = list(tagger.rank_skills([text], top=6)[0])
    assert ranked[:2] == ["python", "welding"]
    assert len(set(ranked)) == 6


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("焊工", "occ-welder"),
        ("急聘电焊工", "occ-welder"),
        ("Senior Java Developer", "occ-java-developer"),
        ("Java高级开发工程师", "occ-java-developer"),
        ("kindergarten teachers", "occ-preschool-teacher"),
    ],
)
def test_ranking_occupations_puts_the_best_first(tagger: Tagger, title: str, first: str) -> None:
    assert tagger.rank_occupations([title], top=3)[0, 0] == first


def test_every_name_of_an_occupation_ranks_it_first(tagger: Tagger) -> None:
    labels = phrases(tagger.catalog.occupations)
    ranked = tagger.rank_occupations(labels["phrase"].to_list(), top=1)[:, 0]
    own = tagger.catalog.occupations["id"].gather(labels["entry"].to_numpy())
    assert ranked.tolist() == own.to_list()
