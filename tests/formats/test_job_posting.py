"""schema.org JobPosting in every wrapping; no posting is lost."""

import json
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.formats import read_job_postings
from seedbed.messages import Refusal
from seedbed.tables import check_cells, schema_of

POSTING = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "数控技术员",
    "description": "<p>负责数控机床编程 &amp; 调试。</p><ul><li>熟悉 PLC</li></ul>",
    "identifier": {"@type": "PropertyValue", "name": "Works", "value": "J-1"},
    "hiringOrganization": {
        "@type": "Organization",
        "name": "某某机械有限公司",
        "sameAs": "https://example.com",
    },
    "jobLocation": {"@type": "Place", "address": {"addressLocality": "渝北区", "addressRegion": "重庆市"}},
    "employmentType": ["FULL_TIME"],
    "totalJobOpenings": "3",
    "educationRequirements": {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "associate degree",
    },
    "baseSalary": {"currency": "CNY", "value": {"minValue": 96000, "maxValue": 120000, "unitText": "YEAR"}},
    "datePosted": "2026-01-05",
    "validThrough": "2026-03-31T00:00",
    "colour": "blue",
}
PLACES = pl.DataFrame(
    {"place": ["500000", "500112"], "name": ["Chongqing", "Yubei District"], "name_zh": ["重庆市", "渝北区"]}
)


def data(content):
    return json.dumps(content, ensure_ascii=False).encode()


def test_a_posting_becomes_a_row():
    read = read_job_postings(data(POSTING), "j.json", PLACES)
    row = read.opportunities.row(0, named=True)
    wanted = {
        "opportunity": "J-1", "kind": "job", "title": "数控技术员", "text": "负责数控机床编程 & 调试。\n熟悉 PLC",
        "place": "500112", "capacity": 3, "education_min": 5, "pay": 8000.0,
        "opens": date(2026, 1, 5), "closes": date(2026, 3, 31),
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert read.organisations.row(0, named=True)["name"] == "某某机械有限公司"
    assert row["organisation"] == read.organisations.item(0, "organisation")
    assert [(finding.code, finding.values["field"]) for finding in read.findings] == [
        ("formats.unknown-field", "colour")
    ]


def test_rows_pass_the_schema_of_the_table():
    read = read_job_postings(data([POSTING, POSTING | {"identifier": "J-2", "baseSalary": None}]), "j.json")
    checked = check_cells(read.opportunities, schema_of("opportunities"), file="j.json")
    assert checked.frame.height == 2


PAGE = '<!DOCTYPE html><html><head><script type="application/ld+json">{}</script></head><body>x</body></html>'


@pytest.mark.parametrize(
    "content",
    [
        data(POSTING),
        data([POSTING]),
        data({"@graph": [{"@type": "WebPage"}, POSTING]}),
        data({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": POSTING}]}),
        data(POSTING | {"@type": ["Thing", "http://schema.org/JobPosting"]}),
        PAGE.format(data(POSTING).decode()).encode(),
        PAGE.format(data(POSTING).decode()).encode("gb18030"),
        b"\xef\xbb\xbf" + data(POSTING),
    ],
)
def test_every_wrapping_gives_the_same_row(content):
    plain = read_job_postings(data(POSTING), "j.json", PLACES)
    assert read_job_postings(content, "j.json", PLACES).opportunities.equals(plain.opportunities)


def test_a_broken_script_does_not_lose_the_others():
    page = PAGE.format("{broken") + PAGE.format(data(POSTING).decode())
    read = read_job_postings(page.encode(), "p.html")
    assert read.opportunities.height == 1
    assert read.findings[0].code == "formats.not-json"


def test_bad_postings_are_kept_as_rejects_with_reasons():
    bad = [{"@type": "JobPosting"}, POSTING, POSTING, {"@type": "JobPosting", "title": "x"}]
    read = read_job_postings(data(bad), "j.json")
    assert read.opportunities.height == 1
    assert read.rejects["posting"].to_list() == [1, 3, 4]
    assert all(read.rejects["reason_en"]) and all(read.rejects["reason_zh"])
    assert [finding.code for finding in read.findings if finding.severity == "error"] == [
        "formats.posting-without", "formats.posting-without", "formats.posting-twice", "formats.posting-without",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "column", "field"),
    [
        ({"totalJobOpenings": "many"}, None, "totalJobOpenings"),
        ({"educationRequirements": "a kind heart"}, "education_min", "educationRequirements"),
        ({"baseSalary": {"currency": "USD", "value": 5}}, "pay", "baseSalary"),
        ({"baseSalary": {"currency": "CNY", "value": {"value": 5, "unitText": "MOON"}}}, "pay", "baseSalary"),
        ({"datePosted": "soon"}, "opens", "datePosted"),
    ],
)
def test_what_cannot_be_converted_is_told_and_left_empty(change, column, field):
    read = read_job_postings(data({**POSTING, **change}), "j.json")
    doubts = [finding.values["field"] for finding in read.findings if finding.code == "formats.posting-field"]
    assert doubts == [field]
    if column:
        assert read.opportunities.item(0, column) is None
    assert read.opportunities.item(0, "capacity") == (1 if field == "totalJobOpenings" else 3)


@pytest.mark.parametrize(
    ("unit", "value", "month"), [("MONTH", 9000, 9000), ("HOUR", 50, 8700), ("DAY", 400, 8700)]
)
def test_pay_is_a_month_in_yuan(unit, value, month):
    salary = {"currency": "CNY", "value": {"value": value, "unitText": unit}}
    assert (
        read_job_postings(data(POSTING | {"baseSalary": salary}), "j.json").opportunities.item(0, "pay")
        == month
    )


def test_files_without_a_posting_are_refused():
    for content in (b"{}", b"[]", b"<html></html>", b"%PDF-1.4", data({"@type": "Person"})):
        with pytest.raises(Refusal, match="JobPosting"):
            read_job_postings(content, "j.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.text(max_size=8) | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["@type", "name", "value", "address", "currency", "unitText", "x"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(sorted(set(POSTING) - {"@type", "@context"})), JSON),
        min_size=1,
        max_size=4,
    )
)
def test_every_posting_is_a_row_or_a_reject(postings):
    read = read_job_postings(
        data([{**posting, "@type": "JobPosting"} for posting in postings]), "j.json", PLACES
    )
    assert read.opportunities.height + read.rejects.height == len(postings)
    checked = check_cells(read.opportunities, schema_of("opportunities"), file="j.json")
    assert checked.frame.height == read.opportunities.height
