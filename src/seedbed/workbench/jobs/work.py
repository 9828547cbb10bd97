"""A job in the hands of a worker: its parameters, its progress, its confirmed changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction

from seedbed.store import Json
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.models import Job

_BETWEEN_WRITES = 0.5
"""Seconds between two writes of the progress; engines report far more often."""


class Cancelled(Exception):
    """The job was asked to stop."""


class LeaseLost(Exception):
    """Another worker has the job now; what this one did not confirm is void."""


class WorkerEnds(Exception):
    """The worker is told to end; the job goes back to the queue."""


class Work:
    """What a handler gets.

    Its :meth:`progress` fits the engines' callbacks. Changes to the record stand in ``with
    work.confirmed():``, which commits them only while the job is ours.
    """

    def __init__(self, job: Job, lease: timedelta = queue.LEASE) -> None:
        self.job, self._lease = job, lease
        self.kind: str = job.kind
        self.parameters: Mapping[str, Json] = job.parameters
        self.asked_by: str = job.asked_by
        self._cancelled, self._lost, self._ending = threading.Event(), threading.Event(), threading.Event()
        self._written = 0.0

    def progress(self, done: int, total: int) -> None:
        """Say how far it is.

        Raises
        ------
        Cancelled, LeaseLost, WorkerEnds
            The handler lets them pass.
        """
        self.check()
        now = time.monotonic()
        if done < total and now - self._written < _BETWEEN_WRITES:
            return
        self._written = now
        if not queue.tell(self.job, done, total):
            self._lost.set()
            raise LeaseLost

    def check(self) -> None:
        """Go no further where the job is not to go on; see :meth:`progress`."""
        if self._lost.is_set():
            raise LeaseLost
        if self._cancelled.is_set():
            raise Cancelled
        if self._ending.is_set():
            raise WorkerEnds

    @contextmanager
    def confirmed(self) -> Iterator[None]:
        """One transaction in which the job is surely ours: its changes are committed once or never.

        Raises
        ------
        Cancelled, LeaseLost, WorkerEnds
            Nothing was changed.
        """
        self.check()
        with transaction.atomic():
            if not queue.holds(self.job, self._lease):
                self._lost.set()
                raise LeaseLost
            yield

    def beat(self) -> None:
        """Move the lease on and learn whether to stop; called by the worker, not by handlers."""
        asked_to_stop = queue.beat(self.job, self._lease)
        if asked_to_stop is None:
            self._lost.set()
        elif asked_to_stop:
            self._cancelled.set()

    @property
    def ends(self) -> bool:
        """Whether the worker ends."""
        return self._ending.is_set()

    def end(self) -> None:
        """The worker ends: the handler stops at its next progress."""
        self._ending.set()
