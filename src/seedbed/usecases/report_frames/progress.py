"""Results beside targets: indicators, the way to the target, parts, and what was not counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from seedbed.messages import say
from seedbed.programme import breakdown
from seedbed.usecases.report_contents import empty_frame
from seedbed.usecases.report_frames.names import BothNames, subproject_names

if TYPE_CHECKING:
    from seedbed.store import RegionStore, Run

SEXES = ("female", "male", "other", "unstated")


def indicators_with_targets(store: RegionStore, count: Run | None, match: Run | None) -> pl.DataFrame:
    """One row per indicator with a target, with women's share beside it."""
    if count is None:
        return empty_frame("indicators")
    progress = store.run_output(count.run, "progress").filter(pl.col("subproject").is_null())
    values = progress.filter(pl.col("measure") == "value", pl.col("group").is_null())
    shares = progress.filter(pl.col("measure") == "share").select(
        "indicator",
        women="numerator",
        women_denominator="denominator",
        women_share=pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator")),
        women_target="share_asked",
    )
    about = store.table("indicators").select(
        "indicator", "unit", "source", "locator", pl.col("baseline_year").cast(pl.String).alias("baseline_period"),
        label_en="name", label_zh=pl.coalesce("name_zh", "name"),
    )  # fmt: skip
    return (
        values.join(shares, on="indicator", how="left")
        .join(about, on="indicator", how="left")
        .with_columns(
            pl.col("value_asked").alias("target"),
            pl.col("period").alias("target_period"),
            pl.col("counted").alias("events"),
            pl.lit(None if match is None else match.run, dtype=pl.String).alias("run"),
        )
    )


def progress_path(store: RegionStore, count: Run | None) -> pl.DataFrame:
    """Cumulative results year by year beside the straight path from baseline to target."""
    if count is None:
        return empty_frame("progress_path")
    counted = store.run_output(count.run, "counted")
    settings = store.settings
    years_of_events = store.table("placements").get_column("date").dt.year()
    last_seen = max(years_of_events.to_list(), default=settings.first_year)
    rows = []
    for goal in (
        store.run_output(count.run, "progress").filter(pl.col("measure") == "value").iter_rows(named=True)
    ):
        baseline, target = goal["baseline"] or 0.0, goal["value_asked"]
        span = max(int(goal["period"]) - settings.first_year, 1)
        years = counted.filter(pl.col("indicator") == goal["indicator"]).get_column("period")
        for year in range(settings.first_year, settings.last_year + 1):
            # A year that has not begun has no result yet; null is not zero.
            begun = year <= last_seen
            actual = baseline + int((years <= str(year)).sum()) if begun else None
            path = baseline + (target - baseline) * min((year - settings.first_year) / span, 1.0)
            rows.append((goal["indicator"], str(year), actual, path))
    return pl.DataFrame(rows, schema=empty_frame("progress_path").schema, orient="row")


def progress_parts(store: RegionStore, count: Run | None, match: Run | None) -> pl.DataFrame:
    """The results divided by sex, subproject and period."""
    if count is None:
        return empty_frame("progress_parts")
    counted = store.run_output(count.run, "counted")
    known = store.table("indicators").get_column("indicator").to_list()
    subprojects = subproject_names(store)
    run = None if match is None else match.run
    rows = []
    for dimension in ("sex", "subproject", "period"):
        parts = breakdown(counted, [dimension], indicators=known)
        for indicator, part, value in parts.select("indicator", dimension, "counted").iter_rows():
            named = _part_names(part, subprojects if dimension == "subproject" else {})
            rows.append((indicator, dimension, part, named.en, named.zh, float(value), value, run))
    return pl.DataFrame(rows, schema=empty_frame("progress_parts").schema, orient="row")


def _part_names(part: str, subprojects: dict[str, BothNames]) -> BothNames:
    if part in subprojects:
        return subprojects[part]
    if part in SEXES:
        return BothNames(say(f"usecases.part-{part}", "en"), say(f"usecases.part-{part}", "zh"))
    return BothNames(part, part)


def not_counted(store: RegionStore, count: Run | None) -> pl.DataFrame:
    """Placements that came near, by indicator and reason."""
    if count is None:
        return empty_frame("not_counted")
    reasons = (
        store.run_output(count.run, "not_counted")
        .group_by("indicator", "reason")
        .agg(pl.len().alias("placements"))
    )
    return reasons.sort("indicator", "placements", descending=[False, True]).with_columns(
        pl.col("reason")
        .map_elements(lambda code: say(code, "en"), return_dtype=pl.String)
        .alias("reason_en"),
        pl.col("reason")
        .map_elements(lambda code: say(code, "zh"), return_dtype=pl.String)
        .alias("reason_zh"),
    )
