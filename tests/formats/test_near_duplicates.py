"""Near duplicates against the exact similarity of all pairs."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedbed.formats.near_duplicates import (
    BINS,
    SHINGLE,
    levelled,
    near_duplicates,
    similarity,
    sketch,
    text_hash,
)


def jaccard(a, b):
    one, other = (
        {text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)} for text in map(levelled, (a, b))
    )
    return len(one & other) / len(one | other)


def words(draw, count):
    return " ".join(
        "".join(draw.choices("abcdefghijklmnop数控机床编程", k=draw.randint(2, 9))) for _ in range(count)
    )


def test_pairs_found_are_those_that_brute_force_finds():
    draw = random.Random(5)
    texts = [words(draw, 300) for _ in range(40)]
    for number in range(20):  # variants that lie well on either side of the threshold
        parts = texts[number].split()
        changed = 3 if number % 2 else 150
        for at in draw.sample(range(len(parts)), changed):
            parts[at] = words(draw, 1)
        texts.append(" ".join(parts))
    found = set(
        near_duplicates(np.stack([sketch(text) for text in texts])).select("left", "right").iter_rows()
    )
    true = {(a, b) for b in range(len(texts)) for a in range(b) if jaccard(texts[a], texts[b]) >= 0.85}
    assert len(true) == 10
    assert found == true


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 200))
def test_the_estimate_is_near_the_truth(seed, changed):
    draw = random.Random(seed)
    parts = words(draw, 250).split()
    other = list(parts)
    for at in draw.sample(range(len(parts)), changed):
        other[at] = words(draw, 1)
    a, b = " ".join(parts), " ".join(other)
    assert abs(similarity(sketch(a), sketch(b)) - jaccard(a, b)) < 0.25  # 128 bins: sd below 0.045


@given(st.text(max_size=100))
def test_layout_does_not_count(text):
    assert text_hash(text) == text_hash(f" {text}\n。")
    assert np.array_equal(sketch(text), sketch(f"\t{text} !"))


def test_texts_of_nothing_are_like_nothing():
    empty = np.stack([sketch(""), sketch(""), sketch("a")])
    assert near_duplicates(empty).height == 0
    assert similarity(empty[0], empty[1]) == 0.0


def test_a_crowd_of_equals_does_not_explode():
    crowd = np.repeat(sketch("the same text again and again")[None, :], 3000, axis=0)
    pairs = near_duplicates(crowd)
    assert pairs.height == 2999
    assert pairs["similarity"].min() == 1.0


@pytest.mark.parametrize(("shape", "threshold"), [((2, 3), 0.9), ((2, BINS), 0.3), ((2, BINS), 1.1)])
def test_wrong_arguments_are_errors_of_the_program(shape, threshold):
    with pytest.raises(ValueError, match="sketches"):
        near_duplicates(np.zeros(shape, dtype=np.uint64), threshold)
