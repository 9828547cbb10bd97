"""Say how likely each target is to be met, and what its end may look like."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np
import polars as pl

from seedbed.messages import Finding, Severity
from seedbed.programme import reported_in_force
from seedbed.programme.columns import take
from seedbed.programme.forecast import (
    DRAWS,
    INTERVALS,
    QUANTILES,
    Forecast,
    Goal,
    forecast,
    forecast_reported,
)
from seedbed.programme.forecast.months import last_day, month_name, month_number
from seedbed.store import RegionStore, Run
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.open_pipelines import INPUTS, AskedTarget, OpenPipelines, open_pipelines

TABLE_SCHEMA: dict[str, pl.DataType] = {
    "target": pl.String(),
    "indicator": pl.String(),
    "subproject": pl.String(),
    "group": pl.String(),
    "period": pl.String(),
    "part": pl.Boolean(),
    "as_of": pl.String(),
    "months_left": pl.Int64(),
    "value_asked": pl.Float64(),
    "share_asked": pl.Float64(),
    "so_far": pl.Float64(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "waiting": pl.Int64(),
    "from_waiting": pl.Float64(),
    "from_starts": pl.Float64(),
    "probability": pl.Float64(),
    "probability_error": pl.Float64(),
    "median": pl.Float64(),
    **{f"{end}_{round(100 * level)}": pl.Float64() for level in INTERVALS for end in ("low", "high")},
    "required_rate": pl.Float64(),
    "actual_rate": pl.Float64(),
    "too_little": pl.Boolean(),
}
FAN_SCHEMA: dict[str, pl.DataType] = {
    "target": pl.String(),
    "subproject": pl.String(),
    "month": pl.String(),
    "actual": pl.Float64(),
    "aim": pl.Float64(),
    **{f"q{round(100 * one):02d}": pl.Float64() for one in QUANTILES},
}
TOO_LITTLE = ("programme.forecast-too-little", "programme.forecast-few-values")
PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Forecasts of a region's targets.

    Attributes
    ----------
    run
        ``None`` after a dry run.
    as_of
        The last day on record.
    table
        One row per target, and one per subproject that contributes to it (``part``: without a probability,
        since nothing is asked of it): the columns of :data:`TABLE_SCHEMA`. ``low_80`` and ``high_80`` are the
        ends of the interval that holds the end with probability 0.8. Rates: results a month; of a share the
        share among those to come, and of the last year; of a reported value its change a month.
    fan
        Figure data, one row per target, subproject and month: ``actual``, ``aim`` (what the
        path from the baseline through the targets asks for) and the quantiles of what may come.
    findings
        What a reader must know beside the numbers.
    """

    run: Run | None
    as_of: date
    table: pl.DataFrame
    fan: pl.DataFrame
    findings: tuple[Finding, ...]


def forecast_targets(
    store: RegionStore,
    *,
    at: date | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    confirmed: Callable[[Run], AbstractContextManager[None]] | None = None,
    dry_run: bool = False,
) -> Forecasts:
    """Forecast every target, and what each subproject will contribute, and keep it as a run.

    Parameters
    ----------
    at
        What was on record at the end of the last full month before this day; today when absent.
    draws, seed
        Of the simulation; the same give the same figures.
    confirmed
        The run is kept inside of what this gives for its record: a transaction of the caller's.

    Raises
    ------
    Refusal
        ``usecases.no-targets``, ``store.missing-document`` (no counting rules), and what is wrong with the rules.
    """
    started = datetime.now(UTC)
    opened = open_pipelines(store, at)
    reported = reported_in_force(
        store.table("results"),
        store.table("verifications"),
        verification_required=store.settings.verification_required,
    )
    findings = list(dict.fromkeys((*opened.findings, *reported.findings)))
    begun: dict[str, int | None] = dict(
        take("indicators", store.table("indicators"), "indicator", "baseline_year").iter_rows()
    )
    rows: list[dict[str, object]] = []
    fans: list[pl.DataFrame] = []
    for number, asked in enumerate(opened.targets):
        for part, said in _said(asked, opened, reported.table, draws, seed):
            rows.append(_row(part, said, asked is not part))
            fans.append(_fan(part, said, _path(part, opened, begun.get(part.indicator))))
            findings.extend(one for one in said.findings if one not in findings and asked is part)
        if not rows or rows[-1]["target"] != asked.goal.target:
            missing = {"target": asked.goal.target, "indicator": asked.indicator}
            findings.append(Finding("usecases.nothing-reported", missing, Severity.WARNING))
        if progress is not None:
            progress(number + 1, len(opened.targets))
    table = pl.DataFrame(rows, schema=TABLE_SCHEMA, orient="row")
    fan = pl.concat([pl.DataFrame(schema=FAN_SCHEMA), *fans])
    as_of = last_day(opened.until)
    if dry_run:
        return Forecasts(None, as_of, table, fan, tuple(findings))
    run = keep_run(
        store,
        "forecast",
        started,
        parameters={"as_of": as_of.isoformat(), "draws": draws, "seed": seed},
        inputs=inputs_of(store, *INPUTS),
        summary={row["target"]: row["probability"] for row in table.filter(~pl.col("part")).to_dicts()},
        outputs={"forecasts": table, "fan": fan},
        confirmed=confirmed,
    )
    return Forecasts(run, as_of, table, fan, tuple(findings))


def forecast_of(asked: AskedTarget, opened: OpenPipelines, draws: int, seed: int) -> Forecast:
    """The forecast of a target that is counted from placements."""
    return forecast(opened.pipeline(asked), asked.goal, members=opened.members(asked), draws=draws, seed=seed)


def _said(
    asked: AskedTarget, opened: OpenPipelines, reported: pl.DataFrame, draws: int, seed: int
) -> list[tuple[AskedTarget, Forecast]]:
    """The forecast of a target, then those of its parts by subproject."""
    if asked.indicator not in opened.tracks:
        said = _reported(asked, reported, opened.until, draws, seed)
        return [] if said is None else [(asked, said)]
    found = [(asked, forecast_of(asked, opened, draws, seed))]
    if asked.subproject is None and asked.goal.share is None:
        names = opened.tracks[asked.indicator].frame["subproject"].drop_nulls().unique().sort().to_list()
        for name in names if len(names) > 1 else ():
            part = replace(asked, subproject=name, goal=replace(asked.goal, value=None, baseline=0.0))
            found.append((part, forecast_of(part, opened, draws, seed)))
    return found


def _reported(
    asked: AskedTarget, reported: pl.DataFrame, until: int, draws: int, seed: int
) -> Forecast | None:
    """From the reported values of the target's own cell; a group is a sex or a group of the table."""
    cell = pl.col("sex").is_null() & pl.col("place").is_null()
    cell &= pl.col("group").eq_missing(asked.group) & pl.col("subproject").eq_missing(asked.subproject)
    values = (
        reported.filter((pl.col("indicator") == asked.indicator) & cell & pl.col("value").is_not_null())
        .sort("end", "start")
        .unique(subset="end", keep="last", maintain_order=True)
    )
    months = [month_number(end) for end in values["end"].to_list()]
    known = [
        (month, value)
        for month, value in zip(months, values["value"].to_list(), strict=True)
        if month <= until
    ]
    if not known:
        return None
    first = min(asked.goal.last, known[0][0])
    goal = (
        replace(asked.goal, first=first) if asked.cumulative else replace(asked.goal, first=asked.goal.last)
    )
    bounds = (-math.inf, math.inf)
    if asked.kind == "share":
        top = max(goal.asked, *(value for _, value in known))
        bounds = (0.0, 1.0 if top <= 1 else PERCENT)
    elif asked.kind == "count":
        # A count never falls below nothing, nor a running total below what it has reached.
        bounds = (known[-1][1] if asked.cumulative else 0.0, math.inf)
    at, seen = zip(*known, strict=True)
    return forecast_reported(at, seen, goal, bounds=bounds, draws=draws, seed=seed)


def _row(asked: AskedTarget, said: Forecast, part: bool) -> dict[str, object]:
    ends: dict[str, float | None] = {}
    for level in INTERVALS:
        low, high = said.interval(level) or (None, None)
        ends |= {f"low_{round(100 * level)}": low, f"high_{round(100 * level)}": high}
    return {
        "target": asked.goal.target,
        "indicator": asked.indicator,
        "subproject": asked.subproject,
        "group": asked.group,
        "period": asked.period,
        "part": part,
        "as_of": month_name(said.at),
        "months_left": max(0, asked.goal.decided - said.at),
        "value_asked": asked.goal.value,
        "share_asked": asked.goal.share,
        "so_far": said.so_far,
        "numerator": said.numerator,
        "denominator": said.denominator,
        "waiting": said.waiting,
        "from_waiting": said.from_waiting,
        "from_starts": said.from_starts,
        "probability": said.probability,
        "probability_error": said.probability_error,
        "median": said.median,
        **ends,
        "required_rate": said.required,
        "actual_rate": said.actual,
        "too_little": any(one.code in TOO_LITTLE for one in said.findings),
    }


def _fan(asked: AskedTarget, said: Forecast, path: Mapping[int, float]) -> pl.DataFrame:
    fan = said.fan()
    aims = pl.Series("aim", _aims(asked.goal, fan["month"].to_list(), path), pl.Float64)
    return fan.with_columns(
        aims, target=pl.lit(asked.goal.target), subproject=pl.lit(asked.subproject, pl.String)
    ).select(list(FAN_SCHEMA))


def _path(asked: AskedTarget, opened: OpenPipelines, baseline_year: int | None) -> dict[int, float]:
    """Months with what is asked by their end: the baseline, at the end of its year, and all targets alike.

    As :func:`seedbed.programme.progress.progress` expects it. Empty where what is counted begins anew in each
    period: only the target's own period leads to it then.
    """
    anew = not asked.cumulative and asked.indicator in opened.tracks
    if anew or "/" in asked.period or asked.goal.value is None:
        return {}
    path = {
        one.goal.last: one.goal.value
        for one in opened.targets
        if one.goal.value is not None
        and "/" not in one.period
        and (one.indicator, one.group, one.subproject) == (asked.indicator, asked.group, asked.subproject)
    }
    return path if baseline_year is None else {12 * baseline_year + 11: asked.goal.baseline} | path


def _aims(goal: Goal, months: list[str], path: Mapping[int, float]) -> list[float | None]:
    """What is asked by the end of each month; a share is asked at any time.

    Where the path does not say where it begins, it does so before the first month that counts and is on record.
    """
    if math.isnan(goal.asked):
        return [None] * len(months)
    if goal.share is not None:
        return [goal.share] * len(months)
    numbers = [12 * int(name[:4]) + int(name[5:]) - 1 for name in months]
    whole: dict[int, float] = {goal.last: goal.asked, **path}
    begin = max(goal.first, min(numbers, default=goal.first)) - 1
    if min(whole) >= goal.last or min(whole) > begin:
        whole[min(begin, goal.last - 1)] = goal.baseline
    known = sorted(whole)
    return [float(value) for value in np.interp(numbers, known, [whole[month] for month in known])]
