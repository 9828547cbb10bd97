"""Shares of groups for readers of aggregates: no small count can be read or worked out."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.programme.suppression import Policy, without_small_shares


def frame_of(names, members, everyone):
    return pl.DataFrame({"name": names, "now_members": members, "now_all": everyone})


def test_small_cells_cannot_be_subtracted():
    frame = frame_of(["women", "women:a", "women:b", "women:c"], [30, 20, 8, 2], [90, 60, 20, 10])
    shown = without_small_shares(frame, ["now"])["now_members"].to_list()
    # c is small; with a and b shown it would be 30 - 20 - 8: the smaller one of them goes too.
    assert shown == [30, 20, None, None]
    assert without_small_shares(frame, ["now"], Policy(threshold=1)).equals(frame)


cells = st.tuples(st.integers(0, 30), st.integers(0, 30))


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(cells, min_size=1, max_size=4), rest=cells)
def test_neither_what_is_shown_nor_the_whole_less_any_of_it_is_small(parts, rest):
    """A whole of parts and of what is in none of them, as members and others."""
    whole = tuple(sum(one[side] for one in [*parts, rest]) for side in (0, 1))
    rows = [whole, *parts]
    names = ["g", *(f"g:{at}" for at in range(len(parts)))]
    frame = frame_of(names, [one[0] for one in rows], [sum(one) for one in rows])
    shown = without_small_shares(frame, ["now"]).rows()
    small = range(1, 5)
    seen = [(members, everyone - members) for _, members, everyone in shown if members is not None]
    assert not any(number in small for cell in seen for number in cell)
    if shown[0][1] is None:
        return
    open_parts = [(members, everyone - members) for _, members, everyone in shown[1:] if members is not None]
    left = [whole[side] - sum(one[side] for one in open_parts) for side in (0, 1)]
    # Nothing is hidden, or what all hidden parts come to together is no small number.
    assert not any(number in small for number in left)
