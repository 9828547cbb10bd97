"""Reported results that hold: verified where that is asked, corrected, and each in its period.

A log of results is never rewritten. What holds on a day is derived from it: a correction replaces
what it names, a later record of the same cell replaces the earlier one, and what was not verified,
or was sent back, waits beside the numbers with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from seedbed.evidence.periods import with_days
from seedbed.messages import Finding, Severity
from seedbed.programme.columns import take
from seedbed.programme.paths import recorded_by

DIMENSIONS_OF_RESULTS = ("sex", "group", "place", "subproject")
CELL = ("indicator", "period", *DIMENSIONS_OF_RESULTS)
SET_ASIDE_REASONS = (
    "programme.result-period-unread",
    "programme.result-returned",
    "programme.result-rejected",
    "programme.result-unverified",
    "programme.result-verified-by-its-author",
    "programme.result-corrected",
    "programme.result-replaced",
)
"""Why a reported result does not stand, gravest first: codes of the catalogue."""

RESULT_COLUMNS = (
    "result", "indicator", "period", "value", "numerator", "denominator", *DIMENSIONS_OF_RESULTS,
    "by", "corrects", "recorded_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reported:
    """The results that stand, and those that do not.

    Attributes
    ----------
    table
        ``result, indicator, period, start, end`` (its first and last day), ``value, numerator,
        denominator, sex, group, place, subproject, by, corrects, recorded_at, late`` (days by
        which it was recorded after its period had ended; 0 where it was in time or where the
        record does not say).
    set_aside
        The same columns and ``reason``, one of :data:`SET_ASIDE_REASONS`.
    findings
        About the log as a whole.
    """

    table: pl.DataFrame
    set_aside: pl.DataFrame
    findings: tuple[Finding, ...]


def reported_in_force(
    results: pl.DataFrame | None,
    verifications: pl.DataFrame | None = None,
    *,
    verification_required: bool = False,
    as_of: datetime | date | None = None,
) -> Reported:
    """The reported results that hold.

    1. Only what was on record at ``as_of`` is looked at.
    2. A result's last decision by someone other than who entered it holds: ``verified`` lets it
       count, ``returned`` and ``rejected`` do not. One without a decision counts unless
       ``verification_required``.
    3. A counting result that ``corrects`` another replaces it, through chains of corrections. One
       that does not count replaces nothing: the earlier value stands.
    4. Of the same cell (indicator, period, sex, group, place, subproject) the last record holds.

    Parameters
    ----------
    results
        The table ``results``; ``None``: nothing was reported.
    verifications
        The table ``verifications``.
    verification_required
        Whether a result must have been verified to count.
    as_of
        The vintage; ``None``: all that is on record.
    """
    findings: list[Finding] = []
    log = _log(results, as_of, findings)
    decided = _decisions(log, verifications, as_of)
    reasons = decided.with_columns(
        reason=pl.when(pl.col("end").is_null())
        .then(pl.lit("programme.result-period-unread"))
        .when(pl.col("decision").is_in(["returned", "rejected"]))
        .then(pl.concat_str(pl.lit("programme.result-"), "decision"))
        .when(pl.col("decision").is_null() & pl.col("by_its_author"))
        .then(pl.lit("programme.result-verified-by-its-author"))
        .when(pl.col("decision").is_null() & pl.lit(verification_required))
        .then(pl.lit("programme.result-unverified"))
    ).drop("decision", "by_its_author")
    counting = reasons.filter(pl.col("reason").is_null()).drop("reason")
    corrected = _corrected(counting, log, findings)
    standing = counting.filter(~corrected)
    last = standing.sort("recorded_at", "row").unique(subset=CELL, keep="last", maintain_order=True)
    aside = pl.concat(
        [
            reasons.filter(pl.col("reason").is_not_null()),
            counting.filter(corrected).with_columns(reason=pl.lit("programme.result-corrected")),
            standing.join(last.select("row"), on="row", how="anti").with_columns(
                reason=pl.lit("programme.result-replaced")
            ),
        ],
        how="vertical",
    )
    order = ("indicator", "start", "end", *DIMENSIONS_OF_RESULTS, "row")
    return Reported(last.sort(order).drop("row"), aside.sort(order).drop("row"), tuple(findings))


def late_results(reported: pl.DataFrame, days: int = 0) -> pl.DataFrame:
    """The standing results that were recorded more than ``days`` after their period had ended.

    They belong to their period all the same; a report names them because it changed by them.

    Parameters
    ----------
    reported
        :attr:`Reported.table`.
    days
        The time that the programme gives for reporting.
    """
    return reported.filter(pl.col("late") > days).sort(
        "late", "indicator", "start", descending=[True, False, False]
    )


def _log(
    results: pl.DataFrame | None, as_of: datetime | date | None, findings: list[Finding]
) -> pl.DataFrame:
    log = take("results", results, *RESULT_COLUMNS) if results is not None else _nothing()
    if as_of is not None:
        unrecorded = log["recorded_at"].null_count()
        if unrecorded:
            findings.append(
                Finding("programme.result-without-recorded-at", {"results": unrecorded}, Severity.WARNING)
            )
        log = log.filter(recorded_by(as_of))
    known = pl.col("recorded_at").dt.date()
    return with_days(log.with_row_index("row")).with_columns(
        late=(known - pl.col("end")).dt.total_days().clip(0).fill_null(0)
    )


def _nothing() -> pl.DataFrame:
    return take("results", pl.DataFrame(schema={"indicator": pl.String, "period": pl.String, "value": pl.Float64}),
                *RESULT_COLUMNS)  # fmt: skip


def _decisions(
    log: pl.DataFrame, verifications: pl.DataFrame | None, as_of: datetime | date | None
) -> pl.DataFrame:
    """The log with ``decision`` (the last one by another person) and ``by_its_author``."""
    if verifications is None:
        return log.with_columns(decision=pl.lit(None, dtype=pl.String), by_its_author=pl.lit(False))
    acts = take("verifications", verifications, "result", "decision", "by", "date", "recorded_at")
    if as_of is not None:
        acts = acts.filter(recorded_by(as_of))
    acts = acts.with_row_index("act").join(
        log.filter(pl.col("result").is_not_null()).select("row", "result", author=pl.col("by")), on="result"
    )
    own = (pl.col("by") == pl.col("author")).fill_null(False)
    last = (
        acts.filter(~own)
        .sort("date", "recorded_at", "act")
        .unique(subset="row", keep="last", maintain_order=True)
        .select("row", "decision")
    )
    by_author = acts.filter(own).select("row").unique().with_columns(by_its_author=pl.lit(True))
    return (
        log.join(last, on="row", how="left")
        .join(by_author, on="row", how="left")
        .with_columns(pl.col("by_its_author").fill_null(False))
    )


def _corrected(counting: pl.DataFrame, log: pl.DataFrame, findings: list[Finding]) -> pl.Expr:
    """Whether a counting result was corrected by another that counts."""
    naming = counting.filter(pl.col("corrects").is_not_null())
    known = set(log["result"].drop_nulls())
    circular = _circular(naming)
    findings += [
        *(
            Finding("programme.corrects-unknown", {"result": name}, Severity.WARNING)
            for name in sorted(set(naming["corrects"]) - known)
        ),
        *(Finding("programme.corrects-itself", {"result": name}) for name in circular),
    ]
    own = pl.col("result").is_in(circular).fill_null(False)
    replaced = naming.filter(~own)["corrects"].to_list()
    return pl.col("result").is_in(replaced).fill_null(False)


def _circular(naming: pl.DataFrame) -> Sequence[str]:
    """Results whose corrections lead back to themselves: none of them replaces anything."""
    follows: dict[str, str] = dict(
        naming.filter(pl.col("result").is_not_null()).select("result", "corrects").rows()
    )
    circular = []
    for name in sorted(follows):
        seen, at = {name}, follows[name]
        while at in follows and at not in seen:
            seen.add(at)
            at = follows[at]
        if at == name:
            circular.append(name)
    return circular
