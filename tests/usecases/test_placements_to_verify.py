"""The queue of placements: the same as from whole tables, read from few rows."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.messages import Refusal
from seedbed.store.settings import settings_of
from seedbed.tables import SCHEMAS
from seedbed.usecases.counted_placements import counted_placements
from seedbed.usecases.placements_to_verify import SHOWN, WAITING, placements_to_verify
from seedbed.usecases.verify_placement import verify_placement

RULES = [
    {"indicator": "jobs", "opportunity_kinds": ["job"], "path": ["started"], "date_of": "started"},
    {
        "indicator": "trained", "opportunity_kinds": ["job", "training"], "path": ["started", "assessed"],
        "date_of": "assessed", "institutions": ["i"],
    },
]  # fmt: skip


class Watched:
    """A region in memory that notes what is asked of it: whole tables, and how many rows of parts."""

    settings = settings_of(
        {"id": "r", "names": {"en": "R", "zh": "区"}, "periods": {"first": 2020, "last": 2027}}
    )

    def __init__(self, events) -> None:
        self.frames = {
            "placements": _frame("placements", events),
            "people": _frame("people", [{"person": p, "institution": i} for p, i in PEOPLE.items()]),
            "opportunities": _frame(
                "opportunities", [{"opportunity": o, "kind": k} for o, k in OFFERS.items()]
            ),
            "indicators": _frame("indicators", [{"indicator": "jobs"}, {"indicator": "trained"}]),
        }
        self.whole: list[str] = []
        self.rows = 0

    def tables(self):
        return tuple(self.frames)

    def table(self, name):
        self.whole.append(name)
        return self.frames[name]

    def parts(self, name, columns, where=None):
        assert where is not None
        frame = self.frames[name].filter(pl.col(where[0]).is_in(list(where[1]))).select(columns)
        self.rows += frame.height
        yield frame

    def document(self, name):
        assert name == "counting_rules"
        return {"rule": [{"counts": "verified", "once_per": "seeker", **rule} for rule in RULES]}

    def append(self, name, rows):
        self.frames[name] = pl.concat([self.frames[name], _frame(name, rows.to_dicts())])


PEOPLE = {"p-0": "i", "p-1": "j", "p-2": None}
OFFERS = {"o-0": "job", "o-1": "training", "o-2": "internship"}


def _frame(table, rows):
    return pl.DataFrame(rows, schema=SCHEMAS[table].empty().schema)


def _numbered(events):
    return [{"event": f"e-{at}", **event} for at, event in enumerate(events)]


def _from_whole_tables(store):
    waiting = (
        counted_placements(store)
        .not_counted.filter(pl.col("reason") == WAITING, pl.col("path_event").is_not_null())
        .group_by("path_event")
        .agg(indicators=pl.col("indicator").unique().sort())
    )
    events = store.table("placements").select(SHOWN)
    return events.join(waiting, left_on="event", right_on="path_event").sort("date", "event")


EVENT = st.fixed_dictionaries(
    {
        "seeker": st.sampled_from([*PEOPLE, "p-nobody"]),
        "opportunity": st.sampled_from([*OFFERS, "o-none"]),
        "kind": st.sampled_from(
            ["proposed", "accepted", "declined", "started", "started", "left", "assessed", "verified"]
        ),
        "date": st.sampled_from([None, *(date(2025, 1, day) for day in range(1, 5))]),
        "by": st.sampled_from([None, "a", "b"]),
    }
)


@settings(max_examples=30, deadline=None)
@given(st.lists(EVENT, max_size=25).map(_numbered))
def test_the_queue_and_each_of_it_are_as_from_whole_tables(events):
    expected = _from_whole_tables(Watched(events))
    assert placements_to_verify(Watched(events)).equals(expected)
    waiting = [event for event in events if event["event"] in set(expected["event"])]
    for event in [*waiting[:1], *events[:1]]:
        one = placements_to_verify(Watched(events), event["event"])
        assert one.equals(expected.filter(pl.col("event") == event["event"]))


def _path(seeker, opportunity, *kinds):
    return [
        {"seeker": seeker, "opportunity": opportunity, "kind": kind, "date": date(2025, 1, 1 + at), "by": "a"}
        for at, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize("size", [10, 400])
def test_verifying_one_reads_its_own_rows_however_large_the_region(size):
    store = Watched(
        _numbered(
            [
                *_path("p-0", "o-0", "proposed", "accepted", "started"),
                *(event for at in range(size) for event in _path(f"x-{at}", "o-0", "proposed", "started")),
            ]
        )
    )
    with pytest.raises(Refusal):
        verify_placement(store, "e-2", "a")
    verify_placement(store, "e-2", "b")
    assert set(store.whole) == {"indicators"}
    assert store.rows == 2 * (1 + 3 + 1 + 1 + 3)  # event, its path, person, opportunity, who entered it
    with pytest.raises(Refusal):
        verify_placement(store, "e-2", "b")


def test_the_queue_leaves_proposals_and_what_is_verified_alone():
    done = [{**event, "by": "b"} if event["kind"] == "verified" else event for event in _path(
        "p-0", "o-0", "started", "verified")]  # fmt: skip
    proposed = [event for at in range(300) for event in _path(f"x-{at}", "o-1", "proposed")]
    store = Watched(_numbered([*done, *_path("p-1", "o-0", "started"), *proposed]))
    assert placements_to_verify(store)["seeker"].to_list() == ["p-1"]
    assert set(store.whole) == {"indicators"}
    assert store.rows == 3 + 1 + 1 + 1
