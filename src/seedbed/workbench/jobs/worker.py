"""A worker: takes jobs one after the other, in a thread of the web process or in a process of its own."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Sequence
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connections

from seedbed.messages import Finding, Refusal
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.batch import Batch
from seedbed.workbench.jobs.handlers import handler_of, several_of
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Cancelled, LeaseLost, Work, WorkerEnds

_LOG = logging.getLogger("seedbed.jobs")


class Worker:
    """Takes jobs while it runs; several may run at the same time, on several machines.

    Parameters
    ----------
    idle
        Seconds between two looks at an empty queue.
    lease
        How long its job stays its own if it dies.
    """

    def __init__(self, idle: float = 0.5, lease: timedelta = queue.LEASE) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._idle, self._lease = idle, lease
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._works: tuple[Work, ...] = ()

    def start(self) -> None:
        """Run in a thread."""
        self._thread = threading.Thread(target=self.run, name=f"seedbed-worker {self.name}", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """End in order: the present job goes back to the queue at its next progress."""
        self._stopping.set()
        for work in self._works:
            work.end()
        if self._thread is not None:
            self._thread.join(timeout)

    def run(self, until_empty: bool = False) -> int:
        """Take jobs until :meth:`stop`, or until none is left; how many were taken."""
        taken = 0
        try:
            while not self._stopping.is_set():
                close_old_connections()
                try:
                    jobs = queue.claim_several(self.name, self._lease)
                    if jobs:
                        self._do(jobs)
                        taken += len(jobs)
                        continue
                except DatabaseError:
                    # The database may be away for a moment; the job's lease runs out meanwhile.
                    _LOG.exception("the database did not answer")
                if until_empty:
                    break
                self._stopping.wait(self._idle)
        finally:
            connections.close_all()
        return taken

    def _do(self, jobs: Sequence[Job]) -> None:
        works = self._works = tuple(Work(job, self._lease) for job in jobs)
        if self._stopping.is_set():
            for work in works:
                work.end()
        over = threading.Event()
        heart = threading.Thread(
            target=self._beat, args=(works, over), name=f"seedbed-heart {jobs[0].pk}", daemon=True
        )
        heart.start()
        try:
            for work in self._left_of(works):
                self._handle(work, work.job)
        finally:
            over.set()
            heart.join()
            self._works = ()

    def _left_of(self, works: Sequence[Work]) -> Sequence[Work]:
        """Do jobs together, if there are several; those that are left to be done one by one."""
        several = several_of(works[0].kind) if len(works) > 1 else None
        if several is None:
            return works
        batch = Batch(works, self._lease)
        try:
            several.handler(batch)
        except WorkerEnds:
            pass  # each is given back by itself
        except Exception as error:
            _LOG.error("%d jobs (%s) are done one by one: %s", len(works), works[0].kind, _where(error))
        return batch.open

    def _handle(self, work: Work, job: Job) -> None:
        handler = handler_of(job.kind)
        if handler is None:
            queue.fail(job, [Finding("workbench.unknown-job-kind", {"kind": job.kind, "known": "-"})])
            return
        try:
            kept = queue.finish(job, handler(work))
        except Cancelled:
            kept = queue.stop(job)
        except WorkerEnds:
            kept = queue.give_back(job)
        except LeaseLost:
            kept = False
        except Refusal as refusal:
            kept = queue.fail(job, refusal.findings)
        except DatabaseError:
            raise
        except Exception as error:
            # The message may hold personal data: the log gets the kind of error and where it arose.
            _LOG.error("job %s (%s) failed: %s", job.pk, job.kind, _where(error))
            failed = Finding("workbench.job-failed", {"kind": job.kind, "error": type(error).__name__})
            kept = queue.fail(job, [failed])
        if not kept:
            _LOG.warning("job %s was taken over by another worker", job.pk)

    def _beat(self, works: Sequence[Work], over: threading.Event) -> None:
        """Move the leases on three times as often as they would run out."""
        try:
            while not over.wait(self._lease.total_seconds() / 3):
                for work in works:
                    try:
                        work.beat()
                    except DatabaseError:
                        _LOG.warning("the lease of job %s could not be moved on", work.job.pk)
        finally:
            connections.close_all()


def _where(error: BaseException) -> str:
    frame, line = error.__traceback__, 0
    name = ""
    while frame is not None:
        name, line = frame.tb_frame.f_globals.get("__name__", ""), frame.tb_lineno
        frame = frame.tb_next
    return f"{type(error).__name__} at {name}:{line}"
