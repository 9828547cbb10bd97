"""What the sources leave open is told as a note; the page of the rules is made from them."""

from pathlib import Path

import polars as pl
import pytest

from seedbed.messages import Finding, Severity
from seedbed.programme.quality.open_points import mark_open_points, places_of
from seedbed.programme.quality.reference_page import reference_page
from seedbed.programme.quality.rules import quality_rules

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "quality-rules.md"


def points(*about):
    return pl.DataFrame({"point": [f"p{number}" for number in range(len(about))], "about": list(about)})


def about(table, row, column):
    return Finding("programme.statement-without-indicator", {"table": table, "row": row, "column": column})


@pytest.mark.parametrize(
    ("written", "point"),
    [
        ("statements/a/statement", "p0"),
        ("risks/x/owner; statements/a/statement", "p0"),
        ("statements/*/statement", "p0"),
        ("statements/b/statement", None),
        ("statements/a/name", None),
        ("statements/a", None),
        (None, None),
    ],
)
def test_a_finding_about_an_open_point_is_a_note(written, point):
    finding = about("statements", "a", "statement")
    (marked,) = mark_open_points([finding], points(written))
    if point is None:
        assert marked is finding
    else:
        assert marked.severity is Severity.NOTE and marked.values["point"] == point
        assert all("statement-without-indicator" in marked.text(lang) for lang in ("en", "zh"))


def test_the_exact_row_goes_before_every_row_and_a_table_without_about_marks_nothing():
    finding = about("statements", "a", "statement")
    (marked,) = mark_open_points([finding], points("statements/*/statement", "statements/a/statement"))
    assert marked.values["point"] == "p1"
    assert places_of(pl.DataFrame({"point": ["p"]})) == {}
    whole = Finding("programme.target-twice", {"target": "t", "indicator": "i"}, Severity.WARNING)
    assert mark_open_points([whole], points("statements/*/statement")) == (whole,)


def test_the_page_of_the_rules_is_made_from_them():
    assert PAGE.read_text("utf-8") == reference_page(quality_rules())
