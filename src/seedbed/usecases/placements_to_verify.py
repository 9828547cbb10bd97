"""Which placements have gone their whole path and wait for a verification by somebody else.

Whether a placement waits depends on its own events, its person and its opportunity alone, so no table is
read whole: a queue of a few hundred stands in a region of a million people.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from seedbed.programme import CountingRule, count_results
from seedbed.programme.rules import VERIFIED
from seedbed.programme.verification import verified_by_others
from seedbed.store import RegionStore
from seedbed.usecases.counted_placements import industries_of, rules_of

WAITING = "programme.not-verified"
PAIR = ("seeker", "opportunity")
SHOWN = ("event", *PAIR, "kind", "date", "evidence", "by")
EVENTS = (*SHOWN, "run", "recorded_at")
PEOPLE = ("person", "sex", "groups", "place", "institution", "graduated")
OPPORTUNITIES = ("opportunity", "kind", "subproject", "industry")


def placements_to_verify(store: RegionStore, event: str | None = None) -> pl.DataFrame:
    """Placements that would count if they were verified, the oldest first.

    Parameters
    ----------
    event
        Only the placement whose path ends with this event: as quick in a large region as in a small one.

    Returns
    -------
    polars.DataFrame
        ``event`` (the last of the path), ``seeker, opportunity, kind, date, evidence, by``, ``indicators`` (list).

    Raises
    ------
    Refusal
        Those of :func:`~seedbed.usecases.counted_placements.counted_placements`.
    """
    rules = rules_of(store)
    pairs = _complete_pairs(store, rules) if event is None else _pair_of(store, event)
    events = events_of(store, pairs)
    results = count_results(
        verified_by_others(events, rules).events,
        _rows(store, "people", PEOPLE, "person", pairs["seeker"]),
        _rows(store, "opportunities", OPPORTUNITIES, "opportunity", pairs["opportunity"]),
        rules,
        industries_of(store),
    )
    waiting = (
        results.not_counted.filter(pl.col("reason") == WAITING, pl.col("path_event").is_not_null())
        .group_by("path_event")
        .agg(indicators=pl.col("indicator").unique().sort())
    )
    found = events.select(SHOWN).join(waiting, left_on="event", right_on="path_event")
    return (found if event is None else found.filter(pl.col("event") == event)).sort("date", "event")


def events_of(store: RegionStore, pairs: pl.DataFrame) -> pl.DataFrame:
    """All events of some pairs, as the counting asks for them.

    Parameters
    ----------
    pairs
        ``seeker, opportunity``.
    """
    events = _rows(store, "placements", EVENTS, "seeker", pairs["seeker"])
    return events.join(pairs, on=PAIR, how="semi", maintain_order="left")


def _pair_of(store: RegionStore, event: str) -> pl.DataFrame:
    """The pair of one event; none where there is no such event."""
    return _rows(store, "placements", ("event", *PAIR), "event", [event]).select(PAIR)


def _complete_pairs(store: RegionStore, rules: Sequence[CountingRule]) -> pl.DataFrame:
    """The pairs with the last event of some path and no dated verification by others: the rest cannot wait.

    A verification by somebody else than who entered the path ends the waiting, whatever else is true of
    the pair; who entered is read off the kinds of the paths. Proposals, most of the log, are not read.
    """
    steps = {step for rule in rules for step in rule.path}
    columns = ("event", *PAIR, "kind", "date", "by")
    near = _rows(store, "placements", columns, "kind", sorted({*steps, VERIFIED}))
    others = verified_by_others(near, rules).events
    verified = others.filter(pl.col("kind") == VERIFIED, pl.col("date").is_not_null())
    last = near.filter(pl.col("kind").is_in({rule.path[-1] for rule in rules}))
    return last.select(PAIR).unique().join(verified, on=PAIR, how="anti")


def _rows(
    store: RegionStore, table: str, columns: Sequence[str], where: str, values: Sequence[str] | pl.Series
) -> pl.DataFrame:
    """The rows that hold one of the values, by the store's index."""
    sought = pl.Series(where, values, dtype=pl.String).unique(maintain_order=True).to_list()
    return pl.concat(store.parts(table, columns, (where, sought)))
