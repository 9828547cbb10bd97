from __future__ import annotations

from pathlib import Path

import pytest

from seedbed.catalog import classification, read_classification
from seedbed.messages import Refusal

NAMES = ["csco2022", "isco08", "gbt2260", "gbt4754", "isic4"]


@pytest.mark.parametrize("name", NAMES)
def test_every_code_has_a_name_and_leads_to_the_top(name: str) -> None:
    known = classification(name)
    assert known.findings == ()
    assert known.codes["code"].is_unique().all()
    assert known.codes["label_zh"].null_count() == 0
    level = dict(known.codes.select("code", "level").iter_rows())
    for code in known.codes["code"]:
        assert len(known.ancestors(code)) == level[code] - 1


@pytest.mark.parametrize(
    ("name", "code", "above"),
    [
        ("csco2022", "2-02-38-01", ["2-02-38-00", "2-02-00-00", "2-00-00-00"]),
        ("csco2022", "1-01-00-01", ["1-01-00-00", "1-00-00-00"]),
        ("isco08", "72", ["7"]),
        ("gbt2260", "500112", ["500000"]),
        ("gbt4754", "36", ["C"]),
        ("gbt4754", "97", ["T"]),
        ("gbt4754", "01", ["A"]),
        ("isic4", "33", ["C"]),
        ("isic4", "35", ["D"]),
        ("isic4", "99", ["U"]),
    ],
)
def test_what_a_code_belongs_to(name: str, code: str, above: list[str]) -> None:
    assert classification(name).ancestors(code) == above


def test_sizes_are_those_of_the_published_classifications() -> None:
    csco = classification("csco2022").codes
    assert csco.filter(level=1).height == 8
    assert csco.height == 2047
    gbt = classification("gbt4754").codes
    assert (gbt.filter(level=1).height, gbt.filter(level=2).height) == (20, 97)
    isic = classification("isic4").codes
    assert (isic.filter(level=1).height, isic.filter(level=2).height) == (21, 88)
    assert classification("gbt2260").codes.filter(parent="500000").height == 38


def test_flags_stand_beside_the_names() -> None:
    csco = classification("csco2022").codes
    assert set(csco["flags"].unique()) == {"", "L", "S", "L|S"}
    assert csco.filter(code="4-01-06-02").row(0, named=True)["label_zh"] == "互联网营销师"
    assert csco.filter(code="4-01-06-02").row(0, named=True)["flags"] == "S"


def test_a_list_of_ones_own_is_mended_and_told(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "level,code,name\n1,4-00-00-00,服务\n4,4-01-06-02,互联网营销师S\n4,4-01-06-02,互联网营销师S\n4,oops,x\n"
        "4,2-02-02-05,大地测量L/S\n",
        encoding="utf-8-sig",
    )
    read = read_classification(path, "csco2022")
    assert read.codes.select("code", "label_zh", "parent", "flags").rows() == [
        ("2-02-02-05", "大地测量", None, "L|S"),
        ("4-00-00-00", "服务", None, ""),
        ("4-01-06-02", "互联网营销师", "4-00-00-00", "S"),
    ]
    assert [finding.code for finding in read.findings] == [
        "catalog.strange-code",
        "catalog.duplicate-code",
        "catalog.code-without-parent",
    ]


def test_gb18030_and_headings_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "gb.csv"
    path.write_bytes("代码,名称\nC,制造业\nC36,汽车制造业\nC361,汽车整车制造\n".encode("gb18030"))
    read = read_classification(path, "gbt4754")
    assert read.ancestors("C361") == ["C36", "C"]


def test_the_csv_of_isco_groups(tmp_path: Path) -> None:
    path = tmp_path / "isco.csv"
    path.write_text("conceptUri,code,preferredLabel\nu,7,Craft\nu,72,Metal\nu,7212,Welders\n")
    assert read_classification(path, "isco08").ancestors("7212") == ["72", "7"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "catalog.missing-list"),
        (b"a,b\n1,2\n", "catalog.list-without-codes"),
        (b"code,name\nxx,yy\n", "catalog.no-codes"),
        (b"\xff\xff\xff\x00code", "catalog.unreadable-list"),
        (b"", "catalog.unreadable-list"),
    ],
)
def test_flawed_lists_are_refused(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "list.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        read_classification(path, "isic4")
    assert [finding.code for finding in refused.value.findings] == [code]
    assert all(finding.text("zh") != finding.text("en") for finding in refused.value.findings)


def test_an_unknown_classification_is_refused() -> None:
    with pytest.raises(Refusal, match="csco2022"):
        classification("csco2015")


def test_search_takes_codes_and_both_languages() -> None:
    gbt = classification("gbt4754")
    assert gbt.search("汽车")["code"].to_list() == ["36"]
    assert gbt.search("automobile")["code"].to_list() == ["36"]
    assert gbt.search("3")["code"].to_list() == [str(code) for code in range(30, 40)]
    assert gbt.search(" ").is_empty()
