"""Programmes side by side: what is not stated is not called different."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.messages import Refusal
from seedbed.programme.benchmarks import ATTRIBUTES, compare_programmes, likeness


def attributes(*rows):
    return pl.DataFrame(
        [
            {
                "programme": who,
                "attribute": what,
                "terms": terms,
                "value": f"{who}:{what}",
                "value_zh": "文",
                "source": "s",
                "locator": "l",
            }
            for who, what, terms in rows
        ],
        schema=dict.fromkeys(
            ("programme", "attribute", "value", "value_zh", "terms", "source", "locator"), pl.String
        ),
    )


TABLE = attributes(
    ("ours", "governance", "government; industry"), ("other", "governance", "industry;academia"),
    ("ours", "duration", "ongoing"), ("other", "duration", "ongoing"), ("ours", "aim", "adoption"),
    ("third", "aim", "research"), ("third", "colour", "red"),
)  # fmt: skip


def test_all_nine_are_shown_for_each_other_programme(said):
    found = compare_programmes(TABLE, "ours")
    assert found.table["attribute"].to_list() == [*ATTRIBUTES, *ATTRIBUTES]
    seen = {(row["other"], row["attribute"]): row for row in found.table.to_dicts()}
    assert seen["other", "governance"]["likeness"] == "partly"
    assert seen["other", "governance"]["common"] == ["industry"]
    assert seen["other", "governance"]["only_here"] == ["government"]
    assert seen["other", "governance"]["only_there"] == ["academia"]
    assert seen["other", "duration"]["likeness"] == "same"
    assert seen["other", "aim"]["likeness"] == "not_stated"
    assert seen["third", "aim"]["likeness"] == "different"
    assert said(found.findings) == ["attribute-unknown"]


def test_an_unknown_programme_is_refused():
    with pytest.raises(Refusal, match="nobody"):
        compare_programmes(TABLE, "ours", ["nobody"])


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_likeness_is_the_same_from_both_sides(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert (likeness(one, one) == "same") == bool(one)
