from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.catalog.folding import WORD_END, WORD_START, folded_phrase
from seedbed.tagging import rank, ranking
from seedbed.tagging.ngrams import vectors

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


def cosine(query: str, document: str, corpus: list[str]) -> float:
    frequency = Counter(gram for text in corpus for gram in grams(text))

    def weighted(text: str) -> dict[str, float]:
        return {
            gram: (1 + math.log(count)) * (math.log((1 + len(corpus)) / (1 + frequency[gram])) + 1)
            for gram, count in grams(text).items()
            if gram in frequency
        }

    one, other = weighted(query), weighted(document)
    lengths = math.hypot(*one.values()) * math.hypot(*other.values()) if one and other else 0.0
    return sum(weight * other.get(gram, 0.0) for gram, weight in one.items()) / lengths if lengths else 0.0


@pytest.mark.parametrize("query", [*TITLES, "senior welder 焊工", "software", "工", "x\ny", "C++ 工程师"])
def test_similarity_is_that_of_n_grams_counted_by_hand(query: str) -> None:
    space = vectors(TITLES)
    similarity = (space.of([query]) @ space.rows.T).toarray()[0]
    expected = [cosine(query, title, TITLES) for title in TITLES]
    np.testing.assert_allclose(similarity, expected, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(TITLES), max_size=6),
    st.lists(st.sampled_from(TITLES), max_size=8),
    st.integers(1, 10),
    st.integers(1, 30),
)
def test_ranking_is_exact_with_ties_by_place(
    queries: list[str], corpus: list[str], top: int, block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "BLOCK", block)
        ranked = rank(queries, corpus, top)
    assert ranked.shape == (len(queries), top)
    for query, row in zip(queries, ranked, strict=True):
        value = [round(cosine(query, title, corpus), 9) for title in corpus]
        expected = [at for at in sorted(range(len(corpus)), key=lambda at: (-value[at], at)) if value[at] > 0]
        assert row.tolist() == (expected + [-1] * top)[:top]


def test_a_title_is_nearest_to_itself() -> None:
    titles = [title for title in TITLES if title]
    assert rank(titles, titles, top=1)[:, 0].tolist() == list(range(len(titles)))
