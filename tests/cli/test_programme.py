"""The commands of the programme: counting, reports, verification, evidence, grievances."""

import io
import json

import polars as pl
import pytest

from seedbed.store import open_region
from usecases.programme_region import add_person, place, programme_region

TRAINED = {"indicator": ["trained"], "name": ["People trained"], "level": ["output"], "unit": ["persons"]}


@pytest.fixture
def office(tmp_path):
    """A region with placements, and with results from outside that nobody has verified."""
    store = programme_region(tmp_path / "office")
    indicators = pl.concat([store.table("indicators"), pl.DataFrame(TRAINED)], how="diagonal_relaxed")
    store.replace("indicators", indicators)
    results = {
        "indicator": ["trained"] * 2,
        "period": ["2023"] * 2,
        "value": [40.0, 3.0],
        "sex": [None, "female"],
        "result": ["r1", "r2"],
        "by": ["clerk"] * 2,
    }
    store.append("results", pl.DataFrame(results))
    return tmp_path / "office"


def frame(out: str) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(out))


def test_status_and_events_stand_beside_the_targets(seedbed, office):
    code, out, _ = seedbed("programme", "status", office, "--up-to", "2023", "--lang", "zh")
    assert code == 0 and "jobs" in out
    code, out, err = seedbed(
        "programme", "events", office, "jobs", "--sex", "female", "--format", "csv", "--lang", "zh"
    )
    assert code == 0 and frame(out).height == 30 and "15" in err
    assert seedbed("programme", "events", office, "nothing", "--lang", "zh")[0] == 2
    assert seedbed("programme", "status", office, "--up-to", "1999", "--lang", "zh")[0] == 2


def test_a_report_is_issued_listed_printed_and_compared(seedbed, office):
    issue = ("programme", "report", office, "one", "--up-to", "2023", "--lang", "en")
    assert seedbed(*issue, "--dry-run")[0] == 0 and open_region(office).runs("report") == ()
    code, out, _ = seedbed(*issue)
    assert code == 0 and open_region(office).runs("report")[-1].run == "one" in out
    assert seedbed(*issue)[0] == 2
    code, out, _ = seedbed("programme", "report", office, "--format", "json")
    assert [(row["report"], row["audience"]) for row in json.loads(out)] == [("one", "public")]
    store = open_region(office)
    add_person(store, "late", sex="male", place="p1")
    place(store, [("late", "oa")])
    code, out, _ = seedbed("programme", "report", office, "one", "--show", "figures", "--format", "csv")
    whole = frame(out).filter(
        pl.all_horizontal(pl.col("sex", "subproject", "place", "period", "group") == "all")
    )
    assert code == 0 and whole.filter(indicator="jobs")["value"].to_list() == [30]
    code, out, err = seedbed("programme", "compare", office, "one", "--format", "csv", "--lang", "en")
    moved = frame(out)
    assert code == 0 and str(moved.height) in err and set(moved["reason"]) == {"programme.restated-late"}
    code, out, _ = seedbed("programme", "compare", office, "one", "--lang", "en")
    assert code == 0 and "[1]" in out and "jobs" in out
    code, _, err = seedbed("programme", "report", office, "none", "--lang", "en")
    assert code == 2 and "Choose one of: one." in err
    assert seedbed("programme", "compare", office, "one", "none")[0] == 2
    assert seedbed("programme", "report", office, "--up-to", "2023")[0] == 2
    assert seedbed("programme", "compare", office, "one", "--printed-only")[0] == 2


def test_nothing_is_issued_where_the_file_could_not_be_written(seedbed, office, tmp_path):
    code, _, err = seedbed("programme", "report", office, "one", "--lang", "en")
    assert code == 2 and "No report has been issued yet" in err
    issue = ("programme", "report", office, "one", "--up-to", "2023", "--word", tmp_path / "one.pdf")
    code, _, err = seedbed(*issue, "--lang", "en")
    assert code == 2 and ".docx" in err and open_region(office).runs("report") == ()


def test_only_verified_results_are_reported_and_few_are_not_printed(seedbed, office):
    assert seedbed("programme", "verify", office, "r1", "--by", "clerk")[0] == 2
    assert seedbed("programme", "verify", office, "r1")[0] == 2
    code, out, _ = seedbed("programme", "verify", office, "--format", "json")
    assert code == 0 and {row["result"] for row in json.loads(out)} == {"r1", "r2"}
    for result in ("r1", "r2"):
        assert seedbed("programme", "verify", office, result, "--by", "boss", "--dry-run")[0] == 0
        assert seedbed("programme", "verify", office, result, "--by", "boss")[0] == 0
    code, out, _ = seedbed("programme", "verify", office, "--lang", "zh")
    assert code == 0 and "0 项" in out
    shown = ("--show", "reported", "--format", "json")
    code, out, _ = seedbed("programme", "report", office, "open", "--up-to", "2023", *shown)
    rows = {row["sex"]: row for row in json.loads(out)}
    assert rows[None]["value"] == 40 and rows["female"]["value"] is None and rows["female"]["withheld"]
    code, out, _ = seedbed(
        "programme", "report", office, "inner", "--up-to", "2023", "--audience", "office", *shown
    )
    assert {row["sex"]: row["value"] for row in json.loads(out)} == {None: 40, "female": 3}
    code, _, err = seedbed(
        "programme", "verify", office, "r2", "--by", "boss", "--decision", "rejected", "--lang", "en"
    )
    assert code == 2 and "reason" in err


def test_verification_may_be_optional(seedbed, office):
    settings = office / "region.toml"
    settings.write_text(settings.read_text("utf-8") + '[programme]\nverification = "optional"\n', "utf-8")
    code, out, _ = seedbed(
        "programme",
        "report",
        office,
        "x",
        "--up-to",
        "2023",
        "--show",
        "reported",
        "--format",
        "json",
        "--dry-run",
    )
    assert code == 0 and len(json.loads(out)) == 2
    settings.write_text(settings.read_text("utf-8").replace('"optional"', '"sometimes"'), "utf-8")
    code, _, err = seedbed("programme", "status", office, "--lang", "en")
    assert code == 2 and "programme.verification" in err and "optional" in err


def test_evidence_is_registered_once_and_checked(seedbed, office, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    file = folder / "start.txt"
    file.write_text("started on 1 March", "utf-8")
    add = ("programme", "evidence", office, file, "--title", "start", "--lang", "zh")
    code, out, _ = seedbed(*add, "--dry-run")
    assert code == 0 and open_region(office).table("evidence").is_empty()
    code, out, _ = seedbed(*add, "--format", "json")
    assert (
        code == 0 and json.loads(out)[0]["evidence"] == open_region(office).table("evidence")["evidence"][0]
    )
    assert seedbed(*add)[0] == 2
    assert seedbed("programme", "evidence", office, "--lang", "zh")[0] == 0
    assert seedbed("programme", "evidence", office, "--check", folder, "--lang", "zh")[0] == 0
    file.write_text("started on 2 March", "utf-8")
    code, out, _ = seedbed("programme", "evidence", office, "--check", folder, "--lang", "zh")
    assert code == 2 and "内容已变" in out and "其中 1 份已变或缺失" in out
    code, _, err = seedbed("programme", "evidence", office, "--check", tmp_path / "none", "--lang", "en")
    assert code == 2 and "region.toml" not in err and "files of evidence" in err


def test_grievances_follow_their_procedure(seedbed, office):
    said = ("--category", "payment", "--channel", "online", "--on", "2024-01-05", "--lang", "en")
    assert seedbed("programme", "grievance", office, "received", *said, "--dry-run")[0] == 0
    assert open_region(office).table("grievances").is_empty()
    assert seedbed("programme", "grievance", office, "received", *said)[0] == 0
    name = open_region(office).table("grievances")["grievance"][0]
    code, out, _ = seedbed("programme", "grievance", office, "--on", "2024-03-01", "--format", "json")
    assert code == 0 and json.loads(out)[0]["overdue_days"] > 0
    assert seedbed("programme", "grievance", office, "--lang", "en")[0] == 0
    assert seedbed("programme", "grievance", office, "closed", "--grievance", name)[0] == 2
    assert (
        seedbed("programme", "grievance", office, "acknowledged", "--grievance", name, "--on", "2024-01-08")[
            0
        ]
        == 0
    )
    assert seedbed("programme", "grievance", office, "received", "--category", "martians")[0] == 2
    code, _, err = seedbed("programme", "grievance", office, "recieved", "--lang", "en")
    assert code == 2 and "acknowledged" in err and "received" in err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_wrong_in_a_framework_ends_with_2_and_open_points_do_not(seedbed, office, lang):
    code, out, _ = seedbed("programme", "check", office, "--lang", lang)
    assert code == 2 and "trained" in out
    broken = [
        f"indicators/{row}/{column}"
        for row in ("jobs", "trained")
        for column in ("statement", "baseline", "indicator")
    ]
    points = pl.DataFrame({"point": ["lost"], "about": [";".join([*broken, "framework/*/statements"])]})
    points.write_csv(office / "open_points.csv")
    code, out, _ = seedbed("programme", "check", office, "--lang", lang)
    assert code == 0 and out.count("lost") >= 4
