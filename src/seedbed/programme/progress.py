"""Progress toward targets, from baselines; derived each time, never stored.

``progress = (actual - baseline) / (target - baseline)`` holds for rising and falling
indicators alike: from 60 to 80, 70 is half way; from 50 to 40, 45 is half way. (Dividing
the actual by the target would say 87.5% and 112.5%.) Zero is a value; what is missing, and
what divides by zero, is null and has a finding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.programme.columns import take
from seedbed.programme.disaggregation import opens
from seedbed.tables import schema_of

Direction = Literal["up", "down"]
Say = Callable[..., None]

INDICATOR_EXTRAS: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "direction": pl.String(),
    "cumulative": pl.String(),
}
COUNT = "count"
YES_OR_NO = {"true": True, "false": False}
UP: Direction = "up"
DOWN: Direction = "down"

PROGRESS_SCHEMA: dict[str, pl.DataType] = {
    "target": pl.String(),
    "indicator": pl.String(),
    "measure": pl.String(),
    "group": pl.String(),
    "period": pl.String(),
    "measured_in": pl.String(),
    "cumulative": pl.Boolean(),
    "direction": pl.String(),
    "baseline": pl.Float64(),
    "value_asked": pl.Float64(),
    "share_asked": pl.Float64(),
    "counted": pl.Int64(),
    "actual": pl.Float64(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "progress": pl.Float64(),
    "met": pl.Boolean(),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the programme stands.

    Attributes
    ----------
    table
        One row per target that can be read:

        * ``target, indicator, measure`` ("value" or "share"), ``group, period`` (by when),
          ``measured_in`` (the earlier of the target's period and the one asked for),
          ``cumulative, direction`` ("up", "down" or null);
        * ``baseline, value_asked, share_asked``;
        * ``counted``: the height of the rows that it opens to; null where the indicator is
          not counted from placements;
        * ``actual``: baseline plus counted, the reported value, or the share;
        * ``numerator, denominator`` of a share; ``progress`` of a value (1.0 = reached, not
          cut off at either end); ``met``.
    findings
        What the numbers cannot say, and why.
    """

    table: pl.DataFrame
    findings: tuple[Finding, ...]


def progress_made(baseline: float | None, target: float | None, actual: float | None) -> float | None:
    """The part of the way from baseline to target that is behind us.

    Null where a value is missing or where there is no way to go (target = baseline).

    >>> progress_made(60, 80, 70), progress_made(50, 40, 45), progress_made(0, 600, 0)
    (0.5, 0.5, 0.0)
    >>> progress_made(None, 80, 70) is None
    True
    """
    if baseline is None or target is None or actual is None or target == baseline:
        return None
    return (actual - baseline) / (target - baseline)


@dataclass(frozen=True, slots=True)
class _Indicator:
    """An indicator as the arithmetic needs it."""

    name: str
    baseline: float | None
    baseline_year: int | None
    is_count: bool
    direction: str | None
    cumulative: bool


@dataclass(frozen=True, slots=True)
class _Target:
    """A row of the targets."""

    target: str
    indicator: str
    period: str
    value: float | None
    group: str | None
    share: float | None


@dataclass(frozen=True, slots=True)
class _Books:
    """What is on record: the counted rows, the reported totals, and where findings go."""

    counted: pl.DataFrame
    totals: pl.DataFrame
    say: Say

    def behind(self, about: _Indicator, period: str, group: str | None) -> pl.DataFrame:
        if about.cumulative:
            return opens(self.counted, about.name, group=group, up_to=period)
        return opens(self.counted, about.name, group=group, period=period)

    def latest(self, indicator: str, period: str) -> float | None:
        """The value of the latest period that ends by the one asked for."""
        about = (pl.col("indicator") == indicator) & (pl.col("year") <= period)
        values = self.totals.filter(about)["value"]
        return float(values[-1]) if len(values) else None


def progress(
    counted: pl.DataFrame,
    indicators: pl.DataFrame,
    targets: pl.DataFrame,
    as_of_period: str,
    reported: pl.DataFrame | None = None,
) -> Progress:
    """Each target beside what was achieved by a period.

    1. A target of an earlier period is measured in that period, any other in
       ``as_of_period``. A cumulative indicator takes all periods up to it, another only it.
    2. An indicator of kind ``count`` stands at its baseline plus what was counted (nothing
       counted is 0; without a baseline its level is unknown); one of another kind at its
       latest reported value.
    3. A row with ``value`` is a value to reach, of a group if one is named. A row with
       ``group`` and ``share`` is a floor: members / counted >= share, people of unstated
       sex or group standing in the denominator.

    Parameters
    ----------
    counted
        :attr:`seedbed.programme.counting.Results.counted`.
    indicators
        indicator; baseline, baseline_year, kind (of the number; "count" where left out), direction
        ("up", "down"; left out: from baseline to target), cumulative (true where
        left out).
    targets
        target, indicator, period; value, group, share.
    as_of_period
        A year, as in ``counted.period``.
    reported
        The table ``results``: values from outside, for indicators that are not counted.
    """
    findings: list[Finding] = []

    def say(what: str, severity: Severity, **values: str | int | float) -> None:
        finding = Finding(f"programme.{what}", values, severity)
        if finding not in findings:
            findings.append(finding)

    known = {row.name: row for row in _read_indicators(indicators, say)}
    books = _Books(counted, _totals(reported), say)
    _warn_of_double_sources(known, books)
    rows = []
    seen: set[tuple[str, str, str | None, bool]] = set()
    for goal in _read_targets(targets):
        about = known.get(goal.indicator)
        if about is None:
            say("target-of-unknown-indicator", Severity.ERROR, target=goal.target, indicator=goal.indicator)
        elif _can_be_read(goal, about, say):
            key = (goal.indicator, goal.period, goal.group, goal.share is None)
            if key in seen:
                say("target-twice", Severity.WARNING, target=goal.target, indicator=goal.indicator)
            seen.add(key)
            measured = _measured_share if goal.share is not None else _measured_value
            rows.append(measured(goal, about, min(goal.period, as_of_period), books))
    return Progress(pl.DataFrame(rows, schema=PROGRESS_SCHEMA, orient="row"), tuple(findings))


def _measured_value(goal: _Target, about: _Indicator, period: str, books: _Books) -> dict[str, object]:
    asked = goal.value
    number: int | None = None
    if about.is_count:
        number = books.behind(about, period, goal.group).height
        baseline = _baseline(goal, about)
        actual = None if baseline is None else baseline + number
    else:
        baseline = about.baseline if goal.group is None else None
        actual = books.latest(goal.indicator, period) if goal.group is None else None
        if actual is None:
            books.say("no-actual", Severity.WARNING, indicator=goal.indicator, period=period)
    if baseline is None:
        books.say("no-baseline", Severity.WARNING, indicator=goal.indicator, target=goal.target)
    direction = about.direction
    if baseline is not None and asked is not None:
        if baseline == asked:
            books.say(
                "target-equals-baseline", Severity.WARNING, indicator=goal.indicator, target=goal.target
            )
        else:
            way = UP if asked > baseline else DOWN
            if direction is not None and direction != way:
                books.say(
                    "target-against-direction", Severity.ERROR, indicator=goal.indicator, target=goal.target
                )
            direction = direction or way
    if about.is_count and direction == DOWN:
        books.say("count-cannot-fall", Severity.ERROR, indicator=goal.indicator)
    return _row(
        goal,
        about,
        measured_in=period,
        direction=direction,
        baseline=baseline,
        counted=number,
        actual=actual,
        progress=progress_made(baseline, asked, actual),
        met=_reached(actual, asked, direction),
    )


def _measured_share(goal: _Target, about: _Indicator, period: str, books: _Books) -> dict[str, object]:
    if not about.is_count:
        books.say("share-of-uncounted", Severity.WARNING, indicator=goal.indicator, target=goal.target)
        return _row(goal, about, measured_in=period)
    denominator = books.behind(about, period, None).height
    numerator = books.behind(about, period, goal.group).height
    share = numerator / denominator if denominator else None
    if share is None:
        books.say("share-of-nothing", Severity.WARNING, indicator=goal.indicator, period=period)
    return _row(
        goal,
        about,
        measured_in=period,
        direction=UP,
        counted=numerator,
        actual=share,
        numerator=numerator,
        denominator=denominator,
        met=_reached(share, goal.share, UP),
    )


def _row(goal: _Target, about: _Indicator, **measured: object) -> dict[str, object]:
    empty: dict[str, object] = dict.fromkeys(PROGRESS_SCHEMA)
    return empty | {
        "target": goal.target,
        "indicator": goal.indicator,
        "measure": "share" if goal.share is not None else "value",
        "group": goal.group,
        "period": goal.period,
        "cumulative": about.cumulative,
        "value_asked": goal.value,
        "share_asked": goal.share,
        **measured,
    }


def _baseline(goal: _Target, about: _Indicator) -> float | None:
    """A group's baseline is known only where the whole began at zero."""
    if goal.group is None or about.baseline == 0:
        return about.baseline
    return None


def _reached(actual: float | None, asked: float | None, direction: str | None) -> bool | None:
    if actual is None or asked is None:
        return None
    return actual <= asked if direction == DOWN else actual >= asked


def _can_be_read(goal: _Target, about: _Indicator, say: Say) -> bool:
    if (goal.value is None) == (goal.share is None):
        say("target-unclear", Severity.ERROR, target=goal.target)
        return False
    if goal.share is not None and goal.group is None:
        say("share-without-group", Severity.ERROR, target=goal.target)
        return False
    if goal.share is not None and not 0 <= goal.share <= 1:
        say("share-out-of-range", Severity.ERROR, target=goal.target, share=goal.share)
        return False
    if len(goal.period) != 4 or not goal.period.isdigit():
        say("target-period", Severity.ERROR, target=goal.target, period=goal.period)
        return False
    return True


def _read_indicators(indicators: pl.DataFrame, say: Say) -> list[_Indicator]:
    typed = take("indicators", indicators, "indicator", "baseline", "baseline_year", extra=INDICATOR_EXTRAS)
    read = []
    for name, baseline, year, kind, direction, cumulative in typed.iter_rows():
        if direction not in (None, UP, DOWN):
            say("unknown-direction", Severity.ERROR, indicator=name, direction=direction)
        if cumulative not in (None, *YES_OR_NO):
            say("unknown-cumulative", Severity.ERROR, indicator=name, cumulative=cumulative)
        read.append(
            _Indicator(
                name=name,
                baseline=baseline,
                baseline_year=year,
                is_count=kind in (None, COUNT),
                direction=direction if direction in (UP, DOWN) else None,
                cumulative=YES_OR_NO.get(cumulative, True),
            )
        )
    return read


def _read_targets(targets: pl.DataFrame) -> list[_Target]:
    typed = take("targets", targets, "target", "indicator", "period", "value", "group", "share")
    return [_Target(*row) for row in typed.iter_rows()]


def _totals(reported: pl.DataFrame | None) -> pl.DataFrame:
    """The reported values of whole indicators; a later record replaces an earlier one.

    ``year`` is the one in which the period ends: 2024-06 and 2023/2024 end in 2024.
    """
    if reported is None:
        reported = schema_of("results").empty()
    return (
        take("results", reported, "indicator", "period", "value", "sex", "subproject", "recorded_at")
        .filter(pl.col("sex").is_null() & pl.col("subproject").is_null())
        .sort("recorded_at")
        .unique(subset=["indicator", "period"], keep="last", maintain_order=True)
        .with_columns(year=pl.col("period").str.split("/").list.last().str.slice(0, 4))
        .sort("indicator", "year", "period")
    )


def _warn_of_double_sources(known: dict[str, _Indicator], books: _Books) -> None:
    """A count that is also reported, and results from before the baseline, would add up twice."""
    reported = set(books.totals["indicator"])
    first_periods = books.counted.group_by("indicator").agg(pl.col("period").min()).iter_rows()
    first_period: dict[str, str] = dict(first_periods)
    for name, about in known.items():
        if about.is_count and name in reported:
            books.say("counted-and-reported", Severity.WARNING, indicator=name)
        begun = first_period.get(name)
        if begun and about.baseline and about.baseline_year and begun <= str(about.baseline_year):
            books.say("counted-before-baseline", Severity.WARNING, indicator=name, year=about.baseline_year)
