"""Workers as processes of their own beside the web server, begun again when one dies."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

_LOG = logging.getLogger("seedbed.jobs")
_ORPHAN = 10.0
"""Seconds that a worker whose parent is gone has to end in order."""


class WorkerProcesses:
    """So many workers that share nothing but the database.

    Parameters
    ----------
    count
        How many.
    target, pause
        What each does, and the seconds before one that died is begun again: what cannot begin at all must
        not keep the machine busy.
    """

    def __init__(self, count: int, target: Callable[[], object] | None = None, pause: float = 2.0) -> None:
        self._target, self._pause = target or work, pause
        # Never fork: a child would inherit other libraries' threads in mid-air.
        self._context = multiprocessing.get_context("spawn")
        self._running: list[BaseProcess] = [self._begin() for _ in range(count)]
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._keep_up, name="seedbed-workers", daemon=True)
        self._watch.start()

    def _begin(self) -> BaseProcess:
        process = self._context.Process(target=self._target, name="seedbed-worker")
        process.start()
        return process

    def _keep_up(self) -> None:
        while not self._stopping.is_set():
            wait([process.sentinel for process in self._running], timeout=1.0)
            gone = [process for process in self._running if not process.is_alive()]
            if gone and not self._stopping.wait(self._pause):
                _LOG.warning("%d worker(s) ended and are begun again", len(gone))
                self._running = [self._begin() if process in gone else process for process in self._running]

    def stop(self, timeout: float = 10.0) -> None:
        """End in order: present jobs go back to the queue."""
        self._stopping.set()
        self._watch.join(timeout)
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.join(timeout)
            if process.is_alive():
                process.kill()


def work() -> None:
    """What such a process does until it is told to end, or its parent is gone."""
    from seedbed.workbench.starting import start  # noqa: PLC0415 - sets Django up

    start()
    from seedbed.workbench.jobs.worker import Worker  # noqa: PLC0415 - needs the models

    working = Worker()
    signal.signal(signal.SIGTERM, lambda *_: working.stop())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends us in order

    def stop_with_parent() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            working.stop()
            time.sleep(_ORPHAN)
            os._exit(1)  # the lease of what it still does runs out

    threading.Thread(target=stop_with_parent, name="seedbed-parent", daemon=True).start()
    working.run()
