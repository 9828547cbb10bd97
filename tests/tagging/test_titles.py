from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.catalog import starter_catalog
from seedbed.tagging import rank, space
from seedbed.tagging.titles import Knowledge, plain_title

TITLES = ["焊工", "welder", "software developer", "软件工程师", "chef", "厨师", "accountant", "会计"]


@pytest.mark.parametrize(
    ("posted", "plain"),
    [
        ("仓库管理员（双休）", "仓库管理员"),
        ("【急】焊工", "焊工"),
        ("某某饮品店招聘咖啡师", "咖啡师"),
        ("高薪诚聘电工", "电工"),
        ("招聘主管", "招聘主管"),
        ("资深招聘专员", "资深招聘专员"),
        ("(senior) welder [night shift]", "welder"),
        ("（会计）", "（会计）"),
        ("", ""),
    ],
)
def test_what_a_posted_title_says(posted: str, plain: str) -> None:
    assert plain_title(posted) == plain


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40))
def test_a_plain_title_is_never_emptied(title: str) -> None:
    assert bool(plain_title(title).strip()) == bool(title.strip())


def test_a_title_is_nearest_to_itself() -> None:
    assert rank(TITLES, TITLES, top=1)[:, 0].tolist() == list(range(len(TITLES)))


def test_titles_meet_across_languages() -> None:
    english, chinese = TITLES[1:3] + TITLES[4::2], ["焊工", "软件工程师", "厨师", "会计"]
    assert rank(english, chinese, top=1)[:, 0].tolist() == [0, 1, 2, 3]
    assert rank(chinese, english, top=1)[:, 0].tolist() == [0, 1, 2, 3]


def test_the_order_of_the_corpus_only_renumbers() -> None:
    order = [3, 0, 7, 5, 1, 6, 2, 4]
    ranked = rank(["welding worker", "软件"], TITLES, top=3)
    turned = rank(["welding worker", "软件"], [TITLES[at] for at in order], top=3)
    assert [[order[at] for at in row if at >= 0] for row in turned] == [
        [at for at in row if at >= 0] for row in ranked.tolist()
    ]


def test_shape_and_padding() -> None:
    assert rank([], TITLES, top=3).shape == (0, 3)
    assert rank(["welder"], [], top=2).tolist() == [[-1, -1]]
    assert rank([None, "welder"], [None, "welder"], top=2).tolist() == [[-1, -1], [1, -1]]


def test_small_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = rank(TITLES, TITLES, top=4)
    monkeypatch.setattr(space, "BLOCK", 1)
    np.testing.assert_array_equal(rank(TITLES, TITLES, top=4), whole)


def test_what_is_known_of_a_title_has_the_length_of_the_likeness() -> None:
    skills = Knowledge(starter_catalog()).skills(["焊工", "焊工经理xyz", "@@@"])
    length = np.sqrt(np.asarray(skills.multiply(skills).sum(axis=1)).ravel())
    assert length[0] == pytest.approx(1.0)
    assert 0 < length[1] < length[0]
    assert length[2] == 0
