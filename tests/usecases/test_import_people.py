"""CVs into a region: the least of each, duplicates told, bad files set aside."""

from datetime import date, timedelta

import polars as pl
import pytest

from seedbed.catalog import starter_catalog
from seedbed.messages import Refusal
from seedbed.store import create_region
from seedbed.usecases.import_people import import_people

UNTIL = date.today() + timedelta(days=365)
SETTINGS = 'id = "t"\n[names]\nen = "T"\nzh = "测"\n'
WORK = "负责数控机床编程、PLC 调试与工业机器人维护，参与新能源汽车产线改造，编写操作规程并培训新人。" * 4
ZH = "姓名：王试例\n性别：女\n手机：13800000000\n最高学历：本科\n毕业时间：2021-06\n毕业院校：重庆交通大学\n求职意向：{title}\n{work}"
EN = "Sample Tester\ns.tester@example.com\nGender: male\nDegree: Master of Science\nBuilt data pipelines in Python and tuned databases. "
RESUME = '{"basics": {"name": "Ann Example", "label": "Data analyst", "summary": "Ann Example cleans data and writes reports for hospitals."}}'


@pytest.fixture(scope="module")
def catalog():
    return starter_catalog()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    region = create_region(tmp_path_factory.mktemp("import") / "region", SETTINGS)
    region.replace(
        "organisations",
        pl.DataFrame(
            {
                "organisation": ["cqjtu"],
                "name": ["Chongqing Jiaotong University"],
                "name_zh": ["重庆交通大学"],
                "actor_type": ["education"],
            }
        ),
    )
    return region


@pytest.fixture(scope="module")
def folder(tmp_path_factory, catalog):
    place = tmp_path_factory.mktemp("files") / "cvs"
    (place / "inner").mkdir(parents=True)
    title = catalog.occupations.item(0, "label_zh")
    zh = ZH.format(title=title, work=WORK)
    files = {
        "王试例.txt": zh.encode("gb18030"),
        "王试例 copy.txt": zh.replace("\n", "\r\n\r\n").encode(),
        "near.txt": (zh + "另附：驾驶证 C1。").encode(),
        "inner/en.txt": (EN * 3).encode(),
        "resume.json": RESUME.encode(),
        "empty.txt": b"",
        "virus.pdf": b"MZ\x00\x00" * 50,
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
        ".hidden": b"x",
    }
    for name, content in files.items():
        (place / name).write_bytes(content)
    return place


@pytest.fixture(scope="module")
def done(store, folder, catalog):
    """One import that most tests look at."""
    return import_people(store, folder, catalog, "匹配；statistics", UNTIL, workers=1)


def test_good_files_become_people_and_bad_ones_rejects(store, done):
    people = store.table("people")
    assert people.height == done.people.height == 4
    assert sorted(done.files["file"]) == ["en.txt", "near.txt", "resume.json", "王试例 copy.txt"]
    assert dict(done.rejects.select("file", "codes").iter_rows()) == {
        "empty.txt": "formats.empty-file",
        "old.doc": "formats.old-word",
        "virus.pdf": "formats.wrong-type",
        "王试例.txt": "formats.same-text",
    }
    assert all(done.rejects["reason_en"]) and all(done.rejects["reason_zh"])
    assert all(purposes.to_list() == ["matching", "statistics"] for purposes in people["consent_purpose"])
    assert set(people["consent_until"]) == {UNTIL}
    assert not store.check()


def test_what_a_row_holds(done, catalog):
    person = done.files.filter(file="王试例 copy.txt").item(0, "person")
    row = done.people.row(by_predicate=pl.col("person") == person, named=True)
    assert (row["sex"], row["education"], row["graduated"]) == ("female", 6, date(2021, 6, 1))
    assert row["institution"] == "cqjtu"
    assert row["occupation"] == catalog.occupations.item(0, "id")
    assert "PLC" in row["text"]


def test_nothing_that_points_at_a_person_is_kept_anywhere(store, done):
    kept = b"".join(
        path.read_bytes() for path in store.folder.rglob("*") if path.is_file() and path.suffix != ".parquet"
    )
    kept += str(store.run_output(done.run.run, "rejected").to_dicts()).encode()
    for secret in (
        "王试例",
        "13800000000",
        "s.tester@example.com",
        "Sample Tester",
        "Ann Example",
        "virus.pdf",
    ):
        assert secret.encode() not in kept


def test_near_duplicates_are_listed_and_kept(done):
    pair = done.duplicates.row(0, named=True)
    assert done.duplicates.height == 1
    assert {pair["left_file"], pair["right_file"]} == {"王试例 copy.txt", "near.txt"}
    assert {pair["left"], pair["right"]} <= set(done.people["person"])
    assert "formats.near-duplicates" in [finding.code for finding in done.findings]


@pytest.mark.usefixtures("done")
def test_importing_twice_adds_nothing(store, folder, catalog):
    before = store.table("people")
    again = import_people(store, folder, catalog, "matching", UNTIL, workers=1)
    assert again.people.height == 0
    assert store.table("people").equals(before)
    assert again.rejects["codes"].to_list().count("formats.already-imported") == 5


def test_a_dry_run_writes_nothing(tmp_path, folder, catalog):
    fresh = create_region(tmp_path / "region", SETTINGS)
    before = sorted((path, path.stat().st_mtime_ns) for path in fresh.folder.rglob("*"))
    dry = import_people(fresh, folder, catalog, "matching", UNTIL, dry_run=True, workers=1)
    assert dry.run is None
    assert dry.people.height == 4
    assert sorted((path, path.stat().st_mtime_ns) for path in fresh.folder.rglob("*")) == before


def test_the_run_counts(store, done):
    assert dict(store.run(done.run.run).summary) == {
        "files": 8,
        "imported": 4,
        "rejected": 4,
        "near_duplicates": 1,
    }
    assert store.run_output(done.run.run, "rejected")["files"].sum() == 4


@pytest.mark.parametrize(
    ("purpose", "until", "files", "code"),
    [
        (" ", UNTIL, "cvs", "formats.no-consent-purpose"),
        ("x", date(2020, 1, 1), "cvs", "formats.consent-expired"),
        ("x", UNTIL, "nowhere", "tables.missing-folder"),
        ("x", UNTIL, "cvs/none", "formats.no-files"),
    ],
)
def test_what_stops_an_import(store, folder, catalog, purpose, until, files, code):
    (folder / "none").mkdir(exist_ok=True)
    with pytest.raises(Refusal) as caught:
        import_people(store, folder.parent / files, catalog, purpose, until)
    assert caught.value.findings[0].code == code


def test_ids_are_random(tmp_path, folder, catalog, done):
    fresh = create_region(tmp_path / "region", SETTINGS)
    other = import_people(fresh, folder, catalog, "matching", UNTIL, dry_run=True, workers=1)
    assert not set(other.people["person"]) & set(done.people["person"])


def test_real_people_do_not_join_synthetic_ones(tmp_path, folder, catalog):
    demo = create_region(tmp_path / "region", SETTINGS)
    demo.replace("people", pl.DataFrame({"person": ["synthetic-1"], "synthetic": ["true"]}))
    with pytest.raises(Refusal, match="synthetic"):
        import_people(demo, folder, catalog, "matching", UNTIL)
