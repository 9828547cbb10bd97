from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array

from seedbed.catalog import Catalog, starter_catalog
from seedbed.catalog.credits import PER_SKILL, related_credits

SKILLS = 6
pairs = st.sets(
    st.tuples(st.integers(0, SKILLS - 1), st.integers(0, SKILLS - 1)).filter(lambda pair: pair[0] != pair[1]),
    max_size=6,
)


def columns(chosen: set[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    listed = np.array(sorted(chosen), dtype=np.int64).reshape(-1, 2)
    return listed[:, 0], listed[:, 1]


def by_hand(
    broader: set[tuple[int, int]],
    parts: set[tuple[int, int]],
    additions: set[tuple[int, int]],
    occupations: list[set[int]],
    shareable: list[bool],
) -> dict[tuple[int, int], int]:
    credit: dict[tuple[int, int], int] = {}

    def at_least(one: int, other: int, value: int) -> None:
        credit[one, other] = max(credit.get((one, other), 0), value)

    for skill in range(SKILLS):
        at_least(skill, skill, 256)
    for narrow, broad in broader:
        at_least(narrow, broad, 192)
        at_least(broad, narrow, 96)
        for middle, top in broader:
            if middle == broad:
                at_least(narrow, top, 144)
            if top == broad:
                at_least(narrow, middle, 64)
    for one, other in parts:
        at_least(one, other, 128)
    for one, other in additions:
        at_least(one, other, 64)
    for one in range(SKILLS):
        for other in range(SKILLS):
            shared = sum({one, other} <= asked for asked in occupations)
            product = sum(one in asked for asked in occupations) * sum(
                other in asked for asked in occupations
            )
            if (
                one != other
                and shared >= 2
                and shareable[one]
                and shareable[other]
                and 4 * shared**2 >= product
            ):
                at_least(one, other, math.isqrt(64**2 * shared**2 // product))
    return credit


@settings(max_examples=80, deadline=None)
@given(
    pairs,
    pairs,
    pairs,
    st.lists(st.sets(st.integers(0, SKILLS - 1)), max_size=5),
    st.lists(st.booleans(), min_size=SKILLS, max_size=SKILLS),
)
def test_the_rule_agrees_with_pairs_counted_by_hand(
    broader: set[tuple[int, int]],
    parts: set[tuple[int, int]],
    additions: set[tuple[int, int]],
    occupations: list[set[int]],
    shareable: list[bool],
) -> None:
    asked = [(number, skill) for number, skills in enumerate(occupations) for skill in skills]
    rows, cells = columns(set(asked))
    asked_by = coo_array(
        (np.ones(rows.size, dtype=np.int64), (rows, cells)), shape=(len(occupations), SKILLS)
    ).tocsr()
    matrix = related_credits(
        SKILLS, columns(broader), columns(parts), columns(additions), asked_by, np.array(shareable)
    )
    expected = np.zeros((SKILLS, SKILLS))
    for (one, other), value in by_hand(broader, parts, additions, occupations, shareable).items():
        expected[one, other] = value / 256
    np.testing.assert_array_equal(matrix.toarray(), expected)


def test_of_many_related_skills_the_best_stay() -> None:
    count = 40
    narrow = np.arange(1, count, dtype=np.int64)
    nothing = (np.empty(0, np.int64), np.empty(0, np.int64))
    matrix = related_credits(
        count,
        (narrow, np.zeros(count - 1, np.int64)),
        nothing,
        nothing,
        csr_array((0, count), dtype=np.int64),
        np.ones(count, dtype=bool),
    )
    held = np.diff(matrix.indptr)
    assert held[0] == PER_SKILL
    assert matrix[[0], :].toarray().ravel()[:PER_SKILL].min() > 0  # ties go to the first columns
    assert set(held[1:]) == {2}  # a family of 39 is too large to make siblings


def test_the_starter_catalogue_keeps_the_contract() -> None:
    catalog: Catalog = starter_catalog()
    matrix = catalog.related_matrix()
    assert matrix.shape == (catalog.skills.height,) * 2
    assert np.diff(matrix.indptr).max() <= PER_SKILL
    np.testing.assert_array_equal(matrix.diagonal(), 1.0)
    np.testing.assert_array_equal(matrix.data * 256, np.rint(matrix.data * 256))
    assert matrix.data.min() > 0
    assert matrix.data.max() == 1
    number = {skill: at for at, skill in enumerate(catalog.skills["id"])}
    assert matrix[number["tig-welding"], number["welding"]] == 0.75
    assert matrix[number["welding"], number["tig-welding"]] == 0.375
