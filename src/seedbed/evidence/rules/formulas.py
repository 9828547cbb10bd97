"""Ratios, products and sums that do not reproduce."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from seedbed.evidence.facts import Facts
from seedbed.evidence.formula import Interval, Node, ReadableFormula, evaluate
from seedbed.evidence.formula.tree import Name
from seedbed.evidence.pairs import NAMED, about, number
from seedbed.messages import Finding, Severity


def ratios_that_do_not_reproduce(facts: Facts) -> list[Finding]:
    """Figures whose ``formula`` gives another value, whatever the rounding of its terms.

    A formula may be meant in three ways, and is off only where none of them gives the figure:
    terms and result in base units (a percentage is a share, ``a / b``; growth ``b / a - 1``); both
    as they stand (``a * share / 100``); terms in base units and the result as it stands (``a / b * 100``).
    Formulas that begin with ``=`` and cannot be read, or name a row that is not there, are told too.
    """
    rows = (
        {int(row["row"]): row for row in facts.rows.iter_rows(named=True)}
        if facts.formulas or facts.unresolved
        else {}
    )
    findings = [found for formula in facts.formulas if (found := _judge(formula, rows)) is not None]
    for problem in facts.unresolved:
        row = rows[problem.row]
        text = str(row["formula"])
        if problem.unknown:
            names = ", ".join(problem.unknown)
            findings.append(about("evidence.formula-unknown-row", row, [row], formula=text, names=names))
        else:
            findings.append(
                about(
                    "evidence.formula-unreadable",
                    row,
                    [row],
                    severity=Severity.NOTE,
                    formula=text,
                    near=problem.near,
                )
            )
    return findings


def computed(
    tree: Node, terms: Mapping[Name, Interval], raw: Mapping[Name, Interval], factor: float
) -> list[Interval]:
    """What a formula gives under each way of meaning it, in the unit of the result."""
    ways: list[tuple[Callable[[Name], Interval], float]] = [
        (terms.__getitem__, factor), (raw.__getitem__, 1.0), (terms.__getitem__, 1.0),
    ]  # fmt: skip
    results = []
    for figure, scale in ways:
        result = evaluate(tree, figure)
        if result is not None and result.value == result.value:
            results.append(Interval(result.low / scale, result.value / scale, result.high / scale))
    return results


def _judge(formula: ReadableFormula, rows: Mapping[int, dict[str, object]]) -> Finding | None:
    row = rows[formula.row]
    stated = _hull([_interval(row, "factor")])
    base = {
        name: _hull([_interval(rows[at], None) for at in behind]) for name, behind in formula.terms.items()
    }
    raw = {
        name: _hull([_interval(rows[at], "factor") for at in behind])
        for name, behind in formula.terms.items()
    }
    results = computed(formula.tree, base, raw, _float(row["factor"]))
    if not results or not all(stated.disjoint(result) for result in results):
        return None
    nearest = min(results, key=lambda result: abs(result.value - stated.value))
    others = [rows[at] for behind in formula.terms.values() for at in behind]
    return about(
        "evidence.formula-off",
        {name: row[name] for name in NAMED},
        others or [row],
        formula=str(row["formula"]),
        computed=number(nearest.value),
    )


def _interval(row: Mapping[str, object], divide_by: str | None) -> Interval:
    factor = _float(row[divide_by]) if divide_by else 1.0
    return Interval(_float(row["low"]) / factor, _float(row["base"]) / factor, _float(row["high"]) / factor)


def _hull(intervals: list[Interval]) -> Interval:
    """One interval around several sources of the same figure."""
    return Interval(min(i.low for i in intervals), intervals[0].value, max(i.high for i in intervals))


def _float(value: object) -> float:
    return float(str(value))
