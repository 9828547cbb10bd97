"""The commands on a region of three people: what they print, in which form, and what they leave."""

import contextlib
import io
import json
import re

import polars as pl
import pytest
import typer.main

from seedbed.cli.app import COMMANDS, GROUPS, build_app
from seedbed.cli.language import language_of
from seedbed.cli.main import run
from seedbed.messages import Refusal
from seedbed.store import open_region
from seedbed.usecases.propose_placements import propose_placements


def every_command():
    yield from ((name,) for name in COMMANDS)
    yield from ((group, name) for group, names in GROUPS.items() for name in names)


@pytest.mark.parametrize("command", list(every_command()), ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_command_has_help_with_an_example(seedbed, command, lang):
    code, out, _ = seedbed(*command, "--help", "--lang", lang)
    assert code == 0
    assert f"seedbed {' '.join(command)}" in " ".join(out.split())
    assert ("示例" if lang == "zh" else "Example") in out
    assert "--lang" in out


@pytest.mark.parametrize("command", ["tag", "allocate", "skills-gap"])
def test_what_changes_something_has_a_dry_run(seedbed, town, command):
    if command != "tag":
        seedbed("tag", town)
    before = sorted(path.name for path in town.rglob("*"))
    code, _, _ = seedbed(command, town, "--dry-run")
    assert code == 0
    assert sorted(path.name for path in town.rglob("*")) == before


def test_the_loop_by_hand(seedbed, town):
    assert seedbed("check", town)[0] == 0
    assert seedbed("tag", town)[0] == 0
    code, out, _ = seedbed("match", town, "-k", "5", "--format", "csv")
    best = pl.read_csv(io.StringIO(out))
    assert code == 0 and best.height and best["fit"].is_between(0, 1).all()
    code, out, _ = seedbed("allocate", town, "--propose", "--lang", "en")
    assert code == 0 and "met" in out
    match = open_region(town).runs("match")[-1]
    assert open_region(town).table("placements").height == match.summary["filled"]
    assert seedbed("replay", town, match.run)[0] == 0
    assert seedbed("skills-gap", town)[0] == 0
    for name in ("report.html", "report.docx", "report.xlsx"):
        assert seedbed("report", town, "-o", town / name)[0] == 0
        assert (town / name).stat().st_size > 5_000
    assert seedbed("report", town, "-o", town / "report.pdf")[0] == 2


def test_proposing_the_same_run_twice_is_refused(seedbed, town):
    seedbed("tag", town)
    seedbed("allocate", town, "--propose")
    store = open_region(town)
    with pytest.raises(Refusal) as caught:
        propose_placements(store, store.runs("match")[-1].run)
    assert caught.value.findings[0].code == "store.key-exists"


def test_an_explanation_adds_up(seedbed, town):
    seedbed("tag", town)
    code, out, err = seedbed("explain", town, "p1", "o1", "--format", "json", "--lang", "en")
    parts = json.loads(out)
    fit = float(re.search(r"Fit ([0-9.]+)", err).group(1))
    assert code == 0
    assert sum(part["contribution"] for part in parts) == pytest.approx(fit, abs=1e-6)
    assert sum(part["weight"] for part in parts) == 1


def test_a_replay_says_what_changed(seedbed, town):
    seedbed("tag", town)
    seedbed("allocate", town)
    match = open_region(town).runs("match")[-1].run
    path = town / "seeker_skills.csv"
    path.write_text(path.read_text("utf-8").replace("0.75", "0.25"), "utf-8")
    code, out, _ = seedbed("replay", town, match, "--lang", "en")
    assert code == 1
    assert "seeker_skills has changed" in out


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_tables_in_every_form(town, form, capfdbinary):
    with contextlib.suppress(SystemExit):
        run(["region", "show", str(town), "opportunities", "--format", form])
    data = io.BytesIO(capfdbinary.readouterr().out)
    frame = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}[form](data)
    assert frame["opportunity"].to_list() == ["o1", "o2"]


def test_a_schema_as_frictionless(seedbed):
    code, out, _ = seedbed("region", "schema", "people", "--format", "json")
    assert code == 0
    assert json.loads(out)["primaryKey"] == ["person"]


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "SEEDBED_LANG": "en"}, "en"),
        (["check", "--lang", "zh"], {"LANG": "C"}, "zh"),
        (["check", "--lang=en"], {"LANG": "zh_CN"}, "en"),
    ],
)
def test_language(arguments, environment, lang):
    assert language_of(arguments, environment) == lang


def test_the_application_is_built_in_both_languages():
    names = {lang: set(typer.main.get_command(build_app(lang)).commands) for lang in ("zh", "en")}
    assert names["zh"] == names["en"] == set(COMMANDS) | set(GROUPS)


EVENTS = """event,seeker,opportunity,kind,date,run
e1,p1,o1,accepted,2026-01-02,
e2,p1,o1,started,2026-02-30,
e3,p9,o1,started,2026-02-01,
"""


def test_events_are_recorded_from_a_file_and_bad_rows_stay_beside_it(seedbed, town):
    path = town / "events.txt.csv"
    path.write_text(EVENTS, "utf-8")
    assert seedbed("programme", "record", town, path, "--dry-run")[0] == 2
    assert not open_region(town).table("placements").height
    code, out, _ = seedbed("programme", "record", town, path, "--lang", "en")
    assert code == 2 and "2026-02-30" in out and "p9" in out
    assert open_region(town).table("placements")["event"].to_list() == ["e1"]
    rejects = pl.read_csv(town / "events.txt.csv.rejects.csv", infer_schema=False)
    assert rejects["rejected_row"].to_list() == ["3", "4"]
    assert "p9" in rejects["reason_en"][1] and "p9" in rejects["reason_zh"][1]
    assert seedbed("programme", "record", town, path)[0] == 2, "an event is recorded once"
    assert open_region(town).table("placements").height == 1


def test_a_run_opens_to_its_record_and_its_outputs(seedbed, town):
    seedbed("tag", town)
    seedbed("allocate", town)
    match = open_region(town).runs("match")[-1]
    assert json.loads(seedbed("region", "run", town, match.run)[1])["run"] == match.run
    code, out, _ = seedbed("region", "run", town, match.run, "pairs", "--format", "csv")
    assert code == 0 and pl.read_csv(io.StringIO(out)).height == match.summary["filled"]


def test_looking_at_the_targets_keeps_nothing(seedbed, small_demo):
    store = small_demo.store
    before = store.runs()
    assert seedbed("programme", "status", store.folder, "--up-to", "2025")[0] == 0
    assert store.runs() == before


@pytest.mark.parametrize(
    "place",
    [["--help", "--lang", "zh"], ["region", "--help", "--lang", "zh"], ["--lang", "zh", "region", "--help"]],
)
def test_help_of_groups_speaks_chinese(seedbed, place):
    code, out, _ = seedbed(*place)
    assert code == 0 and "区域" in out


def test_people_come_in_from_files_without_names_and_contacts(seedbed, town, tmp_path):
    files = tmp_path / "cvs"
    files.mkdir()
    (files / "a.txt").write_text("姓名：张三\n电话：13800138000\n精通PLC编程，熟悉机械设计。", "utf-8")
    (files / "b.txt").write_bytes(b"")
    arguments = (
        "people",
        "import",
        town,
        files,
        "--purpose",
        "匹配",
        "--until",
        "2099-12-31",
        "--rejects",
        tmp_path / "r.csv",
    )
    assert seedbed(*arguments, "--dry-run")[0] == 2
    assert open_region(town).table("people").height == 3
    code, out, _ = seedbed(*arguments, "--lang", "en")
    assert code == 2 and "1 people imported" in out
    newest = open_region(town).table("people").row(-1, named=True)
    assert "PLC" in newest["text"] and "张三" not in newest["text"] and "138" not in newest["text"]
    assert newest["consent_purpose"] == ["matching"]
    assert pl.read_csv(tmp_path / "r.csv").height == 1


def test_organisations_under_two_names_are_listed(seedbed, town):
    path = town / "organisations.csv"
    path.write_text(path.read_text("utf-8") + 'w2,"Works Co., Ltd.",enterprise,500115\n', "utf-8")
    code, out, _ = seedbed("region", "links", town, "--format", "csv")
    assert code == 0 and pl.read_csv(io.StringIO(out)).height == 1


@pytest.mark.parametrize(
    ("which", "words"), [("starter", "焊"), ("csco2022", "焊工"), ("gbt4754", "制造"), ("isic4", "Forestry")]
)
def test_catalogues_and_classifications_are_searched_and_shown(seedbed, which, words):
    for arguments in (("search", words), ("show",)):
        code, out, _ = seedbed("catalog", *arguments, "--in", which, "--format", "csv")
        assert code == 0 and pl.read_csv(io.StringIO(out), infer_schema=False).height > 0


def test_a_list_of_codes_is_imported_and_never_over_something(seedbed, tmp_path):
    source = tmp_path / "places.csv"
    source.write_text("代码,名称\n500000,重庆市\n500115,长寿区\n", "utf-8")
    target = tmp_path / "clean.csv"
    assert seedbed("catalog", "import", source, target, "--scheme", "gbt2260")[0] == 0
    assert pl.read_csv(target, infer_schema=False)["code"].to_list() == ["500000", "500115"]
    assert seedbed("catalog", "import", source, target, "--scheme", "gbt2260")[0] == 2


def test_a_wide_table_shows_what_fits_and_names_the_rest(seedbed, small_demo):
    code, out, _ = seedbed("region", "show", small_demo.store.folder, "people", "--lang", "en")
    assert code == 0 and "Not shown:" in out and "consent_until" in out
