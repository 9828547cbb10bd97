"""Write ``docs/reference/published-numbers.md``: ``python -m published.page`` (with ``tests`` on the path)."""

from __future__ import annotations

from pathlib import Path

from published.all_cases import all_cases
from published.case import Published

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "published-numbers.md"

_HEAD = """# Published numbers

Made by the tests from what books and packages print; never by hand. *Got* is what Seedbed computes from
the same input, to two digits more than were printed. Inputs marked * lie beside the project, because
their licences do not let us carry them; those lines are checked where they are present.

"""


def line(case: Published) -> str:
    """One row of the page."""
    digits = max(case.decimals + 2, 0)
    got = round(case.got(), digits)
    difference = round(got - case.printed, digits)
    star = "*" if case.needs else ""
    shown = f"{got:.{digits}f}"
    return (
        f"| {case.key}{star} | {case.measure} | {case.source} | {case.where} | {case.unit} "
        f"| {case.expected} | {shown} | {difference + 0.0:.{digits}f} |"
    )


def write() -> None:
    """Write the page from all cases; every input must be at hand."""
    cases = all_cases()
    rows = "\n".join(line(case) for case in cases)
    count = (
        f"{len(cases)} numbers, {sum(case.needs is None for case in cases)} of them with their inputs.\n\n"
    )
    titles = "| case | measure | source | where | unit | expected | got | difference |\n"
    PAGE.write_text(_HEAD + count + titles + "| --- " * 8 + "|\n" + rows + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
