"""Handing over and erasing what is held about a person."""

import json

import polars as pl


def test_export_then_erase(seedbed, town, tmp_path):
    code, out, _ = seedbed("people", "export", town, "p1")
    assert code == 0 and json.loads(out)["people"][0]["sex"] == "female"
    file = tmp_path / "p1.json"
    assert seedbed("people", "export", town, "p1", "--out", file)[0] == 0
    assert json.loads(file.read_text("utf-8")) == json.loads(out)
    assert seedbed("people", "erase", town, "p1", "--dry-run")[0] == 0
    assert "p1" in pl.read_csv(town / "people.csv")["person"]
    code, out, _ = seedbed("people", "erase", town, "p1", "--lang", "zh")
    assert code == 0 and "已删除" in out
    assert pl.read_csv(town / "people.csv")["person"].to_list() == ["p2", "p3"]
    for command in ("export", "erase"):
        code, _, err = seedbed("people", command, town, "p1")
        assert code == 2 and "p1" in err
