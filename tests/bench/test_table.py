"""Tables: ratios, figures side by side, the page that keeps them, and JSON."""

from __future__ import annotations

import json

import polars as pl

from seedbed.bench import Bar, Figure, Row, Table
from seedbed.bench.results import as_json, write_results

OWN = Row("w", "seedbed", 1.0, 2.0, 4.0, agrees=True)
PEER = Row("w", "peer", 0.1, 1.0, 1.0, agrees=True)
FIGURES = (Figure("w", "seedbed", "placed", 3.0), Figure("w", "peer", "blocking-pairs", 1.0))


def test_a_ratio_is_that_of_the_whole_work():
    peer = Table((OWN, PEER)).frame().filter(pl.col("contestant") == "peer").row(0, named=True)
    assert (peer["whole_s"], peer["ratio"], peer["cpu_ratio"]) == (10.0, 5.0, 2.5)


def test_a_contestant_that_answers_another_question_does_not_disagree():
    other = Row("w", "other", 1.0, 1.0, 1.0, agrees=None)
    assert Table((OWN, other)).agree
    assert Table((OWN, other)).frame()["agrees"].to_list() == [True, None]
    assert not Table((OWN, Row("w", "peer", 1.0, 1.0, 1.0, agrees=False))).agree


def test_figures_stand_in_one_row_for_each_contestant():
    wide = Table((OWN, PEER), FIGURES).figure_table("en")
    assert wide.columns == ["work", "contestant", "placed", "blocking pairs"]
    assert wide.rows() == [("w", "seedbed", 3.0, None), ("w", "peer", None, 1.0)]
    assert Table((OWN,), FIGURES).figure_table("zh").columns[2:] == ["已安置", "阻塞对"]


def test_a_page_keeps_the_sections_of_other_benches(tmp_path):
    page = tmp_path / "bench" / "RESULTS.md"
    bars = (Bar("bench.bar-memory", 10.0, 4.0, at_least=False),)
    table = Table((OWN,), FIGURES, bars, notes=("bench.note-fa-star-ir",))
    for name in ("one", "two", "one"):
        write_results(name, table, page)
    text = page.read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## one", "## two"]
    assert text.count("| w | seedbed | 1 | 2 | 4 |") == 2
    assert text.count("- Met: Recommendations need at most 10 MiB above the inputs. Measured: 4.") == 2
    assert text.count("FA*IR") == 2
    assert text.count("blocking pairs") == 2


def test_json_holds_times_figures_and_bars():
    bars = (Bar("bench.bar-memory", 10.0, None, at_least=False, where="M"),)
    told = json.loads(as_json("one", Table((OWN, PEER), FIGURES, bars)))
    assert told["bench"] == "one"
    assert [row["contestant"] for row in told["rows"]] == ["seedbed", "peer"]
    assert [figure["measure"] for figure in told["figures"]] == ["placed", "blocking-pairs"]
    assert [(bar["bar"], bar["verdict"], bar["measured"]) for bar in told["bars"]] == [
        ("memory", "not-judged", None)
    ]
    assert told["machine"]["cores"] >= 1
