"""Timing: in a process of its own, with the memory above the input."""

from __future__ import annotations

import os
from functools import partial

import pytest

from bench.timed_work import needs_memory, says_where
from seedbed.bench.timing import MOST_RUNS, timed


def test_the_work_runs_in_another_process_and_hands_its_outcome_back():
    run = timed(says_where)
    assert run.outcome != os.getpid()
    assert run.wall > 0
    assert timed(says_where, apart=False).outcome == os.getpid()


def test_short_work_is_repeated():
    calls = []
    timed(partial(says_where, calls), apart=False)
    assert len(calls) == MOST_RUNS


def test_memory_counts_above_the_input_and_what_was_freed_before_does_not_hide_it():
    run = timed(partial(needs_memory, 96, 96, 64), apart=False)
    if run.memory is None:
        pytest.skip("the system does not tell a process's highest memory")
    assert 60 < run.memory < 80
