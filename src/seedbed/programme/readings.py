"""One number read from reported results: for a window of time and a cell, without double counting.

A reported row without sex, group, place and subproject is the whole. Its parts never replace it:
where both stand and do not agree, the difference is said and nothing is adjusted. Where the whole
is missing it may be made of its parts by sex or by subproject, if all of them are there; groups
and places overlap (a woman may be a farmer, a district lies in its city) and are never added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

import polars as pl

from seedbed.messages import Refusal, Severity
from seedbed.programme.aggregation import Aggregation, Whole, added, combined, divided, rounding_of
from seedbed.programme.reported import DIMENSIONS_OF_RESULTS

Say = Callable[..., None]

PARTITIONS = ("sex", "subproject")
"""Dimensions whose parts do not overlap, so that they may be added."""

OVERLAPPING = ("group", "place")
"""Dimensions whose parts may overlap or lie in each other."""

BOTH_SEXES = frozenset({"female", "male"})


@dataclass(frozen=True, slots=True)
class About:
    """What the reading must know of an indicator.

    Parameters
    ----------
    indicator
        Its id.
    how
        What may be done with its parts.
    cumulative
        Reported values are running totals: the latest one holds and nothing is added over time.
    scale
        What a share of 1 is written as.
    """

    indicator: str
    how: Aggregation
    cumulative: bool
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A number, the period whose last day it stands for, and the reported rows behind it."""

    whole: Whole
    period: str
    results: int
    late: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A reported result, as the reading needs it."""

    period: str
    start: date
    end: date
    late: int
    whole: Whole
    part: Mapping[str, str]

    def key(self, by: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.part[name] for name in by)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A number of one period and what it was read from."""

    period: str
    start: date
    end: date
    whole: Whole
    results: int
    late: int
    made_of: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def contains(self, other: _Entry) -> bool:
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: _Entry) -> bool:
        return self.start <= other.end and other.start <= self.end


def read_cell(
    reported: pl.DataFrame, about: About, first: date | None, last: date, cell: Mapping[str, str], say: Say
) -> Reading | None:
    """The value of an indicator in a cell up to a day; null where nothing is known.

    1. Cumulative values are running totals, and ``latest`` and ``none`` values are levels: the
       one of the latest period that ends by ``last`` holds.
    2. Others are added (``sum``) or divided (``ratio``) over the periods within the window; of
       periods inside one another the longer stands, and what overlaps otherwise is not read.
    3. In each period the cell's own row holds; failing that, its parts (see the module).

    Parameters
    ----------
    reported
        :attr:`seedbed.programme.reported.Reported.table`.
    about
        The indicator.
    first, last
        The window; ``first`` null: from the beginning.
    cell
        Dimension to value; empty: the whole.
    say
        Takes the code (without room), its severity and its values.
    """
    rows = reported.filter(pl.col("indicator") == about.indicator, pl.col("end") <= last)
    levels = about.cumulative or about.how in ("latest", "none")
    if not levels and first is not None:
        straddling = rows.filter(pl.col("start") < first, pl.col("end") >= first)
        for period in sorted(set(straddling["period"])):
            say("period-straddles", Severity.WARNING, indicator=about.indicator, period=period)
        rows = rows.filter(pl.col("start") >= first)
    entries = sorted(_entries(rows, about, cell, say), key=lambda entry: (entry.end, entry.start))
    if not entries:
        return None
    if levels:
        _compare_running_totals(entries, about, say)
        return _reading(entries[-1:], entries[-1].whole, about, say)
    chosen = _apart(entries, about, say)
    if chosen is None:
        return None
    _compare_inner(entries, chosen, about, say)
    try:
        whole = combined(about.indicator, [entry.whole for entry in chosen], about.how, about.scale)
    except Refusal as refusal:
        pass_on(refusal, say)
        return None
    covered = sum(entry.days for entry in chosen)
    if first is not None and covered < (last - first).days + 1:
        days = (last - first).days + 1
        say("periods-missing", Severity.NOTE, indicator=about.indicator, covered=covered, days=days)
    return _reading(chosen, whole, about, say)


def pass_on(refusal: Refusal, say: Say) -> None:
    """Say what a refusal says, and go on with the other numbers."""
    for finding in refusal.findings:
        say(finding.code.partition(".")[2], finding.severity, **finding.values)


def _reading(standing: Sequence[_Entry], whole: Whole, about: About, say: Say) -> Reading:
    if whole.value is None:
        say("divided-by-zero", Severity.WARNING, indicator=about.indicator, period=standing[-1].period)
    for by in sorted({entry.made_of for entry in standing if entry.made_of}):
        made = [entry.period for entry in standing if entry.made_of == by]
        period = made[0] if len(made) == 1 else f"{made[0]} … {made[-1]}"
        say("whole-from-parts", Severity.NOTE, indicator=about.indicator, period=period, by=", ".join(by))
    results, late = sum(entry.results for entry in standing), sum(entry.late for entry in standing)
    return Reading(whole, standing[-1].period, results, late)


def _entries(rows: pl.DataFrame, about: About, cell: Mapping[str, str], say: Say) -> Iterator[_Entry]:
    """One number for each period in which the cell is known."""
    own = _by_period(rows.filter(_is_family(cell, ())))
    finer = [(extra, _by_period(rows.filter(_is_family(cell, extra)))) for extra in _finer(cell)]
    known = {extra: {part.key(extra) for parts in found.values() for part in parts} for extra, found in finer}
    of_groups = {name: _by_period(rows.filter(_is_family({}, (name,)))) for name in OVERLAPPING if not cell}
    for period in dict.fromkeys(rows["period"].to_list()):
        behind = own.get(period, [])
        whole = _own(behind[0], about, say) if behind else None
        made_of: tuple[str, ...] = ()
        for extra, found in finer:
            parts = found.get(period, [])
            missing = _missing(parts, known[extra], extra)
            if not parts:
                continue
            if whole is not None:
                if not missing:
                    _compare(whole, [part.whole for part in parts], extra, about, period, say)
            elif missing:
                say("parts-incomplete", Severity.WARNING, indicator=about.indicator, period=period,
                    by=", ".join(extra), missing=", ".join(missing))  # fmt: skip
            elif about.how not in ("sum", "ratio"):
                say(
                    "parts-may-not-be-summed",
                    Severity.ERROR,
                    indicator=about.indicator,
                    aggregation=about.how,
                )
            else:
                try:
                    whole = combined(about.indicator, [part.whole for part in parts], about.how, about.scale)
                except Refusal as refusal:
                    pass_on(refusal, say)
                    break
                behind = parts
                made_of = extra
        if whole is None:
            continue
        if about.how == "sum":
            for name, members in of_groups.items():
                _compare_members(whole, name, members.get(period, []), about, period, say)
        late = sum(row.late > 0 for row in behind)
        yield _Entry(period, behind[0].start, behind[0].end, whole, len(behind), late, made_of)


def _by_period(rows: pl.DataFrame) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    columns = ("period", "start", "end", "late", "value", "numerator", "denominator", *DIMENSIONS_OF_RESULTS)
    for period, start, end, late, value, above, below, *part in rows.select(columns).iter_rows():
        named = {
            name: member
            for name, member in zip(DIMENSIONS_OF_RESULTS, part, strict=True)
            if member is not None
        }
        found.setdefault(period, []).append(_Row(period, start, end, late, Whole(value, above, below), named))
    return found


def _own(row: _Row, about: About, say: Say) -> Whole:
    """A reported row; of a share the division holds, and a printed value that differs is named."""
    value, above, below = row.whole.value, row.whole.numerator, row.whole.denominator
    if above is None or below is None:
        return Whole(value)
    share = divided(above, below, about.scale)
    if share is not None and value is not None and abs(share - value) > rounding_of(value) * (1 + 1e-9):
        say("share-disagrees", Severity.WARNING, indicator=about.indicator, period=row.period, value=value,
            numerator=above, denominator=below, share=share)  # fmt: skip
    return Whole(share, above, below)


def _is_family(cell: Mapping[str, str], extra: tuple[str, ...]) -> pl.Expr:
    """Rows that divide the cell by the extra dimensions and say nothing of the others."""
    return pl.all_horizontal(
        [
            pl.col(name) == cell[name]
            if name in cell
            else (pl.col(name).is_not_null() if name in extra else pl.col(name).is_null())
            for name in DIMENSIONS_OF_RESULTS
        ]
    ).fill_null(False)


def _finer(cell: Mapping[str, str]) -> list[tuple[str, ...]]:
    free = [name for name in PARTITIONS if name not in cell]
    return [extra for size in range(1, len(free) + 1) for extra in combinations(free, size)]


def _missing(parts: Sequence[_Row], known: set[tuple[str, ...]], extra: tuple[str, ...]) -> list[str]:
    """Parts that the indicator has had before but not here; silence is not zero."""
    both = {(sex,) for sex in BOTH_SEXES} if extra == ("sex",) else set()
    have = {part.key(extra) for part in parts}
    return sorted(" / ".join(key) for key in (known | both) - have)


def _compare(
    whole: Whole, parts: Sequence[Whole], extra: tuple[str, ...], about: About, period: str, say: Say
) -> None:
    pairs: list[tuple[float | None, float | None]] = []
    if about.how == "sum":
        pairs = [(whole.value, added([part.value for part in parts]))]
    elif about.how == "ratio":
        pairs = [
            (whole.numerator, added([part.numerator for part in parts])),
            (whole.denominator, added([part.denominator for part in parts])),
        ]
    for stated, total in pairs:
        if stated is not None and total is not None and abs(stated - total) > 1e-9 * max(1.0, abs(stated)):
            say("parts-do-not-add", Severity.WARNING, indicator=about.indicator, period=period,
                by=", ".join(extra), whole=stated, parts=total, difference=total - stated)  # fmt: skip


def _compare_members(
    whole: Whole, name: str, members: Sequence[_Row], about: About, period: str, say: Say
) -> None:
    """A group, or a place, may be as large as the whole, never larger; together they may exceed it."""
    for member in members:
        value = member.whole.value
        if whole.value is not None and value is not None and value > whole.value:
            say("group-exceeds-whole", Severity.WARNING, indicator=about.indicator, period=period,
                group=member.part[name], value=value, whole=whole.value)  # fmt: skip


def _compare_running_totals(entries: Sequence[_Entry], about: About, say: Say) -> None:
    """A running total that falls was probably entered as what the period added."""
    if not about.cumulative or about.how != "sum":
        return
    for before, after in pairwise(entries):
        low, high = after.whole.value, before.whole.value
        if low is not None and high is not None and low < high:
            say("running-total-falls", Severity.WARNING, indicator=about.indicator, period=after.period,
                before=high, value=low)  # fmt: skip


def _apart(entries: Sequence[_Entry], about: About, say: Say) -> list[_Entry] | None:
    """Periods that do not overlap: of one inside another the longer; null where two cross."""
    chosen: list[_Entry] = []
    for entry in sorted(entries, key=lambda entry: entry.days, reverse=True):
        crossing = [other for other in chosen if other.meets(entry) and not other.contains(entry)]
        for other in crossing:
            say(
                "periods-overlap",
                Severity.ERROR,
                indicator=about.indicator,
                period=entry.period,
                other=other.period,
            )
        if crossing:
            return None
        if not any(other.contains(entry) for other in chosen):
            chosen.append(entry)
    return sorted(chosen, key=lambda entry: entry.end)


def _compare_inner(entries: Sequence[_Entry], chosen: Sequence[_Entry], about: About, say: Say) -> None:
    """Where shorter periods cover a longer one whole, their sum is set beside it."""
    if about.how != "sum":
        return
    for entry in chosen:
        inner = [other for other in entries if other not in chosen and entry.contains(other)]
        if not inner or sum(other.days for other in inner) != entry.days:
            continue
        total = added([other.whole.value for other in inner])
        if total is not None and entry.whole.value is not None and total != entry.whole.value:
            say("periods-do-not-add", Severity.WARNING, indicator=about.indicator, period=entry.period,
                whole=entry.whole.value, parts=total, difference=total - entry.whole.value)  # fmt: skip
