"""A reader of strangers' files that stays between files, for those that come a few at a time."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import PurePath

from seedbed.formats.limits import DEFAULT_LIMITS, Limits
from seedbed.formats.reading_many import (
    FileRead,
    ReadingBounds,
    read_contents,
    reader_pool,
    stopped_reader,
)


class StandingReader:
    """Reads files in a process of its own, which has bounds on memory and time for each of them.

    The process is started with the first file; one that dies over a file is replaced. Threads may share
    a reader: they take turns. No file reaches the disk.

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
        """Read one file, which findings call ``name``; never raises for a bad one."""
        return self.read_several([(data, name)])[0]

    def read_several(self, files: Sequence[tuple[bytes, str]]) -> list[FileRead]:
        """Read files, content and name, in their order; never raises for a bad one.

        If the process dies, they are read again one by one: only the file that kills its reader is
        rejected (``formats.reader-stopped``).
        """
        named = [(data, _harmless(name)) for data, name in files]
        with self._turn:
            together = self._read(named)
            if together is not None:
                return together
            if len(named) == 1:
                return [stopped_reader(named[0][1], self._bounds)]
            alone = [self._read([file]) for file in named]
        return [
            stopped_reader(name, self._bounds) if reads is None else reads[0]
            for (_, name), reads in zip(named, alone, strict=True)
        ]

    def _read(self, files: list[tuple[bytes, str]]) -> list[FileRead] | None:
        """Read files in the process; ``None`` where it died over one of them."""
        if self._pool is None:
            self._pool = reader_pool(1, self._bounds)
        try:
            return self._pool.submit(read_contents, files, self._limits, self._bounds.seconds).result()
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = None
            return None

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
