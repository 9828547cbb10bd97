"""Several jobs of one kind in the hands of one worker, confirmed in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction

from seedbed.messages import Finding
from seedbed.store import Json
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.work import Work, WorkerEnds


class Held:
    """The jobs of a batch that are ours until its transaction ends, and what becomes of them in it."""

    def __init__(self, works: Sequence[Work]) -> None:
        self.works = tuple(works)
        self.results: dict[uuid.UUID, Mapping[str, Json]] = {}
        self.problems: dict[uuid.UUID, Sequence[Finding]] = {}

    def done(self, work: Work, result: Mapping[str, Json]) -> None:
        """The job is done once the transaction commits."""
        self.results[work.job.pk] = result

    def refused(self, work: Work, problems: Sequence[Finding]) -> None:
        """The job has failed for these reasons once the transaction commits."""
        self.problems[work.job.pk] = problems


class Batch:
    """What a handler of several jobs gets.

    Whatever it does not close in :meth:`confirmed` stays open, and is done one by one afterwards.
    """

    def __init__(self, works: Sequence[Work], lease: timedelta = queue.LEASE) -> None:
        self._works, self._lease = tuple(works), lease
        self._closed: set[uuid.UUID] = set()

    @property
    def open(self) -> tuple[Work, ...]:
        """The jobs that are not over yet, in the order of the queue."""
        return tuple(work for work in self._works if work.job.pk not in self._closed)

    def check(self) -> None:
        """Go no further where the worker ends.

        Raises
        ------
        WorkerEnds
            The handler lets it pass.
        """
        if any(work.ends for work in self._works):
            raise WorkerEnds

    @contextmanager
    def confirmed(self, works: Sequence[Work]) -> Iterator[Held]:
        """One transaction: changes and the ends of their jobs are committed together, once or never.

        Jobs that were asked to stop, or are another worker's by now, are not among those held.

        Raises
        ------
        WorkerEnds
            Nothing was changed.
        """
        self.check()
        with transaction.atomic():
            ours = queue.holds_of([work.job for work in works], self._lease)
            held = Held([work for work in works if work.job.pk in ours])
            yield held
            for work in held.works:
                key = work.job.pk
                if key in held.problems:
                    queue.fail(work.job, held.problems[key])
                elif key in held.results:
                    queue.finish(work.job, held.results[key])
        self._closed |= held.problems.keys() | held.results.keys()
