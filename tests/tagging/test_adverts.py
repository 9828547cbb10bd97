from __future__ import annotations

import pytest

from seedbed.tagging import Tagger, advert_skills

Rows = list[tuple[str, str, float | None]]


def relations(tagger: Tagger, text: str) -> Rows:
    return advert_skills(tagger, [text]).drop("text").rows()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("熟练焊接", [("welding", "essential", 0.75)]),
        ("有焊接经验者优先", [("welding", "optional", None)]),
        ("精通CAD，熟悉焊接者优先", [("cad", "essential", 1.0), ("welding", "optional", 0.5)]),
        ("加分项：Python、SQL", [("python", "optional", None), ("sql", "optional", None)]),
        ("培训内容：焊接、CAD\n报名条件：会使用Excel", [("welding", "taught", None), ("cad", "taught", None), ("excel", "essential", 0.5)]),
        ("本课程将教授焊接、CAD，学员需具备电脑操作", [("welding", "taught", None), ("cad", "taught", None), ("basic-computer-skills", "essential", None)]),
        ("任职要求：焊接\n福利待遇：免费英语培训", [("welding", "essential", None)]),
        ("Java; knowledge of SQL is a plus", [("java", "essential", None), ("sql", "optional", None)]),
        ("Preferred: Python, Java. Required: C++.", [("python", "optional", None), ("java", "optional", None), ("cpp", "essential", None)]),
        ("You will learn welding and CAD. You need Excel.", [("welding", "taught", None), ("cad", "taught", None), ("excel", "essential", None)]),
        ("What you will learn\nWelding\nWhat you need\nExcel", [("welding", "taught", None), ("excel", "essential", None)]),
        ("Nice to have:\n- Python\nRequirements:\n- basic Excel", [("python", "optional", None), ("excel", "essential", 0.25)]),
        ("Welding is not required but preferred", [("welding", "optional", None)]),
        ("Welding is not required", []),
    ],
)  # fmt: skip
def test_relations_follow_headings_and_cues(tagger: Tagger, text: str, expected: Rows) -> None:
    assert relations(tagger, text) == expected


def test_essential_comes_before_optional_and_taught_last(tagger: Tagger) -> None:
    assert relations(tagger, "Python preferred. You must have Python.") == [("python", "essential", None)]
    assert relations(tagger, "You will learn Python. Python preferred.") == [("python", "optional", None)]
    assert relations(tagger, "You will learn Python. Basic Python is needed.") == [
        ("python", "essential", 0.25)
    ]


def test_a_heading_rules_its_own_advert_only(tagger: Tagger) -> None:
    frame = advert_skills(tagger, ["培训内容：\n焊接", "焊接"])
    assert frame["relation"].to_list() == ["taught", "essential"]


def test_asked_is_one_of_four_classes(tagger: Tagger) -> None:
    frame = advert_skills(tagger, ["精通焊接，熟练CAD，熟悉SQL，了解Python，Java"])
    assert frame["asked"].to_list() == [1.0, 0.75, 0.5, 0.25, None]
    assert advert_skills(tagger, []).schema == frame.schema


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("重庆某厂（江津）招聘：焊接技师，名额3人。", ["welding"]),
        ("江津某厂现招聘焊工3名。要求：会焊接。", ["welding"]),
        ("招聘操作员，会焊接", ["welding"]),
        ("Factory X is recruiting welders. Welding required.", ["welding"]),
        ("招聘启事\n要求：焊接", ["welding"]),
        ("招聘专员，负责焊接车间的招聘工作", ["recruitment", "welding"]),
        ("人事岗位\n1. 招聘、培训、薪酬核算", ["recruitment", "payroll"]),
        ("熟悉招聘流程", ["recruitment"]),
        ("5 years of recruitment experience", ["recruitment"]),
    ],
)
def test_the_announcement_of_an_advert_is_no_requirement(
    tagger: Tagger, text: str, expected: list[str]
) -> None:
    assert [skill for skill, *_ in relations(tagger, text)] == expected
