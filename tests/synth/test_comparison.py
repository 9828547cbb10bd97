import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.synth import compare_truth

pairs = st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from("wxyz")))
LANG = {"a": "zh", "b": "en", "c": "zh"}
MENTION = {"w": "label", "x": "paraphrase", "y": "label", "z": "unwritten"}


def frames(truth: set[tuple[str, str]], tagged: set[tuple[str, str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    text = pl.String
    return (
        pl.DataFrame(
            [(owner, skill, MENTION[skill], LANG[owner]) for owner, skill in sorted(truth)],
            schema={"opportunity": text, "skill": text, "mention": text, "lang": text},
            orient="row",
        ),
        pl.DataFrame(sorted(tagged), schema={"opportunity": text, "skill": text}, orient="row"),
    )


@given(pairs, pairs)
@settings(max_examples=80)
def test_scores_agree_with_sets(truth: set[tuple[str, str]], tagged: set[tuple[str, str]]) -> None:
    result = compare_truth(*frames(truth, tagged))
    overall = result.row(0, named=True)
    hits = len(truth & tagged)
    assert (overall["truth"], overall["tagged"], overall["hits"]) == (len(truth), len(tagged), hits)
    assert overall["precision"] == (pytest.approx(hits / len(tagged)) if tagged else None)
    assert overall["recall"] == (pytest.approx(hits / len(truth)) if truth else None)
    if hits:
        assert overall["f1"] == pytest.approx(2 * hits / (len(truth) + len(tagged)))
    known = {owner for owner, _ in truth}
    for row in result.filter(scope="lang").to_dicts():
        mine = {owner for owner in "abc" if (LANG[owner] if owner in known else "unstated") == row["value"]}
        assert row["truth"] == sum(owner in mine for owner, _ in truth)
        assert row["tagged"] == sum(owner in mine for owner, _ in tagged)
    for row in result.filter(scope="mention").to_dicts():
        mine = {pair for pair in truth if MENTION[pair[1]] == row["value"]}
        assert row["recall"] == pytest.approx(len(mine & tagged) / len(mine))
        assert row["precision"] is None
    assert result.filter(scope="lang")["hits"].sum() == hits


def test_repeated_tags_count_once() -> None:
    truth, tagged = frames({("a", "w")}, {("a", "w")})
    assert compare_truth(truth, pl.concat([tagged, tagged])).row(0, named=True)["precision"] == 1.0


def test_frames_of_different_owners_are_a_programming_error() -> None:
    truth, tagged = frames({("a", "w")}, {("a", "w")})
    with pytest.raises(ValueError, match="owner"):
        compare_truth(truth, tagged.rename({"opportunity": "seeker"}))
