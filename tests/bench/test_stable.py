"""Stable matching: the peer finds the same, and the independent count of blocking pairs is right."""

from __future__ import annotations

import numpy as np
import pytest

from seedbed.bench import bench_stable, peers
from seedbed.bench.hospital_resident import PACKAGE
from seedbed.bench.stable import count_blocking
from seedbed.matching import Recommendations


def test_the_bench_agrees_with_the_peer():
    table = bench_stable(300, 100, apart=False)
    assert table.agree
    assert {f.value for f in table.figures if f.measure == "blocking-pairs"} == {0.0}
    equal = next(bar for bar in table.bars if bar.code == "bench.bar-equals-matching")
    if not peers.available(PACKAGE):
        assert equal.verdict == "not-judged"
        pytest.skip("matching is not installed: pip install seedbed[bench]")
    assert equal.verdict == "met"
    assert table.frame()["contestant"].to_list() == ["seedbed", "matching"]


@pytest.mark.parametrize("seed", range(60))
def test_blocking_pairs_are_counted_as_the_definition_says(seed):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 7)), int(rng.integers(1, 5))
    lists = [rng.permutation(m)[: rng.integers(0, m + 1)] for _ in range(n)]
    lists[0] = np.arange(m)
    indptr = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    indices = np.concatenate(lists).astype(np.int32)
    edges = Recommendations(indptr, indices, np.ones(indices.size, np.int32))
    merit = rng.integers(0, 3, indices.size).astype(float)
    of = {(i, int(j)): merit[indptr[i] + at] for i in range(n) for at, j in enumerate(lists[i])}
    capacity = rng.integers(0, 3, m)
    pairs = []
    for i, j in rng.permutation(sorted(of)).tolist():
        if i not in dict(pairs) and sum(b == j for _, b in pairs) < capacity[j] and rng.random() < 0.8:
            pairs.append((i, j))
    has = dict(pairs)

    def blocks(i, j):
        rank = lists[i].tolist().index
        wants = i not in has or rank(j) < rank(has[i])
        holds = [a for a, b in pairs if b == j]
        takes = len(holds) < capacity[j] or any((of[i, j], -i) > (of[a, j], -a) for a in holds)
        return wants and takes and capacity[j] > 0

    expected = sum(blocks(i, j) for i, j in of if has.get(i) != j)
    counted = count_blocking(edges, merit, capacity, np.array(pairs, np.int64).reshape(-1, 2))
    assert counted == expected


@pytest.mark.parametrize("pairs", [[[0, 1]], [[0, 0], [1, 0]], [[0, 0], [0, 0]]])
def test_pairs_that_are_no_placement_are_an_error(pairs):
    edges = Recommendations(np.array([0, 1, 2]), np.zeros(2, np.int32), np.ones(2, np.int32))
    with pytest.raises(ValueError, match=r"pair|places"):
        count_blocking(edges, np.ones(2), np.array([1, 1]), np.array(pairs))
