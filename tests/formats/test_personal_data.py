"""What points at a person goes; what matching needs stays."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.formats import labelled_fields, without_personal_data


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("姓名：王试例\n熟悉焊接", "熟悉焊接"),
        ("姓　名：王试例　性　别：女\n熟悉焊接", "熟悉焊接"),
        ("姓名\t王试例\t民族\t汉\n技能\t焊接", "技能\t焊接"),
        ("Name: Sample Tester\nSkills: welding", "Skills: welding"),
        ("Sample Tester\nMechanical engineer\nSample Tester welded for five years.", "Mechanical engineer\nwelded for five years."),
        ("王试例\n求职意向：焊工\n王试例熟悉焊接", "求职意向：焊工\n熟悉焊接"),
        ("王试例的简历\n熟悉焊接", "的简历\n熟悉焊接"),
        ("电话：+86 138-0000-0000；邮箱：a.b@example.com\n熟悉焊接", "熟悉焊接"),
        ("联系 ａｂｃ＠example.com 或 １３８００００００００ 均可", "联系  或  均可"),
        ("身份证号：11010119900307123X\n熟悉焊接", "熟悉焊接"),
        ("编号 11010119900307123X 熟悉焊接", "编号  熟悉焊接"),
        ("家庭住址：某市某区某路 1 号\n出生年月：1990.03\n政治面貌：群众\n熟悉焊接", "熟悉焊接"),
        ("Address: 1 Some Street\nDate of birth: 1990-03-07\nWelding", "Welding"),
        ("https://github.com/someone and linkedin.com/in/someone welding", "and  welding"),
    ],
)  # fmt: skip
def test_what_goes_and_what_stays(text, kept):
    assert without_personal_data(text).text == kept


@pytest.mark.parametrize(
    "text",
    [
        "程序员\n熟悉 C++ 与 PLC 编程",
        "高级工程师\n负责安全管理",
        "Software Engineer\nKubernetes, Python 3.11",
        "2019.09-2021.06 负责产值 1380000000 元的项目",
        "Project name: Orion, budget 13,800,000",
        "熟悉 GB/T 19001-2016 与 ISO 9001:2015 标准，产品编号 500101-2019-03",
        "Managed 12 people, 2015 - 2019; output 4500000 units",
    ],
)
def test_ordinary_text_is_left_alone(text):
    stripped = without_personal_data(text)
    assert stripped.text == text
    assert stripped.removed == ()


@settings(max_examples=80, deadline=None)
@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"[a-z]{2,8}[0-9]{2,5}@[a-z]{2,8}\.(com|cn)", fullmatch=True),
    st.sampled_from(["王试例", "欧阳试例", "李例"]),
    st.permutations(
        ["手机：{phone}", "邮箱：{mail}", "姓名：{name}", "熟悉数控编程", "{name}负责调试，电话 {phone}"]
    ),
)
def test_contacts_and_labelled_names_are_never_left(phone, mail, name, lines):
    text = "\n".join(lines).format(phone=phone, mail=mail, name=name)
    stripped = without_personal_data(text)
    assert phone not in stripped.text
    assert mail not in stripped.text
    assert name not in stripped.text
    assert "熟悉数控编程" in stripped.text
    assert dict(stripped.removed)["name"] >= 2


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_stripping_twice_is_stripping_once_for_forms(text):
    once = without_personal_data(text).text
    assert not re.search(r"[A-Za-z0-9]@[a-z]{2,}\.com", once)


def test_a_long_line_without_structure_takes_no_time():
    for text in ("a" * 200_000, "name: " * 30_000, "1 " * 100_000, "电话" * 80_000, "a@" * 100_000):
        without_personal_data(text)


def test_fields_come_from_labels_only():
    profile = labelled_fields(
        "性别：女\n最高学历：硕士研究生\n毕业时间：2021-06\n求职意向：数控技术员\n毕业院校：重庆交通大学"
    )
    assert (profile.sex, profile.education, profile.title) == ("female", 7, "数控技术员")
    assert profile.graduated is not None
    assert profile.graduated.isoformat() == "2021-06-01"
    assert profile.institution == "重庆交通大学"
    free = labelled_fields(
        "She worked for a doctor and a man with a bachelor's degree, graduated students since 2021."
    )
    assert (free.sex, free.education, free.title, free.graduated) == (None, None, None, None)


def test_education_is_read_from_its_section():
    assert labelled_fields("Education\nBachelor of Engineering, Some University\nWork\n").education == 6
    assert labelled_fields("教育背景\n2015-2018 某职业学院 大专\n").education == 5
