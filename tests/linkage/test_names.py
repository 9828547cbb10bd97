"""Names in the form in which they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.linkage.lexicon import lexicon
from seedbed.linkage.names import chinese_key, corrected_key, english_key, unit_of, without_parent
from seedbed.linkage.scripts import _SIMPLIFIED, _TRADITIONAL, simplified


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("重庆长安汽车股份有限公司", "重慶長安汽車"),
        ("奥特斯科技（重庆）有限公司", "奥特斯科技(重庆)有限责任公司"),
        ("重庆市肿瘤医院", "重庆肿瘤医院"),
        ("重庆市发展和改革委员会", "重庆市发展改革委员会"),
        ("四川省科学技术厅", "四川科技厅"),
        ("ＡＢＢ（中国）有限公司", "abb中国"),
    ],
)
def test_chinese_spellings_of_one_name(a, b):
    assert chinese_key(a).key == chinese_key(b).key


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("重庆大学", "重庆大学附属肿瘤医院"),
        ("中国电信", "中国电信重庆分公司"),
        ("重庆城市管理职业学院", "重庆管理职业学院"),
        ("奥特斯（中国）有限公司", "奥特斯（重庆）有限公司"),
        ("第一人民医院", "第二人民医院"),
    ],
)
def test_chinese_names_of_two(a, b):
    assert chinese_key(a).key != chinese_key(b).key


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Sichuan Baili Pharmaceutical Co., Ltd. (China)", "SICHUAN BAILI PHARMACEUTICAL"),
        (
            "Univ. of Electronic Sci. & Technol. of China",
            "University of Electronic Science and Technology of China",
        ),
        ("West China Hospital, Sichuan University", "West China Hospital of Sichuan University"),
        ("Chang’an Automobile", "Chang'an Automobile"),
        ("Centre for Disease Control", "Center for Disease Control"),
        ("Université de Chongqing", "Universite Chongqing"),
    ],
)
def test_english_spellings_of_one_name(a, b):
    assert english_key(a).ordered == english_key(b).ordered


def test_group_and_company_are_remembered():
    assert (chinese_key("长安汽车集团有限公司").group, chinese_key("长安汽车集团有限公司").company) == (
        True,
        False,
    )
    assert (chinese_key("长安汽车股份有限公司").group, chinese_key("长安汽车股份有限公司").company) == (
        False,
        True,
    )
    assert (english_key("Changan Group Co., Ltd.").group, english_key("Changan Ltd").company) == (True, True)


def test_proper_names_are_never_corrected():
    assert corrected_key(english_key("Chengde University")) is None
    assert corrected_key(english_key("Kanghung Biotech")) is None


@pytest.mark.parametrize(
    "name", ["中国科学院", "中国科学院大学", "Institute of Physics, Chinese Academy of Sciences"]
)
def test_a_parent_is_not_cut_off_when_too_little_would_stay(name):
    key = english_key(name) if name[0] == "I" else chinese_key(name)
    assert without_parent(key) is None


def test_units():
    assert [unit_of(name) for name in ("重庆大学", "重庆三峡学院", "西南医院", "金凤实验室", "长寿")] == [
        "school", "school", "hospital", "laboratory", None,
    ]  # fmt: skip


def test_a_name_with_an_unknown_part_is_not_translated():
    assert lexicon().translations("重庆知见大学") == set()
    assert ("chongqing", "hospital", "university") in lexicon().translations("重庆大学医院")


def test_cutting_steps_back_where_the_longest_part_leads_nowhere():
    # 国家重点实验室 is one part, yet 国家 alone must be taken where the rest is not that word.
    assert lexicon().translations("国家银行") == {("bank", "national"), ("bank", "state")}


def test_the_table_of_characters_is_one_to_one_on_its_left():
    assert len(_TRADITIONAL) == len(_SIMPLIFIED)
    pairs = set(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
    assert len({traditional for traditional, _ in pairs}) == len(pairs)


@given(st.text(alphabet=_TRADITIONAL + _SIMPLIFIED + "重A1 "))
def test_simplifying_twice_is_simplifying_once(text):
    assert simplified(simplified(text)) == simplified(text)
    assert len(simplified(text)) == len(text)


@given(st.text(min_size=1, max_size=40))
def test_any_text_has_a_form(text):
    assert chinese_key(text).key.startswith("zh:")
    assert english_key(text).key.startswith("en:")
