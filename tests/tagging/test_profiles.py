from __future__ import annotations

import pytest

from seedbed.tagging import Tagger, profile_skills


def levels(tagger: Tagger, text: str) -> dict[str, float | None]:
    return dict(profile_skills(tagger, [text]).select("skill", "level").iter_rows())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("精通焊接", {"welding": 1.0}),
        ("熟练掌握Python、Java和SQL，了解机器学习", {"python": 0.75, "java": 0.75, "sql": 0.75, "machine-learning": 0.25}),
        ("熟悉PLC编程", {"plc-programming": 0.5}),
        ("做过焊接", {"welding": None}),
        ("Python精通，Java熟练，焊接基础", {"python": 1.0, "java": 0.75, "welding": 0.25}),
        ("Python (expert), Java (basic), SQL: proficient", {"python": 1.0, "java": 0.25, "sql": 0.75}),
        ("Proficient in Python; familiar with Java. Worked with SQL", {"python": 0.75, "java": 0.5, "sql": None}),
        ("basic knowledge of welding and expert in CAD", {"welding": 0.25, "cad": 1.0}),
        ("Expert in Java. no experience with Python", {"java": 1.0}),
    ],
)  # fmt: skip
def test_levels_come_from_the_words_around(
    tagger: Tagger, text: str, expected: dict[str, float | None]
) -> None:
    assert levels(tagger, text) == expected


def test_the_highest_of_several_mentions_counts_with_its_evidence(tagger: Tagger) -> None:
    text = "用过焊接。精通电焊。了解welding"
    assert profile_skills(tagger, [text]).rows() == [(0, "welding", 1.0, "电焊")]


def test_one_row_for_each_text_and_skill_in_order_of_the_texts(tagger: Tagger) -> None:
    frame = profile_skills(tagger, ["SQL, SQL and Python", None, "Python"])
    assert frame.select("text", "skill").rows() == [(0, "sql"), (0, "python"), (2, "python")]
    assert profile_skills(tagger, []).schema == frame.schema
