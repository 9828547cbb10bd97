"""A region from a folder to the database and back."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.store import Run, create_region, open_region
from seedbed.store.fingerprint import fingerprint
from seedbed.workbench.record.exchange import bring_in, hand_out, is_empty
from seedbed.workbench.record.store import DatabaseStore

CHONGQING = Path(__file__).parents[3] / "regions" / "chongqing"
SETTINGS = 'id = "r"\nnames = {en = "R", zh = "区"}\n# a comment that stays\n'


def code_of(caught):
    return caught.value.findings[0].code


def same(one, other):
    assert one.tables() == other.tables()
    assert one.settings == other.settings
    for name in one.tables():
        assert fingerprint(one.table(name)) == fingerprint(other.table(name)), name
        assert one.rejects(name).height == other.rejects(name).height
        if one.rejects(name).height:
            assert one.rejects(name).to_dicts() == other.rejects(name).to_dicts(), name
    assert one.runs() == other.runs()
    for run in one.runs():
        for name in run.outputs:
            assert one.run_output(run.run, name).equals(other.run_output(run.run, name))


def test_chongqing_goes_through_the_database_unchanged(alias, tmp_path):
    assert is_empty(alias)
    steps = []
    moved = bring_in(CHONGQING, using=alias, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] == moved.tables + moved.runs
    source, held = open_region(CHONGQING), DatabaseStore(alias)
    same(source, held)
    hand_out(tmp_path / "out", using=alias)
    same(source, open_region(tmp_path / "out"))
    assert (tmp_path / "out" / "region.toml").read_bytes() == (CHONGQING / "region.toml").read_bytes()
    assert (tmp_path / "out" / "README.md").read_bytes() == (CHONGQING / "README.md").read_bytes()
    for folder in ("scorecards", ""):
        assert held.documents(folder or "scorecards") == source.documents(folder or "scorecards")
    for name in source.documents("scorecards"):
        assert held.document(name) == source.document(name)
    assert held.document("counting_rules") == source.document("counting_rules")


@pytest.fixture
def hurt(tmp_path):
    """A region with everything that a folder may hold: rejects of every kind, a log in parts, Parquet, a run."""
    store = create_region(tmp_path / "hurt", SETTINGS)
    rows = [
        "person,education,title,own", "p1,5,焊工,a", "p2,x,数控,b", "p3,5,ok", "p4,5,two words,c,d;e,f", "p5,6,,",
        "p1,4,again,g", "p6,99,x", "p7,4,last,z",
    ]  # fmt: skip
    (store.folder / "people.csv").write_text("\n".join(rows) + "\n", "utf-8")
    typed = pl.DataFrame(
        {"seeker": ["p1", "p5"], "skill": ["s1", "s2"], "level": [0.25, 1.0], "seen": [3, None]}
    )
    typed.write_parquet(store.folder / "seeker_skills.parquet")
    pl.DataFrame({"a": [1, 2], "b": [[1.5], []]}).cast({"b": pl.List(pl.String)}).write_parquet(
        store.folder / "of_our_own.parquet"
    )
    event = {
        "event": ["e1"],
        "seeker": ["p1"],
        "opportunity": ["o"],
        "kind": ["started"],
        "date": [dt.date(2026, 1, 1)],
    }
    store.append("placements", pl.DataFrame(event))
    store.append("placements", pl.DataFrame(event | {"event": ["e2"], "note": ["extra"]}))
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    run = Run("match-1", "match", moment, moment, parameters={"k": 3}, outputs=("pairs",))
    store.keep_run(
        run, {"pairs": pl.DataFrame({"seeker": ["p1"], "fit": [0.1], "day": [dt.date(2026, 1, 1)]})}
    )
    return open_region(store.folder)


def test_rejected_rows_logs_types_and_runs_survive(alias, tmp_path, hurt):
    assert hurt.rejects("people").height == 5
    moved = bring_in(hurt.folder, using=alias)
    assert moved.rejected == 5 and moved.runs == 1
    held = DatabaseStore(alias)
    same(hurt, held)
    assert held.table("of_our_own").equals(hurt.table("of_our_own"))
    assert held.table("seeker_skills").schema == hurt.table("seeker_skills").schema
    assert "workbench.rejected-rows" in [finding.code for finding in held.check()]
    hand_out(tmp_path / "out", using=alias)
    out = open_region(tmp_path / "out")
    same(hurt, out)
    assert out.table("seeker_skills").schema == hurt.table("seeker_skills").schema
    assert out.rejects("people").equals(hurt.rejects("people")), "the same rows, under the same numbers"


def test_a_region_is_not_overwritten_by_chance(alias, tmp_path, hurt):
    with pytest.raises(Refusal) as caught:
        hand_out(tmp_path / "out", using=alias)
    assert code_of(caught) == "workbench.no-region" and not (tmp_path / "out").exists()
    bring_in(hurt.folder, using=alias)
    with pytest.raises(Refusal) as caught:
        bring_in(hurt.folder, using=alias)
    assert code_of(caught) == "workbench.holds-a-region"
    bring_in(hurt.folder, replace=True, using=alias)
    same(hurt, DatabaseStore(alias))
    with pytest.raises(Refusal) as caught:
        hand_out(hurt.folder, using=alias)
    assert code_of(caught) == "workbench.folder-in-use"


def test_a_folder_that_breaks_leaves_the_database_as_it_was(alias, tmp_path, hurt):
    bring_in(hurt.folder, using=alias)
    bad = create_region(tmp_path / "bad", SETTINGS)
    (bad.folder / "people.csv").write_text("person\nq1\n", "utf-8")
    (bad.folder / "places.xlsx").write_bytes(b"no")
    with pytest.raises(Refusal):
        bring_in(bad.folder, replace=True, using=alias)
    same(hurt, DatabaseStore(alias))
