"""The totals that a public report prints, as rows of the table ``results``."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from seedbed.messages import Refusal
from seedbed.programme.columns import take
from seedbed.programme.disaggregation import DIMENSIONS
from seedbed.programme.figures import ALL
from seedbed.programme.reported import DIMENSIONS_OF_RESULTS, reported_in_force
from seedbed.store import RegionStore, Run
from seedbed.usecases.counted_placements import rules_of
from seedbed.usecases.issue_report import KIND

COLUMNS = ("result", "indicator", "period", "value", "numerator", "denominator", *DIMENSIONS_OF_RESULTS)


def published_totals(store: RegionStore, report: str | None = None) -> pl.DataFrame:
    """Verified totals without any breakdown, as an issued report for the public prints them.

    Indicators counted from placements stand at their baseline plus what was counted; a cumulative one
    with its running totals, each of them only where all years behind it are printed. Of the results from
    outside those are taken that were verified when the report was issued.

    Parameters
    ----------
    report
        The report's id; the latest one for the public when absent.

    Raises
    ------
    Refusal
        ``usecases.no-public-report``, ``usecases.report-not-public``, ``usecases.not-a-report``,
        ``store.unknown-run``, and what is wrong with the counting rules.
    """
    run = _public_report(store, report)
    ruled = [one.indicator for one in rules_of(store)]
    figures = store.run_output(run.run, "figures").filter(
        pl.col("indicator").is_in(ruled), *(pl.col(name) == ALL for name in DIMENSIONS if name != "period")
    )
    rows = [
        row
        for name, baseline, cumulative in _indicators(store)
        for row in _totals(name, baseline, cumulative, figures, str(run.parameters["up_to"]))
    ]
    counted = pl.DataFrame(
        rows, schema={"indicator": pl.String, "period": pl.String, "value": pl.Float64}, orient="row"
    )
    reported = _verified(store, run).filter(
        ~pl.col("withheld"), ~pl.col("indicator").is_in(ruled),
        pl.all_horizontal(pl.col(DIMENSIONS_OF_RESULTS).is_null()),
    )  # fmt: skip
    return pl.concat([counted, reported.select(COLUMNS)], how="diagonal_relaxed").select(COLUMNS)


def _public_report(store: RegionStore, report: str | None) -> Run:
    if report is None:
        public = [run for run in store.runs(KIND) if run.parameters["audience"] == "public"]
        if not public:
            raise Refusal.because("usecases.no-public-report")
        return public[-1]
    run = store.run(report)
    if run.kind != KIND:
        raise Refusal.because("usecases.not-a-report", run=report)
    if run.parameters["audience"] != "public":
        raise Refusal.because(
            "usecases.report-not-public", report=report, audience=str(run.parameters["audience"])
        )
    return run


def _indicators(store: RegionStore) -> list[tuple[str, float, bool]]:
    table = take("indicators", store.table("indicators"), "indicator", "baseline", "cumulative")
    return [
        (name, baseline or 0.0, cumulative is not False) for name, baseline, cumulative in table.iter_rows()
    ]


def _totals(
    name: str, baseline: float, cumulative: bool, figures: pl.DataFrame, up_to: str
) -> list[tuple[str, str, float]]:
    own = figures.filter(pl.col("indicator") == name).sort("period")
    printed: dict[str, int] = dict(own.filter("shown").select("period", "value").iter_rows())
    years = [year for year in own["period"].to_list() if year != ALL]
    if not cumulative:
        return [(name, year, baseline + printed[year]) for year in years if year in printed]
    totals = {up_to: baseline + printed[ALL]} if ALL in printed else {}
    added = baseline
    for year in years:
        if year not in printed:
            break
        added += printed[year]
        totals[year] = added
    return [(name, year, value) for year, value in sorted(totals.items())]


def _verified(store: RegionStore, run: Run) -> pl.DataFrame:
    """The report's results from outside that were verified, whatever the region asks of others."""
    asked = run.parameters["as_of"]
    known = datetime.fromisoformat(str(asked)) if asked else run.started.astimezone(UTC)
    verified = reported_in_force(
        store.table("results"), store.table("verifications"), verification_required=True, as_of=known
    ).table
    named = verified.select("result").filter(pl.col("result").is_not_null())
    return store.run_output(run.run, "reported").join(named, on="result", how="semi")
