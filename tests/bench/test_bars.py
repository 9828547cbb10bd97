"""Bars: met, not met, or not judged; a sentence for each in both languages."""

from __future__ import annotations

import pytest

from seedbed.bench.bars import Bar, only_where
from seedbed.messages import LANGUAGES, codes, placeholders


@pytest.mark.parametrize(
    ("measured", "at_least", "verdict"),
    [
        (3.0, True, "met"),
        (2.999, True, "not-met"),
        (3.0, False, "met"),
        (3.001, False, "not-met"),
        (None, True, "not-judged"),
        (None, False, "not-judged"),
    ],
)
def test_the_bar_itself_is_enough(measured, at_least, verdict):
    assert Bar("bench.bar-memory", 3.0, measured, at_least).verdict == verdict


def test_what_was_measured_elsewhere_is_not_judged():
    assert only_where(True, 2.0) == 2.0
    assert only_where(False, 2.0) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_bar_can_be_told(lang):
    frames = {"bench.bar-met", "bench.bar-not-met", "bench.bar-not-judged"}
    told = sorted(code for code in codes(lang) if code.startswith("bench.bar-") and code not in frames)
    assert told
    for code in told:
        assert placeholders(code, lang) <= {"asked", "work"}
        texts = [Bar(code, 3.0, measured, work="zipf", where="M").text(lang) for measured in (4.0, 1.0, None)]
        assert len(set(texts)) == 3
        assert "4" in texts[0]
        assert "M" in texts[2]
