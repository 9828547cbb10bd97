"""Timing: in a process of its own, with the memory above the input."""

from __future__ import annotations

import os
from functools import partial

import numpy as np
import pytest

from seedbed.bench.timing import MOST_RUNS, timed

MIB = 1 << 20


def _says_where(calls=None):
    def work():
        if calls is not None:
            calls.append(1)
        return os.getpid()

    return work


def _needs_memory(input_mib, left_mib, work_mib):
    """Holds its input, and has had and freed more in small pieces, which the C library keeps at hand."""
    held = np.ones(input_mib * MIB, np.uint8)
    freed = [bytearray(50_000) for _ in range(left_mib * MIB // 50_000)]
    del freed

    def work():
        pieces = [bytearray(50_000) for _ in range(work_mib * MIB // 50_000)]
        return len(pieces) * 50_000 + int(held[0])

    return work


def test_the_work_runs_in_another_process_and_hands_its_outcome_back():
    run = timed(_says_where)
    assert run.outcome != os.getpid()
    assert run.wall > 0
    assert timed(_says_where, apart=False).outcome == os.getpid()


def test_short_work_is_repeated():
    calls = []
    timed(partial(_says_where, calls), apart=False)
    assert len(calls) == MOST_RUNS


def test_memory_counts_above_the_input_and_what_was_freed_before_does_not_hide_it():
    run = timed(partial(_needs_memory, 96, 96, 64), apart=False)
    if run.memory is None:
        pytest.skip("the system does not tell a process's highest memory")
    assert 60 < run.memory < 80
