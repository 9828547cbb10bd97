"""A worker: takes jobs one after the other, in a thread of the web process or in a process of its own."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connections

from seedbed.messages import Finding, Refusal
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.handlers import handler_of
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
        self._work: Work | None = None

    def start(self) -> None:
        """Run in a thread."""
        self._thread = threading.Thread(target=self.run, name=f"seedbed-worker {self.name}", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """End in order: the present job goes back to the queue at its next progress."""
        self._stopping.set()
        if self._work is not None:
            self._work.end()
        if self._thread is not None:
            self._thread.join(timeout)

    def run(self, until_empty: bool = False) -> int:
        """Take jobs until :meth:`stop`, or until none is left; how many were taken."""
        taken = 0
        try:
            while not self._stopping.is_set():
                close_old_connections()
                try:
                    job = queue.claim(self.name, self._lease)
                    if job is not None:
                        self._do(job)
                        taken += 1
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

    def _do(self, job: Job) -> None:
        work = self._work = Work(job, self._lease)
        if self._stopping.is_set():
            work.end()
        over = threading.Event()
        heart = threading.Thread(
            target=self._beat, args=(work, over), name=f"seedbed-heart {job.pk}", daemon=True
        )
        heart.start()
        try:
            self._handle(work, job)
        finally:
            over.set()
            heart.join()
            self._work = None

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

    def _beat(self, work: Work, over: threading.Event) -> None:
        """Move the lease on three times as often as it would run out."""
        try:
            while not over.wait(self._lease.total_seconds() / 3):
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
