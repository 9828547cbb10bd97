"""Time a piece of work, and hold the figures of several contestants side by side."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import polars as pl

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant's figures on one piece of work.

    ``share`` of the work was done (a slow peer does a stated random part); ``wall`` and ``cpu``
    are seconds for that share; ``agrees`` says whether its result equals Seedbed's on it; ``memory``
    is by how much the process grew at most, in MiB (``None`` where unknown): what earlier work left
    free is used again and does not show.
    """

    work: str
    contestant: str
    share: float
    wall: float
    cpu: float
    agrees: bool
    memory: float | None = None

    @property
    def whole(self) -> float:
        """Wall seconds scaled to the whole work."""
        return self.wall / self.share


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one bench; Seedbed's own stands first in each work."""

    rows: tuple[Row, ...]

    def frame(self) -> pl.DataFrame:
        """work, contestant, share, wall_s, cpu_s, memory_mib, whole_s, ratios (peer / Seedbed), agrees.

        ``cpu_ratio`` compares seconds of all threads, which other work on the machine disturbs less.
        """
        own = {row.work: row for row in reversed(self.rows) if row.contestant == "seedbed"}
        return pl.DataFrame(
            [
                {
                    "work": row.work,
                    "contestant": row.contestant,
                    "share": row.share,
                    "wall_s": row.wall,
                    "cpu_s": row.cpu,
                    "memory_mib": row.memory,
                    "whole_s": row.whole,
                    "ratio": row.whole / own[row.work].whole,
                    "cpu_ratio": row.cpu / row.share / (own[row.work].cpu / own[row.work].share),
                    "agrees": row.agrees,
                }
                for row in self.rows
            ],
            schema_overrides={"memory_mib": pl.Float64},
        )


@dataclass(frozen=True, slots=True)
class Timed(Generic[Outcome]):
    """The outcome of a piece of work and what it took."""

    outcome: Outcome
    wall: float
    cpu: float
    memory: float | None

    def row(self, work: str, contestant: str, share: float = 1.0, *, agrees: bool) -> Row:
        """These figures as a row of a table."""
        return Row(work, contestant, share, self.wall, self.cpu, agrees, self.memory)


def timed(work: Callable[[], Outcome]) -> Timed[Outcome]:
    """Run a piece of work: wall seconds, CPU seconds of all threads, most memory above the start."""
    before = _reset_peak()
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = _status("VmHWM")
    return Timed(outcome, wall, cpu, None if before is None or peak is None else max(0.0, peak - before))


def _reset_peak() -> float | None:
    """Set the process's highest memory back to the present one (Linux), and say what that is."""
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
