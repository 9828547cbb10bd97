"""`seedbed observe` and `seedbed network`: on the public record of Chongqing, and on tables of one's own."""

import io
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from seedbed.store import open_region

CHONGQING = Path(__file__).parents[2] / "regions" / "chongqing"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
JOBS = "town,trade,year,jobs\n" + "".join(
    f"T{t},I{i},{year},{5 + (t * 7 + i * 3 + t * i) % 19 + (year - 2010) * (i % 2)}\n"
    for t in range(6)
    for i in range(5)
    for year in (2010, 2020)
)
IO = """,C01,C02,FU101,EX,GO
C01,150,500,250,100,1000
C02,200,100,1400,300,2000
VA001,650,1400,,,
"""
COLUMNS = ("--place", "town", "--industry", "trade", "--value", "jobs", "--period", "year")


@pytest.fixture
def jobs(tmp_path):
    file = tmp_path / "jobs.csv"
    file.write_text(JOBS, "utf-8")
    return file


@pytest.fixture
def region(tmp_path):
    return shutil.copytree(CHONGQING, tmp_path / "region", ignore=shutil.ignore_patterns("runs"))


def headings(out):
    """The headings of the tables that were printed."""
    return [
        cell.strip() for row in re.findall("^┃(.*)┃$", out, re.M) for cell in row.split("┃") if cell.strip()
    ]


def kept(folder):
    return [run.kind for run in open_region(folder).runs()]


def test_a_table_is_measured_and_written_as_page_and_files(seedbed, jobs, tmp_path):
    out = tmp_path / "out"
    code, text, _ = seedbed(
        "observe", "table", jobs, "--measure", "shift-share", *COLUMNS, "--out", out, "--lang", "en"
    )
    assert code == 0 and "index.html" in text
    assert {path.name for path in out.iterdir()} == {"index.html", "total.csv", "by_industry.csv"}
    total = pl.read_csv(out / "total.csv")
    parts = total["national"] + total["mix"] + total["regional"]
    assert (parts - total["growth"]).abs().max() < 1e-9


def test_a_dry_run_writes_nothing(seedbed, jobs, tmp_path):
    arguments = (
        "observe",
        "table",
        jobs,
        "--measure",
        "krugman",
        *COLUMNS,
        "--out",
        tmp_path / "out",
        "--dry-run",
    )
    assert seedbed(*arguments)[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["jobs.csv"]


def test_a_wide_file_gives_the_same_figures(seedbed, jobs, tmp_path):
    wide = tmp_path / "wide.csv"
    frame = pl.read_csv(jobs).filter(pl.col("year") == 2020)
    frame.pivot(on="trade", index="town", values="jobs").write_csv(wide)
    _, long, _ = seedbed("observe", "table", jobs, "--measure", "herfindahl", *COLUMNS, "--format", "csv")
    _, other, _ = seedbed(
        "observe",
        "table",
        wide,
        "--measure",
        "herfindahl",
        "--place",
        "town",
        "--columns",
        "all",
        "--format",
        "csv",
    )
    assert long.replace("\ufeff", "") == other.replace("\ufeff", "") != ""


def test_rows_that_are_no_numbers_are_told_kept_apart_and_end_with_code_2(seedbed, jobs, tmp_path):
    jobs.write_text(
        JOBS.replace("T0,I0,2020,24", "T0,I0,2020,many").replace("T1,I1,2020,", "T1,I1,2020,x"), "utf-8"
    )
    code, out, _ = seedbed("observe", "table", jobs, "--measure", "krugman", *COLUMNS, "--lang", "en")
    assert code == 2 and "jobs.csv.rejects.csv" in out
    assert (tmp_path / "jobs.csv.rejects.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("table", "JOBS", "--measure", "magic", *COLUMNS), "magic"),
        (("table", "JOBS", "--measure", "krugman"), "place"),
        (("table", "JOBS", "--measure", "shift-share", *COLUMNS[:6]), "period"),
        (("table", "JOBS", "--measure", "krugman", *COLUMNS, "--last", "1999"), "1999"),
        (("table", "nowhere.csv", "--measure", "krugman"), "nowhere.csv"),
        (("input-output", "IO", "--layout", "guess"), "guess"),
        (("input-output", "nowhere.csv", "--layout", "nbs"), "nowhere.csv"),
        (("input-output", "IO", "--layout", "nbs", "--what", "impact"), "demand"),
        (("input-output", "IO", "--layout", "nbs", "--what", "impact", "--demand", "01"), "01"),
        (("input-output", "IO", "--layout", "nbs", "--what", "impact", "--demand", "01=nan"), "01=nan"),
        (("scorecards", "REGION", "--card", "magic"), "magic"),
        (("figure", "REGION", "magic"), "magic"),
        (("moved", "REGION", "magic"), "magic"),
        (("next", "REGION", "T9", "--values", "JOBS", *COLUMNS), "T9"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_bad_input_of_observe_is_told_in_both_languages(seedbed, jobs, tmp_path, arguments, words, lang):
    table = tmp_path / "io.csv"
    table.write_text(IO, "utf-8")
    known = {"JOBS": jobs, "IO": table, "REGION": CHONGQING}
    dry = ["--dry-run"] if arguments[0] in ("scorecards", "next", "table") else []
    code, out, err = seedbed("observe", *(known.get(one, one) for one in arguments), *dry, "--lang", lang)
    assert code == 2 and (words in out + err or lang == "zh")
    assert bool(CHINESE.search(out + err)) is (lang == "zh")


@pytest.mark.parametrize(
    "arguments",
    [
        ("without", "REGION", "nobody"),
        ("chains", "REGION", "--chain", "magic", "--dry-run"),
        ("show", "REGION", "--as-of", "yesterday", "--dry-run"),
    ],
)
def test_bad_input_of_network_is_told(seedbed, arguments):
    code, out, err = seedbed(
        "network", *(CHONGQING if one == "REGION" else one for one in arguments), "--lang", "en"
    )
    assert code == 2 and arguments[-1 if arguments[0] == "without" else 3] in out + err


def test_input_output_questions(seedbed, tmp_path):
    table = tmp_path / "io.csv"
    table.write_text(IO, "utf-8")
    common = ("observe", "input-output", table, "--layout", "nbs", "--empty", "zero")
    code, out, _ = seedbed(
        *common, "--what", "impact", "--demand", "C02=100", "--demand", "C02=500", "--format", "csv"
    )
    assert code == 0
    totals = pl.read_csv(io.StringIO(out.replace("\ufeff", "")))
    assert totals.filter(pl.col("stressor") == "output").item(0, "direct") == 600
    code, out, _ = seedbed(*common, "--what", "linkages", "--lang", "zh", "--out", tmp_path / "out")
    assert code == 0 and (tmp_path / "out" / "linkages.csv").exists()
    assert all(CHINESE.search(one) for one in headings(out))
    code, out, _ = seedbed(*common, "--what", "check", "--lang", "zh")
    assert code == 0 and "列昂惕夫" in out
    _, one, _ = seedbed(*common, "--format", "csv")
    code, two, _ = seedbed(
        *common, "--model", "type2", "--wages", "VA001", "--consumption", "FU101", "--format", "csv"
    )
    assert code == 0 and two != one


def test_scorecards_are_printed_in_the_callers_language_and_kept(seedbed, region):
    code, out, _ = seedbed("observe", "scorecards", region, "--card", "four-stages", "--lang", "zh")
    assert code == 0 and kept(region) == ["observe"]
    assert "重庆市" in out and "[1]" in out
    assert all(CHINESE.search(one) for one in headings(out))
    code, out, _ = seedbed("observe", "scorecards", region, "--dry-run", "--format", "csv")
    frame = pl.read_csv(io.StringIO(out.replace("\ufeff", "")))
    assert code == 0 and kept(region) == ["observe"]
    assert frame["card"].n_unique() == 5


def test_a_figure_opens_to_who_says_so(seedbed):
    code, out, _ = seedbed("observe", "figure", CHONGQING, "ga-overlap-share-chongqing-2018", "--lang", "en")
    assert code == 0 and "gea-nomura" in out and "004:534" in out


def test_a_source_that_did_not_change_moved_nothing(seedbed):
    code, out, _ = seedbed("observe", "moved", CHONGQING, "gea-nomura", "--lang", "en")
    assert code == 0 and "0 figures and 0 scores" in out


def test_next_industries_are_ranked_with_reasons_and_kept_for_the_report(seedbed, region, jobs):
    arguments = ("observe", "next", region, "T0", "--values", jobs, *COLUMNS)
    assert seedbed(*arguments, "--dry-run")[0] == 0 and kept(region) == []
    code, out, _ = seedbed(*arguments, "--lang", "zh")
    assert code == 0 and kept(region) == ["next-industries"]
    assert re.search(r"^  1  I\d", out, re.M) and CHINESE.search(out)
    code, out, _ = seedbed(*arguments, "--dry-run", "--format", "csv")
    frame = pl.read_csv(io.StringIO(out.replace("\ufeff", "")))
    assert {"industry", "score", "reasons_en", "reasons_zh"} <= set(frame.columns)
    assert frame["score"].is_sorted(descending=True)


def test_the_network_is_shown_in_the_callers_language_and_kept(seedbed, region):
    code, out, _ = seedbed("network", "show", region, "--lang", "zh")
    assert code == 0 and kept(region) == ["network"]
    assert all(CHINESE.search(one) for one in headings(out))
    assert "守门人" in out and "政府" in out


def test_missing_ties_are_suggested_with_reasons(seedbed):
    code, out, _ = seedbed(
        "network", "suggest", CHONGQING, "--top", "3", "--across-sectors", "--dry-run", "--lang", "en"
    )
    assert code == 0 and out.count("tied to") >= 1
    code, out, _ = seedbed("network", "suggest", CHONGQING, "--top", "3", "--dry-run", "--format", "csv")
    frame = pl.read_csv(io.StringIO(out.replace("\ufeff", "")))
    assert frame.height == 3 and frame["reasons_zh"].str.contains("均与|同").all()


def test_a_loss_is_said_in_pairs_and_stages(seedbed):
    code, out, _ = seedbed("network", "without", CHONGQING, "corning-display", "--lang", "en")
    assert code == 0 and "Corning" in out and "isplay" in out
    code, out, _ = seedbed("network", "without", CHONGQING, "--format", "csv")
    frame = pl.read_csv(io.StringIO(out.replace("\ufeff", "")))
    assert code == 0 and frame["lost_pairs"].is_sorted(descending=True)


def test_chains_name_what_is_missing_or_weak_and_are_kept(seedbed, region):
    code, out, _ = seedbed("network", "chains", region, "--lang", "zh")
    assert code == 0 and kept(region) == ["chains"]
    assert "芯片设计" in out and "40" in out
    assert all(CHINESE.search(one) for one in headings(out))
    code, out, _ = seedbed("network", "chains", region, "--chain", "display", "--dry-run", "--lang", "en")
    assert code == 0 and "Panels" in out and "Only one organisation" in out
    assert kept(region) == ["chains"]
