"""The programme's framework, where its targets stand, and what is forecast, read from the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from seedbed.messages import Severity
from seedbed.programme.disaggregation import SEX_OF_GROUP
from seedbed.programme.progress import PROGRESS_SCHEMA
from seedbed.usecases.check_framework import check_framework
from seedbed.usecases.delivery_contents import DELIVERY_FRAMES, DeliveryContents
from seedbed.usecases.documented_frames import empty_of
from seedbed.usecases.rehearsal_tables import verdict
from seedbed.usecases.report_frames.names import group_names

if TYPE_CHECKING:
    from seedbed.store import RegionStore, Run

LEVELS = ("impact", "outcome", "output")
FORECAST, CHANGE = "forecast", "close-shortfall"


def delivery_contents(store: RegionStore, latest: Mapping[str, Run]) -> DeliveryContents:
    """The framework as its tables stand; standing, forecasts and changes from their kept runs."""
    names = _target_names(store)
    run = latest.get(FORECAST)
    forecasts, fans = _forecasts(store, run, names)
    findings = check_framework(store).findings if store.table("statements").height else ()
    return DeliveryContents(
        forecast_run=run.run if run else "",
        as_of=str(run.parameters["as_of"]) if run else "",
        framework_findings=tuple(one for one in findings if one.severity is not Severity.NOTE),
        statements=_statements(store),
        standing=_standing(store, latest.get("count"), names),
        forecasts=forecasts,
        fans=fans,
        said_before=_said_before(store, run, names),
        changes=_changes(store, names),
    )


def _target_names(store: RegionStore) -> pl.DataFrame:
    """``target, label_en, label_zh, measure, period, statement_en, statement_zh`` of every target."""
    targets = store.table("targets").unique(subset="target", keep="last", maintain_order=True)
    indicators = store.table("indicators")
    statement = pl.col("statement") if "statement" in indicators.columns else pl.lit(None, pl.String)
    about = indicators.select(
        "indicator",
        name_en="name",
        name_zh=pl.coalesce("name_zh", "name"),
        statement=statement.cast(pl.String),
    )
    above = store.table("statements").select(
        "statement", statement_en="name", statement_zh=pl.coalesce("name_zh", "name")
    )
    groups = pl.DataFrame(
        [
            (group, named.en, named.zh)
            for group in targets["group"].drop_nulls().unique().sort()
            for named in [group_names(SEX_OF_GROUP.get(group, group))]
        ],
        schema={"group": pl.String, "group_en": pl.String, "group_zh": pl.String},
        orient="row",
    )
    return (
        targets.select("target", "indicator", "period", "group", "share")
        .join(about, on="indicator", how="left", maintain_order="left")
        .join(above, on="statement", how="left", maintain_order="left")
        .join(groups, on="group", how="left", maintain_order="left")
        .select(
            "target",
            "period",
            "statement_en",
            "statement_zh",
            measure=pl.when(pl.col("share").is_null()).then(pl.lit("value")).otherwise(pl.lit("share")),
            label_en=pl.concat_str(
                pl.coalesce("name_en", "indicator"), pl.col("group_en"), separator=": ", ignore_nulls=True
            ),
            label_zh=pl.concat_str(
                pl.coalesce("name_zh", "indicator"), pl.col("group_zh"), separator="：", ignore_nulls=True
            ),
        )
    )


def _statements(store: RegionStore) -> pl.DataFrame:
    """Statements in the order of the chain: each one before those that lead to it."""
    table = store.table("statements")
    indicators, targets = store.table("indicators"), store.table("targets")
    named = dict(table.select("statement", pl.struct("name", "name_zh")).iter_rows())
    rows: list[dict[str, object]] = []
    seen: set[str] = set()

    def add(row: dict[str, object], depth: int) -> None:
        key = str(row["statement"])
        if key in seen:  # a circle, which the check tells of
            return
        seen.add(key)
        parent = named.get(row["parent"]) or {}
        own = (
            indicators.filter(pl.col("statement") == key)["indicator"].to_list()
            if "statement" in indicators.columns
            else []
        )
        rows.append(
            {
                "statement": key,
                "level": row["level"],
                "depth": depth,
                "label_en": row["name"],
                "label_zh": row["name_zh"] or row["name"],
                "leads_to_en": parent.get("name"),
                "leads_to_zh": parent.get("name_zh") or parent.get("name"),
                "indicators": len(own),
                "targets": targets.filter(pl.col("indicator").is_in(own))["target"].n_unique(),
            }
        )
        for child in table.filter(pl.col("parent") == key).iter_rows(named=True):
            add(child, depth + 1)

    for level in LEVELS:
        for row in table.filter(pl.col("level") == level).iter_rows(named=True):
            add(row, 0)
    return pl.DataFrame(rows, schema=dict(DELIVERY_FRAMES["statements"]), orient="row")


def _standing(store: RegionStore, count: Run | None, names: pl.DataFrame) -> pl.DataFrame:
    if count is None:
        return empty_of(DELIVERY_FRAMES, "standing")
    # A count of an earlier release may lack columns of today: they are unknown for it.
    kept = store.run_output(count.run, "progress")
    progress = pl.concat([pl.DataFrame(schema=PROGRESS_SCHEMA), kept], how="diagonal_relaxed")
    shares = pl.col("measure") == "share"
    rows = progress.with_columns(
        asked=pl.when(shares).then("share_asked").otherwise("value_asked"),
        actual=pl.when(shares)
        .then(pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator")))
        .otherwise("actual"),
    ).with_columns(
        progress=pl.when(shares).then(pl.col("actual") / pl.col("asked")).otherwise("progress"),
        expected=pl.when(shares).then("asked").otherwise("expected"),
        on_path=pl.when(shares).then(pl.col("actual") >= pl.col("asked")).otherwise("on_path"),
    )
    return _named(rows, names)


def _forecasts(store: RegionStore, run: Run | None, names: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    if run is None:
        return empty_of(DELIVERY_FRAMES, "forecasts"), empty_of(DELIVERY_FRAMES, "fans")
    table = _asked(store.run_output(run.run, "forecasts"))
    words = [
        verdict(row["probability"], row["months_left"], row["too_little"])
        for row in table.iter_rows(named=True)
    ]
    fans = store.run_output(run.run, "fan").filter(pl.col("subproject").is_null())
    decided = table.filter(pl.col("months_left") == 0).get_column("target").to_list()
    half_way = [_half_way(store, run, target) for target in decided]
    for target, before in zip(decided, half_way, strict=True):
        if before is not None:
            fans = _with_fan_of(store, before, target, fans)
    then = {
        target: str(before.parameters["as_of"])
        for target, before in zip(decided, half_way, strict=True)
        if before is not None
    }
    said = table.with_columns(
        verdict=pl.Series(words, dtype=pl.String),
        fan_as_of=pl.Series([then.get(target) for target in table["target"]], dtype=pl.String),
    )
    return _named(said, names), fans


def _half_way(store: RegionStore, run: Run, target: str) -> Run | None:
    """Of the kept forecasts that were made while a target was open, the one in the middle."""
    open_then = pl.col("target").eq(target) & (pl.col("months_left") > 0) & ~pl.col("part")
    earlier = [
        one
        for one in store.runs(FORECAST)
        if one.run != run.run and store.run_output(one.run, "forecasts").filter(open_then).height
    ]
    return earlier[len(earlier) // 2] if earlier else None


def _with_fan_of(store: RegionStore, before: Run, target: str, fans: pl.DataFrame) -> pl.DataFrame:
    """What came stays; the quantiles of one target are those that an earlier forecast gave."""
    quantiles = [name for name in fans.columns if name.startswith("q")]
    own = (pl.col("target") == target) & pl.col("subproject").is_null()
    then = store.run_output(before.run, "fan").filter(own).select("month", *quantiles)
    came = fans.filter(pl.col("target") == target).drop(quantiles)
    shown = came.join(then, on="month", how="left", maintain_order="left").select(fans.columns)
    return pl.concat([fans.filter(pl.col("target") != target), shown])


def _said_before(store: RegionStore, run: Run | None, names: pl.DataFrame) -> pl.DataFrame:
    earlier = [one for one in store.runs(FORECAST) if run is not None and one.run != run.run]
    if not earlier:
        return empty_of(DELIVERY_FRAMES, "said_before")
    said = pl.concat(
        [_asked(store.run_output(one.run, "forecasts")) for one in earlier], how="diagonal_relaxed"
    )
    return _named(said, names)


def _asked(table: pl.DataFrame) -> pl.DataFrame:
    """The rows of targets, with the figure that is asked."""
    return table.filter(~pl.col("part")).with_columns(asked=pl.coalesce("share_asked", "value_asked"))


def _changes(store: RegionStore, names: pl.DataFrame) -> pl.DataFrame:
    latest = {
        (str(run.parameters["target"]), str(run.parameters["lever"])): run for run in store.runs(CHANGE)
    }
    if not latest:
        return empty_of(DELIVERY_FRAMES, "changes")
    rows = [
        store.run_output(run.run, "change").with_columns(
            target=pl.lit(target),
            run=pl.lit(run.run),
            as_of=pl.lit(str(run.parameters["as_of"])),
        )
        for (target, _), run in sorted(latest.items())
    ]
    return _named(pl.concat(rows, how="diagonal_relaxed"), names)


def _named(rows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Rows by ``target`` with its names, in the order of the table of targets."""
    more = [name for name in names.columns if name == "target" or name not in rows.columns]
    place = names.select("target", _at=pl.int_range(pl.len()))
    return (
        rows.join(names.select(more), on="target", how="left", maintain_order="left")
        .join(place, on="target", how="left", maintain_order="left")
        .sort("_at", maintain_order=True)
    )
