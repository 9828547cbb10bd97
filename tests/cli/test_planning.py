"""Training plans, advice, dead ends, wishes and caps from the command line."""

import io
import json

import polars as pl
import pytest

from seedbed.store import open_region
from seedbed.usecases.find_dead_ends import KINDS

COURSE = "c1,works,training,Welding course,培训内容：焊接、机械设计,500115,1,2020-01-01,2099-12-31\n"


@pytest.fixture
def tagged(seedbed, town):
    path = town / "opportunities.csv"
    path.write_text(path.read_text("utf-8") + COURSE, "utf-8")
    assert seedbed("tag", town)[0] == 0
    return town


def frame(out: str) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(out))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_plan_is_printed_kept_and_said(seedbed, tagged, lang):
    code, out, _ = seedbed("training-plan", tagged, "--budget", "2", "--lang", lang)
    assert code == 0 and "Welding course" in out
    run = open_region(tagged).runs("training-plan")[-1]
    assert run.run in out and run.summary["courses"] == 1
    before = len(open_region(tagged).runs())
    code, out, err = seedbed(
        "training-plan", tagged, "--show", "learners", "--dry-run", "--format", "csv", "--lang", lang
    )
    assert code == 0 and frame(out).columns == ["seeker", "course", "opportunity", "fit_before", "fit"]
    assert ("placed" if lang == "en" else "安置") in err
    assert len(open_region(tagged).runs()) == before


def test_bad_plans_end_with_a_clear_message(seedbed, town, tagged):
    assert seedbed("training-plan", tagged, "--budget", "-1")[0] == 2
    code, _, err = seedbed("training-plan", tagged, "--group", "martians", "--lang", "en")
    assert code == 2 and "martians" in err and "female" in err
    people = town / "opportunities.csv"
    people.write_text(people.read_text("utf-8").replace(COURSE, ""), "utf-8")
    code, _, err = seedbed("training-plan", town, "--lang", "zh")
    assert code == 2 and "课程" in err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_dead_ends_are_listed_filtered_and_kept(seedbed, tagged, lang):
    code, out, err = seedbed("dead-ends", tagged, "--min-fit", "0.9", "--format", "json", "--lang", lang)
    everything = json.loads(out)
    assert code == 0 and everything
    assert all(row["verified"] and row["way_out"] and row["kind"] in KINDS for row in everything)
    assert open_region(tagged).runs("dead-ends")[-1].run in err
    code, out, _ = seedbed(
        "dead-ends", tagged, "--min-fit", "0.9", "--side", "person", "--dry-run", "--format", "json"
    )
    assert json.loads(out) == [] or {row["side"] for row in json.loads(out)} == {"person"}
    kind = everything[0]["kind"]
    code, out, _ = seedbed(
        "dead-ends", tagged, "--min-fit", "0.9", "--kind", kind, "--dry-run", "--format", "json"
    )
    assert code == 0 and {row["kind"] for row in json.loads(out)} == {kind}
    assert seedbed("dead-ends", tagged, "--min-fit", "0.9", "--dry-run", "--lang", lang)[0] == 0


def test_advice_for_one_person(seedbed, tagged):
    code, out, err = seedbed("advise", tagged, "p3", "--format", "csv", "--lang", "en")
    told = frame(out)
    assert code == 0 and told.height and (told["fit_after"] > told["fit_before"]).all()
    assert str(told.height) in err
    assert seedbed("advise", tagged, "nobody")[0] == 2


def test_an_explanation_shows_wishes_and_what_would_change_it(seedbed, tagged):
    for lang, words in (("en", ("wishes", "way out", "over-qualified")), ("zh", ("意愿", "出路", "学历"))):
        code, out, _ = seedbed("explain", tagged, "p3", "o1", "--lang", lang)
        assert code == 0 and all(word in out for word in words)
    code, out, _ = seedbed(
        "explain", tagged, "p3", "o1", "--show", "change", "--format", "json", "--lang", "en"
    )
    change = json.loads(out)[0]
    assert code == 0 and change["verified"] and change["fit_before"] < 0.5 <= change["fit_after"]
    code, out, _ = seedbed("explain", tagged, "p3", "o1", "--show", "wishes", "--format", "csv")
    assert code == 0 and "over_qualified" in frame(out).columns


def test_a_cap_on_exposure_holds_and_is_said(seedbed, tagged):
    code, out, err = seedbed("match", tagged, "--exposure-cap", "1", "--format", "csv", "--lang", "en")
    lists = frame(out)
    assert code == 0 and lists.group_by("opportunity").len()["len"].max() == 1
    assert "With the cap" in err and "preference" in lists.columns
    assert seedbed("match", tagged, "--exposure-cap", "0")[0] == 2


def test_a_replay_without_an_erased_person(seedbed, tagged):
    assert seedbed("allocate", tagged)[0] == 0
    run = open_region(tagged).runs("match")[-1].run
    for name, key in (("people.csv", "p2,"), ("seeker_skills.csv", "p2,")):
        rows = (tagged / name).read_text("utf-8").splitlines(keepends=True)
        (tagged / name).write_text("".join(row for row in rows if not row.startswith(key)), "utf-8")
    code, out, _ = seedbed("replay", tagged, run, "--lang", "en")
    assert code == 0 and "1 persons" in out and "the remaining rows are the same" in out
    assert "删除" in seedbed("replay", tagged, run, "--lang", "zh")[1]
