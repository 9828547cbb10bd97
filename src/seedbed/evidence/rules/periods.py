"""Figures of different periods put together as if they were of one."""

from __future__ import annotations

from datetime import date

import polars as pl

from seedbed.evidence.facts import Facts
from seedbed.evidence.formula import leaves
from seedbed.evidence.pairs import NAMED, about, sides
from seedbed.evidence.rules.dimensions import part_rows
from seedbed.messages import Finding


def figures_of_other_periods(facts: Facts) -> list[Finding]:
    """A part whose period is not within that of its total; a formula over several periods.

    A formula mixes periods where a sum, difference or quotient sets two *different* measures of
    periods without a common day side by side (research spending of 2020 over GDP of 2019), or where none
    of its terms shares a day with the figure itself. The same measure in two periods is growth,
    and a product may carry a rate to another year; a counting rule that names the other year has said so.
    """
    return [*_parts(facts), *_formulas(facts)]


def _parts(facts: Facts) -> list[Finding]:
    days = facts.rows.select("row", "start", "end")
    both = (
        part_rows(facts)
        .join(days, on="row", maintain_order="left")
        .join(days.rename({"row": "total"}), on="total", suffix="_total", maintain_order="left")
        .filter((pl.col("start") < pl.col("start_total")) | (pl.col("end") > pl.col("end_total")))
        .select(pl.col("total").alias("row_a"), pl.col("row").alias("row_b"))
    )
    return [about("evidence.part-of-another-period", a, [b]) for a, b in sides(both, facts.rows)]


def _formulas(facts: Facts) -> list[Finding]:
    formulas = facts.formulas
    if not formulas:
        return []
    rows = facts.rows.select(*NAMED, "counting_rule", "start", "end").rows_by_key(
        "row", named=True, unique=True
    )
    rows = {at: {"row": at, **row} for at, row in rows.items()}
    findings = []
    for formula in formulas:
        own = rows[formula.row]
        terms = [at for behind in formula.terms.values() for at in behind]
        mixed = [
            at
            for a, b in leaves(formula.tree).beside
            for first in formula.terms[a]
            for second in formula.terms[b]
            if rows[first]["measure"] != rows[second]["measure"] and _apart(rows[first], rows[second])
            for at in (first, second)
        ]
        if not mixed and terms and all(_apart(own, rows[at]) for at in terms):
            mixed = terms
        said = str(own["counting_rule"] or "")
        mixed = [at for at in mixed if str(rows[at]["period"])[:4] not in said or not _apart(own, rows[at])]
        if any(_apart(own, rows[at]) for at in mixed):
            others = [rows[at] for at in dict.fromkeys(mixed)]
            findings.append(
                about("evidence.formula-mixes-periods", own, others, formula=_formula(facts, formula.row))
            )
    return findings


def _apart(a: dict[str, object], b: dict[str, object]) -> bool:
    ends = (a["start"], a["end"], b["start"], b["end"])
    if not all(isinstance(end, date) for end in ends):
        return False
    start_a, end_a, start_b, end_b = (date.fromisoformat(str(end)) for end in ends)
    return end_a < start_b or end_b < start_a


def _formula(facts: Facts, row: int) -> str:
    return str(facts.rows.item(row, "formula"))
