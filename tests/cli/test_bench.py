"""The benches from the command line, small; their options, forms and both languages."""

from __future__ import annotations

import json
from functools import partial

import pytest
import typer
from typer.testing import CliRunner

from seedbed.bench import Row, Table
from seedbed.cli import bench

ROW = Row("w", "seedbed", 1.0, 2.0, 4.0, agrees=True, memory=1.5)


@pytest.fixture
def call():
    app = typer.Typer(rich_markup_mode=None)
    for name in ("match", "allocate", "stable", "rank", "forecast"):
        app.command(name)(getattr(bench, name))
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def sizes(monkeypatch):
    """What each bench was called with; none of them runs."""
    called = {}

    def stand_in(name):
        def run(*arguments):
            called[name] = arguments
            return Table((ROW,))

        return run

    for name in ("match", "allocate", "stable", "rank", "forecast"):
        monkeypatch.setattr(bench, f"bench_{name}", stand_in(name))
    return called


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("match", "--size", "M"), (300_000, 100_000)),
        (("match", "--people", "7", "--opportunities", "3"), (7, 3)),
        (("allocate",), (3_000, 1_000, 1_000)),
        (("allocate", "--size", "S"), (30_000, 10_000, 0)),
        (("allocate", "--size", "XS", "--instances", "5"), (3_000, 1_000, 5)),
        (("stable", "--size", "M"), (100_000, 5_000)),
        (("rank", "--size", "M"), (2_000,)),
        (("rank", "--lists", "9"), (9,)),
        (("forecast",), (1_000,)),
        (("forecast", "--size", "S"), (60,)),
        (("forecast", "--runs", "5"), (5,)),
    ],
)
def test_sizes(call, sizes, arguments, expected):
    assert call(*arguments).exit_code == 0
    assert sizes[arguments[0]] == expected


def test_times_figures_bars_and_machine_in_both_languages(call, monkeypatch):
    for name in ("bench_rank", "bench_stable"):
        monkeypatch.setattr(bench, name, partial(getattr(bench, name), apart=False))
    told = call("rank", "--lists", 1, "--lang", "en")
    assert told.exit_code == 0
    assert "Met: one group at 25 %" in told.output
    assert "FA*IR is no contestant" in told.output
    assert "Measured on" in told.output
    told = call("stable", "--people", 40, "--opportunities", 10, "--lang", "zh")
    assert told.exit_code == 0
    assert "此规模不作评判：经独立核查，不存在阻塞对" in told.output


def test_json_is_one_object_and_sentences_go_to_the_error_stream(call, sizes):
    told = call("match", "--format", "json", "--lang", "en")
    assert [row["contestant"] for row in json.loads(told.stdout)["rows"]] == ["seedbed"]
    assert "Measured on" in told.stderr
    told = call("match", "--format", "csv", "--lang", "en")
    assert told.stdout.splitlines()[0].startswith("work,contestant,share")
    assert len(told.stdout.splitlines()) == 2


def test_a_result_that_differs_ends_in_exit_code_1_and_is_not_kept(call, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(bench, "bench_match", lambda *_: Table((ROW, Row("w", "x", 1, 1, 1, agrees=False))))
    assert call("match", "--write").exit_code == bench.DISAGREES
    assert not (tmp_path / "bench").exists()
    monkeypatch.setattr(bench, "bench_match", lambda *_: Table((ROW,)))
    assert call("match", "--write").exit_code == 0
    assert "match, 30,000 x 10,000" in (tmp_path / "bench" / "RESULTS.md").read_text("utf-8")
