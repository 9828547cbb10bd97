"""What only a folder can suffer: hands, editors, interruptions."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time

import polars as pl
import pytest

import seedbed
from seedbed.messages import Refusal
from seedbed.store import Run, create_region, open_region

SETTINGS = 'id = "r"\nnames = {en = "R", zh = "区"}\n'


@pytest.fixture
def folder(tmp_path):
    create_region(tmp_path, SETTINGS)
    return tmp_path


def code_of(caught):
    return caught.value.findings[0].code


def test_a_missing_folder_and_a_folder_that_is_no_region(tmp_path):
    with pytest.raises(Refusal) as caught:
        seedbed.open_region(tmp_path / "nowhere")
    assert code_of(caught) == "tables.missing-folder"
    with pytest.raises(Refusal) as caught:
        seedbed.open_region(tmp_path)
    assert code_of(caught) == "store.missing-settings"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("region = ", "store.broken-document"),
        ('names = {en = "R", zh = "区"}\n', "store.bad-setting"),
        (SETTINGS + "[weights]\nessential = 7\n", "store.bad-setting"),
        (SETTINGS + '[[floors]]\nname="w"\nsex="female"\nshare = 1.25\n', "store.bad-setting"),
        (SETTINGS + '[[floors]]\nname="w"\nshare = 0.25\n', "store.bad-setting"),
        (SETTINGS + 'floors = "women"\n', "store.bad-setting"),
    ],
)
def test_broken_settings(tmp_path, text, code):
    (tmp_path / "region.toml").write_text(text, "utf-8")
    with pytest.raises(Refusal) as caught:
        open_region(tmp_path)
    assert code_of(caught) == code


def test_rejected_rows_are_kept_in_a_file_and_leave_when_mended(folder):
    (folder / "people.csv").write_text("person,education\np1,5\np2,x\n", "utf-8")
    store = open_region(folder)
    assert store.table("people").get_column("person").to_list() == ["p1"]
    kept = pl.read_csv(folder / "rejects" / "people.csv", infer_schema=False)
    assert kept.row(0, named=True)["education"] == "x"
    assert "people.csv" in kept.row(0, named=True)["reason_zh"]
    (folder / "people.csv").write_text("person,education\np1,5\np2,6\n", "utf-8")
    assert store.table("people").height == 2
    assert not (folder / "rejects" / "people.csv").exists()


def test_check_goes_on_after_a_file_that_cannot_be_read(folder):
    (folder / "people.xlsx").write_bytes(b"no")
    (folder / "places.csv").write_text("place,name,level,parent\n500000,Chongqing,province,1\n", "utf-8")
    codes = [finding.code for finding in open_region(folder).check()]
    assert "tables.broken-file" in codes and "tables.dangling-reference" in codes


def test_one_table_in_two_files_is_refused(folder):
    (folder / "people.csv").write_text("person\np1\n", "utf-8")
    pl.DataFrame({"person": ["p2"]}).write_parquet(folder / "people.parquet")
    with pytest.raises(Refusal) as caught:
        open_region(folder).table("people")
    assert code_of(caught) == "tables.two-files-for-one-table"


def test_replacing_an_excel_file_leaves_one_file(folder):
    pl.DataFrame({"person": ["p1"]}).write_excel(folder / "people.xlsx")
    store = open_region(folder)
    store.replace("people", store.table("people"))
    assert [path.name for path in folder.glob("people.*")] == ["people.csv"]


def test_an_interrupted_run_is_named_and_the_last_good_one_stands(folder):
    store = open_region(folder)
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    good = Run("match-1", "match", moment, moment, outputs=("pairs",))
    store.keep_run(good, {"pairs": pl.DataFrame({"a": [1]})})
    (folder / "runs" / ".match-2.partial").mkdir()
    assert store.runs() == (good,)
    assert [finding.code for finding in store.check()] == ["store.unfinished-run"]


WRITER = """
import sys, polars as pl
from seedbed.store import open_region
store = open_region(sys.argv[1])
number = 0
while True:
    frame = pl.DataFrame({"person": [f"p{i}" for i in range(2000)], "title": [str(number)] * 2000})
    store.replace("people", frame)
    number += 1
    print(number, flush=True)
"""


def test_a_killed_writer_leaves_a_whole_table(folder):
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(3):
        assert process.stdout.readline()
    time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    process.wait()
    frame = open_region(folder).table("people")
    assert frame.height == 2000
    assert frame.get_column("title").n_unique() == 1


def test_documents_of_a_folder_have_its_name_in_front(folder):
    (folder / "scorecards").mkdir()
    for name in ("b", "a"):
        (folder / "scorecards" / f"{name}.toml").write_text(f'card = "{name}"\n', "utf-8")
    store = open_region(folder)
    assert store.documents("scorecards") == ("scorecards/a", "scorecards/b")
    assert store.document("scorecards/b") == {"card": "b"}


@pytest.mark.parametrize("form", ["csv", "gb18030", "xlsx", "parquet"])
def test_forgetting_leaves_no_trace_in_any_file_of_the_folder(tmp_path, form):
    store = create_region(tmp_path / "region", SETTINGS)
    person = "per-7f3a9c21"
    rows = pl.DataFrame(
        {
            "person": [person, "per-b", "per-c"],
            "sex": ["女", "男", "neither of these"],
            "text": ["焊工", "x", "y"],
        }
    )
    path = store.folder / (
        "people.parquet" if form == "parquet" else "people.xlsx" if form == "xlsx" else "people.csv"
    )
    if form == "parquet":
        rows.write_parquet(path)
    elif form == "xlsx":
        rows.write_excel(path)
    else:
        path.write_bytes(rows.write_csv().encode("gb18030" if form == "gb18030" else "utf-8"))
    rejected = store.rejects("people").height
    assert rejected == 1
    erased = store.forget(person)
    assert erased.removed["people"] == 1
    assert store.table("people")["person"].to_list() == ["per-b"]
    assert store.rejects("people").height == rejected, "what could not be read of others stays"
    for file in store.folder.rglob("*"):
        if file.is_file():
            assert person.encode() not in file.read_bytes(), file.name


def test_forgetting_a_person_whose_row_was_rejected(tmp_path):
    store = create_region(tmp_path / "region", SETTINGS)
    (store.folder / "people.csv").write_text("person,sex\nper-7f3a9c21,neither\nper-b,female\n", "utf-8")
    assert store.rejects("people").height == 1
    store.forget("per-7f3a9c21")
    assert store.rejects("people").height == 0
    assert not any(b"7f3a9c21" in path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
