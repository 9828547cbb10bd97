from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from seedbed.formats.framework_excel import FRAMEWORK_TABLES
from seedbed.formats.framework_excel.reading import read_template
from seedbed.formats.framework_excel.writing import Sheet, write_sheets
from seedbed.formats.iati import EXCHANGED
from seedbed.messages import Refusal
from seedbed.store import FolderStore, create_region
from seedbed.usecases.export_iati import export_iati
from seedbed.usecases.import_framework import import_framework
from seedbed.usecases.import_iati import import_iati
from seedbed.usecases.issue_report import issue_report
from seedbed.usecases.published_totals import published_totals
from seedbed.usecases.write_framework_template import write_framework_template
from usecases.programme_region import add_person, place, programme_region

SETTINGS = 'id = "r"\nnames = {en = "R", zh = "区"}\nperiods = {first = 2020, last = 2027, step = 1}\n'
DAY = date(2024, 6, 1)


def region(folder: Path, *, filled: bool = True) -> FolderStore:
    store = create_region(folder, SETTINGS)
    if filled:
        store.replace("subprojects", pl.DataFrame({"subproject": ["a"], "name": ["A"], "own": ["x"]}))
        statement = {"statement": ["s"], "level": ["output"], "name": ["Trained"], "subproject": ["a"]}
        store.replace("statements", pl.DataFrame(statement))
        indicator = {"indicator": ["jobs"], "name": ["Jobs"], "level": ["output"], "unit": ["persons"]}
        store.replace(
            "indicators",
            pl.DataFrame(indicator | {"statement": ["s"], "disaggregation": ["sex;place"]}),
        )
        results = {
            "indicator": ["jobs"] * 3,
            "period": ["2022", "2022", "2023"],
            "value": [7.0, 3.0, 9.0],
            "sex": [None, "female", None],
            "result": ["r1", "r2", "r3"],
            "by": ["clerk"] * 3,
        }
        store.append("results", pl.DataFrame(results))
        acts = {"verification": ["v1", "v2"], "result": ["r1", "r2"], "decision": ["verified"] * 2}
        store.append("verifications", pl.DataFrame(acts | {"by": ["boss"] * 2, "date": ["2024-01-01"] * 2}))
    return store


def export(store: FolderStore, path: Path, audience: str = "office") -> Path:
    return export_iati(store, path, publisher="XX-1", publisher_name="O", audience=audience, today=DAY)


def test_a_programme_goes_into_another_region_as_it_is_and_only_once(tmp_path: Path) -> None:
    here, there = region(tmp_path / "here"), region(tmp_path / "there", filled=False)
    path = export(here, tmp_path / "p.xml")
    assert import_iati(there, path, dry_run=True).taken.get_column("added").sum() == 8
    assert there.table("results").is_empty()
    import_iati(there, path)
    for name in EXCHANGED:
        assert_frame_equal(there.table(name), here.table(name))
    again = import_iati(there, path).taken
    assert again.select("added", "changed").sum().row(0) == (0, 0)
    assert again.get_column("unchanged").sum() == 8


def with_results(store: FolderStore) -> FolderStore:
    """Beside the counted jobs, people trained: reported, and not all of it verified."""
    trained = {"indicator": ["trained"], "name": ["People trained"], "level": ["output"], "unit": ["persons"]}
    store.replace(
        "indicators", pl.concat([store.table("indicators"), pl.DataFrame(trained)], how="diagonal_relaxed")
    )
    results = {
        "indicator": ["trained"] * 4,
        "period": ["2022", "2022", "2022", "2023"],
        "value": [47.0, 20.0, 27.0, 59.0],
        "sex": [None, "female", "male", None],
        "result": ["r1", "r2", "r4", "r3"],
        "by": ["clerk"] * 4,
    }
    store.append("results", pl.DataFrame(results))
    acts = {"verification": ["v1", "v2"], "result": ["r1", "r2"], "decision": ["verified"] * 2}
    store.append("verifications", pl.DataFrame(acts | {"by": ["boss"] * 2, "date": ["2024-01-01"] * 2}))
    return store


def test_the_public_sees_verified_totals_of_an_issued_report_only(tmp_path: Path) -> None:
    store = with_results(programme_region(tmp_path / "r"))
    file = {"evidence": ["e1"], "file": ["list.pdf"], "sha256": ["a" * 64], "title": ["Attendance"]}
    store.append("evidence", pl.DataFrame(file))
    with pytest.raises(Refusal) as caught:
        export(store, tmp_path / "p.xml", "public")
    assert caught.value.findings[0].code == "usecases.no-public-report"
    issue_report(store, "office", "2023", "office")
    issue_report(store, "one", "2023")
    add_person(store, "late", sex="male", place="p1")
    place(store, [("late", "oa")])
    text = export(store, tmp_path / "p.xml", "public").read_text("utf-8")
    # 30 were placed when the report was issued, 31 are today; 59 trained were not verified.
    assert sorted(re.findall(r'<actual value="([^"]+)"', text)) == ["30", "47"]
    assert "clerk" not in text and "female" not in text
    assert "document-link" not in text and "Attendance" not in text  # one file, often one person
    assert "Attendance" in export(store, tmp_path / "o.xml").read_text("utf-8")
    with pytest.raises(Refusal) as caught:
        export_iati(store, tmp_path / "x.xml", publisher="XX 1", publisher_name="O")
    assert caught.value.findings[0].code == "usecases.iati-publisher" and not (tmp_path / "x.xml").exists()
    with pytest.raises(Refusal) as caught:
        export_iati(
            store,
            tmp_path / "p.xml",
            publisher="XX-1",
            publisher_name="O",
            audience="public",
            report="office",
        )
    assert caught.value.findings[0].code == "usecases.report-not-public"


def test_a_total_that_a_report_withheld_is_not_published(tmp_path: Path) -> None:
    store = programme_region(tmp_path / "few", women=(1, 1), men=(1, 0))
    issue_report(store, "one", "2023")
    assert "<actual" not in export(store, tmp_path / "p.xml", "public").read_text("utf-8")
    assert published_totals(store).is_empty()


def test_a_framework_is_filled_in_and_taken_over(tmp_path: Path) -> None:
    here, there = region(tmp_path / "here"), region(tmp_path / "there", filled=False)
    there.replace(
        "subprojects", pl.DataFrame({"subproject": ["z", "a"], "name": ["Z", "old"], "more": ["1", "2"]})
    )
    path = write_framework_template(here, tmp_path / "f.xlsx")
    outcome = import_framework(there, path, marked=tmp_path / "m.xlsx", lang="zh")
    assert outcome.marked is None and not (tmp_path / "m.xlsx").exists()
    for name in set(FRAMEWORK_TABLES) - {"subprojects"}:
        assert_frame_equal(there.table(name), here.table(name))
    known = there.table("subprojects").select("subproject", "name", "own", "more")
    assert known.rows() == [("z", "Z", None, "1"), ("a", "A", "x", "2")]
    counts = outcome.taken.filter(pl.col("table") == "subprojects").row(0)
    assert counts == ("subprojects", 0, 1, 0)


def test_a_wrong_row_leaves_the_regions_own_and_comes_back_marked(tmp_path: Path) -> None:
    store = region(tmp_path / "r")
    path = write_framework_template(store, tmp_path / "f.xlsx")
    before = store.table("indicators")
    cells = dict(read_template(path.read_bytes(), "f.xlsx").cells)
    sheet = cells["indicators"]
    cells["indicators"] = Sheet(sheet.columns, {3: {**sheet.rows[3], "baseline": "lots"}}, {})
    path.write_bytes(write_sheets(cells))
    outcome = import_framework(store, path, marked=tmp_path / "m.xlsx", lang="en")
    assert outcome.marked == tmp_path / "m.xlsx" and outcome.marked.is_file()
    assert outcome.read.rejects["indicators"].get_column("rejected_columns").to_list() == ["baseline"]
    assert_frame_equal(store.table("indicators"), before)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    store = region(tmp_path / "r")
    with pytest.raises(Refusal):
        import_iati(store, tmp_path / "no.xml")
    with pytest.raises(Refusal):
        import_framework(store, tmp_path / "no.xlsx", marked=tmp_path / "m.xlsx", lang="en")
