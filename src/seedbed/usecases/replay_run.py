"""Do a match again and say whether the same came out, bit for bit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

import seedbed
from seedbed.catalog import Catalog
from seedbed.messages import Finding, Refusal, Severity
from seedbed.store import RegionStore, Run
from seedbed.usecases.keep_run import inputs_of
from seedbed.usecases.run_match import INPUTS, MatchOptions, pair_table, recommendation_table, run_match


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether a run reproduces; ``findings`` say what changed where it does not."""

    run: Run
    same: bool
    findings: tuple[Finding, ...]


def replay_run(store: RegionStore, catalog: Catalog, run_id: str) -> Replay:
    """Reproduce the fits, recommendations and pairs of a match.

    Raises
    ------
    Refusal
        ``store.unknown-run``, ``usecases.not-a-match``.
    """
    run = store.run(run_id)
    if run.kind != "match":
        raise Refusal.because("usecases.not-a-match", run=run_id)
    findings = [
        Finding("usecases.input-changed", {"table": table}, Severity.WARNING)
        for table, now in inputs_of(store, *INPUTS).items()
        if run.inputs.get(table) != now
    ]
    for what, then, now in (
        ("catalogue", run.catalogue, catalog.release),
        ("seedbed", run.version, seedbed.__version__),
    ):
        if then != now:
            findings.append(
                Finding(
                    "usecases.release-changed", {"what": what, "then": then, "now": now}, Severity.WARNING
                )
            )
    matched = run_match(
        store, catalog, _options(run), on=date.fromisoformat(str(run.parameters["on"])), dry_run=True
    )
    for name, table in (
        ("recommendations", recommendation_table(matched.opened, matched.recommendations)),
        ("pairs", pair_table(matched.opened, matched.allocation)),
    ):
        differ = _rows_that_differ(store.run_output(run_id, name), table)
        if differ:
            findings.append(Finding("usecases.output-changed", {"name": name, "rows": differ}))
    same = all(finding.severity is not Severity.ERROR for finding in findings)
    return Replay(run, same, tuple(findings))


def _options(run: Run) -> MatchOptions:
    names = MatchOptions().as_parameters()
    return MatchOptions(**{name: run.parameters[name] for name in names})  # type: ignore[arg-type]


def _rows_that_differ(then: pl.DataFrame, now: pl.DataFrame) -> int:
    """Rows that stand in one of the two only; 0 means equal in every bit of every fit."""
    if then.equals(now):
        return 0
    key = list(then.columns)
    gone = then.join(now, on=key, how="anti").height
    new = now.join(then, on=key, how="anti").height
    return max(gone + new, 1)
