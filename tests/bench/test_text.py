from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seedbed.bench.text import bench_text, mean_average_precision, precision_at
from seedbed.messages import Refusal


def test_precision_counts_against_what_could_be_hit() -> None:
    relevant = [frozenset("ab"), frozenset("cdefgh")]
    assert precision_at([["a", "x", "b"], ["c", "d", "x"]], relevant, 3) == pytest.approx((1 + 2 / 3) / 2)
    assert precision_at([["x", "a"], []], relevant, 1) == 0


def test_average_precision_by_hand() -> None:
    ranked = np.array([[4, 0, 2, 1], [3, -1, -1, -1]])
    relevant = [frozenset({0, 1}), frozenset({3, 4})]
    assert mean_average_precision(ranked, relevant) == pytest.approx(((1 / 2 + 2 / 4) / 2 + 1 / 2) / 2)


def test_a_missing_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"en\.zip"):
        bench_text(tmp_path)
