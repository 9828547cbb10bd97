"""Time a piece of work, here or in a process of its own."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Generic, TypeVar

from seedbed.bench.table import Row

Outcome = TypeVar("Outcome")
Work = Callable[[], Outcome]

MOST_RUNS = 3
LONG_ENOUGH = 12.0
"""Work is repeated, up to :data:`MOST_RUNS` times, until this many seconds have passed."""


@dataclass(frozen=True, slots=True)
class Timed(Generic[Outcome]):
    """The outcome of a piece of work and what it took; see :class:`seedbed.bench.table.Row`."""

    outcome: Outcome
    wall: float
    cpu: float
    memory: float | None

    def row(self, work: str, contestant: str, share: float = 1.0, *, agrees: bool | None) -> Row:
        """These figures as a row of a table."""
        return Row(work, contestant, share, self.wall, self.cpu, agrees, self.memory)


def timed(prepare: Callable[[], Work[Outcome]], *, apart: bool = True) -> Timed[Outcome]:
    """Run a piece of work in a process of its own and time it.

    1. A fresh process starts, so that no contestant finds memory or compiled code that another has left.
    2. ``prepare`` makes the input, runs something small once so that libraries are loaded, and gives back
       the work. None of that is counted.
    3. Free memory goes back to the system, and the highest mark of the process is set back to the
       present: the peak is then counted above the input.
    4. The work runs, and runs again unless it was long, for every contestant alike; the fastest run
       counts; the memory is that of the first.

    Parameters
    ----------
    prepare
        A function of a module (or a partial of one), since it crosses into the other process.
    apart
        ``False``: in this process, which is quicker to start and leaves 1 out.
    """
    if not apart:
        return _best_of_a_few(prepare)
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_best_of_a_few, prepare).result()


def _best_of_a_few(prepare: Callable[[], Work[Outcome]]) -> Timed[Outcome]:
    work = prepare()
    begun = time.perf_counter()
    first = _once_with_memory(work)
    wall, cpu = first.wall, first.cpu
    for _ in range(MOST_RUNS - 1):
        if time.perf_counter() - begun > LONG_ENOUGH:
            break
        wall, cpu = min((wall, cpu), _once(work)[1:])
    return Timed(first.outcome, wall, cpu, first.memory)


def _once_with_memory(work: Work[Outcome]) -> Timed[Outcome]:
    before = _reset_peak()
    outcome, wall, cpu = _once(work)
    peak = _status("VmHWM")
    return Timed(outcome, wall, cpu, None if before is None or peak is None else max(0.0, peak - before))


def _once(work: Work[Outcome]) -> tuple[Outcome, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = work()
    return outcome, time.perf_counter() - wall, time.process_time() - cpu


def _reset_peak() -> float | None:
    """Give free memory back and set the process's highest mark to the present one (Linux); MiB."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError, TypeError):  # other libraries: it may come out too low
        ctypes.CDLL(None).malloc_trim(0)
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:
        return None
    return _status("VmRSS")


def _status(field: str) -> float | None:
    """A line of the process's status (Linux), in MiB."""
    try:
        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field + ":")), None)
