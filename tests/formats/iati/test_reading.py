from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from seedbed.formats.iati import Publisher, check_rules, read_iati, write_iati
from seedbed.formats.limits import Limits
from seedbed.messages import LANGUAGES, Refusal

HEAD = '<iati-activities version="2.03"><iati-activity xml:lang="en" default-currency="EUR">'
FOREIGN = (
    HEAD
    + """
  <iati-identifier>XX-9-77</iati-identifier>
  <reporting-org ref="XX-9" type="10"><narrative>Agency</narrative></reporting-org>
  <title><narrative>Bridges</narrative><narrative xml:lang="zh">桥</narrative></title>
  <description><narrative>Build</narrative></description>
  <participating-org role="4"><narrative>Builder</narrative></participating-org>
  <activity-status code="2"/>
  <activity-date type="1" iso-date="2020-01-01"/><activity-date type="3" iso-date="2019-01-01"/>
  <sector code="11110"/>
  <budget><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/>
    <value value-date="2020-01-01">1000.50</value></budget>
  <transaction><transaction-type code="2"/></transaction>
  <transaction><transaction-type code="3"/><transaction-date iso-date="2021-03-04"/>
    <value currency="USD" value-date="2021-03-04">20</value></transaction>
  <document-link url="https://example.org/a.pdf" format="application/pdf"/>
  <result type="1"><title><narrative>Bridges stand</narrative></title>
    <indicator measure="2" ascending="0"><title><narrative>Share</narrative></title>
      <baseline year="2019" value="40"/>
      <period><period-start iso-date="2021-01-01"/><period-end iso-date="2021-12-31"/>
        <target value="60"/><target value="many"/>
        <actual value="55"><dimension name="sex" value="female"/><dimension name="age" value="15-24"/></actual>
      </period></indicator></result>
  <result type="9"><title><narrative>Other</narrative></title></result>
</iati-activity></iati-activities>"""
)


def test_good_rows_of_anothers_file_go_on_and_bad_ones_say_why() -> None:
    read = read_iati(FOREIGN.encode(), "other.xml")
    assert read.tables["subprojects"].select("subproject", "name", "name_zh", "owner").row(0) == (
        "77", "Bridges", "桥", "Builder",
    )  # fmt: skip
    assert read.tables["budgets"].select("amount", "currency", "period").row(0) == (1000.5, "EUR", "2020")
    assert read.tables["disbursements"].select("amount", "currency").rows() == [(20.0, "USD")]
    indicator = read.tables["indicators"].select("name", "unit", "kind", "direction", "baseline").row(0)
    assert indicator == ("Share", "percent", "share", "down", 40.0)
    assert read.tables["targets"].get_column("value").to_list() == [60.0]
    assert read.tables["results"].select("value", "sex", "period").row(0) == (55.0, "female", "2021")
    assert read.rejects["targets"].get_column("rejected_columns").to_list() == ["value"]
    assert read.rejects["statements"].get_column("rejected_columns").to_list() == ["level"]
    codes = {finding.code for finding in read.findings}
    assert {"formats.iati-documents", "formats.iati-transactions", "formats.iati-dimensions"} <= codes
    assert {"formats.iati-date-order", "formats.iati-no-figure", "formats.iati-missing"} <= codes
    for finding in read.findings:
        assert all(finding.text(lang) != finding.code for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "formats.empty-file"),
        ("<a", "formats.iati-broken"),
        ('<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><iati-activities>&c;</iati-activities>', "formats.iati-declaration"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "formats.iati-declaration"),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>', "formats.iati-declaration"),
        ("<iati-organisations/>", "formats.iati-not-activities"),
        ('<iati-activities version="1.05"/>', "formats.iati-version"),
        ("<iati-activities/>", "formats.iati-version"),
        ("<a>" * 300 + "</a>" * 300, "formats.too-deep"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "formats.iati-broken"),
    ],
)  # fmt: skip
def test_hostile_files_are_refused(data: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_iati(data.encode(), "bad.xml")
    assert [finding.code for finding in refused.value.findings] == [code]


def test_a_file_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Refusal, match="big"):
        read_iati(FOREIGN.encode(), "big.xml", Limits(file_bytes=100))


def test_a_spoilt_cell_is_refused() -> None:
    text = FOREIGN.replace(
        "</iati-activities>",
        '<row xmlns="urn:seedbed:iati:1" table="risks"><cell column="risk" encoding="base64">!</cell></row></iati-activities>',
    )
    with pytest.raises(Refusal) as refused:
        read_iati(text.encode(), "bad.xml")
    assert refused.value.findings[0].code == "formats.iati-broken-cell"


BREAKS = [
    ('iso-date="2021-03-04"', 'iso-date="2999-01-01"', "formats.iati-future"),
    ("XX-9-77", "XX-9/77", "formats.iati-identifier"),
    ('iso-date="2021-01-01"', 'iso-date="2021-02-30"', "formats.iati-date"),
    (
        "<sector code",
        '<recipient-country code="CN" percentage="70"/><sector code',
        "formats.iati-percentages",
    ),
    ('<baseline year="2019" value="40"/>', '<baseline year="2019"/>', "formats.iati-no-figure"),
    (
        "<period><",
        '<reference vocabulary="99" code="a"/><period><',
        None,
    ),
]


@pytest.mark.parametrize(("old", "new", "code"), BREAKS)
def test_each_rule_tells_its_break(old: str, new: str, code: str | None) -> None:
    clean = FOREIGN.replace('iso-date="2019-01-01"', 'iso-date="2022-01-01"').replace(
        '<target value="many"/>', ""
    )
    clean = clean.replace('<result type="9"><title><narrative>Other</narrative></title></result>', "")
    assert check_rules(ET.fromstring(clean), "f") == ()
    assert old in clean
    found = {item.code for item in check_rules(ET.fromstring(clean.replace(old, new)), "f")}
    assert found == ({code} if code else set())


def test_an_unknown_table_is_refused() -> None:
    day = date(2024, 1, 1)
    publisher = Publisher("XX-1", "Office", "p", "Programme", day, day, day)
    with pytest.raises(Refusal) as refused:
        write_iati(publisher, {"people": pl.DataFrame()})
    assert refused.value.findings[0].code == "formats.iati-unknown-table"
