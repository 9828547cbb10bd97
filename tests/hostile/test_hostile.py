"""No silent wrong number: the right value, or a finding in both languages."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import polars as pl
import pytest

from hostile.case import Hostile
from seedbed.messages import Finding, Refusal

CASES: list[Hostile] = [
    case
    for path in sorted(Path(__file__).parent.glob("cases_*.py"))
    for case in import_module(f"hostile.{path.stem}").CASES
]


def _codes(result: object) -> set[str]:
    if isinstance(result, pl.DataFrame):
        return set(result["finding"].drop_nulls().unique())
    findings: tuple[Finding, ...] = result.findings  # type: ignore[attr-defined]
    for finding in findings:
        assert finding.text("en") != finding.text("zh")
    return {finding.code for finding in findings}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.indicator}: {case.failure}")
def test_says_the_truth_or_why_not(case: Hostile) -> None:
    assert sum(x is not None for x in (case.refusal, case.finding, case.right)) == 1
    if case.refusal is not None:
        with pytest.raises(Refusal) as refused:
            case.attempt()
        assert case.refusal in {finding.code for finding in refused.value.findings}
        for finding in refused.value.findings:
            assert finding.text("en") != finding.text("zh")
    elif case.finding is not None:
        assert case.finding in _codes(case.attempt())
    elif case.right is not None:
        assert case.right(case.attempt())


def test_at_least_sixty_distinct_pairs() -> None:
    pairs = [(case.indicator, case.failure) for case in CASES]
    assert len(set(pairs)) == len(pairs)
    assert len(pairs) >= 60
