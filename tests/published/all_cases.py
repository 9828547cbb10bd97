"""All published numbers, from every ``cases_*.py`` of this folder."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from published.case import Published

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"


def all_cases() -> list[Published]:
    """In the order of the files' names."""
    cases: list[Published] = []
    for path in sorted(HERE.glob("cases_*.py")):
        cases += import_module(f"published.{path.stem}").CASES
    return cases


def lies_here(case: Published) -> bool:
    """Whether its input is at hand."""
    return case.needs is None or (SHARED / case.needs).exists()
