"""Contradictions get the region's own names for what they are about."""

from __future__ import annotations

from pathlib import Path

from seedbed import open_region
from seedbed.messages import Finding
from seedbed.usecases.report_frames.evidence import measure_names

TOML = 'id = "r"\nplace = "500000"\nnames = { en = "R", zh = "R" }\n[files]\nmeasures = "measures.csv"\n'
OBSERVED = """observation,measure,place,period,value,unit,source,locator
o1,gdp,510100,2020,1,CNY,s,1
o2,gdp,500000,2020,1,CNY,s,2
"""


def region(folder: Path, *, measures: bool) -> Path:
    (folder / "region.toml").write_text(TOML if measures else TOML.partition("[files]")[0], "utf-8")
    (folder / "sources.csv").write_text("source,title\ns,S\n", "utf-8")
    (folder / "places.csv").write_text(
        "place,name,name_zh,level\n500000,Chongqing,重庆市,province\n510100,Chengdu,成都市,prefecture\n",
        "utf-8",
    )
    (folder / "observations.csv").write_text(OBSERVED, "utf-8")
    if measures:
        (folder / "measures.csv").write_text("measure,name,name_zh,unit\ngdp,GDP,生产总值,CNY\n", "utf-8")
    return folder


FOUND = (
    Finding("evidence.two-values", {"measure": "chengdu-gdp", "observation_a": "o1"}),
    Finding("evidence.two-values", {"measure": "gdp", "observation_a": "o2"}),
    Finding("evidence.two-values", {"measure": "unheard-of", "observation_a": "o9"}),
)


def test_a_comparison_is_called_after_its_first_observation_s_measure_and_place(tmp_path: Path) -> None:
    names = measure_names(open_region(region(tmp_path, measures=True)), FOUND)
    assert names.rows() == [
        ("chengdu-gdp", "GDP (Chengdu)", "生产总值\uff08成都市\uff09"),
        ("gdp", "GDP", "生产总值"),
    ]


def test_a_region_without_a_list_of_measures_has_no_names(tmp_path: Path) -> None:
    assert measure_names(open_region(region(tmp_path, measures=False)), FOUND).is_empty()
