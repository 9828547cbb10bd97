"""Every rule over one table of observations."""

from __future__ import annotations

import polars as pl

from seedbed.evidence.facts import gather_facts
from seedbed.evidence.rules import RULES
from seedbed.messages import Finding


def find_contradictions(observations: pl.DataFrame) -> list[Finding]:
    """Published figures that cannot all be right, or cannot be held against each other.

    A figure says no more than its print: bounds, approximations and rounding are respected, and
    a later vintage of the same place of the same source replaces the earlier one
    (:mod:`seedbed.evidence.bounds`, :mod:`seedbed.evidence.superseded`). What is looked for stands
    in :data:`seedbed.evidence.rules.RULES`.

    Parameters
    ----------
    observations
        The table of that name, with or without the extra columns ``printed``, ``comparison``,
        ``organisation``, ``subproject``. Blank cells are empty cells.

    Returns
    -------
    list of Finding
        Warnings (a note where a formula cannot be read), each with both values, periods, sources
        and locators; ordered by ``comparison`` or measure, then code and locators.
    """
    facts = gather_facts(observations)
    findings = [finding for rule in RULES for finding in rule.find(facts)]
    return sorted(findings, key=_order)


def _order(finding: Finding) -> tuple[str, ...]:
    places = (finding.values["locator_a"], finding.values["locator_b"])
    return (str(finding.values["measure"]), finding.code, *map(str, places))
