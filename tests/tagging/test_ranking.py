from __future__ import annotations

import math
from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.catalog.folding import WORD_END, WORD_START, fold, folded_phrase
from seedbed.tagging import space
from seedbed.tagging.ranking import HIT, PRIOR, THEME, Ranker
from seedbed.tagging.space import Vectors, best, letters
from seedbed.tagging.words import words as words_of

TITLES = [
    "焊工",
    "电焊工",
    "welder",
    "pipe welder",
    "cook",
    "软件工程师",
    "software engineer",
    "厨师 cook",
    "",
]


def grams(text: str) -> Counter[str]:
    """The n-grams of the rule, by hand."""
    folded = folded_phrase(text)
    counted: Counter[str] = Counter()
    for size in (1, 2, 3, 4):
        for place in range(len(folded) - size + 1):
            gram = folded[place : place + size]
            foreign = [sign >= "⺀" for sign in gram]
            if "\n" in gram or WORD_START in gram[1:] or WORD_END in gram[:-1]:
                continue
            if all(foreign):
                fits = size <= 3
            elif size == 1:
                fits = False
            else:
                fits = size == 2 or not any(foreign)
            counted[gram] += fits
    return +counted


def stems(text: str) -> Counter[str]:
    """Words and pairs of a text; a pair has a space in Latin and three signs in Chinese."""
    single, double = words_of(fold([text]).phrases()[0])
    return Counter(single) + Counter(f"pair {pair}" for pair in double)


def cosine(query: str, document: str, corpus: list[str], by: str) -> float:
    features = grams if by == "letters" else stems
    frequency = Counter(one for text in corpus for one in features(text))

    def weight(one: str) -> float:
        if by == "letters":
            return math.log((1 + len(corpus)) / (1 + frequency[one])) + 1
        return math.log((1 + len(corpus)) / (frequency[one] + 0.5)) * (0.3 if one.startswith("pair ") else 1)

    def weighted(text: str) -> dict[str, float]:
        return {
            one: (1 + math.log(count)) * weight(one)
            for one, count in features(text).items()
            if one in frequency
        }

    one, other = weighted(query), weighted(document)
    lengths = math.hypot(*one.values()) * math.hypot(*other.values()) if one and other else 0.0
    return sum(value * other.get(name, 0.0) for name, value in one.items()) / lengths if lengths else 0.0


@pytest.mark.parametrize("by", ["letters", "words"])
@pytest.mark.parametrize("query", [*TITLES, "senior welder 焊工", "software", "工", "x\ny", "C++ 工程师"])
def test_likeness_is_that_of_features_counted_by_hand(query: str, by: str) -> None:
    made: Vectors = getattr(space, by)(TITLES)
    similarity = (made.of([query]) @ made.rows.T).toarray()[0]
    expected = [cosine(query, title, TITLES, by) for title in TITLES]
    np.testing.assert_allclose(similarity, expected, atol=1e-12)


def test_texts_of_one_entry_count_as_one_document() -> None:
    written = ["weld", "weld pipes", "cook"]
    apart = space.words(written).weight
    together = space.words(written, np.array([0, 0, 1])).weight
    column = space.words(["weld"]).rows.indices[0]
    assert apart[column] == pytest.approx(math.log(4 / 2.5))
    assert together[column] == pytest.approx(math.log(3 / 1.5))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=1, max_size=6), st.integers(1, 7)
)
def test_the_best_are_found_with_ties_by_place(rows: list[list[int]], top: int) -> None:
    for row, (found, value) in zip(rows, best(np.array(rows, dtype=float), top), strict=True):
        expected = [at for at in sorted(range(5), key=lambda at: (-row[at], at)) if row[at] > 0][:top]
        assert found.tolist() == expected
        assert value.tolist() == [row[at] for at in expected]


ENTRIES = pl.DataFrame(
    {
        "id": ["weld", "pipe", "cook", "nothing"],
        "label_en": ["welding", "pipe fitting", "cooking", ""],
        "label_zh": ["焊接", "管道安装", "烹饪", None],
        "alt_en": [["weld metal"], [], ["cook meals", "cook"], []],
        "alt_zh": [[], ["装管道"], [], []],
        "informativeness": [0.5, 1.0, 0.25, 1.0],
    },
    schema_overrides={"alt_en": pl.List(pl.String), "alt_zh": pl.List(pl.String)},
)


def by_hand(text: str) -> list[float]:
    """The scores of the first three entries, from the docstring's formula."""
    names = [
        ["welding", "weld metal", "焊接"],
        ["pipe fitting", "管道安装", "装管道"],
        ["cooking", "cook meals", "cook", "烹饪"],
    ]
    flat = sorted({name for group in names for name in group}, key=lambda n: [n in g for g in names])
    entry = np.array([next(at for at, group in enumerate(names) if name in group) for name in flat])
    one = space.letters(flat, entry)
    themes = space.letters(["\n".join(sorted(group)) for group in names])
    asked = one.of([text]).toarray()[0]
    views = np.zeros((3, 3))
    for name, owner in zip(flat, entry, strict=True):
        row = one.of([name]).toarray()[0]
        mass = one.weight[row > 0].sum()
        shared = one.weight[(row > 0) & (asked > 0)].sum()
        views[0, owner] = max(views[0, owner], row @ asked)
        views[1, owner] = max(views[1, owner], shared**2 / mass**1.5)
    views[2] = (themes.of([text]) @ themes.rows.T).toarray()[0]
    top = views.max(axis=1, keepdims=True)
    relative = views / np.where(top > 0, top, 1)
    prior = 1 + PRIOR * (1 - np.array([0.5, 1.0, 0.25]))
    return list((relative[0] + relative[1] + THEME * relative[2]) * prior)


@pytest.mark.parametrize("text", ["weld a pipe", "cook a meal", "管道焊接", "x", ""])
def test_scores_are_those_of_the_formula(text: str) -> None:
    np.testing.assert_allclose(Ranker(ENTRIES, letters).scores([text])[0], by_hand(text), atol=1e-9)


def test_a_hit_outweighs_any_likeness() -> None:
    ranker = Ranker(ENTRIES, letters)
    hit = (np.array([0]), np.array(["cook"], dtype=object), np.array([1.0]))
    assert ranker.scores(["weld metal pipe"]).max() < HIT
    assert ranker.rank(["weld metal pipe"], *hit, top=4)[0].tolist() == ["cook", "weld", "pipe", ""]


def test_small_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ranker, texts = Ranker(ENTRIES, letters), ["weld", "cook pipes", "", "管道"]
    none = (np.empty(0, np.int64), np.empty(0, object), np.empty(0))
    whole = ranker.rank(texts, *none, top=3)
    monkeypatch.setattr(space, "BLOCK", 1)
    np.testing.assert_array_equal(ranker.rank(texts, *none, top=3), whole)


def test_nothing_to_rank_gives_nothing() -> None:
    none = (np.empty(0, np.int64), np.empty(0, object), np.empty(0))
    assert Ranker(ENTRIES.clear(), letters).rank(["weld"], *none, top=2).tolist() == [["", ""]]
    assert Ranker(ENTRIES, letters).rank([], *none, top=2).shape == (0, 2)
