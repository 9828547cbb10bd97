"""The grievance log: where each complaint stands, what is overdue, and how many there are.

    received ──► acknowledged ──► answered ──► resolved ──► closed
                                      ▲            │
                                      └─ appealed ◄┘ (also from answered, and from closed)

A log of what happened, without names; the state is the last entry that was allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.programme.columns import take
from seedbed.programme.figures import ALL, FIGURES_SCHEMA, KEY

RECEIVED, CLOSED = "received", "closed"
GRIEVANCES = "grievances-"
"""How the indicators of grievances begin in a report."""
NEXT: Mapping[str, tuple[str, ...]] = {
    "": (RECEIVED,),
    RECEIVED: ("acknowledged",),
    "acknowledged": ("answered",),
    "answered": ("resolved", "appealed"),
    "resolved": (CLOSED, "appealed"),
    "appealed": ("answered",),
    CLOSED: ("appealed",),
}
"""What may follow a state; the empty state is before the first entry."""

DEADLINES: Mapping[str, int] = {
    RECEIVED: 7,
    "acknowledged": 30,
    "answered": 60,
    "resolved": 90,
    "appealed": 30,
}
"""Days after which a state is overdue: an assumption of the project; a programme states its own."""

STANDING_SCHEMA: dict[str, pl.DataType] = {
    "grievance": pl.String(),
    "state": pl.String(),
    "since": pl.Date(),
    "received_on": pl.Date(),
    "category": pl.String(),
    "channel": pl.String(),
    "subproject": pl.String(),
    "due": pl.Date(),
    "overdue_days": pl.Int64(),
}


@dataclass(frozen=True, slots=True)
class Grievances:
    """Where the grievances stand.

    Attributes
    ----------
    table
        One row per grievance: ``grievance, state, since, received_on, category, channel,
        subproject, due`` (null when closed), ``overdue_days`` (0: in time or closed).
    findings
        Entries that do not follow from what was there.
    """

    table: pl.DataFrame
    findings: tuple[Finding, ...]


def standing(log: pl.DataFrame, on: date, deadlines: Mapping[str, int] = DEADLINES) -> Grievances:
    """The state of each grievance on a day.

    Entries are followed in the order of their dates, then of their recording. One that may not
    follow the state is passed over with a finding, so that one slip does not hide the rest.

    Parameters
    ----------
    log
        The table ``grievances``.
    on
        The day; later entries are left out.
    deadlines
        Days that a state may last; a state that is not named has no deadline.
    """
    typed = take("grievances", log, "entry", "grievance", "kind", "date", "category", "channel", "subproject",
                 "recorded_at").filter(pl.col("date") <= on)  # fmt: skip
    ordered = typed.sort("grievance", "date", "recorded_at", "entry", nulls_last=True)
    rows, findings = [], []
    for (name,), entries in ordered.group_by("grievance", maintain_order=True):
        state, since, received = "", None, None
        for entry, kind, day in entries.select("entry", "kind", "date").iter_rows():
            if kind in NEXT[state]:
                state, since = kind, day
                received = received or day
            else:
                findings.append(wrong_step(str(name), entry, kind, state))
        if since is None:
            continue
        first = entries.select(pl.col("category", "channel", "subproject").drop_nulls().first()).row(0)
        due = _due(since, state, deadlines)
        late = 0 if due is None else max(0, (on - due).days)
        rows.append((name, state, since, received, *first, due, late))
    return Grievances(pl.DataFrame(rows, schema=STANDING_SCHEMA, orient="row"), tuple(findings))


def wrong_step(grievance: str, entry: str, kind: str, state: str) -> Finding:
    """The finding about an entry that may not follow a state."""
    allowed = ", ".join(NEXT[state])
    values = {"grievance": grievance, "entry": entry, "kind": kind, "state": state or "-", "allowed": allowed}
    return Finding("programme.grievance-step", values, Severity.WARNING)


def counts_by_category(table: pl.DataFrame) -> pl.DataFrame:
    """How many grievances there are: ``category``, ``received``, ``open``, ``overdue``.

    Parameters
    ----------
    table
        :attr:`Grievances.table`.
    """
    return (
        table.with_columns(pl.col("category").fill_null("other"))
        .group_by("category")
        .agg(
            received=pl.len().cast(pl.Int64),
            open=(pl.col("state") != CLOSED).sum().cast(pl.Int64),
            overdue=(pl.col("overdue_days") > 0).sum().cast(pl.Int64),
        )
        .sort("category")
    )


def _due(since: date, state: str, deadlines: Mapping[str, int]) -> date | None:
    days = deadlines.get(state)
    return None if days is None else date.fromordinal(since.toordinal() + days)


def grievance_figures(table: pl.DataFrame, up_to: str) -> pl.DataFrame:
    """Grievances received, as figures of a report: one indicator per category, by year.

    Categories are not added to a total: with one, few of a category could be worked out.

    Parameters
    ----------
    table
        :attr:`Grievances.table`.
    up_to
        The last year that is included.

    Returns
    -------
    polars.DataFrame
        As :func:`seedbed.programme.figures.figures_of`; indicators are ``grievances-<category>``.
    """
    years = table.select(
        indicator=pl.format(GRIEVANCES + "{}", pl.col("category").fill_null("other")),
        period=pl.col("received_on").dt.year().cast(pl.String),
    ).filter(pl.col("period") <= up_to)
    by_year = years.group_by("indicator", "period").agg(value=pl.len().cast(pl.Int64))
    total = by_year.group_by("indicator").agg(pl.col("value").sum(), period=pl.lit(ALL))
    free = [pl.lit(ALL).alias(name) for name in ("sex", "subproject", "place", "group")]
    return (
        pl.concat([by_year, total.select(by_year.columns)])
        .with_columns(free)
        .select(*FIGURES_SCHEMA)
        .sort(KEY)
    )
