from __future__ import annotations

import pytest

from programme.truth_page import PAGE, page
from programme.truth_table import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_the_answer_is_the_one_worked_out_by_hand(case):
    row, codes = case.answer()
    assert {name: row[name] for name in case.expected} == pytest.approx(dict(case.expected))
    assert sorted(codes) == sorted(case.findings)


def test_there_are_at_least_forty_cases_each_with_its_own_name():
    assert len(CASES) >= 40
    for names in ([case.key for case in CASES], [case.en for case in CASES], [case.zh for case in CASES]):
        assert len(set(names)) == len(names)


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page()
