"""Every published number is reproduced in every printed digit, and the page says what is true."""

from __future__ import annotations

from collections import Counter

import pytest

from published.all_cases import all_cases, lies_here
from published.case import Published
from published.page import PAGE, line

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_is_reproduced_in_every_printed_digit(case: Published) -> None:
    if not lies_here(case):
        pytest.skip(f"{case.needs} does not lie beside the checkout")
    assert case.got() == pytest.approx(case.printed, rel=0, abs=case.tolerance)
    assert line(case) in PAGE.read_text(encoding="utf-8").splitlines(), "run python -m published.page"


def test_keys_are_distinct() -> None:
    assert max(Counter(case.key for case in CASES).values()) == 1


def test_at_least_a_hundred_numbers_sixty_with_their_inputs() -> None:
    assert len(CASES) >= 100
    assert sum(case.needs is None for case in CASES) >= 60
