"""What is being done: activities, stage gates, gender actions, risks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from seedbed.programme.gates import gate_standing
from seedbed.programme.portfolio import schedule
from seedbed.usecases.programme_frames.names import ProgrammeNames, both, with_names
from seedbed.usecases.programme_frames.vintage import Vintage

if TYPE_CHECKING:
    from seedbed.store import RegionStore


def recorded_until(log: pl.DataFrame, known: datetime) -> pl.DataFrame:
    """The rows of a log that were on record at a moment; those without one always were."""
    return log.filter(pl.col("recorded_at").is_null() | (pl.col("recorded_at") <= known))


def activities_of(store: RegionStore, day: date, names: ProgrammeNames) -> pl.DataFrame:
    """The activities in the order of the table, with what is late and what it holds up."""
    activities = store.table("activities")
    planned = schedule(activities, day).table.select(
        "activity", "starts", "ends", "late", "projected", holds_up=pl.col("holds_up").list.len()
    )
    rows = activities.select("activity", "subproject", "status", *both(activities, "name", "name")).join(
        planned, on="activity", how="left", maintain_order="left"
    )
    return with_names(rows, "subproject", names.subprojects)


def gates_of(
    store: RegionStore, vintage: Vintage, names: ProgrammeNames
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Where each subproject stands, and the decisions so far; their reasons are not for the public."""
    day = vintage.known.date()
    decisions = recorded_until(store.table("gate_decisions"), vintage.known)
    stands = gate_standing(store.table("gates"), decisions, store.table("subprojects"), on=day).stages
    stages = stands.with_columns(pl.col("missing").list.join("; "))
    stages = with_names(with_names(stages, "subproject", names.subprojects), "next_gate", names.gates, "next")
    taken = decisions.filter(pl.col("date") <= day).sort("date", "decision")
    if vintage.audience == "public":
        taken = taken.with_columns(reason=pl.lit(None, pl.String))
    taken = with_names(with_names(taken, "gate", names.gates), "subproject", names.subprojects)
    return stages, taken


def gender_actions_of(store: RegionStore, names: ProgrammeNames) -> pl.DataFrame:
    """The gender action plan."""
    actions = store.table("gender_actions")
    rows = actions.select(
        "action",
        "due",
        "status",
        "responsible",
        *both(actions, "name", "name"),
        *both(actions, "target", "goal"),
    )
    return with_names(rows, "responsible", names.organisations)


def risks_of(store: RegionStore) -> pl.DataFrame:
    """Risks and assumptions, the gravest first."""
    risks = store.table("risks")
    grave = {"high": 0, "medium": 1, "low": 2}
    weight = [pl.col(name).replace_strict(grave, default=3) for name in ("impact", "likelihood")]
    return risks.sort(*weight, maintain_order=True).select(
        "risk",
        "kind",
        "likelihood",
        "impact",
        *both(risks, "name", "name"),
        *both(risks, "response", "response"),
    )
