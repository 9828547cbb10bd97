"""Activities and what they wait for: the critical path, what is late, what it holds up.

The critical path method (Kelley, Walker 1959) on days. Dates are planned, not measured: an activity
that is not done cannot end before today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.programme.columns import take
from seedbed.programme.portfolio.periods import days_of

DONE = ("done", "stopped")
"""An activity of these states waits for nothing and is not late."""

SCHEDULE_SCHEMA: dict[str, pl.DataType] = {
    "activity": pl.String(), "subproject": pl.String(), "status": pl.String(), "starts": pl.Date(),
    "ends": pl.Date(), "earliest": pl.Date(), "projected": pl.Date(), "delay": pl.Int64(), "slack": pl.Int64(),
    "critical": pl.Boolean(), "late": pl.Boolean(), "waits_for": pl.List(pl.String()),
    "holds_up": pl.List(pl.String()),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """The activities in an order in which each follows what it waits for.

    Parameters
    ----------
    table
        activity, subproject, status, ``starts, ends`` (planned days), ``earliest`` (end when all goes as
        planned and the dependencies are kept), ``projected`` (end as things stand today), ``delay`` (days
        from the planned to the projected end), ``slack`` (days that it may slip before the last activity
        does), ``critical`` (no slack), ``late`` (not done and past its planned end, or not begun and past
        its planned beginning), ``waits_for`` (unfinished activities that it depends on), ``holds_up``
        (unfinished activities after it, at any distance; only of late ones). What has no dates, or stands
        in or after a circle, has nulls.
    circles
        Activities that wait for each other, one tuple per circle.
    ends
        The planned and the projected end of the whole; null without dated activities.
    findings
        ``programme.activity-circle``, ``.activity-unknown``, ``.activity-before-its-need``,
        ``.activities-without-dates``, ``.activity-late``.
    """

    table: pl.DataFrame
    circles: tuple[tuple[str, ...], ...]
    ends: tuple[date | None, date | None]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Planned:
    subproject: str | None
    status: str
    starts: date
    ends: date

    @property
    def length(self) -> timedelta:
        return self.ends - self.starts


def schedule(activities: pl.DataFrame, on: date) -> Schedule:
    """Follow the activities' dependencies.

    1. Sort so that each activity follows what it depends on (Kahn 1962); what is left over stands in or
       behind a circle.
    2. Forward: an activity begins on its planned day, or on the day after the last activity that it
       depends on has ended, whichever is later; it keeps its length.
    3. Backward from the last end: the latest end that moves nothing; slack is what lies between.
    4. Forward again from today: what is not done does not end before today.

    A stopped activity holds nothing up and takes no part; an undated one passes on what it waits for.

    Parameters
    ----------
    activities
        The table; an activity with only one of its two dates counts as undated.

    Raises
    ------
    ValueError, TypeError
        The table lacks a column or holds one of the wrong type.
    Refusal
        ``programme.period-unreadable``.
    """
    rows = take(
        "activities", activities, "activity", "subproject", "starts", "ends", "depends_on", "status"
    ).unique(subset="activity", keep="first", maintain_order=True)
    known = dict.fromkeys(rows["activity"].to_list())
    needs: dict[str, tuple[str, ...]] = {}
    planned: dict[str, _Planned] = {}
    findings: list[Finding] = []
    for activity, subproject, starts, ends, depends, status in rows.iter_rows():
        asked = tuple(dict.fromkeys(depends or ()))
        findings += [
            Finding("programme.activity-unknown", {"activity": activity, "missing": name})
            for name in asked
            if name not in known
        ]
        needs[activity] = tuple(name for name in asked if name in known)
        if starts is not None and ends is not None:
            first, last = days_of(starts)[0], days_of(ends)[1]
            if last < first:
                findings.append(Finding("programme.activity-ends-first", {"activity": activity}))
            else:
                planned[activity] = _Planned(subproject, status or "planned", first, last)
    order = _sorted(needs)
    circles = tuple(_circles(needs, set(needs) - set(order)))
    findings += [
        Finding("programme.activity-circle", {"way": " → ".join([*circle, circle[0]])}) for circle in circles
    ]
    state = dict(rows.select("activity", "status").iter_rows())
    dated = [name for name in order if name in planned and state[name] != "stopped"]
    live = _dated_needs(order, needs, state, set(dated))
    earliest = _forward(dated, live, planned, None)
    projected = _forward(dated, live, planned, on)
    latest = _backward(dated, live, planned, earliest)
    late = {name: _is_late(planned[name], on) for name in dated}
    after = _unfinished_after([name for name in dated if late[name]], needs, state)
    findings += _told(dated, live, planned, projected, late, after)
    undated = sum(name not in planned and state[name] not in DONE for name in known)
    if undated:
        findings.append(Finding("programme.activities-without-dates", {"activities": undated}, Severity.NOTE))
    sorted_ones = set(order)
    left_over = [name for name in known if name not in sorted_ones]
    project = dict(rows.select("activity", "subproject").iter_rows())
    table = pl.DataFrame(
        [
            {
                "activity": name,
                "subproject": project[name],
                "status": state[name],
                **_dates(name, planned, earliest, projected, latest),
                "late": late.get(name),
                "waits_for": [one for one in needs[name] if state[one] not in DONE],
                "holds_up": list(after[name]) if late.get(name) else [],
            }
            for name in (*order, *left_over)
        ],
        schema=SCHEDULE_SCHEMA,
    )
    return Schedule(
        table,
        circles,
        (max(earliest.values(), default=None), max(projected.values(), default=None)),
        tuple(findings),
    )


def _sorted(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Kahn's order; ties stay in the order of the table."""
    waiting = {name: len(before) for name, before in needs.items()}
    after = _after(needs)
    ready = [name for name, count in waiting.items() if not count]
    for name in ready:
        for follower in after[name]:
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    return ready


def _after(needs: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    after: dict[str, list[str]] = {name: [] for name in needs}
    for name, before in needs.items():
        for one in before:
            after[one].append(name)
    return after


def _dated_needs(
    order: Sequence[str], needs: Mapping[str, Sequence[str]], state: Mapping[str, str | None], dated: set[str]
) -> dict[str, tuple[str, ...]]:
    """The dated activities that each waits for, also through undated ones; a stopped one asks nothing."""
    live: dict[str, tuple[str, ...]] = {}
    for name in order:
        found: dict[str, None] = {}
        for one in needs[name]:
            if state[one] != "stopped":
                found |= dict.fromkeys((one,) if one in dated else live[one])
        live[name] = tuple(found)
    return live


def _circles(needs: Mapping[str, Sequence[str]], left: set[str]) -> Iterator[tuple[str, ...]]:
    """One circle for each set of activities that wait for each other."""
    seen: set[str] = set()
    for start in needs:
        path: list[str] = []
        at = start
        while at in left and at not in seen:
            seen.add(at)
            path.append(at)
            at = next((one for one in needs[at] if one in left), "")
        if at in path:
            # Each waits for the next; told in the order of the work.
            yield tuple(reversed(path[path.index(at) :]))


def _forward(
    dated: Sequence[str], needs: Mapping[str, Sequence[str]], planned: Mapping[str, _Planned], on: date | None
) -> dict[str, date]:
    """The end of each activity; with a day, as things stand on it."""
    ends: dict[str, date] = {}
    for name in dated:
        plan = planned[name]
        if on is not None and plan.status in DONE:
            ends[name] = min(plan.ends, on)
            continue
        before = [ends[one] + timedelta(days=1) for one in needs[name] if one in ends]
        if on is not None and plan.status == "running":
            # It has begun, so only what is left of it can still be moved.
            ends[name] = max(plan.ends, on)
            continue
        begins = max([plan.starts, *before])
        if on is not None:
            begins = max(begins, on)
        ends[name] = begins + plan.length
    return ends


def _backward(
    dated: Sequence[str],
    needs: Mapping[str, Sequence[str]],
    planned: Mapping[str, _Planned],
    earliest: Mapping[str, date],
) -> dict[str, date]:
    """The latest end of each activity that does not move the last one."""
    last = max(earliest.values(), default=None)
    latest: dict[str, date] = {}
    for name in reversed(dated):
        latest.setdefault(name, last or earliest[name])
        begins = latest[name] - planned[name].length
        for one in needs[name]:
            if one in planned:
                latest[one] = min(latest.get(one, last or begins), begins - timedelta(days=1))
    return latest


def _dates(
    name: str,
    planned: Mapping[str, _Planned],
    earliest: Mapping[str, date],
    projected: Mapping[str, date],
    latest: Mapping[str, date],
) -> dict[str, date | int | bool | None]:
    if name not in planned:
        return {}
    plan = planned[name]
    if name not in earliest:
        return {"starts": plan.starts, "ends": plan.ends}
    slack = (latest[name] - earliest[name]).days
    return {
        "starts": plan.starts,
        "ends": plan.ends,
        "earliest": earliest[name],
        "projected": projected[name],
        "delay": max((projected[name] - plan.ends).days, 0),
        "slack": slack,
        "critical": slack == 0,
    }


def _unfinished_after(
    names: Sequence[str], needs: Mapping[str, Sequence[str]], state: Mapping[str, str | None]
) -> dict[str, tuple[str, ...]]:
    """For each of some activities the unfinished ones that wait for it, at any distance, the nearest first."""
    after = _after(needs)
    reached: dict[str, tuple[str, ...]] = {}
    for name in names:
        found = dict.fromkeys(after[name])
        waiting = list(found)
        for one in waiting:
            new = [follower for follower in after[one] if follower not in found]
            found |= dict.fromkeys(new)
            waiting += new
        reached[name] = tuple(one for one in found if state[one] not in DONE)
    return reached


def _is_late(plan: _Planned, on: date) -> bool:
    if plan.status in DONE:
        return False
    return plan.ends < on or (plan.status == "planned" and plan.starts < on)


def _told(
    dated: Sequence[str],
    needs: Mapping[str, Sequence[str]],
    planned: Mapping[str, _Planned],
    projected: Mapping[str, date],
    late: Mapping[str, bool],
    after: Mapping[str, Sequence[str]],
) -> Iterator[Finding]:
    for name in dated:
        plan = planned[name]
        for one in needs[name]:
            if one in planned and plan.starts <= planned[one].ends and plan.status not in DONE:
                values = {"activity": name, "need": one, "ends": planned[one].ends.isoformat()}
                yield Finding("programme.activity-before-its-need", values, Severity.WARNING)
        if late[name]:
            values = {
                "activity": name,
                "ends": plan.ends.isoformat(),
                "projected": projected[name].isoformat(),
                "held": ", ".join(after[name]) or "-",
            }
            yield Finding("programme.activity-late", values, Severity.WARNING)
