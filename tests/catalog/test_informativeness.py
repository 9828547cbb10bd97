from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seedbed.catalog import starter_catalog
from seedbed.catalog.informativeness import AT_LEAST, TRANSVERSAL_AT_MOST, informativeness


@given(st.integers(0, 5000), st.lists(st.integers(0, 5000), min_size=2))
def test_the_rarer_skill_says_more(occupations: int, asked: list[int]) -> None:
    counts = np.sort(np.minimum(asked, occupations)).astype(np.int64)
    value = informativeness(occupations, counts, np.zeros(counts.size, dtype=bool))
    assert np.all(np.diff(value) <= 0)
    assert np.all((value >= AT_LEAST) & (value <= 1))
    np.testing.assert_array_equal(value * 256, np.rint(value * 256))


def test_transversal_skills_say_little() -> None:
    skills = starter_catalog().skills
    assert skills.filter(kind="transversal")["informativeness"].max() <= TRANSVERSAL_AT_MOST
    assert skills.filter(kind="skill")["informativeness"].max() == 1
