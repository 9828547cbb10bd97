"""Reported results of people as figures of a report, so that suppression covers them like counted ones.

A reported number of people is a cell that a reader sees, as one counted from placements is. A running
total is written as what each period added, with the last total under ``all``: a reader subtracts one
total from the next. A share is written as three numbers of people: those above, those below, and the
rest between them. What cannot be written so (broken numbers, totals that fall, periods inside or across
one another, shares of a group without their two numbers) is not printed to readers at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from seedbed.programme.columns import take
from seedbed.programme.disaggregation import SEX_OF_GROUP
from seedbed.programme.figures import ALL, FIGURES_SCHEMA, KEY
from seedbed.programme.quality.wording import about_people
from seedbed.programme.reported import DIMENSIONS_OF_RESULTS

Key = tuple[str, ...]
MARK = ":"
"""Between an indicator and a part of it that is no indicator of its own."""
MASKED = ("value", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class ReportedFigures:
    """What reported results come to as figures.

    Attributes
    ----------
    rows
        :attr:`seedbed.programme.reported.Reported.table` up to the report's last day.
    needs
        For each row the figures that must be printed for it to be printed; ``None``: never to readers.
        A row that is not about people needs none.
    figures
        As :func:`seedbed.programme.figures.figures_of`; indicators with :data:`MARK` are parts of shares.
    """

    rows: pl.DataFrame
    needs: tuple[tuple[Key, ...] | None, ...]
    figures: pl.DataFrame


def reported_figures(
    reported: pl.DataFrame, indicators: pl.DataFrame, counted: Collection[str], *, up_to: str
) -> ReportedFigures:
    """Write reported results as figures.

    1. An indicator is about people by its unit and name
       (:func:`seedbed.programme.quality.wording.about_people`), or because a result of it has a sex or a group.
    2. Of periods inside or across one another only the longest, and what lies apart from it, is written.
    3. Per cell the numbers follow each other in time: of a running total the differences and the last
       total, of others each number by itself.

    Parameters
    ----------
    reported
        :attr:`seedbed.programme.reported.Reported.table`.
    indicators
        The table.
    counted
        Indicators that are counted from placements; their own figures keep their names.
    up_to
        The last year that is included.
    """
    rows = reported.filter(pl.col("end") <= date(int(up_to), 12, 31))
    kinds = _kinds(indicators)
    of_people = {name for name, kind in kinds.items() if kind[0]} | set(
        rows.filter(pl.col("sex").is_not_null() | pl.col("group").is_not_null())["indicator"]
    )
    needs: list[tuple[Key, ...] | None] = [() for _ in range(rows.height)]
    figures: dict[Key, int] = {}
    for (name,), part in rows.with_row_index("at").group_by("indicator", maintain_order=True):
        if name not in of_people:
            continue
        _, kind, cumulative = kinds.get(str(name), (True, "count", True))
        called = f"{name}{MARK}reported" if name in counted else str(name)
        apart = _apart(part)
        for _, series in part.group_by(DIMENSIONS_OF_RESULTS, maintain_order=True):
            lines = series.sort("end", "start").to_dicts()
            for line in lines:
                needs[line["at"]] = None
            written = [line for line in lines if line["period"] in apart]
            numbers = _numbers(written, kind)
            if numbers is None:
                _free_totals(lines, kind, needs)
                continue
            for label, values in numbers.items():
                _write(f"{called}{label}", written, values, cumulative, figures, needs)
    table = pl.DataFrame(
        [(*key, value) for key, value in figures.items()], schema=FIGURES_SCHEMA, orient="row"
    )
    return ReportedFigures(rows, tuple(needs), table.sort(KEY))


def printed_reported(made: ReportedFigures, shown: pl.DataFrame, *, to_readers: bool) -> pl.DataFrame:
    """The reported results as printed: ``withheld`` rows lose their numbers.

    Parameters
    ----------
    made
        From :func:`reported_figures`.
    shown
        The report's figures with ``shown``.
    to_readers
        False for the office, which reads everything.
    """
    printed = {tuple(row[:-1]) for row in shown.select(*KEY, "shown").iter_rows() if row[-1]}
    withheld = [to_readers and (need is None or not printed.issuperset(need)) for need in made.needs]
    return made.rows.with_columns(withheld=pl.Series(withheld, dtype=pl.Boolean)).with_columns(
        pl.when(~pl.col("withheld")).then(name).alias(name) for name in MASKED
    )


def withheld_standing(standing: pl.DataFrame, reported: pl.DataFrame) -> pl.Series:
    """Rows of the standing that read a reported result that is withheld.

    A row reads the results of its own cell, where there are any, or else all that lie within it; a share
    of a group also those of the whole.

    Parameters
    ----------
    standing
        :attr:`seedbed.programme.progress.Progress.table`.
    reported
        From :func:`printed_reported`.
    """
    said = []
    for row in standing.iter_rows(named=True):
        if row["counted"] is not None:
            said.append(False)
            continue
        mine = reported.filter(
            pl.col("indicator") == row["indicator"],
            pl.col("end") <= date(int(str(row["measured_in"]).rpartition("/")[2]), 12, 31),
        )
        cell = _cell(row)
        asked = [cell] if row["measure"] != "share" else [cell, {**cell, "sex": None, "group": None}]
        said.append(any(_reads_withheld(mine, one) for one in asked))
    return pl.Series(said, dtype=pl.Boolean)


def _reads_withheld(rows: pl.DataFrame, cell: Mapping[str, str | None]) -> bool:
    own = rows.filter(
        pl.all_horizontal(pl.col(name).eq_missing(pl.lit(value, pl.String)) for name, value in cell.items())
    )
    within = own if own.height else rows.filter(
        pl.lit(True), *(pl.col(name) == value for name, value in cell.items() if value is not None)
    )  # fmt: skip
    return bool(within["withheld"].any())


def _cell(row: Mapping[str, object]) -> dict[str, str | None]:
    cell: dict[str, str | None] = dict.fromkeys(DIMENSIONS_OF_RESULTS)
    group = row["group"]
    if group is not None:
        cell["sex" if str(group) in SEX_OF_GROUP else "group"] = SEX_OF_GROUP.get(str(group), str(group))
    if row["subproject"] is not None:
        cell["subproject"] = str(row["subproject"])
    return cell


def _kinds(indicators: pl.DataFrame) -> dict[str, tuple[bool, str, bool]]:
    """By indicator: about people, its kind, whether its values are running totals."""
    table = take(
        "indicators", indicators, "indicator", "name", "name_zh", "unit", "kind", "cumulative", "aggregation"
    )
    people = about_people(pl.col("unit"), pl.col("name"), pl.col("name_zh"))
    totals = pl.col("cumulative").fill_null(True) & ~pl.col("aggregation").is_in(
        ["latest", "none"]
    ).fill_null(False)
    rows = table.select("indicator", people.alias("people"), pl.col("kind").fill_null("count"), totals)
    return {name: (bool(about), kind, bool(total)) for name, about, kind, total in rows.iter_rows()}


def _apart(rows: pl.DataFrame) -> set[str]:
    """Periods that do not meet, the longest first."""
    spans = rows.select("start", "end", "period").unique(maintain_order=True).rows()
    chosen: list[tuple[date, date, str]] = []
    for start, end, period in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if not any(start <= last and first <= end for first, last, _ in chosen):
            chosen.append((start, end, period))
    return {period for _, _, period in chosen}


def _numbers(lines: Sequence[Mapping[str, object]], kind: str) -> dict[str, list[int]] | None:
    """The numbers of people in each line, by part; null where a line has none that are whole."""
    if kind == "count":
        values = _whole([line["value"] for line in lines])
        return None if values is None else {"": values}
    above, below = (_whole([line[name] for line in lines]) for name in ("numerator", "denominator"))
    if above is None or below is None or any(one > two for one, two in zip(above, below, strict=True)):
        return None
    rest = [two - one for one, two in zip(above, below, strict=True)]
    parts = {"above": above, "below": below, "rest": rest}
    return {f"{MARK}{name}": values for name, values in parts.items()}


def _whole(values: Sequence[object]) -> list[int] | None:
    numbers = [
        value for value in values if isinstance(value, int | float) and value >= 0 and value == int(value)
    ]
    return [int(number) for number in numbers] if len(numbers) == len(values) else None


def _write(
    name: str,
    lines: Sequence[Mapping[str, object]],
    values: Sequence[int],
    cumulative: bool,
    figures: dict[Key, int],
    needs: list[tuple[Key, ...] | None],
) -> None:
    """The figures of one cell over time, and which of them each line needs."""
    if not lines:
        return
    keys = [_key(name, line, str(line["period"])) for line in lines]
    if not cumulative:
        for line, key, value in zip(lines, keys, values, strict=True):
            figures[key] = value
            _need(needs, line, (key,))
        return
    total = _key(name, lines[0], ALL)
    figures[total] = values[-1]
    steps = [now - before for before, now in zip([0, *values], values, strict=False)]
    if min(steps) >= 0:
        figures.update(zip(keys, steps, strict=True))
        for place, line in enumerate(lines[:-1], start=1):
            _need(needs, line, tuple(keys[:place]))
    _need(needs, lines[-1], (total,))


def _need(needs: list[tuple[Key, ...] | None], line: Mapping[str, object], keys: tuple[Key, ...]) -> None:
    at = int(str(line["at"]))
    needs[at] = (*(needs[at] or ()), *keys)


def _free_totals(
    lines: Sequence[Mapping[str, object]], kind: str, needs: list[tuple[Key, ...] | None]
) -> None:
    """A whole that is no number of heads (a share, thousands with decimals) may be printed as it is."""
    for line in lines:
        is_whole = all(line[name] is None for name in DIMENSIONS_OF_RESULTS)
        if is_whole and (kind != "count" or _whole([line["value"]]) is None):
            needs[int(str(line["at"]))] = ()


def _key(name: str, line: Mapping[str, object], period: str) -> Key:
    said = {"indicator": name, "period": period}
    return tuple(said.get(column) or str(line.get(column) or ALL) for column in KEY)
