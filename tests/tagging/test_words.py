from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.catalog.folding import fold
from seedbed.tagging.words import COLUMNS, WORDS, stem, word_counts, words


def of(text: str) -> tuple[list[str], list[str]]:
    return words(fold([text]).phrases()[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("programming", "program"),
        ("organise", "organising"),
        ("organise", "organization"),
        ("analyses", "analyse"),
        ("communicate", "communication"),
        ("develop", "development"),
        ("develop", "developer"),
        ("battery", "batteries"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert of(one)[0] == of(other)[0]


@pytest.mark.parametrize(("one", "other"), [("weld", "wind"), ("c", "c++"), ("c++", "c#"), ("plan", "plant")])
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert of(one)[0] != of(other)[0]


def test_function_words_fall_and_pairs_do_not_cross_lines() -> None:
    assert of("the design of machines") == (["design", "machin"], ["design machin"])
    assert of("design\nmachines") == (["design", "machin"], [])


def test_chinese_gives_neighbours_and_a_lone_character_itself() -> None:
    assert of("电工") == (["电工"], [])
    assert of("焊") == (["焊"], [])
    assert of("电焊工 PLC") == (["电焊", "焊工", "plc"], ["电焊工"])


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_counts_are_those_of_the_words(text: str) -> None:
    single, double = of(text)
    counted = word_counts([text])
    assert counted.shape == (1, COLUMNS)
    assert counted.sum() == len(single) + len(double)
    assert counted[:, :WORDS].sum() == len(single)
    assert counted.nnz <= len(Counter(single)) + len(Counter(double))


@settings(max_examples=80, deadline=None)
@given(st.from_regex(r"[a-z]{1,14}", fullmatch=True))
def test_a_stem_is_never_empty(word: str) -> None:
    assert stem(word)


def test_texts_do_not_touch_each_other() -> None:
    together = word_counts(["design machines", "电工"]).toarray()
    apart = [word_counts([text]).toarray()[0] for text in ("design machines", "电工")]
    np.testing.assert_array_equal(together, apart)
