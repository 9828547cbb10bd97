"""A reader of strangers' files that stays between files, for those that come one by one."""

from __future__ import annotations

import re
import tempfile
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path, PurePath

from seedbed.formats.limits import DEFAULT_LIMITS, Limits
from seedbed.formats.reading_many import (
    FileRead,
    ReadingBounds,
    read_batch,
    reader_pool,
    stopped_reader,
)


class StandingReader:
    """Reads one file at a time in a process of its own, which has bounds on memory and time.

    The process is started with the first file; one that dies over a file is replaced. Threads may share
    a reader: they take turns.

    Parameters
    ----------
    limits, bounds
        As in :func:`~seedbed.formats.reading_many.read_people_files`.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS, bounds: ReadingBounds | None = None) -> None:
        self._limits, self._bounds = limits, bounds or ReadingBounds()
        self._pool: ProcessPoolExecutor | None = None
        self._turn = threading.Lock()

    def read(self, data: bytes, name: str) -> FileRead:
        """Read one file; never raises for a bad one.

        ``name`` is what findings call it; of the name only the suffix reaches the disk, and the
        file is gone when this returns.
        """
        with self._turn, tempfile.TemporaryDirectory(prefix="seedbed-reading-") as folder:
            path = Path(folder) / _harmless(name)
            path.write_bytes(data)
            if self._pool is None:
                self._pool = reader_pool(1, self._bounds)
            try:
                return self._pool.submit(read_batch, [path], self._limits, self._bounds.seconds).result()[0]
            except BrokenProcessPool:
                self._pool.shutdown(wait=False)
                self._pool = None
                return stopped_reader(path.name, self._bounds)

    def close(self) -> None:
        """End the process."""
        with self._turn:
            if self._pool is not None:
                self._pool.shutdown()
                self._pool = None


def _harmless(name: str) -> str:
    """A name that leads nowhere; the suffix stays, since it says what the file claims to be."""
    path = PurePath(re.sub(r"[^\w.-]", "_", name))
    return f"{path.stem.strip('.')[:60] or 'file'}{path.suffix.lower()[:8]}"
