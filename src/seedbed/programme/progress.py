"""Progress toward targets, from baselines; derived each time, never stored.

``progress = (actual - baseline) / (target - baseline)`` holds for rising and falling
indicators alike: from 60 to 80, 70 is half way; from 50 to 40, 45 is half way. (Dividing
the actual by the target would say 87.5% and 112.5%.) Zero is a value; what is missing, and
what divides by zero, is null and has a finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from seedbed.messages import Finding, Refusal, Severity
from seedbed.programme.aggregation import Aggregation, aggregation_of, divided, scale_of
from seedbed.programme.columns import take
from seedbed.programme.disaggregation import SEX_OF_GROUP, opens
from seedbed.programme.expected import expected_by
from seedbed.programme.framework import targets_in_force
from seedbed.programme.readings import About, Reading, Say, pass_on, read_cell
from seedbed.programme.reported import reported_in_force

Direction = Literal["up", "down"]

INDICATOR_EXTRAS: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "direction": pl.String(),
    "cumulative": pl.String(),
    "unit": pl.String(),
    "aggregation": pl.String(),
}
COUNT, SHARE, YES_NO = "count", "share", "yes_no"
YES_OR_NO = {"true": True, "false": False}
UP: Direction = "up"
DOWN: Direction = "down"

PROGRESS_SCHEMA: dict[str, pl.DataType] = {
    "target": pl.String(),
    "indicator": pl.String(),
    "measure": pl.String(),
    "group": pl.String(),
    "subproject": pl.String(),
    "period": pl.String(),
    "measured_in": pl.String(),
    "cumulative": pl.Boolean(),
    "direction": pl.String(),
    "baseline": pl.Float64(),
    "value_asked": pl.Float64(),
    "share_asked": pl.Float64(),
    "counted": pl.Int64(),
    "actual": pl.Float64(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "progress": pl.Float64(),
    "met": pl.Boolean(),
    "expected": pl.Float64(),
    "on_path": pl.Boolean(),
    "actual_period": pl.String(),
    "late": pl.Int64(),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the programme stands.

    Attributes
    ----------
    table
        One row per target that can be read:

        * ``target, indicator, measure`` ("value" or "share"), ``group, subproject, period`` (by
          when), ``measured_in`` (the earlier of the target's period and the one asked for),
          ``cumulative, direction`` ("up", "down" or null);
        * ``baseline, value_asked, share_asked``;
        * ``counted``: the height of the rows that it opens to; null where the indicator is
          not counted from placements;
        * ``actual``: baseline plus counted, the reported value, or the share;
        * ``numerator, denominator`` of a share; ``progress`` of a value (1.0 = reached, not
          cut off at either end); ``met``;
        * ``expected``: what the path from the baseline through the targets in force asks for at
          the end of ``measured_in``; ``on_path``: whether the actual has reached that;
        * ``actual_period``: the reported period that the actual stands for (null where it is
          counted); ``late``: how many results behind it became known after their period ended.
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
    kind: str
    is_counted: bool
    direction: str | None
    cumulative: bool
    how: Aggregation | None
    scale: float

    @property
    def is_count(self) -> bool:
        return self.kind == COUNT


@dataclass(frozen=True, slots=True)
class _Target:
    """A row of the targets."""

    target: str
    indicator: str
    period: str
    value: float | None
    group: str | None
    share: float | None
    subproject: str | None

    @property
    def years(self) -> tuple[int, int]:
        parts = self.period.split("/")
        return int(parts[0]), int(parts[-1])

    @property
    def is_span(self) -> bool:
        return "/" in self.period

    def same_line(self, other: _Target) -> bool:
        """Whether two targets ask for the same thing at different times."""
        return (
            self.indicator == other.indicator
            and self.group == other.group
            and self.subproject == other.subproject
            and (self.value is None) == (other.value is None)
        )


@dataclass(frozen=True, slots=True)
class _Window:
    """The years that a number is about; ``first`` null: from the beginning."""

    first: int | None
    last: int

    @property
    def label(self) -> str:
        spans = self.first is not None and self.first < self.last
        return f"{self.first}/{self.last}" if spans else f"{self.last}"


@dataclass(frozen=True, slots=True)
class _Books:
    """What is on record: the counted rows, the reported results, and where findings go."""

    counted: pl.DataFrame
    reported: pl.DataFrame
    say: Say

    def behind(
        self, about: _Indicator, window: _Window, group: str | None, subproject: str | None
    ) -> pl.DataFrame:
        rows = opens(self.counted, about.name, group=group, subproject=subproject, up_to=str(window.last))
        return rows if window.first is None else rows.filter(pl.col("period") >= str(window.first))

    def read(
        self, about: _Indicator, window: _Window, group: str | None, subproject: str | None
    ) -> Reading | None:
        if about.how is None:
            return None
        first = None if window.first is None else date(window.first, 1, 1)
        reading = About(about.name, about.how, about.cumulative, about.scale)
        return read_cell(
            self.reported, reading, first, date(window.last, 12, 31), _cell(group, subproject), self.say
        )


def _cell(group: str | None, subproject: str | None) -> Mapping[str, str]:
    cell = {}
    if group is not None:
        cell["sex" if group in SEX_OF_GROUP else "group"] = SEX_OF_GROUP.get(group, group)
    if subproject is not None:
        cell["subproject"] = subproject
    return cell


def progress(
    counted: pl.DataFrame,
    indicators: pl.DataFrame,
    targets: pl.DataFrame,
    as_of_period: str,
    reported: pl.DataFrame | None = None,
    *,
    on: date | None = None,
    verifications: pl.DataFrame | None = None,
    verification_required: bool = False,
    with_rules: Collection[str] | None = None,
) -> Progress:
    """Each target beside what was achieved by a period.

    1. The targets are those in force ``on`` the day of the report, and the reported results those
       that hold then (:func:`seedbed.programme.reported.reported_in_force`).
    2. A target of an earlier period is measured in that period, any other in
       ``as_of_period``. A cumulative indicator takes all periods up to it, another only it; a
       target for a span of years ("2021/2027") takes those of the span.
    3. An indicator that is counted from placements stands at its baseline plus what was counted
       (nothing counted is 0; without a baseline its level is unknown); any other at what was
       reported (:func:`seedbed.programme.readings.read_cell`).
    4. A row with ``value`` is a value to reach, of a group or subproject if one is named. A row
       with ``group`` and ``share`` is a floor: members / all >= share, people of unstated
       sex or group standing in the denominator.
    5. ``expected`` follows the line from the baseline (at the end of its year) through all targets
       for the same thing.

    Parameters
    ----------
    counted
        :attr:`seedbed.programme.counting.Results.counted`.
    indicators
        indicator; baseline, baseline_year, kind (of the number; "count" where left out), unit,
        aggregation, direction ("up", "down"; left out: from baseline to target), cumulative (true
        where left out).
    targets
        target, indicator, period; value, group, share, subproject, valid_from.
    as_of_period
        A year, as in ``counted.period``.
    reported
        The table ``results``: values from outside, for indicators that are not counted.
    on
        The day of the report; ``None``: the last vintage of everything.
    verifications, verification_required
        As :func:`seedbed.programme.reported.reported_in_force` takes them.
    with_rules
        The indicators that have a counting rule; ``None``: every one of kind ``count``.
    """
    findings: dict[Finding, None] = {}

    def say(what: str, severity: Severity, **values: str | int | float) -> None:
        findings[Finding(f"programme.{what}", values, severity)] = None

    known = {row.name: row for row in _read_indicators(indicators, with_rules, say)}
    standing = reported_in_force(
        reported, verifications, verification_required=verification_required, as_of=on
    )
    findings |= dict.fromkeys(standing.findings)
    books = _Books(counted, standing.table, say)
    _warn_of_double_sources(known, books)
    goals = _goals(targets, on, known, say)
    rows = []
    for goal in goals:
        about = known[goal.indicator]
        window = _window(goal, about, int(as_of_period))
        if goal.share is not None:
            rows.append(_measured_share(goal, about, window, books))
        else:
            path = [other for other in goals if other.same_line(goal) and not other.is_span]
            rows.append(_measured_value(goal, about, window, books, path))
    return Progress(pl.DataFrame(rows, schema=PROGRESS_SCHEMA, orient="row"), tuple(findings))


def check_targets(
    indicators: pl.DataFrame, targets: pl.DataFrame, on: date | None = None
) -> tuple[Finding, ...]:
    """What is wrong with targets and with the kinds of their indicators, whatever was achieved.

    Targets that cannot be read or stand twice, parts that do not add to the whole, and indicators
    whose parts the framework would add against their kind.
    """
    findings: list[Finding] = []

    def say(what: str, severity: Severity, **values: str | int | float) -> None:
        findings.append(Finding(f"programme.{what}", values, severity))

    known = {row.name: row for row in _read_indicators(indicators, None, say)}
    _goals(targets, on, known, say)
    return tuple(dict.fromkeys(findings))


def _goals(
    targets: pl.DataFrame, on: date | None, known: Mapping[str, _Indicator], say: Say
) -> list[_Target]:
    """The targets in force that can be read; what is wrong with any of them is said."""
    goals: list[_Target] = []
    for goal in _read_targets(targets, on):
        about = known.get(goal.indicator)
        if about is None:
            say("target-of-unknown-indicator", Severity.ERROR, target=goal.target, indicator=goal.indicator)
        elif _can_be_read(goal, about, say):
            if any(other.same_line(goal) and other.period == goal.period for other in goals):
                say("target-twice", Severity.WARNING, target=goal.target, indicator=goal.indicator)
            goals.append(goal)
    _warn_of_parts(goals, known, say)
    return goals


def _window(goal: _Target, about: _Indicator, year: int) -> _Window:
    first, last = goal.years
    if goal.is_span:
        return _Window(first, max(first, min(last, year)))
    last = min(last, year)
    return _Window(None if about.cumulative else last, last)


def _measured_value(
    goal: _Target, about: _Indicator, window: _Window, books: _Books, path: Sequence[_Target]
) -> dict[str, object]:
    asked = goal.value
    baseline = _baseline(goal, about)
    number: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    actual_period: str | None = None
    if about.is_counted:
        behind = books.behind(about, window, goal.group, goal.subproject)
        number, late = behind.height, _late(behind)
        actual = None if baseline is None else baseline + number
    else:
        reading = books.read(about, window, goal.group, goal.subproject)
        actual, late = None, None
        if reading is not None:
            actual, actual_period, late = reading.whole.value, reading.period, reading.late
            numerator, denominator = reading.whole.numerator, reading.whole.denominator
        elif about.how is not None:
            books.say("no-actual", Severity.WARNING, indicator=goal.indicator, period=window.label)
    if baseline is None:
        books.say("no-baseline", Severity.WARNING, indicator=goal.indicator, target=goal.target)
    if about.kind == YES_NO and any(value not in (None, 0.0, 1.0) for value in (baseline, asked, actual)):
        books.say("not-yes-or-no", Severity.ERROR, indicator=goal.indicator, target=goal.target)
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
    if about.is_counted and direction == DOWN:
        books.say("count-cannot-fall", Severity.ERROR, indicator=goal.indicator)
    expected = _expected(goal, about, baseline, window, path)
    return _row(
        goal,
        about,
        measured_in=window.label,
        direction=direction,
        baseline=baseline,
        counted=number,
        actual=actual,
        numerator=numerator,
        denominator=denominator,
        progress=progress_made(baseline, asked, actual),
        met=_reached(actual, asked, direction),
        expected=expected,
        on_path=_reached(actual, expected, direction),
        actual_period=actual_period,
        late=late,
    )


def _expected(
    goal: _Target, about: _Indicator, baseline: float | None, window: _Window, path: Sequence[_Target]
) -> float | None:
    """What the path asks for; a span's part of the sum by time, from nothing at its beginning."""
    if goal.is_span:
        first, last = goal.years
        started = [(first - 1, 0.0), (last, goal.value)] if goal.value is not None else []
        return expected_by(window.last, [(year, value) for year, value in started if value is not None])
    points = [(other.years[1], other.value) for other in path if other.value is not None]
    if baseline is not None and about.baseline_year is not None:
        points.insert(0, (about.baseline_year, baseline))
    return expected_by(window.last, points)


def _measured_share(goal: _Target, about: _Indicator, window: _Window, books: _Books) -> dict[str, object]:
    numerator: float | None = None
    denominator: float | None = None
    number: int | None = None
    late: int | None = None
    actual_period: str | None = None
    if about.is_counted:
        everyone = books.behind(about, window, None, goal.subproject)
        members = books.behind(about, window, goal.group, goal.subproject)
        number, numerator, denominator, late = (
            members.height,
            members.height,
            everyone.height,
            _late(everyone),
        )
    elif about.is_count:
        part = books.read(about, window, goal.group, goal.subproject)
        whole = books.read(about, window, None, goal.subproject)
        if part is None or whole is None:
            books.say("no-actual", Severity.WARNING, indicator=goal.indicator, period=window.label)
        elif part.period != whole.period:
            books.say("share-of-two-periods", Severity.WARNING, indicator=goal.indicator, group=str(goal.group),
                      period=part.period, other=whole.period)  # fmt: skip
        else:
            numerator, denominator = part.whole.value, whole.whole.value
            late, actual_period = whole.late, whole.period
    else:
        books.say("share-of-uncounted", Severity.WARNING, indicator=goal.indicator, target=goal.target)
        return _row(goal, about, measured_in=window.label)
    share = divided(numerator, denominator)
    if denominator == 0:
        books.say("share-of-nothing", Severity.WARNING, indicator=goal.indicator, period=window.label)
    return _row(
        goal,
        about,
        measured_in=window.label,
        direction=UP,
        counted=number,
        actual=share,
        numerator=numerator,
        denominator=denominator,
        met=_reached(share, goal.share, UP),
        actual_period=actual_period,
        late=late,
    )


def late_counted(counted: pl.DataFrame) -> pl.DataFrame:
    """The counted results that were verified after the year that they belong to had ended.

    They stay in their period; a report of that period that was issued before did not know them.

    Parameters
    ----------
    counted
        :attr:`seedbed.programme.counting.Results.counted`.
    """
    return counted.filter(pl.col("verified_on").dt.year().cast(pl.String) > pl.col("period"))


def _late(counted: pl.DataFrame) -> int:
    return late_counted(counted).height


def _row(goal: _Target, about: _Indicator, **measured: object) -> dict[str, object]:
    empty: dict[str, object] = dict.fromkeys(PROGRESS_SCHEMA)
    return empty | {
        "target": goal.target,
        "indicator": goal.indicator,
        "measure": "share" if goal.share is not None else "value",
        "group": goal.group,
        "subproject": goal.subproject,
        "period": goal.period,
        "cumulative": about.cumulative,
        "value_asked": goal.value,
        "share_asked": goal.share,
        **measured,
    }


def _baseline(goal: _Target, about: _Indicator) -> float | None:
    """A group's or subproject's baseline is known only where a whole that is counted began at zero."""
    whole = goal.group is None and goal.subproject is None
    if whole or (about.baseline == 0 and about.kind in (COUNT, SHARE)):
        return about.baseline
    return None


def _reached(actual: float | None, asked: float | None, direction: str | None) -> bool | None:
    if actual is None or asked is None:
        return None
    if direction is None and actual != asked:
        return None  # neither stated nor seen from the baseline: which side is better is not known
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
    if not all(len(part) == 4 and part.isdigit() for part in goal.period.split("/")):
        say("target-period", Severity.ERROR, target=goal.target, period=goal.period)
        return False
    if goal.is_span and (
        about.cumulative or about.how not in ("sum", "ratio") or goal.years[0] > goal.years[1]
    ):
        say("target-span", Severity.ERROR, target=goal.target, period=goal.period, indicator=about.name)
        return False
    return True


def _read_indicators(
    indicators: pl.DataFrame, with_rules: Collection[str] | None, say: Say
) -> list[_Indicator]:
    typed = take("indicators", indicators, "indicator", "baseline", "baseline_year", extra=INDICATOR_EXTRAS)
    read = []
    for name, baseline, year, kind, direction, cumulative, unit, stated in typed.iter_rows():
        if direction not in (None, UP, DOWN):
            say("unknown-direction", Severity.ERROR, indicator=name, direction=direction)
        if cumulative not in (None, *YES_OR_NO):
            say("unknown-cumulative", Severity.ERROR, indicator=name, cumulative=cumulative)
        is_count = kind in (None, COUNT)
        how: Aggregation | None = None
        try:
            how = aggregation_of(name, kind, stated)
        except Refusal as refusal:
            pass_on(refusal, say)
        read.append(
            _Indicator(
                name=name,
                baseline=baseline,
                baseline_year=year,
                kind=kind or COUNT,
                is_counted=is_count if with_rules is None else name in with_rules,
                direction=direction if direction in (UP, DOWN) else None,
                cumulative=YES_OR_NO.get(cumulative, True),
                how=how,
                scale=scale_of(unit) if kind == SHARE else 1.0,
            )
        )
    return read


def _read_targets(targets: pl.DataFrame, on: date | None) -> list[_Target]:
    columns = ("target", "indicator", "period", "value", "group", "share", "subproject")
    typed = take("targets", targets, *columns, "valid_from")
    return [_Target(*row) for row in targets_in_force(typed, on).select(columns).iter_rows()]


def _warn_of_double_sources(known: dict[str, _Indicator], books: _Books) -> None:
    """A count that is also reported, and results from before the baseline, would add up twice."""
    reported = set(books.reported["indicator"])
    first_periods = books.counted.group_by("indicator").agg(pl.col("period").min()).iter_rows()
    first_period: dict[str, str] = dict(first_periods)
    for name, about in known.items():
        if about.is_counted and name in reported:
            books.say("counted-and-reported", Severity.WARNING, indicator=name)
        begun = first_period.get(name)
        if begun and about.baseline and about.baseline_year and begun <= str(about.baseline_year):
            books.say("counted-before-baseline", Severity.WARNING, indicator=name, year=about.baseline_year)


def _warn_of_parts(goals: Sequence[_Target], known: Mapping[str, _Indicator], say: Say) -> None:
    """Targets that should add to another and do not: of subprojects, and of the years of a span.

    Group targets overlap and are never added.
    """
    values = [goal for goal in goals if goal.value is not None and known[goal.indicator].how == "sum"]
    for whole in values:
        alike = [goal for goal in values if goal.indicator == whole.indicator and goal.group == whole.group]
        if whole.subproject is None:
            of_subprojects = [g for g in alike if g.subproject is not None and g.period == whole.period]
            _say_difference(whole, of_subprojects, "subproject", say)
        if whole.is_span:
            first, last = whole.years
            yearly = [g for g in alike if g.subproject == whole.subproject and not g.is_span]
            inside = [g for g in yearly if first <= g.years[0] <= last]
            if len({g.period for g in inside}) == last - first + 1:
                _say_difference(whole, inside, "period", say)


def _say_difference(whole: _Target, parts: Sequence[_Target], by: str, say: Say) -> None:
    doubled = Counter((part.subproject, part.period) for part in parts)
    if not parts or whole.value is None or max(doubled.values()) > 1:
        return
    added = sum(part.value for part in parts if part.value is not None)
    if abs(added - whole.value) > 1e-9 * max(1.0, abs(whole.value)):
        say("target-parts-do-not-add", Severity.WARNING, target=whole.target, by=by, whole=whole.value,
            parts=added, difference=added - whole.value)  # fmt: skip
