"""How long the queue is and how fast it goes; asked often, so each process asks the database once a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.utils import timezone

from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.queue import ahead_of

WINDOW = timedelta(seconds=60)
"""Over how long the pace is taken."""
_FRESH = 1.0
_COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class Pace:
    """Jobs that wait, at most :data:`_COUNTED`, and jobs of a kind that are done a minute; 0 where none was."""

    waiting: int
    a_minute: float

    def minutes_for(self, jobs: int) -> int | None:
        """In how many minutes so many jobs are done; ``None`` where nobody can tell."""
        return ceil(jobs / self.a_minute) if self.a_minute else None


@dataclass(frozen=True, slots=True)
class Place:
    """A job's number in the queue, from 1, and in how many minutes it is about to be done, if one can tell."""

    number: int
    minutes: int | None


class Paces:
    """What :func:`pace_now` finds for each kind, kept for a second.

    Parameters
    ----------
    clock
        Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._known: dict[str, tuple[float, Pace]] = {}

    def of(self, kind: str) -> Pace:
        """The pace of a kind; while one thread asks anew, the others take the last answer."""
        known = self._known.get(kind)
        if known is not None and (self._clock() - known[0] < _FRESH or self._lock.locked()):
            return known[1]
        with self._lock:
            known = self._known.get(kind)
            if known is None or self._clock() - known[0] >= _FRESH:
                known = self._known[kind] = (self._clock(), pace_now(kind))
            return known[1]


def pace_now(kind: str) -> Pace:
    """Count anew, by two indexes."""
    waiting = Job.objects.filter(state=State.WAITING).order_by("-priority", "asked_at")[:_COUNTED].count()
    lately = Job.objects.filter(kind=kind, state=State.DONE, finished_at__gt=timezone.now() - WINDOW)
    return Pace(waiting, lately.count() * 60 / WINDOW.total_seconds())


_PACES = Paces()


def pace_of(kind: str) -> Pace:
    """The pace of a kind of jobs, at most a second old."""
    return _PACES.of(kind)


def place_of(job: Job) -> Place:
    """Where a waiting job stands now."""
    number = ahead_of(job) + 1
    return Place(number, pace_of(job.kind).minutes_for(number))
