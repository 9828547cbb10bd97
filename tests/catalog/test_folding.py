from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.catalog.folding import TEXT_END, WORD_END, WORD_START, fold, folded_phrase


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＰＬＣ编程", "plc 编程"),
        ("machine-learning", "Machine  Learning"),
        ("CI/CD", "ci cd"),
        ("batteries", "battery"),
        ("processes", "process"),
        ("boxes", "box"),
        ("PLCs", "plc"),
        ("ISO9001", "iso 9001"),
        ("women’s", "womens"),
        ("ré­sumé", "resume"),
        ("résumé", "resume"),
        ("【要求】", "[要求]"),
        ("“焊接”", '"焊接"'),
    ],
)
def test_spellings_of_one_phrase_fold_alike(one: str, other: str) -> None:
    assert folded_phrase(one) == folded_phrase(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C#", "C++"),
        ("class", "clas"),
        ("analysis", "analysi"),
        ("status", "statu"),
        ("logistics", "logistic"),
        ("编程 技术", "编程技术"),
        ("machine\nlearning", "machine learning"),
        ("采购/管理", "采购管理"),
        ("5G", "15G"),
    ],
)
def test_different_phrases_stay_apart(one: str, other: str) -> None:
    assert folded_phrase(one) != folded_phrase(other)


def test_a_folded_span_points_at_the_original() -> None:
    text = "熟练使用 ＰＬＣ 编程，five Batteries!"
    folded = fold(["x", text])
    phrase = f"{WORD_START}battery{WORD_END}"
    start = folded.text.index(phrase)
    end = start + len(phrase)
    assert text[folded.origin[start] : folded.origin[end - 1] + 1] == "Batteries"
    assert set(folded.row[start:end]) == {1}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(), max_size=30) | st.none(), max_size=5))
def test_any_text_folds_with_its_places(texts: list[str | None]) -> None:
    folded = fold(texts)
    assert len(folded.text) == folded.codes.size == folded.origin.size == folded.row.size
    assert len(folded.phrases()) == len(texts) == folded.text.count(TEXT_END)
    assert np.all(np.diff(folded.row) >= 0)
    for number, text in enumerate(texts):
        own = folded.origin[folded.row == number]
        assert np.all(np.diff(own) >= 0)
        assert own.min() >= 0
        assert own.max() <= len(text or "")
    folded.text.encode()  # no lone surrogate is left


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=4))
def test_texts_fold_independently(texts: list[str]) -> None:
    assert fold(texts).phrases() == [folded_phrase(text) for text in texts]
