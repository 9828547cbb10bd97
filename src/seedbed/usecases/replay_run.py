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
from seedbed.usecases.run_match import (
    INPUTS,
    Matched,
    MatchOptions,
    pair_table,
    part_table,
    recommendation_table,
    run_match,
)

SIDES = (("people", "person", "seeker"), ("opportunities", "opportunity", "opportunity"))
"""The tables of both sides, their keys, and what a run calls them."""

OF_PEOPLE = ("people", "seeker_skills")


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether a run reproduces; ``findings`` say what changed where it does not.

    ``erased`` counts the persons of the run who are not in the region any more. Then ``same`` says whether every row
    of the others is: their recommendations, and the fits and parts of their pairs. Places that become free
    by erasing somebody are not given to others in a replay.
    """

    run: Run
    same: bool
    erased: int
    findings: tuple[Finding, ...]


def replay_run(store: RegionStore, catalog: Catalog, run_id: str) -> Replay:
    """Reproduce the fits, parts, recommendations and pairs of a match on those who took part in it.

    1. People and opportunities of the run that are gone (people also where they withdrew their consent), and those
       that came later, are counted; the match is made again with those of the run who are still there.
    2. Recommendations are compared row by row; of an exposure cap only where nobody is gone, since one list
       then depends on the others.
    3. Pairs are compared row by row where nobody is gone; else the fits of the remaining pairs.
    4. The parts of the remaining pairs are counted again and compared.

    Raises
    ------
    Refusal
        ``store.unknown-run``, ``usecases.not-a-match``, ``usecases.nobody-left``.
    """
    run = store.run(run_id)
    if run.kind != "match":
        raise Refusal.because("usecases.not-a-match", run=run_id)
    then = {"seeker": _ids_then(store, run, "seekers", "seeker"),
            "opportunity": _ids_then(store, run, "seat_prices", "opportunity")}  # fmt: skip
    left: dict[str, list[str]] = {}
    gone: dict[str, int] = {}
    findings: list[Finding] = []
    for table, key, side in SIDES:
        now = store.table(table).get_column(key)
        ids = then[side]
        if ids is None:  # a run of an earlier release keeps no list: all take part
            ids = now
        left[side] = ids.filter(ids.is_in(now.implode())).to_list()
        gone[side] = ids.len() - len(left[side])
        later = int((~now.is_in(ids.implode())).sum())
        if later:
            values: dict[str, str | int] = {"table": table, "rows": later}
            findings.append(Finding("usecases.joined-since", values, Severity.NOTE))
    erased = gone["seeker"]
    if not left["seeker"] or not left["opportunity"]:
        raise Refusal.because("usecases.nobody-left", run=run_id)
    if erased:
        findings.append(Finding("usecases.people-erased", {"people": erased}, Severity.NOTE))
    if gone["opportunity"]:
        values = {"opportunities": gone["opportunity"]}
        findings.append(Finding("usecases.opportunities-gone", values, Severity.WARNING))
    findings += _changed_since(store, catalog, run, leave_out=OF_PEOPLE if erased else ())
    options = MatchOptions.from_parameters(run.parameters)
    matched = run_match(
        store,
        catalog,
        options,
        on=date.fromisoformat(str(run.parameters["on"])),
        seekers=left["seeker"],
        opportunities=left["opportunity"],
        # What was free then is not what is free now: the places of the run are the ones it had.
        places=_places_then(store, run) if options.free_only else None,
        dry_run=True,
    )
    withdrawn = len(left["seeker"]) - matched.opened.people.height
    if withdrawn:
        findings.append(Finding("usecases.consent-withdrawn", {"people": withdrawn}, Severity.NOTE))
    nobody_gone = not (erased or withdrawn or gone["opportunity"])
    findings += _compared(store, run, matched, nobody_gone=nobody_gone)
    same = all(finding.severity is not Severity.ERROR for finding in findings)
    return Replay(run, same, erased, tuple(findings))


def _ids_then(store: RegionStore, run: Run, output: str, column: str) -> pl.Series | None:
    return store.run_output(run.run, output).get_column(column) if output in run.outputs else None


def _places_then(store: RegionStore, run: Run) -> dict[str, int]:
    seats = store.run_output(run.run, "seat_prices")
    return dict(zip(seats["opportunity"].to_list(), seats["capacity"].to_list(), strict=True))


def _changed_since(
    store: RegionStore, catalog: Catalog, run: Run, leave_out: tuple[str, ...]
) -> list[Finding]:
    """Inputs and releases that are not what they were; tables that cannot be are left out."""
    findings = [
        Finding("usecases.input-changed", {"table": table}, Severity.WARNING)
        for table, now in inputs_of(store, *INPUTS).items()
        if run.inputs.get(table) != now and table not in leave_out
    ]
    for what, then, now in (
        ("catalogue", run.catalogue, catalog.release),
        ("seedbed", run.version, seedbed.__version__),
    ):
        if then != now:
            values = {"what": what, "then": then, "now": now}
            findings.append(Finding("usecases.release-changed", values, Severity.WARNING))
    return findings


def _compared(store: RegionStore, run: Run, matched: Matched, *, nobody_gone: bool) -> list[Finding]:
    """Steps 2 to 4: what differs."""
    opened = matched.opened
    people = opened.people.select(seeker="person").with_row_index("i")
    offers = opened.opportunities.select("opportunity").with_row_index("j")
    kept = store.run_output(run.run, "pairs")
    remaining = kept.join(people, on="seeker", maintain_order="left").join(
        offers, on="opportunity", maintain_order="left"
    )
    numbers = remaining.select(pl.col("i", "j").cast(pl.Int64)).to_numpy()
    compared: list[tuple[str, pl.DataFrame, pl.DataFrame]] = []
    if nobody_gone or run.parameters.get("exposure_cap") is None:
        recommended = store.run_output(run.run, "recommendations")
        compared.append(
            (
                "recommendations",
                recommended.join(people, on="seeker", how="semi", maintain_order="left"),
                recommendation_table(opened, matched.recommendations),
            )
        )
    again = matched.allocation.pairs if nobody_gone else numbers
    compared.append(("pairs", remaining.drop("i", "j"), pair_table(opened, again)))
    if "parts" in run.outputs:
        parts = store.run_output(run.run, "parts")
        here = parts.join(remaining, on=["seeker", "opportunity"], how="semi", maintain_order="left")
        compared.append(("parts", here, part_table(opened, numbers)))
    return [
        Finding("usecases.output-changed", {"name": name, "rows": differ})
        for name, then, now in compared
        if (differ := _rows_that_differ(then, now))
    ]


def _rows_that_differ(then: pl.DataFrame, now: pl.DataFrame) -> int:
    """Rows that stand in one of the two only; 0 means equal in every bit of every fit.

    Columns that the run does not have were added by a later release and are not compared.
    """
    now = now.select(column for column in then.columns if column in now.columns)
    then = then.select(now.columns)
    if then.equals(now):
        return 0
    missing = then.join(now, on=now.columns, how="anti", nulls_equal=True).height
    new = now.join(then, on=now.columns, how="anti", nulls_equal=True).height
    return max(missing + new, 1)
