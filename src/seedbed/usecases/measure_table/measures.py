"""What can be measured on a table of places and industries, as data: a name, a function, what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from seedbed import observatory as obs
from seedbed.messages import Finding, Refusal

Frames = dict[str, pl.DataFrame]
Outcome = tuple[Frames, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the caller chose: two periods for change, one for the rest (the last where none is named)."""

    first: str | None = None
    last: str | None = None
    threshold: float = 1.0


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry of :data:`MEASURES`. ``periods``: 0 for one table, 2 for a first and a last, -1 for all of them."""

    work: Callable[[pl.DataFrame, Choice], Outcome]
    periods: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The frames that a measure gave, main one first, and what is to be minded."""

    measure: str
    frames: Mapping[str, pl.DataFrame]
    findings: tuple[Finding, ...]
    first: str | None = None
    last: str | None = None


def measure_table(frame: pl.DataFrame, measure: str, choice: Choice | None = None) -> Measured:
    """Measure a table.

    Parameters
    ----------
    frame
        ``place``, ``industry``, ``value``; ``period`` for change; ``group`` and ``weight`` (one for each place) for inequality.
    measure
        A key of :data:`MEASURES`.

    Raises
    ------
    Refusal
        The measure is unknown, a period is missing, or the table cannot be measured.
    """
    if measure not in MEASURES:
        raise Refusal.because("usecases.unknown-measure", measure=measure, measures=", ".join(MEASURES))
    entry, choice = MEASURES[measure], choice or Choice()
    first = last = None
    if "period" in frame.columns:
        known = frame["period"].cast(pl.String).unique().sort().to_list()
        first, last = choice.first or known[0], choice.last or known[-1]
        for period in (first, last):
            if period not in known:
                raise Refusal.because("usecases.unknown-period", period=period, periods=", ".join(known[:12]))
        if entry.periods == 0:
            frame = frame.filter(pl.col("period").cast(pl.String) == last)
            first = last
    if entry.periods and (first is None or first == last):
        raise Refusal.because("usecases.two-periods", measure=measure)
    frames, findings = entry.work(frame, Choice(first, last, choice.threshold))
    return Measured(measure, frames, findings, first, last)


def _at(frame: pl.DataFrame, period: str | None) -> pl.DataFrame:
    return frame.filter(pl.col("period").cast(pl.String) == period).drop("period")


def _frame(
    function: Callable[..., pl.DataFrame], frame: pl.DataFrame, _choice: Choice, **options: object
) -> Outcome:
    return {"values": function(frame, **options)}, ()


def _overlap(frame: pl.DataFrame, choice: Choice) -> Outcome:
    return {"values": obs.overlap(frame, choice.threshold)}, ()


def _complexity(frame: pl.DataFrame, choice: Choice) -> Outcome:
    found = obs.complexity(frame, choice.threshold)
    shown = found.diagnostics
    diagnostics = pl.DataFrame(
        [(name, str(getattr(shown, name))) for name in type(shown).__slots__],
        schema=["diagnostic", "value"],
        orient="row",
    )
    frames = {"eci": found.eci.sort("rank", nulls_last=True), "pci": found.pci.sort("rank", nulls_last=True), "diagnostics": diagnostics,
              "cells": found.cells, "outlook": found.outlook, "diversity": found.diversity, "ubiquity": found.ubiquity}  # fmt: skip
    return frames, found.findings


def _shift_share(frame: pl.DataFrame, choice: Choice) -> Outcome:
    start, end = (
        _at(frame, period).select("place", "industry", "value") for period in (choice.first, choice.last)
    )
    found = obs.shift_share(start, end, start, end)
    return {"total": found.total, "by_industry": found.by_industry}, ()


def _by_place(frame: pl.DataFrame) -> pl.DataFrame:
    """One value for each place: the sum over industries, beside its group and weight."""
    extra = [pl.col(name).first() for name in ("group", "weight") if name in frame.columns]
    return frame.group_by("place", maintain_order=True).agg(pl.col("value").sum(), *extra)


def _inequality(frame: pl.DataFrame, _choice: Choice) -> Outcome:
    places = _by_place(frame)
    # With weights the values are totals: what is compared is the value per unit of weight.
    weights = places["weight"].to_numpy() if "weight" in places.columns else None
    values = places["value"].to_numpy() if weights is None else places["value"].to_numpy() / weights
    groups = places["group"].to_list() if "group" in places.columns else None
    found = obs.theil(values, weights, groups)
    rows: list[tuple[str, float | None]] = [
        ("theil_t", found.t), ("theil_t_between", found.between_t), ("theil_t_within", found.within_t),
        ("theil_l", found.l), ("theil_l_between", found.between_l), ("theil_l_within", found.within_l),
        ("gini", obs.gini(values, weights)), ("atkinson_0.5", obs.atkinson(values, 0.5, weights)),
        ("coefficient_of_variation", obs.coefficient_of_variation(values, weights)),
    ]  # fmt: skip
    frames = {"indices": pl.DataFrame(rows, schema={"index": pl.String, "value": pl.Float64}, orient="row")}
    if found.groups is not None:
        frames["groups"] = found.groups.rename({"t": "theil_t", "l": "theil_l"})
    return frames, found.findings


def _panel(frame: pl.DataFrame) -> tuple[list[str], pl.DataFrame]:
    """Places x periods, only places that have a value in every period."""
    totals = frame.group_by("place", pl.col("period").cast(pl.String)).agg(pl.col("value").sum())
    periods = totals["period"].unique().sort().to_list()
    wide = totals.pivot(on="period", index="place", values="value").drop_nulls().sort("place")
    return periods, wide


def _convergence(frame: pl.DataFrame, choice: Choice) -> Outcome:
    _, wide = _panel(frame)
    start, end = wide[str(choice.first)].to_numpy(), wide[str(choice.last)].to_numpy()
    years = float(str(choice.last)[:4]) - float(str(choice.first)[:4])
    beta = obs.beta_convergence(start, end, years)
    sigma = obs.sigma_convergence(start, end, measure="cv", logarithms=False)
    rows: list[tuple[str, float | None]] = [
        ("alpha", beta.alpha), ("beta", beta.beta), ("beta_p", beta.p_value), ("speed", beta.speed),
        ("half_life_years", beta.half_life), ("r_squared", beta.r_squared), ("sigma_start", sigma.start),
        ("sigma_end", sigma.end), ("sigma_f", sigma.f), ("sigma_p", sigma.p_value),
    ]  # fmt: skip
    indices = pl.DataFrame(rows, schema={"index": pl.String, "value": pl.Float64}, orient="row")
    return {"indices": indices, "coefficients": beta.coefficients}, (*beta.findings, *sigma.findings)


def _markov(frame: pl.DataFrame, _choice: Choice) -> Outcome:
    periods, wide = _panel(frame)
    chain = obs.markov_chain(obs.income_classes(wide.select(periods).to_numpy(), 5), 5)
    names = [f"class_{number}" for number in range(1, 6)]
    probabilities = pl.DataFrame(chain.probabilities, schema=names).insert_column(0, pl.Series("from", names))
    long_run = pl.DataFrame(
        {
            "class": names,
            "steady_state": chain.steady_states[0],
            "sojourn": np.where(np.isfinite(chain.sojourn), chain.sojourn, np.nan),
        }
    )
    return {"probabilities": probabilities, "long_run": long_run}, chain.findings


MEASURES: Mapping[str, Measure] = {
    "location-quotient": Measure(partial(_frame, obs.location_quotient)),
    "herfindahl": Measure(partial(_frame, obs.herfindahl)),
    "krugman": Measure(partial(_frame, obs.krugman)),
    "specialisation-gini": Measure(partial(_frame, obs.specialisation_gini)),
    "location-gini": Measure(partial(_frame, obs.location_gini)),
    "similarity-unido": Measure(partial(_frame, obs.similarity, kind="unido")),
    "similarity-krugman": Measure(partial(_frame, obs.similarity, kind="krugman")),
    "similarity-finger-kreinin": Measure(partial(_frame, obs.similarity, kind="finger_kreinin")),
    "overlap": Measure(_overlap),
    "complexity": Measure(_complexity),
    "shift-share": Measure(_shift_share, periods=2),
    "inequality": Measure(_inequality),
    "convergence": Measure(_convergence, periods=2),
    "markov": Measure(_markov, periods=-1),
}
"""What `seedbed observe table --measure` offers."""
