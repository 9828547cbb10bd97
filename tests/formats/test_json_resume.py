"""JSON Resume in and out."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.formats import Profile, read_json_resume, write_json_resume
from seedbed.messages import Refusal

RESUME = {
    "basics": {
        "name": "Sample Tester", "label": "CNC technician", "email": "s@example.com", "phone": "13800000000",
        "summary": "Five years at the machine.", "location": {"address": "1 Street"}, "nickname": "Sam",
    },
    "work": [
        {"name": "Some Works", "position": "Operator", "startDate": "2019-02", "endDate": "2021-13",
         "highlights": ["Set up a line", "Cut scrap by half"]},
    ],
    "education": [
        {"institution": "School", "studyType": "高中", "endDate": "2012-06"},
        {"institution": "重庆交通大学", "studyType": "Bachelor of Engineering", "area": "Mechanics", "endDate": "2016-06-30"},
    ],
    "skills": [{"name": "PLC", "level": "expert", "keywords": ["S7", "TIA"]}, "welding"],
    "references": [{"name": "Somebody", "reference": "Good."}],
    "hobbies": [],
    "meta": {"version": "v1.0.0"},
}  # fmt: skip


def read(content):
    return read_json_resume(json.dumps(content, ensure_ascii=False).encode(), "r.json")


def test_what_is_read():
    resume = read(RESUME)
    assert resume.profile == Profile(
        text="Five years at the machine.\nOperator; Some Works; Set up a line; Cut scrap by half\nSchool; 高中\n"
        "重庆交通大学; Mechanics; Bachelor of Engineering\nPLC; expert; S7; TIA".replace(
            "School; 高中\n", ""
        ),
        title="CNC technician",
        education=6,
        graduated=date(2016, 6, 1),
        institution="重庆交通大学",
    )


def test_every_field_that_was_not_understood_is_told():
    told = {finding.code: dict(finding.values) for finding in read(RESUME).findings}
    assert told == {
        "formats.wrong-field-type": {"file": "r.json", "field": "skills"},
        "formats.bad-field-date": {"file": "r.json", "field": "work.endDate", "value": "2021-13"},
        "formats.unknown-field": {"file": "r.json", "field": "basics.nickname, hobbies"},
        "formats.personal-fields": {
            "file": "r.json",
            "field": "basics.email, basics.location, basics.name, basics.phone, references",
        },
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [([], "formats.not-a-resume"), ({"a": 1}, "formats.not-a-resume"), ("x", "formats.not-a-resume")],
)
def test_other_json_is_refused(content, code):
    with pytest.raises(Refusal) as caught:
        read(content)
    assert caught.value.findings[0].code == code


def test_odd_shapes_are_told_and_nothing_breaks():
    resume = read({"basics": 3, "work": {"a": 1}, "education": [None], "skills": [{"keywords": [1]}]})
    assert [finding.code for finding in resume.findings].count("formats.wrong-field-type") == 4
    assert resume.findings[-1].code == "formats.no-text"


LINE = st.text(st.characters(categories=("Ll", "Lo"), max_codepoint=0x9FFF), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        Profile,
        text=LINE,
        title=st.none() | LINE,
        education=st.sampled_from([2, 3, 5, 6, 7, 8]),
        graduated=st.none()
        | st.dates(date(1950, 1, 1), date(2030, 1, 1)).map(lambda day: day.replace(day=1)),
        institution=st.none() | LINE,
    )
)
def test_what_is_written_is_read_back(profile):
    assert read_json_resume(write_json_resume(profile), "r.json").profile == profile


def test_the_name_goes_from_the_texts_too():
    resume = read({"basics": {"name": "王试例", "summary": "王试例熟悉焊接"}})
    assert resume.profile.text == "熟悉焊接"


def test_skills_are_written_as_labels():
    written = json.loads(write_json_resume(Profile("text"), ["PLC programming"]))
    assert written["skills"] == [{"name": "PLC programming"}]
    assert "name" not in written["basics"]
