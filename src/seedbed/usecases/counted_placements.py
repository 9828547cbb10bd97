"""The placements that count: verified by others, by the region's rules, erased people included."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import polars as pl

from seedbed.programme import Results, count_results, industry_prefixes, read_rules
from seedbed.programme.erased import TABLE as ERASED
from seedbed.programme.erased import with_erased
from seedbed.programme.paths import recorded_by
from seedbed.programme.rules import CountingRule
from seedbed.programme.verification import verified_by_others
from seedbed.store import RegionStore

INPUTS = ("placements", "people", "opportunities", "indicators", "targets", "results", "verifications")
"""The tables that a count or a report reads."""


def rules_of(store: RegionStore) -> tuple[CountingRule, ...]:
    """The region's counting rules.

    Raises
    ------
    Refusal
        ``store.missing-document``, or what is wrong with the rules.
    """
    known = store.table("indicators").get_column("indicator").to_list()
    return tuple(read_rules(store.document("counting_rules"), known))


def industries_of(store: RegionStore) -> tuple[str, ...]:
    """The prefixes of the region's list of industries; empty where it keeps none."""
    name = store.settings.industries
    return tuple(industry_prefixes(store.table(name))) if name else ()


def erased_counts(store: RegionStore) -> pl.DataFrame:
    """What erased people count for; empty where nobody was erased."""
    return store.table(ERASED) if ERASED in store.tables() else pl.DataFrame()


def counted_placements(store: RegionStore, *, as_of: datetime | date | None = None) -> Results:
    """Results of the counting rules, from verifications by others than who entered the path.

    Parameters
    ----------
    as_of
        Count what was on record then; all when absent.

    Raises
    ------
    Refusal
        ``store.missing-document`` (no counting rules), ``programme.no-industries``, and what is
        wrong with the rules.
    """
    rules = rules_of(store)
    events = store.table("placements")
    if as_of is not None:  # rows without a moment are left to the counting, which tells of them
        events = events.filter(recorded_by(as_of) | pl.col("recorded_at").is_null())
    separated = verified_by_others(events, rules)
    results = count_results(
        separated.events,
        store.table("people"),
        store.table("opportunities"),
        rules,
        industries_of(store),
        as_of=as_of,
    )
    return replace(
        results,
        counted=with_erased(results.counted, erased_counts(store)),
        findings=(*separated.findings, *results.findings),
    )
