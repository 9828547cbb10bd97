"""Formulas of observations: read without ``eval``, computed on intervals."""

from seedbed.evidence.formula.evaluation import Interval, evaluate
from seedbed.evidence.formula.parsing import FormulaUnreadable, parse
from seedbed.evidence.formula.resolving import ReadableFormula, UnresolvedFormula, resolve
from seedbed.evidence.formula.tree import Leaves, Node, leaves

__all__ = [
    "FormulaUnreadable",
    "Interval",
    "Leaves",
    "Node",
    "ReadableFormula",
    "UnresolvedFormula",
    "evaluate",
    "leaves",
    "parse",
    "resolve",
]
