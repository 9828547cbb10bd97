"""The list of rules: what each looks for, the codes it may report, and the function that looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from seedbed.evidence.facts import Facts
from seedbed.evidence.rules.bases import figures_of_other_bases
from seedbed.evidence.rules.dimensions import figures_in_other_units
from seedbed.evidence.rules.formulas import ratios_that_do_not_reproduce
from seedbed.evidence.rules.growth import growth_against_levels
from seedbed.evidence.rules.parts import parts_against_totals
from seedbed.evidence.rules.periods import figures_of_other_periods
from seedbed.evidence.rules.rounding import values_not_as_printed
from seedbed.evidence.rules.same_thing import same_thing_with_two_values
from seedbed.evidence.rules.series import jumps_by_powers_of_ten
from seedbed.messages import Finding


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which published figures can contradict each other."""

    name: str
    codes: tuple[str, ...]
    find: Callable[[Facts], list[Finding]]


RULES: tuple[Rule, ...] = (
    Rule("same-thing", ("evidence.two-values", "evidence.factor-of-ten"), same_thing_with_two_values),
    Rule(
        "parts",
        ("evidence.parts-exceed-total", "evidence.parts-do-not-add-up", "evidence.shares-over-hundred"),
        parts_against_totals,
    ),
    Rule(
        "formulas",
        ("evidence.formula-off", "evidence.formula-unknown-row", "evidence.formula-unreadable"),
        ratios_that_do_not_reproduce,
    ),
    Rule("units", ("evidence.units-differ",), figures_in_other_units),
    Rule("series", ("evidence.series-jump",), jumps_by_powers_of_ten),
    Rule("bases", ("evidence.price-bases-mixed", "evidence.border-years-mixed"), figures_of_other_bases),
    Rule("rounding", ("evidence.not-as-printed",), values_not_as_printed),
    Rule(
        "periods",
        ("evidence.part-of-another-period", "evidence.formula-mixes-periods"),
        figures_of_other_periods,
    ),
    Rule("growth", ("evidence.growth-off",), growth_against_levels),
)
