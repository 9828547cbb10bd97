"""Tasks in threads: all outcomes, no more ahead than needed, and an end when nobody listens."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import pytest

from seedbed.matching.in_threads import in_threads


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 17])
def test_every_task_is_done_once(threads, count):
    outcomes = in_threads(((lambda n=n: n) for n in range(count)), threads)
    assert sorted(outcomes) == list(range(count))


def test_tasks_are_made_one_ahead_of_the_threads():
    made, done = [], []
    lock = threading.Lock()

    def tasks():
        for n in range(20):
            with lock:
                made.append(n)
                assert len(made) - len(done) <= 2 + 1
            yield lambda n=n: n

    for outcome in in_threads(tasks(), 2):
        with lock:
            done.append(outcome)
    assert len(done) == 20


def test_tasks_that_wait_are_dropped_when_nobody_listens():
    started = []

    def task(n: int) -> int:
        started.append(n)
        time.sleep(0.01)
        return n

    with closing(in_threads(((lambda n=n: task(n)) for n in range(1_000)), 2)) as outcomes:
        next(outcomes)
    assert len(started) <= 5


def test_what_a_task_raises_comes_through():
    def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        list(in_threads([fail] * 3, 2))
