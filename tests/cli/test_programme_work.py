"""Portfolio, gates, funnels, benchmarks and money of the Chongqing programme, and its exchange with others."""

import io
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from seedbed.formats.framework_excel.reading import read_template
from seedbed.formats.framework_excel.writing import Sheet, write_sheets
from seedbed.store import open_region

REGION = Path(__file__).parents[2] / "regions" / "chongqing"
PUBLISHER = ("--publisher", "XX-1", "--publisher-name", "Office")


@pytest.fixture
def region(tmp_path):
    """A copy without the large tables that the programme does not read."""
    folder = tmp_path / "chongqing"
    shutil.copytree(REGION, folder, ignore=shutil.ignore_patterns("runs", "observations.csv", "ties.csv"))
    return folder


def frame(out: str) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(out))


def test_the_portfolio_in_every_form(seedbed, region):
    code, out, _ = seedbed("programme", "portfolio", region, "--on", "2024-06-30", "--lang", "zh")
    assert code == 0 and "200,000,000" in out
    assert (
        "按进度应付" in out and "已付占比" in out and "末阶段" in out
    )  # money is no deadline, a stage no project
    code, out, _ = seedbed(
        "programme", "portfolio", region, "--on", "2024-06-30", "--by", "financier", "--format", "csv"
    )
    assert frame(out)["budget"].sum() == 200_450_000
    for show, column in (("schedule", "activity"), ("gates", "next_gate")):
        code, out, _ = seedbed(
            "programme", "portfolio", region, "--show", show, "--format", "csv", "--lang", "zh"
        )
        assert code == 0 and column in frame(out).columns
        assert seedbed("programme", "portfolio", region, "--show", show, "--lang", "zh")[0] == 0
    assert seedbed("programme", "portfolio", region, "--on", "yesterday")[0] == 2


def test_gates_are_listed_and_decided_in_order(seedbed, region):
    code, out, _ = seedbed("programme", "gate", region, "--lang", "en")
    assert code == 0 and "may be decided" in out
    code, out, _ = seedbed("programme", "gate", region, "centre-team", "--format", "json")
    assert {row["state"] for row in json.loads(out)} == {"open"}
    assert seedbed("programme", "gate", region, "no-gate")[0] == 2
    team = ("programme", "gate", region, "centre-team", "passed", "--subproject", "cju", "--lang", "en")
    assert seedbed(*team)[0] == 2
    assert seedbed(*team, "--by", "office")[0] == 2
    team = (*team, "--by", "office", "--artefact", "project-management-team")
    assert seedbed(*team, "--dry-run")[0] == 0 and open_region(region).table("gate_decisions").is_empty()
    code, out, _ = seedbed(*team)
    assert code == 0 and open_region(region).table("gate_decisions")["decision"][0] in out


def test_funnels_and_benchmarks(seedbed, region):
    code, out, _ = seedbed("programme", "funnels", region, "--lang", "zh")
    assert code == 0 and "stanford" in out and "发明披露" in out
    code, out, _ = seedbed("programme", "funnels", region, "--format", "csv")
    steps = frame(out).filter(pl.col("funnel") == "stanford-licensing")
    assert steps["numerator"].to_list()[0] == 121
    pair = "siiq-prototypes:1:2=stanford-licensing:1:2"
    code, out, _ = seedbed("programme", "funnels", region, "--beside", pair, "--lang", "zh")
    assert code == 0 and "低于标杆" in out
    code, _, err = seedbed("programme", "funnels", region, "--beside", "siiq=stanford", "--lang", "zh")
    assert code == 2 and "siiq=stanford" in err
    for pair in ("siiq-prototypes:1:9=stanford-licensing:1:2", "siiq-prototypes:1:2=martians:1:2"):
        code, _, err = seedbed("programme", "funnels", region, "--beside", pair, "--lang", "en")
        assert code == 2 and "stanford-licensing:4" in err
    code, out, _ = seedbed(
        "programme", "benchmarks", region, "chongqing-ihcd-project", "--with", "namic", "--format", "csv"
    )
    assert frame(out).height == 9
    code, out, _ = seedbed("programme", "benchmarks", region, "chongqing-ihcd-project", "--lang", "zh")
    assert code == 0 and "lcr-4-0" in out
    assert seedbed("programme", "benchmarks", region, "martians")[0] == 2


@pytest.mark.parametrize(
    ("rule", "given", "amount"),
    [
        ("shenzhen-5g-parks", ["cost=1000000", "-applicant=park"], 300_000),
        ("jiangjin-pilots", ["cost=2000000", "-selected=yes", "-place=500116"], 1_500_000),
        ("jiangjin-pilots", ["cost=2000000", "already=1000000", "-selected=yes", "-place=500116"], 500_000),
        ("jiangjin-pilots", ["cost=2000000", "-selected=no", "-place=500116"], 0),
        ("wallonia-technology", ["asked=50", "used=10", "-size=small"], 15_000),
        ("performance-linked", ["principal=1000000", "rate=0.0365", "days=365", "performance=1", "-certified=yes"], 18_250),
        ("demonstration", ["cost=1001"], 500.5),
    ],
)  # fmt: skip
def test_rules_for_money_give_their_amounts(seedbed, region, rule, given, amount):
    options = []
    for one in given:
        options += ["--fact", one[1:]] if one.startswith("-") else ["--given", one]
    code, out, err = seedbed("programme", "money", region, rule, *options, "--format", "json", "--lang", "en")
    assert code == 0 and err
    assert [row["amount"] for row in json.loads(out)] == [amount]


def test_sharing_adds_up_and_bad_quantities_are_refused(seedbed, region):
    share = ("programme", "money", region, "relocated-projects", "--lang", "en")
    code, out, _ = seedbed(*share, "--given", "gdp=100.01", "--given", "vat=7", "--format", "csv")
    parts = frame(out).group_by("of").agg(pl.col("amount").sum()).sort("of")
    assert code == 0 and parts["amount"].round(2).to_list() == [100.01, 7.0]
    assert seedbed(*share, "--given", "gdp=100")[0] == 0
    for wrong in (
        ["--given", "love=1"],
        ["--given", "gdp"],
        ["--given", "gdp=much"],
        ["--given", "gdp=-1"],
        [],
    ):
        assert seedbed(*share, *wrong)[0] == 2
    vouchers = ("programme", "money", region, "wallonia-technology", "--fact", "size=small")
    assert seedbed(*vouchers, "--given", "asked=1.5")[0] == 2
    assert seedbed(*vouchers)[0] == 2
    assert seedbed("programme", "money", region, "no-rule", "--given", "cost=1")[0] == 2
    code, out, _ = seedbed("programme", "money", region, "--format", "csv", "--lang", "en")
    assert code == 0 and frame(out).height >= 13
    assert seedbed("programme", "money", region, "--lang", "en")[0] == 0


def test_returns_over_the_years(seedbed):
    code, out, err = seedbed(
        "programme", "returns", 100, 10, 20, 25, 30, 31, "--format", "csv", "--lang", "zh"
    )
    assert code == 0 and frame(out)["share"].to_list()[-1] == 1.16 and "16.00" in err
    assert seedbed("programme", "returns", 100, 10, "--lang", "zh")[0] == 0
    for amounts in (("inf", 10), (100, "inf"), (100, "nan")):
        code, _, err = seedbed("programme", "returns", *amounts, "--lang", "en")
        assert code == 2 and "finite" in err


def test_a_condition_is_said_as_it_is_listed(seedbed, region):
    given = ("programme", "money", region, "jiangjin-pilots", "--given", "cost=1", "--fact", "selected=yes")
    code, out, _ = seedbed(*given, "--fact", "place=500101", "--lang", "zh")
    assert code == 0 and "要求 place = 500116" in out and "one_of" not in out
    code, out, _ = seedbed(*given, "--lang", "en")
    assert code == 0 and "(asked: selected = yes)" in out and "(place = 500116)" in out


def test_a_forecast_is_printed_so_that_it_can_be_read(seedbed, region):
    ask = ("programme", "forecast", region, "--at", "2024-06-30", "--draws", "1000", "--dry-run")
    code, out, _ = seedbed(*ask, "--lang", "zh")
    assert code == 0 and "graduates-2027" in out and "所需速率" in out and "low_90" not in out
    code, out, _ = seedbed(*ask, "--format", "csv", "--lang", "zh")
    assert code == 0 and {"low_90", "from_waiting", "probability_error"} <= set(frame(out).columns)


def test_the_documents_leave_points_open_and_say_so(seedbed):
    for lang in ("en", "zh"):
        code, out, _ = seedbed("programme", "check", REGION, "--lang", lang)
        assert code == 0
        for point in ("no-output-targets", "outcomes-unmeasured", "risk-ratings", "responsible-bodies"):
            assert point in out


def test_a_programme_goes_out_as_iati_and_comes_back(seedbed, region, tmp_path):
    file = tmp_path / "programme.xml"
    assert seedbed("programme", "export", region, file)[0] == 2
    assert seedbed("programme", "export", region, file, *PUBLISHER)[0] == 2
    assert seedbed("programme", "export", region, file, *PUBLISHER, "--audience", "bank")[0] == 2
    assert not file.exists()
    assert (
        seedbed("programme", "export", region, file, *PUBLISHER, "--audience", "office", "--lang", "zh")[0]
        == 0
    )
    code, out, _ = seedbed("programme", "import", region, file, "--dry-run", "--format", "csv")
    assert code == 0 and frame(out).select("added", "changed").sum().row(0) == (0, 0)
    assert seedbed("programme", "report", region, "one", "--up-to", "2021")[0] == 0
    assert seedbed("programme", "export", region, file, *PUBLISHER, "--report", "one")[0] == 0
    text = file.read_text("utf-8")
    broken = tmp_path / "broken.xml"
    broken.write_text(text.replace('<baseline year="2020"', '<baseline year="late"'), "utf-8")
    before = open_region(region).table("indicators")
    code, out, _ = seedbed("programme", "import", region, broken)
    assert code == 2 and (tmp_path / "broken.xml.rejects.csv").exists()
    assert open_region(region).table("indicators").equals(before)
    (tmp_path / "bomb.xml").write_text('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "utf-8")
    assert seedbed("programme", "import", region, tmp_path / "bomb.xml")[0] == 2


def test_a_workbook_with_a_wrong_cell_comes_back_marked(seedbed, region, tmp_path):
    file = tmp_path / "framework.xlsx"
    assert seedbed("programme", "export", region, file)[0] == 0
    code, out, _ = seedbed("programme", "import", region, file, "--format", "json")
    assert code == 0 and sum(row["added"] + row["changed"] for row in json.loads(out)) == 0
    cells = dict(read_template(file.read_bytes(), file.name).cells)
    sheet = cells["indicators"]
    cells["indicators"] = Sheet(sheet.columns, {**sheet.rows, 3: {**sheet.rows[3], "baseline": "lots"}}, {})
    file.write_bytes(write_sheets(cells))
    marked = tmp_path / "back.xlsx"
    code, out, _ = seedbed("programme", "import", region, file, "--marked", marked, "--lang", "zh")
    assert code == 2 and str(marked) in out and marked.exists()
    assert seedbed("programme", "import", region, tmp_path / "x.docx")[0] == 2
    assert seedbed("programme", "import", region, tmp_path / "no.xml")[0] == 2
    code, _, err = seedbed("programme", "export", region, tmp_path / "x.pdf", "--lang", "en")
    assert code == 2 and "x.pdf does not end" in err and ".docx" in err
    code, _, err = seedbed("programme", "export", region, tmp_path / "x.docx", "--as", "iati", "--lang", "zh")
    assert code == 2 and "扩展名" in err and ".xml" in err


def test_documents_for_a_bank_are_written(seedbed, region, tmp_path):
    for name in ("frame.docx", "table.xlsx"):
        file = tmp_path / name
        assert seedbed("programme", "export", region, file, "--as", "dmt", "--lang", "en")[0] == 0
        assert file.stat().st_size > 5_000
    assert seedbed("programme", "export", region, tmp_path / "x.xml", "--as", "dmt")[0] == 2
    code, out, _ = seedbed(
        "programme", "export", region, tmp_path / "d.docx", "--as", "report", "--lang", "en"
    )
    assert code == 0 and "draft" in out
    issue = ("programme", "report", region, "one", "--up-to", "2021", "--audience", "bank")
    assert seedbed(*issue, "--word", tmp_path / "one.docx", "--lang", "zh")[0] == 0
    assert (
        seedbed("programme", "export", region, tmp_path / "two.docx", "--as", "report", "--report", "one")[0]
        == 0
    )
    assert (tmp_path / "one.docx").stat().st_size > 5_000 < (tmp_path / "two.docx").stat().st_size


def test_a_result_is_entered_by_one_and_verified_by_another(seedbed, region):
    entered = ("programme", "enter", region, "graduates-employed", "2026", "12", "--by", "desk")
    assert seedbed(*entered, "--dry-run")[0] == 0 and open_region(region).table("results").is_empty()
    assert seedbed(*entered)[0] == 0
    result = open_region(region).table("results")["result"].item()
    assert result in seedbed("programme", "verify", region, "--format", "csv")[1]
    assert seedbed("programme", "verify", region, result, "--by", "desk")[0] == 2
    assert seedbed("programme", "verify", region, result, "--by", "examiner")[0] == 0
    assert result not in seedbed("programme", "verify", region, "--format", "csv")[1]


@pytest.mark.parametrize("period", ["2026-02-30", "26", "2026-13"])
def test_a_result_of_no_real_period_is_refused(seedbed, region, period):
    code, _, said = seedbed("programme", "enter", region, "graduates-employed", period, "12", "--by", "desk")
    assert code == 2 and period in said
    assert open_region(region).table("results").is_empty()
