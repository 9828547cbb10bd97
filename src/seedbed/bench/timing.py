"""Time a piece of work, and hold the figures of several contestants side by side."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant's figures on one piece of work.

    ``share`` of the work was done (a slow peer does a stated random part); ``wall`` and ``cpu``
    are seconds for that share; ``agrees`` says whether its result equals Seedbed's on it.
    """

    work: str
    contestant: str
    share: float
    wall: float
    cpu: float
    agrees: bool

    @property
    def whole(self) -> float:
        """Wall seconds scaled to the whole work."""
        return self.wall / self.share


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one bench; Seedbed's own stands first in each work."""

    rows: tuple[Row, ...]

    def frame(self) -> pl.DataFrame:
        """work, contestant, share, wall_s, cpu_s, whole_s, ratio (peer / Seedbed), agrees."""
        own = {row.work: row for row in reversed(self.rows) if row.contestant == "seedbed"}
        return pl.DataFrame(
            [
                {
                    "work": row.work,
                    "contestant": row.contestant,
                    "share": row.share,
                    "wall_s": row.wall,
                    "cpu_s": row.cpu,
                    "whole_s": row.whole,
                    "ratio": row.whole / own[row.work].whole,
                    "agrees": row.agrees,
                }
                for row in self.rows
            ]
        )


def timed(work: Callable[[], Outcome]) -> tuple[Outcome, float, float]:
    """The outcome, wall seconds, CPU seconds of all threads."""
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = work()
    return outcome, time.perf_counter() - wall, time.process_time() - cpu
