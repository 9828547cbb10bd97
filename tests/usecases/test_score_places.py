"""Scorecards of a region: published and derived figures, vintages, what a source moved."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from seedbed.messages import Refusal
from seedbed.store import RegionStore, create_region, open_region
from seedbed.usecases.derive_figures import derive_figures
from seedbed.usecases.list_moved_figures import list_moved_figures
from seedbed.usecases.read_figures import read_figures
from seedbed.usecases.score_places import region_cards, score_places
from seedbed.usecases.trace_figure import trace_figure

CARD = """
card = "c"
name = "C"
name_zh = "卡"
source = "s"
locator = "1"
[[node]]
node = "n"
name = "N"
name_zh = "点"
measure = "m"
scale = { kind = "range", worst = 0, best = 10 }
[[node]]
node = "t"
name = "T"
name_zh = "联"
measure = "derived-ties-between-sides"
scale = { kind = "expected", against = "derived-ties-between-sides-expected" }
"""
ORGANISATIONS = "organisation,name,actor_type,place\n" + "".join(
    f"{name},{name},{kind},{place}\n"
    for name, kind, place in [
        ("a1", "education", "A"), ("a2", "enterprise", "A1"), ("b1", "enterprise", "B"), ("b2", "service", "B"), ("x", "enterprise", "X"),
    ]
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> RegionStore:
    create_region(
        tmp_path,
        'id = "r"\nplace = "A"\nnames = {en = "R", zh = "区"}\n[observatory]\nsides = ["A", "B"]\n',
    )
    (tmp_path / "scorecards").mkdir()
    (tmp_path / "scorecards" / "c.toml").write_text(CARD, "utf-8")
    (tmp_path / "places.csv").write_text(
        "place,name,level,parent\nA,A,city,\nA1,A1,county,A\nB,B,city,\nX,X,city,\n", "utf-8"
    )
    (tmp_path / "sources.csv").write_text("source,title,publisher\ns,The book,Press\n", "utf-8")
    (tmp_path / "organisations.csv").write_text(ORGANISATIONS, "utf-8")
    (tmp_path / "ties.csv").write_text(
        "from,to,kind\na1,b1,partnership\nb1,a1,finance\na1,a2,partnership\na2,x,supply\n", "utf-8"
    )
    return open_region(tmp_path)


def _publish(store: RegionStore, *rows: tuple[str, str, str, float, datetime]) -> None:
    for observation, place, period, value, moment in rows:
        store.append(
            "observations",
            pl.DataFrame(
                {
                    "observation": [observation], "measure": ["m"], "place": [place], "period": [period],
                    "value": [value], "unit": ["units"], "source": ["s"], "locator": ["1"], "recorded_at": [moment],
                }
            ),
        )  # fmt: skip


EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def test_derives_ties_between_sides_and_what_chance_would_give(store: RegionStore) -> None:
    figures = {
        (place, measure): value
        for place, measure, _, value in derive_figures(store, date(2026, 5, 1)).iter_rows()
    }
    # Pairs: a1-b1 (two kinds, one pair), a1-a2, a2-x; degrees of A 4, of B 1; 4 * 1 / (2 * 3).
    assert figures["A", "derived-ties-between-sides"] == 1
    assert figures["A", "derived-ties-between-sides-expected"] == pytest.approx(4 / 6)
    assert figures["B", "derived-ties-between-sides-per-100"] == pytest.approx(25)
    assert figures["A", "derived-enterprises-per-education"] == 1
    assert ("B", "derived-enterprises-per-education") not in figures


def test_figures_that_differ_are_not_used_and_named(store: RegionStore) -> None:
    _publish(
        store,
        ("o1", "A", "2020", 3, EARLY),
        ("o2", "A", "2020", 4, EARLY),
        ("o3", "B", "2019/2020", 5, EARLY),
    )
    figures, findings = read_figures(store, frozenset({"m"}))
    assert figures.select("place", "period", "value").rows() == [("B", "2020", 5.0)]
    (finding,) = findings
    assert finding.values["values"] == "3 / 4"
    assert finding.values["observations"] == "o1, o2"


def test_part_of_a_year_does_not_stand_for_it(store: RegionStore) -> None:
    _publish(store, ("o1", "A", "2020", 3, EARLY), ("o2", "A", "2021-01/2021-06", 40, EARLY))
    assert read_figures(store, frozenset({"m"}))[0].select("period", "value").rows() == [("2020", 3.0)]


def test_scores_are_kept_and_say_what_they_rest_on(store: RegionStore) -> None:
    _publish(store, ("o1", "A", "2020", 3, EARLY))
    scored, run = score_places(store, on=date(2026, 5, 1))
    assert run is not None
    assert set(run.inputs) == {"observations", "organisations", "ties", "places"}
    frame = store.run_output(run.run, "c")
    assert frame.filter(pl.col("place") == "A", pl.col("node") == "n")["score"].item() == 30
    assert frame.filter(pl.col("place") == "A", pl.col("node") == "t")["score"].item() == pytest.approx(150)
    assert scored[0].card.card == "c"


def test_an_unknown_card_is_refused(store: RegionStore) -> None:
    with pytest.raises(Refusal) as refused:
        score_places(store, card="no")
    assert refused.value.findings[0].code == "usecases.no-scorecard"
    assert [card.card for card in region_cards(store)] == ["c"]


def test_a_changed_source_moves_exactly_the_figures_and_scores_that_rest_on_it(store: RegionStore) -> None:
    _publish(
        store, ("o1", "A", "2020", 3, EARLY), ("o2", "B", "2020", 5, EARLY), ("o1", "A", "2020", 6, LATE)
    )
    found = list_moved_figures(store, "s")
    assert found.figures.select("observation", "before", "after").rows() == [("o1", 3.0, 6.0)]
    moved = found.scores.sort("node").select("place", "node", "change").rows()
    assert moved == [("A", "c", pytest.approx(15)), ("A", "n", pytest.approx(30))]
    with pytest.raises(Refusal):
        list_moved_figures(store, "nobody")


def test_a_figure_opens_to_its_producer_and_vintages(store: RegionStore) -> None:
    _publish(store, ("o1", "A", "2020", 3, EARLY), ("o1", "A", "2020", 6, LATE))
    traced = trace_figure(store, "o1")
    assert traced["value"].to_list() == [6, 3]
    assert traced["publisher"].to_list() == ["Press"] * 2
    assert len(traced["file_hash"][0]) >= 32
    before = traced["file_hash"][0]
    _publish(store, ("o2", "A", "2020", 1, LATE))
    assert trace_figure(store, "o1")["file_hash"][0] != before
    with pytest.raises(Refusal):
        trace_figure(store, "o9")
