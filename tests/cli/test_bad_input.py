"""Each way of giving bad input: a clear message in both languages, exit code 2, nothing lost."""

import re

import polars as pl
import pytest

from seedbed.store import open_region

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def both(seedbed, *arguments, code=2):
    """The message in both languages; the exit code must be the one expected."""
    texts = {}
    for lang in ("en", "zh"):
        found, out, err = seedbed(*arguments, "--lang", lang)
        assert found == code, (found, out, err)
        texts[lang] = out + err
    assert CHINESE.search(texts["zh"])
    assert not re.search(r"\b[a-z]+\.[a-z]+-[a-z-]+\b", texts["en"].replace("region.toml", "")), (
        "a raw code is shown"
    )
    return texts["en"]


def edit(folder, name, before, after):
    path = folder / name
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def tagged(seedbed, town):
    assert seedbed("tag", town)[0] == 0


def test_missing_folder(seedbed, tmp_path):
    assert "does not exist" in both(seedbed, "check", tmp_path / "nowhere")


def test_unknown_column(seedbed, town):
    edit(town, "people.csv", "person,sex,", "person,gender,")
    edit(town, "opportunities.csv", "capacity", "capacty")
    message = both(seedbed, "check", town)
    assert "gender" in message and "kept" in message
    assert "the column capacity" in message and "missing" in message


def test_wrong_encoding(seedbed, town):
    (town / "people.csv").write_bytes(b"person,title\np1,\xff\xff\n")
    assert "neither UTF-8 nor GB18030" in both(seedbed, "check", town)


def test_duplicate_key_and_bad_date(seedbed, town):
    edit(town, "people.csv", "p3,female", "p1,female")
    edit(town, "opportunities.csv", "2099-12-31\no2", "2099-13-31\no2")
    message = both(seedbed, "check", town)
    assert 'people.csv, row 4: person = "p1" stands already in row 2' in message
    assert 'opportunities.csv, row 2, column closes: "2099-13-31" is not a date' in message
    assert pl.read_csv(town / "rejects" / "people.csv", infer_schema=False).height == 1
    assert open_region(town).table("people").height == 2


def test_no_skills(seedbed, town):
    assert "seedbed tag" in both(seedbed, "allocate", town)


def test_no_texts(seedbed, town):
    (town / "people.csv").write_text("person\np1\n", "utf-8")
    (town / "opportunities.csv").write_text(
        "opportunity,organisation,kind,title,capacity\no,works,job,-,1\n", "utf-8"
    )
    assert seedbed("tag", town)[0] == 0  # a title is a text
    (town / "opportunities.csv").unlink()
    assert "has a text" in both(seedbed, "tag", town)


def test_no_capacity(seedbed, town):
    tagged(seedbed, town)
    for place in (",1,2020", ",2,2020"):
        edit(town, "opportunities.csv", place, ",0,2020")
    both(seedbed, "allocate", town)


def test_no_eligible_pair(seedbed, town):
    tagged(seedbed, town)
    edit(town, "people.csv", "500115,matching", "510100,matching")
    both(seedbed, "allocate", town)


def test_nobody_consented(seedbed, town):
    tagged(seedbed, town)
    edit(town, "people.csv", "matching,2099-12-31", "newsletter,2099-12-31")
    assert "consent" in both(seedbed, "allocate", town)


@pytest.mark.parametrize("share", ["1.25", "125", "-0.1", '"a quarter"'])
def test_floor_over_100_percent(seedbed, town, share):
    edit(town, "region.toml", "share = 0.25", f"share = {share}")
    assert "share" in both(seedbed, "check", town)


def test_interrupted_run_leaves_the_last_good_one(seedbed, town, monkeypatch):
    tagged(seedbed, town)
    assert seedbed("allocate", town)[0] == 0
    before = open_region(town).runs()

    def stop(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("seedbed.store.folder.table_bytes", stop)
    assert seedbed("allocate", town)[0] == 130
    monkeypatch.undo()
    assert open_region(town).runs() == before
    assert not list((town / "runs").glob(".*"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("replay", "TOWN", "match-nothing"), "no run"),
        (("explain", "TOWN", "p1", "o9"), "o9"),
        (("region", "show", "TOWN", "no_such_table"), "no table"),
        (("region", "schema", "no_such_table"), "no table"),
        (("allocate", "TOWN", "--method", "magic"), "magic"),
        (("allocate", "TOWN", "--on", "31.3.2026"), "31.3.2026"),
        (("programme", "status", "TOWN"), "counting_rules.toml"),
        (("programme", "events", "TOWN", "jobs"), "jobs"),
        (("synth", "nowhere", "TOWN"), "does not exist"),
    ],
)
def test_unknown_names(seedbed, town, arguments, words):
    tagged(seedbed, town)
    assert words in both(seedbed, *(town if argument == "TOWN" else argument for argument in arguments))


def test_a_demo_never_overwrites_a_folder_that_is_no_region(seedbed, tmp_path):
    (tmp_path / "region").mkdir()
    (tmp_path / "region" / "thesis.docx").write_text("years of work", "utf-8")
    both(seedbed, "demo", "regions/chongqing", "--folder", tmp_path)
    assert (tmp_path / "region" / "thesis.docx").read_text("utf-8") == "years of work"


def test_a_copy_touches_nothing_beside_its_target(seedbed, tmp_path):
    beside = tmp_path / "copy.fresh"
    beside.mkdir()
    (beside / "thesis.docx").write_text("years of work", "utf-8")
    code, _, _ = seedbed(
        "synth", "regions/chongqing", tmp_path / "copy", "--people", "20", "--opportunities", "10"
    )
    assert code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "copy.fresh"]
    assert (beside / "thesis.docx").read_text("utf-8") == "years of work"


def test_real_and_synthetic_people_are_never_mixed(seedbed, town, tmp_path):
    assert "already" in both(seedbed, "synth", town, tmp_path / "copy")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('sex = "female"', 'sex = "woman"', "woman"),
        ('sex = "female"', 'group = "nobody_has_it"', "nobody_has_it"),
        ('sex = "female"', 'sex = "female"\nscope = "subproject:nowhere"', "nowhere"),
        ("[[floors]]", "[[floor]]", "floor"),
        ("share = 0.25", "share = 0.25\nshares = 0.3", "shares"),
    ],
)
def test_a_mistyped_floor_is_told_and_never_applied(seedbed, town, before, after, words):
    tagged(seedbed, town)
    edit(town, "region.toml", before, after)
    assert words in both(seedbed, "allocate", town)


@pytest.mark.parametrize(
    "purpose", ["不同意 matching", "statistics only; not matching", "rematching-study", ""]
)
def test_consent_is_by_exact_purpose(seedbed, town, purpose):
    tagged(seedbed, town)
    edit(town, "people.csv", "matching,2099-12-31", f"{purpose},2099-12-31")
    assert "consent" in both(seedbed, "allocate", town)


@pytest.mark.parametrize("purpose", ["匹配", "matching; statistics", "统计；就业匹配"])
def test_consent_may_be_one_of_several_and_in_chinese(seedbed, town, purpose):
    tagged(seedbed, town)
    edit(town, "people.csv", "matching,2099-12-31", f"{purpose},2099-12-31")
    assert seedbed("allocate", town)[0] == 0


def test_one_person_without_consent_is_not_called_nobody(seedbed, town):
    tagged(seedbed, town)
    edit(town, "people.csv", "500115,matching,2099-12-31\np2", "500115,,\np2")
    assert "p1 has not consented" in both(seedbed, "explain", town, "p1", "o1")


def test_rejected_rows_are_not_forgotten_after_the_check(seedbed, town):
    edit(town, "people.csv", "p3,female", ",female")
    tagged(seedbed, town)
    code, out, _ = seedbed("allocate", town, "--lang", "en")
    assert code == 0 and "1 row(s) of the table people" in out


def test_an_impossible_floor_names_the_conflict_and_proposes_nothing(seedbed, town):
    tagged(seedbed, town)
    edit(town, "people.csv", "p1,女", "p1,male")
    edit(town, "people.csv", "p3,female", "p3,male")
    (town / "people.csv").write_text(
        (town / "people.csv").read_text("utf-8") + "p4,female,Cook,炒菜,500115,matching,2099-12-31\n", "utf-8"
    )
    edit(town, "region.toml", "share = 0.25", "share = 1.0")
    message = both(seedbed, "allocate", town, "--min-filled", "1", "--propose", code=1)
    assert "women" in message and "min_filled" in message
    assert not open_region(town).table("placements").height


def test_a_real_region_is_never_replaced(seedbed, town, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    town.rename(folder / "region")
    before = {path: path.read_bytes() for path in (folder / "region").rglob("*") if path.is_file()}
    both(seedbed, "demo", "regions/chongqing", "--folder", folder, "--people", "50", "--opportunities", "20")
    both(seedbed, "synth", "regions/chongqing", folder / "region")
    assert {path: path.read_bytes() for path in before} == before


def test_wrong_filters_are_refused_and_give_no_quiet_zero(seedbed, small_demo):
    region = small_demo.store.folder
    for option, value in (("--sex", "women"), ("--period", "24"), ("--subproject", "nowhere")):
        assert value in both(seedbed, "programme", "events", region, "graduates-employed", option, value)
    assert "abcd" in both(seedbed, "programme", "status", region, "--up-to", "abcd")


def test_a_required_column_that_is_misspelt_names_the_likely_one(seedbed, town):
    edit(town, "places.csv", "level", "levl")
    message = both(seedbed, "check", town)
    assert "levl" in message
    assert "does not have" not in message, "a refused file is not a missing one"


def test_lists_are_checked_like_single_values(seedbed, town):
    edit(town, "people.csv", "person,sex", "wanted_kinds,person,sex")
    edit(town, "people.csv", "p1,女", "岗位;实习,p1,女")
    edit(town, "people.csv", "p2,male", "mooring,p2,male")
    edit(town, "people.csv", "p3,female", ",p3,female")
    assert "mooring" in both(seedbed, "check", town)
    assert open_region(town).table("people")["wanted_kinds"].to_list() == [["job", "internship"], None]
