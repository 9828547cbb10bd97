"""The page: well-formed, self-contained, complete in both languages, safe, and honest where it is empty."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from seedbed.matching.fixed_point import FIT_UNITS
from seedbed.messages import Finding, Lang, Severity, codes
from seedbed.report import render, write_report
from seedbed.report.html import POLICY, page_style
from seedbed.report.sections import SECTIONS
from seedbed.report.sections.findings import in_words
from seedbed.usecases.report_contents import ReportContents

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<img src=x onerror=alert(1)>\"'&\x07</td><script>"
SYNTHETIC_SECTIONS = len(SECTIONS) - 1  # all but the sources


@pytest.fixture(scope="module")
def page(contents: ReportContents) -> str:
    return render(contents)


@pytest.fixture(scope="module")
def tree(page: str) -> ET.Element:
    return ET.fromstring(page.removeprefix("<!DOCTYPE html>"))


def half(tree: ET.Element, lang: Lang) -> ET.Element:
    found = tree.find(f".//{XHTML}div[@id='{lang}']")
    assert found is not None
    return found


def words_in(element: ET.Element) -> str:
    return " ".join(part.strip() for part in element.itertext() if part.strip())


def test_the_page_has_no_script_and_asks_no_other_place_for_anything(page: str, tree: ET.Element) -> None:
    tags = {one.tag.rpartition("}")[2] for one in tree.iter()}
    assert not tags & {"script", "link", "iframe", "object", "embed", "img", "image", "use", "form", "base"}
    for one in tree.iter():
        for name, value in one.attrib.items():
            assert not name.lower().startswith("on")
            if name in {"href", "src", "{http://www.w3.org/1999/xlink}href"}:
                assert value.startswith("#")
    style = page_style()
    assert "url(" not in style and "@import" not in style and "http" not in style
    # The only addresses are the name spaces and what a source cites.
    addresses = set(re.findall(r"https?://[^\"'<\s]+", page))
    assert addresses == {
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/2000/svg",
        "https://example.org/story",
    }


def test_the_policy_allows_nothing_but_the_page_s_own_style(tree: ET.Element) -> None:
    policy = tree.find(f".//{XHTML}meta[@http-equiv='Content-Security-Policy']")
    assert policy is not None and policy.attrib["content"] == POLICY
    assert "script-src" not in POLICY and POLICY.startswith("default-src 'none'")


def test_every_link_leads_to_something_of_its_own_language(tree: ET.Element) -> None:
    ids = Counter(one.attrib["id"] for one in tree.iter() if "id" in one.attrib)
    assert max(ids.values()) == 1
    for lang in ("zh", "en"):
        links = list(half(tree, lang).iter(f"{XHTML}a"))
        assert len(links) > 2 * len(SECTIONS)
        for link in links:
            target = link.attrib["href"].removeprefix("#")
            assert target in ids
            if "hreflang" not in link.attrib:
                assert target.startswith(f"{lang}-")


def test_both_halves_have_the_same_shape(tree: ET.Element) -> None:
    shapes = []
    for lang in ("zh", "en"):
        part = half(tree, lang)
        assert part.attrib["lang"] == lang
        assert len(part.findall(f".//{XHTML}section")) == len(SECTIONS)
        shapes.append(
            [
                len(part.findall(f".//{XHTML}{tag}"))
                for tag in ("figure", "table", "h3", "tr", "dt", "section", "caption")
            ]
            + [len(part.findall(f".//{SVG}svg"))]
        )
    assert shapes[0] == shapes[1]


def test_every_picture_stands_with_its_table(tree: ET.Element) -> None:
    pictured = [one for one in tree.iter(f"{XHTML}figure") if one.find(f".//{SVG}svg") is not None]
    assert len(pictured) >= 2 * 20
    for one in pictured:
        assert len(one.findall(f".//{SVG}svg")) == 2  # one for wide, one for narrow pages
        assert one.find(f"{XHTML}figcaption") is not None
        table = one.find(f".//{XHTML}table")
        assert table is not None and table.find(f"{XHTML}caption") is not None
        assert table.findall(f".//{XHTML}tbody/{XHTML}tr")
    for table in tree.iter(f"{XHTML}table"):
        columns = len(table.findall(f"{XHTML}thead/{XHTML}tr/{XHTML}th"))
        assert {len(list(row)) for row in table.findall(f"{XHTML}tbody/{XHTML}tr")} == {columns}


def test_no_code_of_the_catalogue_and_no_placeholder_is_shown_raw(tree: ET.Element) -> None:
    known = codes("en") | {code.partition(".")[2] for code in codes("en") if code.startswith("report.col-")}
    for lang in ("zh", "en"):
        part = half(tree, lang)
        shown = {text.strip() for text in part.itertext()}
        assert not shown & known
        assert not [text for text in shown if re.search(r"\{[a-z_]*[}:,]", text)]


def test_the_chinese_half_speaks_chinese_and_the_english_half_english(tree: ET.Element) -> None:
    allowed = {"中文", "合成数据 Synthetic data", "Synthetic data 合成数据"}
    for lang, other in (("zh", re.compile(r"^[A-Za-z ,.;]{25,}$")), ("en", re.compile(r"[\u4e00-\u9fff]"))):
        titles = [
            text.strip()
            for tag in ("h2", "h3", "p", "dt", "dd", "caption", "figcaption", "a")
            for one in half(tree, lang).iter(f"{XHTML}{tag}")
            for text in one.itertext()
            if text.strip()
        ]
        # Titles of opportunities stay as their owner wrote them.
        owned = ("PLC commissioning engineer", "智能物流调度工程师")
        strange = [
            text
            for text in titles
            if other.search(text) and text not in allowed and not any(o in text for o in owned)
        ]
        assert strange == []


def test_every_section_with_synthetic_data_is_labelled(contents: ReportContents, tree: ET.Element) -> None:
    for lang in ("zh", "en"):
        sections = half(tree, lang).findall(f".//{XHTML}section")
        labelled = [one for one in sections if "合成数据" in words_in(one.find(f"{XHTML}header") or one)]
        assert len(labelled) == SYNTHETIC_SECTIONS
    real = ET.fromstring(render(replace(contents, synthetic=False)).removeprefix("<!DOCTYPE html>"))
    assert not [one for one in real.iter(f"{XHTML}p") if one.attrib.get("class") == "badge"]


def test_hostile_text_stays_text_wherever_it_stands(contents: ReportContents) -> None:
    def poisoned(frame: pl.DataFrame) -> pl.DataFrame:
        keep = {
            "step",
            "actor_type",
            "seeker",
            "opportunity",
            "indicator",
            "dimension",
            "from",
            "to",
            "organisation",
        }
        return frame.with_columns(
            pl.lit(HOSTILE).alias(name)
            for name, kind in frame.schema.items()
            if kind == pl.String and name not in keep
        )

    frames = {
        name: poisoned(value)
        for name in ReportContents.__dataclass_fields__
        if isinstance(value := getattr(contents, name), pl.DataFrame)
    }
    finding = Finding("tables.missing-folder", {"folder": HOSTILE, "file": HOSTILE}, Severity.WARNING)
    poison = replace(contents, region_en=HOSTILE, region_zh=HOSTILE, findings=(finding,), **frames)
    page = render(poison)
    tree = ET.fromstring(page.removeprefix("<!DOCTYPE html>"))
    tags = {one.tag.rpartition("}")[2] for one in tree.iter()}
    assert not tags & {"img", "script"}
    assert not [name for one in tree.iter() for name in one.attrib if name.startswith("on")]
    assert "onerror=alert(1)" in words_in(tree)


def test_a_region_about_which_nothing_is_known_gives_sentences(nothing: ReportContents) -> None:
    page = render(nothing)
    tree = ET.fromstring(page.removeprefix("<!DOCTYPE html>"))
    assert "None" not in words_in(half(tree, "en"))
    for lang in ("zh", "en"):
        part = half(tree, lang)
        assert part.find(f".//{SVG}svg") is None
        assert part.find(f".//{XHTML}table") is None
        silent = [one for one in part.iter(f"{XHTML}figure") if not words_in(one)]
        assert silent == []
        assert len([one for one in part.iter(f"{XHTML}p") if one.attrib.get("class") == "nothing"]) >= 12


def test_the_parts_of_a_match_add_up_on_the_page(contents: ReportContents, tree: ET.Element) -> None:
    for number, fit in enumerate(contents.matches["fit"], start=1):
        figure = tree.find(f".//{XHTML}figure[@id='en-match-{number}']")
        assert figure is not None
        rows = figure.findall(f".//{XHTML}tbody/{XHTML}tr")
        units = [int((row[-1].text or "").replace(",", "")) for row in rows]
        assert sum(units) == fit * FIT_UNITS
        assert f"{sum(units):,}" in words_in(figure)


def test_figures_of_small_groups_are_not_shown(tree: ET.Element) -> None:
    figure = tree.find(".//*[@id='en-audit']")
    assert figure is not None
    (row,) = [one for one in figure.iter(f"{XHTML}tr") if "rare status" in words_in(one)]
    assert {cell.text for cell in row[1:]} == {"\u2014"}


def test_only_the_gravest_hundred_of_many_findings_are_listed(contents: ReportContents) -> None:
    many = tuple(Finding("tables.missing-folder", {"folder": f"f{at}"}) for at in range(130))
    tree = ET.fromstring(render(replace(contents, findings=many)).removeprefix("<!DOCTYPE html>"))
    figure = tree.find(".//*[@id='en-findings-error']")
    assert figure is not None
    assert len(figure.findall(f".//{XHTML}tbody/{XHTML}tr")) == 100
    assert "30 more" in words_in(figure)


@pytest.mark.parametrize("verdict", ["met", "impossible", "undecided"])
def test_the_verdict_is_said(contents: ReportContents, verdict: str) -> None:
    assert contents.certificate is not None
    proof = replace(contents.certificate, verdict=verdict, conflict=("women", "farmers:cs"), method="exact")
    page = render(replace(contents, certificate=proof))
    assert f"Verdict: {verdict}" in page
    impossible = verdict == "impossible"
    assert ("Women (whole run) and Farmers (Services of Changshou)" in page) == impossible
    assert ("女性（全部）、农民（长寿园区服务）" in page) == impossible


def test_the_same_contents_give_the_same_page(contents: ReportContents, page: str) -> None:
    assert render(contents) == page


def test_writing_replaces_the_file_in_one_step(contents: ReportContents, page: str, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "report.html"
    write_report(contents, path)
    write_report(contents, path)
    assert path.read_text(encoding="utf-8") == page
    assert [one.name for one in path.parent.iterdir()] == ["report.html"]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_colours_have_the_contrast_that_wcag_asks(scheme: int) -> None:
    roots = re.findall(r":root \{(.*?)\}", page_style(), re.DOTALL)
    light, chosen = (dict(re.findall(r"--([\w-]+): (#\w{6})", root)) for root in (roots[0], roots[scheme]))
    colours = light | chosen
    for text, ground in (
        ("ink", "paper"),
        ("ink", "sheet"),
        ("muted", "paper"),
        ("muted", "sheet"),
        ("accent", "paper"),
        ("warn", "warn-soft"),
        ("ink", "warn-soft"),
        *(("on-tone", f"tone-{tone}") for tone in range(1, 7)),
    ):
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for tone in range(1, 7):
        assert contrast(colours[f"tone-{tone}"], colours["paper"]) >= 3


def test_an_organisation_is_shown_by_its_name_in_each_language(tree: ET.Element) -> None:
    for lang, name, other in (("zh", "渝北工厂", "Yubei Works"), ("en", "Yubei Works", "渝北工厂")):
        prices = half(tree, lang).find(f".//*[@id='{lang}-seat-prices']")
        assert prices is not None
        assert name in words_in(prices) and other not in words_in(prices)


def test_an_unknown_gap_is_a_dash(contents: ReportContents) -> None:
    assert contents.certificate is not None
    page = render(replace(contents, certificate=replace(contents.certificate, optimality_gap=float("inf"))))
    assert "inf%" not in page


def rows_of(tree: ET.Element, figure: str) -> list[list[str]]:
    found = tree.find(f".//*[@id='{figure}']")
    assert found is not None
    return [[words_in(cell) for cell in row] for row in found.findall(f".//{XHTML}tbody/{XHTML}tr")]


def test_the_first_step_of_a_synthetic_loop_draws_and_does_not_read(
    contents: ReportContents, tree: ET.Element
) -> None:
    assert rows_of(tree, "en-loop-steps")[0][:2] == [
        "Draw synthetic people and opportunities",
        "61,234 people and opportunities drawn",
    ]
    real = ET.fromstring(render(replace(contents, synthetic=False)).removeprefix("<!DOCTYPE html>"))
    assert rows_of(real, "en-loop-steps")[0][:2] == ["Load the tables", "61,234 rows read"]


def test_runs_without_steps_are_pointed_to(contents: ReportContents) -> None:
    tree = ET.fromstring(
        render(replace(contents, steps=contents.steps.clear())).removeprefix("<!DOCTYPE html>")
    )
    loop = tree.find(".//*[@id='en-loop']")
    assert loop is not None and "The runs are listed below" in words_in(loop)
    assert "Nothing has run yet" not in words_in(loop)
    assert rows_of(tree, "en-loop-runs")


def test_two_organisations_make_a_table_and_no_ring(contents: ReportContents) -> None:
    few = contents.organisations.head(2)
    tie = contents.ties.head(1).with_columns(
        pl.lit(few["organisation"][0]).alias("from"), pl.lit(few["organisation"][1]).alias("to")
    )
    tree = ET.fromstring(
        render(replace(contents, organisations=few, ties=tie)).removeprefix("<!DOCTYPE html>")
    )
    assert tree.find(".//*[@id='en-network']") is None
    assert len(rows_of(tree, "en-organisations")) == 2


def test_a_contradiction_speaks_of_the_measure_by_name(tree: ET.Element) -> None:
    assert rows_of(tree, "en-contradictions")[0][0].startswith("Amount of the loan: 1,000 (2019")
    (chinese,) = rows_of(tree, "zh-contradictions")[0]
    assert chinese.startswith("贷款金额：1,000") and "美元" in chinese


def test_a_year_is_written_without_thousands() -> None:
    finding = Finding("evidence.two-values", {"measure": "m", "unit": "year", "value_a": "2,015"})
    assert in_words(finding, {"m": "Opening"}, "en").values == {
        "measure": "Opening",
        "unit": "year",
        "value_a": "2015",
    }


def test_floors_name_their_scope_in_full_and_pictures_briefly(tree: ET.Element) -> None:
    rows = rows_of(tree, "zh-floors")
    assert [row[:2] for row in rows][1] == ["返乡人员", "垫江返乡创业"]
    assert [row[-1] for row in rows] == ["\u2014", "1.171", "0.112"]
    picture = tree.find(".//*[@id='zh-floors']//*[@class='wide']")
    assert picture is not None and "返乡人员 · dj" in words_in(picture)


def test_what_the_allocation_noted_is_shown(tree: ET.Element) -> None:
    assert rows_of(tree, "en-allocation-findings") == [["warning", "One floor is not reached."]]
    assert rows_of(tree, "zh-allocation-findings") == [["警告", "有一项底线要求未达到。"]]


def test_real_data_is_not_said_to_be_drawn(contents: ReportContents) -> None:
    page = render(replace(contents, synthetic=False))
    assert "Because the data is drawn" not in page and "no truth is known" in page
    assert "What steered the draw" not in page


def test_where_every_group_is_small_no_empty_picture_stands(contents: ReportContents) -> None:
    small = contents.audit.with_columns(suppressed=pl.lit(value=True))
    tree = ET.fromstring(render(replace(contents, audit=small)).removeprefix("<!DOCTYPE html>"))
    figures = [one for one in tree.iter(f"{XHTML}figure") if one.attrib["id"] == "en-audit"]
    assert len(figures) == 1 and figures[0].find(f".//{SVG}svg") is None
    assert len(rows_of(tree, "en-audit")) == small.height
