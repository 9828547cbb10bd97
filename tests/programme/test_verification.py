"""Four eyes: who entered a placement does not verify it."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.programme.verification import verified_by_others


def log(tables, *rows):
    events = tables.events(
        *({"seeker": "p", "opportunity": "o", "kind": kind, "date": None} for kind, _ in rows)
    )
    return events.with_columns(by=pl.Series([by for _, by in rows], dtype=pl.String))


def test_ones_own_verification_is_set_aside_and_another_one_stands(tables, graduates, said):
    done = verified_by_others(
        log(tables, ("started", "a"), ("verified", "a"), ("verified", "b")), [graduates]
    )
    assert done.own["event"].to_list() == ["e001"]
    assert done.events["event"].to_list() == ["e000", "e002"]
    assert said(done.findings) == ["verified-by-who-entered"]


def test_without_names_it_counts_and_the_missing_separation_is_told(tables, graduates, said):
    for rows in [(("started", None), ("verified", "a")), (("started", "a"), ("verified", None))]:
        done = verified_by_others(log(tables, *rows), [graduates])
        assert done.events.height == 2 and said(done.findings) == ["separation-not-shown"]


def test_who_only_proposed_may_verify(tables, graduates, said):
    done = verified_by_others(
        log(tables, ("proposed", "a"), ("started", "b"), ("verified", "a")), [graduates]
    )
    assert done.events.height == 3 and not done.findings


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["proposed", "started", "verified"]), st.sampled_from(["a", "b", None])),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_no_verification_by_an_author_remains(tables, graduates, rows):
    done = verified_by_others(log(tables, *rows), [graduates])
    authors = {by for kind, by in rows if kind == "started" and by is not None}
    left = done.events.filter(pl.col("kind") == "verified")["by"].to_list()
    assert not authors & set(left)
    expected = [by for kind, by in rows if kind == "verified" and by not in authors]
    assert sorted(map(str, left)) == sorted(map(str, expected))
