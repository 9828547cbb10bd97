from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.framework_seeds import clean
from seedbed.messages import LANGUAGES
from seedbed.programme import (
    Framework,
    check_targets,
    framework_of,
    in_reading_order,
    structure_of,
    targets_in_force,
)
from seedbed.tables import schema_of


def statements(*rows: tuple[str, str, str | None]) -> Framework:
    """A framework of nothing but statements: (id, level, parent)."""
    frame = pl.DataFrame(
        [{"statement": name, "level": level, "name": name, "parent": parent} for name, level, parent in rows],
        schema={"statement": pl.String, "level": pl.String, "name": pl.String, "parent": pl.String},
    )
    return framework_of(frame, schema_of("indicators").empty(), schema_of("targets").empty())


def told(framework: Framework) -> list[tuple[str, str, str]]:
    """Code, row and column of each finding, after each has been put into words."""
    findings = structure_of(framework)
    for finding in findings:
        for lang in LANGUAGES:
            assert finding.text(lang)
    return [
        (finding.code.removeprefix("programme."), str(finding.values["row"]), str(finding.values["column"]))
        for finding in findings
    ]


TREE = (
    ("out-2", "output", "outcome-1"), ("impact", "impact", None), ("outcome-1", "outcome", "impact"),
    ("outcome-2", "outcome", "impact"), ("out-1", "output", "outcome-2"), ("out-3", "output", "outcome-1"),
)  # fmt: skip


def test_statements_read_from_the_impact_down():
    order = in_reading_order(statements(*TREE)).select("statement", "depth").rows()
    assert order == [
        ("impact", 0), ("outcome-1", 1), ("out-2", 2), ("out-3", 2), ("outcome-2", 1), ("out-1", 2)
    ]  # fmt: skip
    assert told(statements(*TREE)) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a", "output", "b")], [("reference-unknown", "a", "parent")]),
        ([("a", "output", None)], [("statement-orphan", "a", "parent")]),
        ([("a", "impact", None)], []),
        ([("a", "impact", None), ("b", "impact", "a")], [("parent-not-above", "b", "parent")]),
        ([("a", "impact", None), ("b", "output", "a")], []),
        ([("i", "impact", None), ("a", "output", "i"), ("b", "outcome", "a")], [("parent-not-above", "b", "parent")]),
        ([("a", "outcome", "a")], [("statement-circle", "a", "parent"), ("parent-not-above", "a", "parent")]),
    ],
)  # fmt: skip
def test_the_tree_must_stand(rows, expected):
    assert told(statements(*rows)) == expected


def test_every_statement_of_a_circle_is_named_and_none_that_only_leads_into_it():
    circle = statements(
        ("a", "output", "b"), ("b", "output", "c"), ("c", "output", "a"), ("d", "output", "a")
    )
    named = [row for code, row, _ in told(circle) if code == "statement-circle"]
    assert named == ["a", "b", "c"]
    assert in_reading_order(circle).height == 4


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-1, 7), min_size=1, max_size=8))
def test_circles_are_those_that_walking_finds(parents):
    names = [f"s{at}" for at in range(len(parents))]
    rows = [
        (name, "output", names[above] if 0 <= above < len(names) else None)
        for name, above in zip(names, parents, strict=True)
    ]
    parent = {name: above for name, _, above in rows}

    def returns(name: str) -> bool:
        at = parent[name]
        for _ in names:
            if at is None or at == name:
                break
            at = parent[at]
        return at == name

    framework = statements(*rows)
    named = {row for code, row, _ in told(framework) if code == "statement-circle"}
    assert named == {name for name in names if returns(name)}
    assert sorted(in_reading_order(framework)["statement"]) == sorted(names)


def test_an_indicator_stands_on_the_level_of_its_statement_and_refers_to_what_is_there():
    framework = clean(4)
    first = framework.indicators["indicator"][0]
    here = pl.col("indicator") == first
    higher = framework.indicators.with_columns(level=pl.when(here).then(pl.lit("impact")).otherwise("level"))
    assert told(replace(framework, indicators=higher)) == [("indicator-level", first, "level")]
    astray = framework.indicators.with_columns(
        statement=pl.when(here).then(pl.lit("nowhere")).otherwise("statement")
    )
    assert told(replace(framework, indicators=astray)) == [("reference-unknown", first, "statement")]


def vintages(*rows: tuple[str, float, date | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [{"target": target, "value": value, "valid_from": since} for target, value, since in rows],
        schema={"target": pl.String, "value": pl.Float64, "valid_from": pl.Date},
    )


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 20)), max_size=12, unique=True),
    st.integers(-1, 21),
)
def test_a_target_is_the_last_vintage_that_had_begun(rows, day):
    start = date(2024, 1, 1)
    table = vintages(
        *((name, float(at), None if since is None else start + timedelta(since)) for at, (name, since) in enumerate(rows))
    )  # fmt: skip
    expected = {}
    for name in dict.fromkeys(name for name, _ in rows):
        begun = [
            (-1 if since is None else since, float(at))
            for at, (other, since) in enumerate(rows)
            if other == name and (since is None or since <= day)
        ]
        if begun:
            expected[name] = max(begun)[1]
    got = targets_in_force(table, start + timedelta(day))
    assert dict(got.select("target", "value").rows()) == expected
    assert got["target"].to_list() == list(expected)


def test_the_last_vintage_of_all_without_a_day():
    table = vintages(("t", 8000.0, None), ("t", 6000.0, date(2031, 1, 1)))
    assert targets_in_force(table)["value"].to_list() == [6000.0]
    assert targets_in_force(table.drop("valid_from"))["value"].to_list() == [6000.0]


def test_targets_are_checked_without_any_result():
    framework = clean(2)
    assert check_targets(framework.indicators, framework.targets) == ()
    stray = framework.targets.with_columns(indicator=pl.lit("nowhere"))
    codes = {finding.code for finding in check_targets(framework.indicators, stray)}
    assert codes == {"programme.target-of-unknown-indicator"}
