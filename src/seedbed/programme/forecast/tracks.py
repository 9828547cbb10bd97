"""From placement events to pipelines: who entered which stage in which month, as the record learned of it.

What is known counts from the month in which it came on record, not from the day on which it happened: a forecast
made in June must not use what came in in August.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.programme.columns import PAIR, take
from seedbed.programme.counting import Results, count_results
from seedbed.programme.forecast.months import last_day
from seedbed.programme.forecast.pipeline import Pipeline, Stage
from seedbed.programme.paths import CLOSING, REOPENING, follow
from seedbed.programme.rules import CountingRule, PathKind

STARTED: PathKind = "started"
BEFORE_THE_START = ("accepted",)

STILL_OPEN = ("programme.path-incomplete", "programme.not-verified", "programme.verified-before-path")
CUT_OFF = "programme.declined-or-left-before"


@dataclass(frozen=True, slots=True)
class Tracks:
    """One row per person who counts, may yet count, or left before counting.

    Attributes
    ----------
    frame
        ``seeker, opportunity, subproject, sex, groups``; ``entered_0, entered_1, ...`` (month numbers, null
        where a stage was not reached), ``verified``, ``left`` (month numbers or null).
    steps
        The events that begin the stages.
    until
        Number of the last month on record.
    """

    frame: pl.DataFrame
    steps: tuple[str, ...]
    until: int

    def pipeline(self, where: pl.Expr | None = None) -> Pipeline:
        """The months of everybody, or of those that an expression chooses; the months are the same for all."""
        chosen = self.frame if where is None else self.frame.filter(where.fill_null(False))
        began = [self.frame[f"entered_{at}"].min() for at in range(len(self.steps))]
        first = min((int(str(one)) for one in began if one is not None), default=self.until)
        months = self.until + 1 - first
        columns = [_months(chosen[f"entered_{at}"], first) for at in range(len(self.steps))]
        columns.append(_months(chosen["verified"], first))
        left = _months(chosen["left"], first)
        stages = []
        for at in range(len(self.steps)):
            entered, onward = columns[at], columns[at + 1]
            here = entered >= 0
            goes = here & (onward >= 0)
            # Whoever left was in the last stage that he or she had entered.
            quits = here & (onward < 0) & (left >= 0)
            stages.append(
                Stage(
                    np.bincount(entered[here], minlength=months).astype(np.int64),
                    _by_age(entered[goes], onward[goes], months),
                    _by_age(entered[quits], left[quits], months),
                )
            )
        return Pipeline(first, tuple(stages))


def follow_tracks(
    events: pl.DataFrame,
    people: pl.DataFrame,
    opportunities: pl.DataFrame,
    rule: CountingRule,
    industries: Sequence[str] = (),
    *,
    until: int,
) -> Tracks:
    """Who is where in the pipeline of a counting rule at the end of a month.

    1. Leave out what came on record later.
    2. Count as the rule says: these people are verified.
    3. Of the others, those whom only missing events keep from counting wait, or have left. Everybody stands
       once: with an open pair before one that was left, then with the earliest.

    Parameters
    ----------
    events, people, opportunities, rule, industries
        As in :func:`seedbed.programme.counting.count_results`.
    until
        Number of the last month on record.
    """
    typed = take("placements", events, "event", *PAIR, "kind", "date", "run", "recorded_at")
    known = (
        typed.filter(pl.col("date").is_not_null())
        .with_columns(on_record=pl.max_horizontal("date", pl.col("recorded_at").dt.date()))
        .filter(pl.col("on_record") <= last_day(until))
    )
    steps = _steps(rule)
    counted = count_results(known, people, opportunities, [rule], industries).counted
    near = _near(known, people, opportunities, replace(rule, path=steps), industries)
    near = near.join(counted.select("seeker"), on="seeker", how="anti")
    described = ("seeker", "opportunity", "subproject", "sex", "groups")
    pairs = pl.concat(
        [
            counted.select(*described[:2], verified_event="event"),
            near.select(*described[:2], verified_event=pl.lit(None, pl.String)),
        ]
    )
    month_of = known.select(
        event="event", month=pl.col("on_record").dt.year() * 12 + pl.col("on_record").dt.month() - 1
    )
    tracks = pairs.join(_entries(known, steps), on=PAIR, how="left").join(_left(known), on=PAIR, how="left")
    for at in range(len(steps)):
        tracks = _with_month(tracks, month_of, f"step_{at}", f"entered_{at}")
    tracks = _with_month(tracks, month_of, "verified_event", "verified")
    tracks = _in_order(tracks, len(steps))
    columns = [f"entered_{at}" for at in range(len(steps))]
    once = (
        tracks.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in columns))
        .with_columns(
            began=pl.min_horizontal(columns), gone=pl.col("left").is_not_null() & pl.col("verified").is_null()
        )
        .sort("gone", "began", "opportunity")
        .unique(subset="seeker", keep="first", maintain_order=True)
    )
    return Tracks(
        once.join(_described(people, opportunities, once), on=PAIR, how="left")
        .select(*described, *columns, "verified", "left")
        .sort(PAIR),
        steps,
        until,
    )


def _steps(rule: CountingRule) -> tuple[PathKind, ...]:
    """The waits that a forecast tells apart: from the start to the path's last event, and to verification."""
    last = rule.path[-1]
    return (last,) if last == STARTED or last in BEFORE_THE_START else (STARTED, last)


def _near(
    known: pl.DataFrame,
    people: pl.DataFrame,
    opportunities: pl.DataFrame,
    rule: CountingRule,
    industries: Sequence[str],
) -> pl.DataFrame:
    """The pairs that only missing events keep from counting."""
    results: Results = count_results(known, people, opportunities, [rule], industries)
    missing = pl.col("reasons").list.set_difference([*STILL_OPEN, CUT_OFF]).list.len() == 0
    return results.not_counted.filter(missing)


def _entries(known: pl.DataFrame, steps: Sequence[str]) -> pl.DataFrame:
    """The event that begins each stage; a later stage may be entered without the earlier ones."""
    entries = known.select(PAIR).unique()
    for at, step in enumerate(steps):
        one = follow(known, (step,)).select(*PAIR, pl.col(f"{step}_event").alias(f"step_{at}"))
        entries = entries.join(one, on=PAIR, how="left")
    return entries


def _left(known: pl.DataFrame) -> pl.DataFrame:
    """The month of the last refusal or departure that no later proposal or acceptance took back."""

    def latest(kinds: Sequence[str]) -> pl.Expr:
        return pl.col("on_record").filter(pl.col("kind").is_in(kinds)).max()

    return (
        known.group_by(PAIR)
        .agg(closed=latest(CLOSING), reopened=latest(REOPENING))
        .filter(pl.col("closed").is_not_null() & ~(pl.col("reopened") > pl.col("closed")).fill_null(False))
        .select(*PAIR, left=pl.col("closed").dt.year() * 12 + pl.col("closed").dt.month() - 1)
    )


def _with_month(tracks: pl.DataFrame, month_of: pl.DataFrame, event: str, name: str) -> pl.DataFrame:
    months = month_of.rename({"event": event, "month": name})
    return tracks.join(months, on=event, how="left").drop(event)


def _in_order(tracks: pl.DataFrame, stages: int) -> pl.DataFrame:
    """What came on record before the step that it follows counts from that step's month."""
    for at in range(1, stages):
        name = f"entered_{at}"
        tracks = tracks.with_columns(
            pl.when(pl.col(name).is_not_null()).then(pl.max_horizontal(name, f"entered_{at - 1}")).alias(name)
        )
    last = [f"entered_{at}" for at in range(stages)]
    return tracks.with_columns(
        pl.when(pl.col(name).is_not_null()).then(pl.max_horizontal(name, *last)).alias(name)
        for name in ("verified", "left")
    )


def _described(people: pl.DataFrame, opportunities: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    who = take("people", people, "person", "sex", "groups")
    what = take("opportunities", opportunities, "opportunity", "subproject")
    return (
        pairs.select(PAIR)
        .join(who, left_on="seeker", right_on="person", how="left")
        .join(what, on="opportunity", how="left")
    )


def _months(column: pl.Series, first: int) -> NDArray[np.int64]:
    """Months since the first one; -1 for null."""
    return (column.cast(pl.Int64) - first).fill_null(-1).to_numpy().astype(np.int64)


def _by_age(entered: NDArray[np.int64], onward: NDArray[np.int64], months: int) -> NDArray[np.int64]:
    flat = np.bincount(entered * months + (onward - entered), minlength=months * months)
    return flat.astype(np.int64).reshape(months, months)
