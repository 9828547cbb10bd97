"""Funnels: what share goes from stage to stage, with its interval, beside the benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import polars as pl
from scipy.special import ndtri

from seedbed.messages import Finding, Severity
from seedbed.programme.columns import take

CONVERSION_SCHEMA: dict[str, pl.DataType] = {
    "funnel": pl.String(), "benchmark": pl.Boolean(), "place": pl.String(), "period": pl.String(),
    "from_stage": pl.Int64(), "to_stage": pl.Int64(), "from_name": pl.String(), "from_name_zh": pl.String(),
    "to_name": pl.String(), "to_name_zh": pl.String(), "numerator": pl.Float64(), "denominator": pl.Float64(),
    "rate": pl.Float64(), "low": pl.Float64(), "high": pl.Float64(), "is_share": pl.Boolean(),
    "source": pl.String(), "locator": pl.String(),
}  # fmt: skip
BESIDE_SCHEMA: dict[str, pl.DataType] = {
    "benchmark_rate": pl.Float64(), "benchmark_low": pl.Float64(), "benchmark_high": pl.Float64(),
    "benchmark_numerator": pl.Float64(), "benchmark_denominator": pl.Float64(), "verdict": pl.String(),
}  # fmt: skip
SHARE: dict[str, pl.DataType] = {"part_of_previous": pl.String()}


@dataclass(frozen=True, slots=True, eq=False)
class Conversions:
    """Step by step.

    Parameters
    ----------
    table
        One row per step between two stages that have a count: ``numerator`` (reached the later stage),
        ``denominator`` (the earlier one), ``rate`` (null where the denominator is 0), ``low, high`` (its
        interval) and ``is_share``. Where the later stage is not a part of the earlier one (another unit:
        products per collaboration) the rate is a ratio and has no interval.
    whole
        The same from the first to the last counted stage of each funnel.
    findings
        ``programme.funnel-grows`` (a part larger than its whole: it gets no rate),
        ``programme.funnel-uncounted`` (nothing to compare).
    """

    table: pl.DataFrame
    whole: pl.DataFrame
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Stage:
    number: int
    name: str
    name_zh: str | None
    count: float
    source: str | None
    locator: str | None


def wilson(successes: float, trials: float, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of a share by Wilson (1927), which stays within 0 and 1 also for few cases.

    Raises
    ------
    ValueError
        Not ``0 <= successes <= trials`` with at least one trial, or a confidence outside (0, 1).

    >>> low, high = wilson(121, 594)
    >>> round(low, 4), round(high, 4)
    (0.1733, 0.2379)
    >>> wilson(0, 10)[0]
    0.0
    """
    if not (0 <= successes <= trials and trials > 0 and 0 < confidence < 1):
        raise ValueError(f"no share: {successes} of {trials} at {confidence}")
    z = float(ndtri((1 + confidence) / 2))
    share, square = successes / trials, z * z / trials
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * sqrt(share * (1 - share) / trials + square / (4 * trials))
    low = 0.0 if successes == 0 else max(middle - half, 0.0)
    high = 1.0 if successes == trials else min(middle + half, 1.0)
    return low, high


def conversions(funnels: pl.DataFrame, confidence: float = 0.95) -> Conversions:
    """The steps of each funnel, in the order of its stages.

    A stage without a count is passed over: the step leads from the stage before it to the one after.

    Parameters
    ----------
    funnels
        The table; further ``part_of_previous`` (false: the stage counts something else than the stage
        before; anything else: it is a part of it).

    Raises
    ------
    ValueError, TypeError
        The table lacks a required column or holds one of the wrong type.
    """
    table = take(
        "funnels", funnels, "funnel", "stage_no", "name", "name_zh", "place", "period", "count", "benchmark",
        "source", "locator", extra=SHARE,
    ).sort("stage_no", maintain_order=True)  # fmt: skip
    steps: list[dict[str, object]] = []
    wholes: list[dict[str, object]] = []
    findings: list[Finding] = []
    for (funnel,), rows in table.group_by("funnel", maintain_order=True):
        about = {
            "funnel": str(funnel),
            "benchmark": bool(rows["benchmark"].fill_null(False).any()),
            "place": rows["place"][0],
            "period": rows["period"][0],
        }
        before: _Stage | None = None
        first: _Stage | None = None
        part = whole_part = True
        for number, name, name_zh, count, source, locator, kind in rows.select(
            "stage_no", "name", "name_zh", "count", "source", "locator", "part_of_previous"
        ).iter_rows():
            here = kind != "false"
            part, whole_part = part and here, whole_part and (here or first is None)
            if count is None:
                continue
            stage = _Stage(number, name, name_zh, count, source, locator)
            if before is not None:
                if part and stage.count > before.count:
                    findings.append(_grows(str(funnel), before, stage))
                    whole_part = False
                else:
                    steps.append(about | _step(before, stage, part, confidence))
            before, part = stage, True
            first = first or stage
        if first is None or before is None or first is before:
            findings.append(Finding("programme.funnel-uncounted", {"funnel": str(funnel)}, Severity.NOTE))
        elif not whole_part or before.count <= first.count:
            wholes.append(about | _step(first, before, whole_part, confidence))
    return Conversions(
        pl.DataFrame(steps, schema=CONVERSION_SCHEMA).sort("funnel", "from_stage"),
        pl.DataFrame(wholes, schema=CONVERSION_SCHEMA).sort("funnel"),
        tuple(findings),
    )


def beside_benchmarks(
    steps: pl.DataFrame, pairs: Mapping[tuple[str, int, int], tuple[str, int, int]]
) -> pl.DataFrame:
    """Own steps beside a benchmark's, where somebody has said that the two can be compared.

    Nothing is paired by its name or number: that the same stage number means the same thing in two
    places is a judgement.

    Parameters
    ----------
    steps
        From :func:`conversions`, its table or its wholes.
    pairs
        (funnel, from_stage, to_stage) of an own step, and of the benchmark's.

    Returns
    -------
    polars.DataFrame
        Per pair the own step with the benchmark's rate, interval and counts, and a ``verdict``: above or
        below (the intervals do not meet), not_told_apart (they do), not_comparable (one of them is
        missing, no share or without a rate). Intervals that meet do not prove that the rates are equal.
    """
    by_key = {(row["funnel"], row["from_stage"], row["to_stage"]): row for row in steps.to_dicts()}
    rows = []
    for own, other in pairs.items():
        mine, theirs = by_key.get(own), by_key.get(other)
        if mine is None:
            mine = dict.fromkeys(CONVERSION_SCHEMA) | dict(
                zip(("funnel", "from_stage", "to_stage"), own, strict=True)
            )
        theirs = theirs or dict.fromkeys(CONVERSION_SCHEMA)
        beside = {
            f"benchmark_{key}": theirs[key] for key in ("rate", "low", "high", "numerator", "denominator")
        }
        rows.append({**mine, **beside, "verdict": _verdict(mine, theirs)})
    return pl.DataFrame(rows, schema=CONVERSION_SCHEMA | BESIDE_SCHEMA)


def _verdict(mine: Mapping[str, float | None], theirs: Mapping[str, float | None]) -> str:
    low, high, their_low, their_high = mine["low"], mine["high"], theirs["low"], theirs["high"]
    if low is None or high is None or their_low is None or their_high is None:
        return "not_comparable"
    if low > their_high:
        return "above"
    return "below" if high < their_low else "not_told_apart"


def _step(before: _Stage, after: _Stage, part: bool, confidence: float) -> dict[str, object]:
    low = high = None
    if part and before.count > 0:
        low, high = wilson(after.count, before.count, confidence)
    return {
        "from_stage": before.number,
        "to_stage": after.number,
        "from_name": before.name,
        "from_name_zh": before.name_zh,
        "to_name": after.name,
        "to_name_zh": after.name_zh,
        "numerator": after.count,
        "denominator": before.count,
        "rate": after.count / before.count if before.count else None,
        "low": low,
        "high": high,
        "is_share": part,
        "source": after.source,
        "locator": after.locator,
    }


def _grows(funnel: str, before: _Stage, after: _Stage) -> Finding:
    return Finding(
        "programme.funnel-grows",
        {"funnel": funnel, "stage": after.name, "count": after.count, "before": before.count},
    )
