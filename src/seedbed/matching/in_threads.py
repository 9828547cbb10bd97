"""Tasks that release Python's lock, in several threads at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Outcome = TypeVar("Outcome")


def in_threads(tasks: Iterable[Callable[[], Outcome]], threads: int) -> Generator[Outcome, None, None]:
    """Do tasks in so many threads and yield their outcomes, as they come.

    Tasks are made while others run, one ahead of the threads, so that what they hold is never held for
    all at once. Who stops listening waits only for the tasks that are running.

    >>> sorted(in_threads(((lambda n=n: n * n) for n in range(5)), threads=2))
    [0, 1, 4, 9, 16]
    """
    if threads == 1:
        yield from (task() for task in tasks)
        return
    with ThreadPoolExecutor(threads) as pool:
        running: set[Future[Outcome]] = set()
        try:
            for task in tasks:
                running.add(pool.submit(task))
                if len(running) > threads:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        finally:
            for future in running:
                future.cancel()
