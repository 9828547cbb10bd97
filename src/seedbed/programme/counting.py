"""Placements counted as results of indicators, and why the others are not.

The method is the books of a results framework (as in development banks' monitoring): a
result counts when it has been verified, once per person, in the period in which it happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce

import polars as pl

from seedbed.messages import Finding, Refusal, Severity
from seedbed.programme.columns import PAIR, take
from seedbed.programme.disaggregation import UNSTATED
from seedbed.programme.paths import follow, proposals_behind, still_open, usable_events
from seedbed.programme.rules import VERIFIED, CountingRule

NOT_COUNTED_REASONS = (
    "programme.unknown-person",
    "programme.unknown-opportunity",
    "programme.verified-without-path",
    "programme.path-incomplete",
    "programme.declined-or-left-before",
    "programme.verified-before-path",
    "programme.not-verified",
    "programme.not-a-graduate-of-the-institutions",
    "programme.graduation-unknown",
    "programme.not-yet-graduated",
    "programme.graduated-too-long-ago",
    "programme.industry-not-in-list",
    "programme.subproject-not-in-scope",
    "programme.already-counted",
)
"""Why a placement that came near does not count, gravest first: codes of the catalogue."""

COUNTED_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "seeker": pl.String(),
    "opportunity": pl.String(),
    "subproject": pl.String(),
    "sex": pl.String(),
    "groups": pl.List(pl.String()),
    "place": pl.String(),
    "period": pl.String(),
    "date": pl.Date(),
    "event": pl.String(),
    "verified_on": pl.Date(),
    "path_event": pl.String(),
    "path_events": pl.List(pl.String()),
    "proposed_event": pl.String(),
    "run": pl.String(),
}
NOT_COUNTED_SCHEMA: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "seeker": pl.String(),
    "opportunity": pl.String(),
    "subproject": pl.String(),
    "reason": pl.String(),
    "reasons": pl.List(pl.String()),
    "path_event": pl.String(),
    "event": pl.String(),
    "counted_opportunity": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Results:
    """What counted, what came near, and what the reader of the numbers should know.

    Attributes
    ----------
    counted
        One row per result: ``indicator, seeker, opportunity, subproject, sex, groups`` (list),
        ``place`` (of the seeker), ``period`` (year, "2024"), ``date`` (of the rule's
        ``date_of`` event), ``event`` (the verified event), ``verified_on, path_event`` (the
        path's last), ``path_events`` (all of the path, in order), ``proposed_event``, ``run``
        (the run behind that proposal; null where the placement came about without one).
        Unknown sex, subproject and place read ``unstated``.
    not_counted
        One row per indicator and pair with a path or verified event on an opportunity of a
        kind that the rule is about: ``indicator, seeker, opportunity, subproject, reason``
        (the gravest), ``reasons`` (all, codes of the catalogue), ``path_event, event``,
        ``counted_opportunity`` (what counted instead, for ``programme.already-counted``).
    findings
        About the events as a whole.
    as_of
        The vintage that was asked for.
    """

    counted: pl.DataFrame
    not_counted: pl.DataFrame
    findings: tuple[Finding, ...]
    as_of: datetime | date | None


def count_results(
    events: pl.DataFrame,
    people: pl.DataFrame,
    opportunities: pl.DataFrame,
    rules: Sequence[CountingRule],
    industries: Sequence[str] = (),
    *,
    as_of: datetime | date | None = None,
) -> Results:
    """The results that the rules make of placement events.

    Algorithm, for each rule:

    1. Of every pair (seeker, opportunity) on an opportunity of the rule's kinds, find the
       earliest chain of the rule's path that no refusal or departure had cut off, and the
       earliest verification on or after its last event. What happens after the path's last
       event (leaving a job, say) does not undo the result; a longer path asks for more.
    2. Test the person (institution, graduation) and the opportunity (industry, subproject).
    3. Of a seeker's passing pairs the earliest counts: by the date that gives the period,
       then the verification's date, then the opportunity's id.

    Parameters
    ----------
    events
        ``placements``: event, seeker, opportunity, kind, date; run, recorded_at.
    people
        person; sex, groups, place, institution, graduated (date).
    opportunities
        opportunity, kind; subproject, industry.
    rules
        From :func:`seedbed.programme.rules.read_rules`.
    industries
        GB/T 4754 prefixes ("C39") for rules that ask for the list.
    as_of
        Count what was on record then; ``None``: all. People and opportunities are taken as
        they are today.

    Raises
    ------
    Refusal
        ``programme.no-industries``: a rule asks for the list, and it is empty.
    ValueError, TypeError
        A frame lacks a required column or holds one of the wrong type.
    """
    prefixes = tuple(prefix.strip().upper() for prefix in industries if prefix.strip())
    without_list = [rule.indicator for rule in rules if rule.industries and not prefixes]
    if without_list:
        raise Refusal.because("programme.no-industries", indicators=", ".join(without_list))

    usable, findings = usable_events(events, as_of)
    placements = _described_pairs(usable, people, opportunities, prefixes)
    counted: list[pl.DataFrame] = []
    not_counted: list[pl.DataFrame] = []
    for rule in rules:
        passing, failing = _judged(usable, placements, rule)
        first, repeated = _once_per_seeker(passing)
        counted.append(_opened(first, usable, rule))
        not_counted += [failing, repeated]
    all_counted = _gathered(counted, COUNTED_SCHEMA)
    without_run = all_counted["run"].null_count()
    if without_run:
        note = Finding("programme.counted-without-run", {"placements": without_run}, Severity.NOTE)
        findings = (*findings, note)
    return Results(
        counted=all_counted,
        not_counted=_gathered(not_counted, NOT_COUNTED_SCHEMA),
        findings=findings,
        as_of=as_of,
    )


def _described_pairs(
    events: pl.DataFrame, people: pl.DataFrame, opportunities: pl.DataFrame, prefixes: Sequence[str]
) -> pl.DataFrame:
    """One row per pair with what the rules ask about its person and its opportunity."""
    who = take("people", people, "person", "sex", "groups", "place", "institution", "graduated")
    what = take("opportunities", opportunities, "opportunity", "kind", "subproject", "industry")
    code = pl.col("industry").str.strip_chars().str.to_uppercase()
    listed = reduce(pl.Expr.or_, (code.str.starts_with(prefix) for prefix in prefixes), pl.lit(False))
    who = who.with_columns(person_known=pl.lit(True))
    what = what.with_columns(listed=listed.fill_null(False), opportunity_known=pl.lit(True))
    return (
        events.select(PAIR)
        .unique()
        .join(who, left_on="seeker", right_on="person", how="left", validate="m:1")
        .join(what, on="opportunity", how="left", validate="m:1")
        .with_columns(_stated("sex"), _stated("subproject"), _stated("place"), pl.col("groups").fill_null([]))
    )


def _stated(column: str) -> pl.Expr:
    value = pl.col(column).str.strip_chars()
    return pl.when(value != "").then(value).otherwise(pl.lit(UNSTATED)).alias(column)


def _judged(
    events: pl.DataFrame, placements: pl.DataFrame, rule: CountingRule
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pairs that pass a rule, and those that come near it with their reasons."""
    about = pl.col("kind").is_in(rule.opportunity_kinds) | pl.col("opportunity_known").is_null()
    near = events.group_by(PAIR).agg(
        some_path=pl.col("kind").is_in(rule.path).any(),
        some_verified=(pl.col("kind") == VERIFIED).any(),
    )
    last, first = rule.path[-1], rule.path[0]
    chain = follow(still_open(events), (*rule.path, VERIFIED))
    uncut = follow(events, rule.path).select(*PAIR, uncut_on=pl.col(f"{last}_on"))
    judged = (
        placements.filter(about)
        .join(near, on=PAIR)
        .filter(pl.col("some_path") | pl.col("some_verified"))
        .join(uncut, on=PAIR, how="left")
        .join(chain, on=PAIR, how="left")
        .with_columns(
            indicator=pl.lit(rule.indicator),
            date=pl.col(f"{rule.date_of}_on"),
            event=pl.col(f"{VERIFIED}_event"),
            verified_on=pl.col(f"{VERIFIED}_on"),
            path_event=pl.col(f"{last}_event"),
            path_on=pl.col(f"{last}_on"),
            path_began=pl.col(f"{first}_on"),
            path_events=pl.concat_list([f"{step}_event" for step in rule.path]),
        )
        .with_columns(reasons=_reasons(rule))
    )
    passes = pl.col("reasons").list.len() == 0
    failing = judged.filter(~passes).with_columns(
        reason=pl.col("reasons").list.first(), counted_opportunity=pl.lit(None, dtype=pl.String)
    )
    return judged.filter(passes), failing


def _reasons(rule: CountingRule) -> pl.Expr:
    """The codes that hold for a pair, in the order of :data:`NOT_COUNTED_REASONS`."""
    known = pl.col("person_known").is_not_null()
    path_done = pl.col("path_on").is_not_null()
    verified = pl.col("verified_on").is_not_null()
    cut_off = ~path_done & pl.col("uncut_on").is_not_null()
    holds: dict[str, pl.Expr] = {
        "unknown-person": ~known,
        "unknown-opportunity": pl.col("opportunity_known").is_null(),
        "verified-without-path": ~path_done & ~cut_off & ~pl.col("some_path"),
        "path-incomplete": ~path_done & ~cut_off & pl.col("some_path"),
        "declined-or-left-before": cut_off,
        "verified-before-path": path_done & ~verified & pl.col("some_verified"),
        "not-verified": path_done & ~verified & ~pl.col("some_verified"),
    }
    if rule.institutions:
        belongs = pl.col("institution").str.strip_chars().is_in(rule.institutions).fill_null(False)
        holds["not-a-graduate-of-the-institutions"] = known & ~belongs
    if rule.graduated_within_years is not None:
        graduated, path_on = pl.col("graduated"), pl.col("path_on")
        limit = graduated.dt.offset_by(f"{rule.graduated_within_years}y")
        holds["graduation-unknown"] = known & graduated.is_null()
        holds["not-yet-graduated"] = path_on < graduated
        holds["graduated-too-long-ago"] = path_on > limit
    if rule.industries:
        holds["industry-not-in-list"] = pl.col("opportunity_known").is_not_null() & ~pl.col("listed")
    if rule.subprojects:
        inside = pl.col("subproject").is_in(rule.subprojects)
        holds["subproject-not-in-scope"] = pl.col("opportunity_known").is_not_null() & ~inside
    codes = [pl.when(test.fill_null(False)).then(pl.lit(f"programme.{name}")) for name, test in holds.items()]
    return pl.concat_list(codes).list.drop_nulls()


def _once_per_seeker(passing: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each seeker's earliest passing pair, and the others as already counted."""
    ordered = passing.sort("date", "verified_on", "opportunity")
    first = ordered.unique(subset="seeker", keep="first", maintain_order=True)
    already = pl.lit("programme.already-counted")
    repeated = (
        ordered.join(first.select(PAIR), on=PAIR, how="anti")
        .join(first.select("seeker", counted_opportunity="opportunity"), on="seeker")
        .with_columns(reason=already, reasons=pl.concat_list(already))
    )
    return first, repeated


def _opened(first: pl.DataFrame, events: pl.DataFrame, rule: CountingRule) -> pl.DataFrame:
    """Counted pairs with their period and the proposal and run behind them."""
    proposals = proposals_behind(events, first, until="path_began")
    return first.join(proposals, on=PAIR, how="left").with_columns(
        period=pl.col("date").dt.year().cast(pl.String)
    )


def _gathered(parts: Sequence[pl.DataFrame], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """The parts under one schema, in an order that does not depend on the input's."""
    return pl.concat(
        [
            pl.DataFrame(schema=schema),
            *(part.select(pl.col(n).cast(t) for n, t in schema.items()) for part in parts),
        ]
    ).sort("indicator", *PAIR)
