"""Many files of strangers, read side by side in processes that may die without harm."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from seedbed.formats.cv import read_cv
from seedbed.formats.document import DocumentKind
from seedbed.formats.json_resume import read_json_resume
from seedbed.formats.limits import DEFAULT_LIMITS, Limits
from seedbed.formats.near_duplicates import sketch, text_hash
from seedbed.formats.personal_data import without_personal_data
from seedbed.formats.profile import Profile, labelled_fields
from seedbed.formats.sniffing import claimed_kind
from seedbed.messages import Finding, Refusal, Severity, Value, worst

_BATCH = 16
_NAMES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ReadingBounds:
    """What one file may cost, enforced by the operating system on the process that reads it.

    Parameters
    ----------
    seconds
        Wall time; a PDF drawn to be slow ends here.
    megabytes
        Memory beyond what an idle reader holds.
    """

    seconds: float = 20.0
    megabytes: int = 1024


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file as read.

    Parameters
    ----------
    file
        Its name.
    profile
        Without personal data; ``None`` when the file was rejected.
    original
        Hash of the words before personal data was taken out, to tell the same CV twice.
    sketch
        Of the stored text, see :func:`~seedbed.formats.near_duplicates.sketch`.
    findings
        An error among them rejects the file.
    """

    file: str
    profile: Profile | None
    original: str
    sketch: NDArray[np.uint64]
    findings: tuple[Finding, ...]


def read_people_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> FileRead:
    """Read one CV or JSON Resume into a profile without personal data; never raises for a bad file."""
    name = path.name[:_NAMES_SHOWN]
    try:
        if path.stat().st_size > limits.file_bytes:
            too_large: dict[str, Value] = {"file": name, "megabytes": limits.file_bytes >> 20}
            return _rejected(name, Finding("formats.too-large", too_large))
        data = path.read_bytes()
    except OSError:
        return _rejected(name, Finding("formats.missing-file", {"file": name}))
    return read_people_content(data, name, limits)


def read_people_content(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> FileRead:
    """The same for a file that is at hand; ``name`` is what findings call it."""
    try:
        profile, original, findings = _profile(data, name, limits)
    except Refusal as refusal:
        return _rejected(name, *refusal.findings)
    except MemoryError:
        return _rejected(name, _stopped(name, ReadingBounds()))
    except Exception as error:  # one odd file of thousands must not stop the others
        return _rejected(
            name, Finding("formats.reader-failed", {"file": name, "problem": type(error).__name__})
        )
    if worst(findings) is Severity.ERROR:
        return _rejected(name, *findings)
    return FileRead(name, profile, text_hash(original), sketch(profile.text), findings)


def _profile(data: bytes, name: str, limits: Limits) -> tuple[Profile, str, tuple[Finding, ...]]:
    if claimed_kind(name) is DocumentKind.JSON:
        resume = read_json_resume(data, name, limits)
        return resume.profile, data.decode("utf-8-sig"), resume.findings
    document = read_cv(data, name, limits)
    stripped = without_personal_data(document.text)
    return replace(labelled_fields(document.text), text=stripped.text), document.text, document.findings


def _rejected(name: str, *findings: Finding) -> FileRead:
    return FileRead(name, None, "", sketch(""), findings)


def stopped_reader(name: str, bounds: ReadingBounds) -> FileRead:
    """What is said of a file that took its reader down."""
    return _rejected(name, _stopped(name, bounds))


def _stopped(name: str, bounds: ReadingBounds) -> Finding:
    values: dict[str, Value] = {"file": name, "seconds": round(bounds.seconds), "megabytes": bounds.megabytes}
    return Finding("formats.reader-stopped", values)


def read_people_files(
    paths: Sequence[Path],
    limits: Limits = DEFAULT_LIMITS,
    bounds: ReadingBounds | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[FileRead]:
    """Read files in processes of their own, in the order of ``paths``.

    1. Batches go to a pool of workers; every worker has a memory limit, and an alarm that ends it
       when one file takes too long.
    2. When a worker dies, the batches that were out are read again file by file in a pool of one,
       so that only the file that kills its reader is rejected (``formats.reader-stopped``).

    Parameters
    ----------
    workers
        One per processor by default.
    progress
        Called with files done and files in all.
    """
    bounds = bounds or ReadingBounds()
    workers = workers or os.cpu_count() or 1
    done: dict[int, FileRead] = {}

    def take(batch: range, reads: list[FileRead]) -> None:
        done.update(zip(batch, reads, strict=True))
        if progress is not None:
            progress(len(done), len(paths))

    waiting = (range(at, min(at + _BATCH, len(paths))) for at in range(0, len(paths), _BATCH))
    while len(done) < len(paths):
        for suspect in _read_batches(paths, waiting, limits, bounds, workers, take):
            _read_one_by_one(paths, suspect, limits, bounds, take)
    return [done[number] for number in range(len(paths))]


_Take = Callable[[range, list[FileRead]], None]


def reader_pool(workers: int, bounds: ReadingBounds) -> ProcessPoolExecutor:
    """Processes with a bound on their memory, ready to :func:`read_batch`."""
    # Never fork: the caller may hold threads of Polars or of a server.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(bounds.megabytes,))


def _read_batches(
    paths: Sequence[Path],
    waiting: Iterator[range],
    limits: Limits,
    bounds: ReadingBounds,
    workers: int,
    take: _Take,
) -> list[range]:
    """Read batches until there are no more or a worker dies; returns those that were out then."""
    out: dict[Future[list[FileRead]], range] = {}
    with reader_pool(workers, bounds) as pool:
        while True:
            try:
                while len(out) < 2 * workers and (batch := next(waiting, None)) is not None:
                    part = [paths[number] for number in batch]
                    out[_submit(pool, part, limits, bounds, out, batch)] = batch
                if not out:
                    return []
                finished, _ = wait(out, return_when=FIRST_COMPLETED)
                for future in finished:
                    reads = future.result()
                    take(out.pop(future), reads)
            except BrokenProcessPool:
                return sorted(out.values(), key=lambda batch: batch.start)


def _submit(
    pool: ProcessPoolExecutor,
    part: list[Path],
    limits: Limits,
    bounds: ReadingBounds,
    out: dict[Future[list[FileRead]], range],
    batch: range,
) -> Future[list[FileRead]]:
    try:
        return pool.submit(read_batch, part, limits, bounds.seconds)
    except BrokenProcessPool:
        out[Future()] = batch  # a worker died while this one was on its way: it is out, too
        raise


def _read_one_by_one(
    paths: Sequence[Path], batch: range, limits: Limits, bounds: ReadingBounds, take: _Take
) -> None:
    at = batch.start
    while at < batch.stop:
        with reader_pool(1, bounds) as pool:
            while at < batch.stop:
                try:
                    reads = pool.submit(read_batch, [paths[at]], limits, bounds.seconds).result()
                except BrokenProcessPool:
                    name = paths[at].name[:_NAMES_SHOWN]
                    take(range(at, at + 1), [stopped_reader(name, bounds)])
                    at += 1
                    break
                take(range(at, at + 1), reads)
                at += 1


def _begin(megabytes: int) -> None:
    """Bound this process, and end it with whoever it reads for, however that one ends."""
    _bound_memory(megabytes)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), name="end-with-parent", daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _bound_memory(megabytes: int) -> None:
    """Limit the address space to what is in use now and the bound."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:  # another system than Linux: the alarm alone has to do
        return
    most = pages * resource.getpagesize() + (megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def read_batch(paths: list[Path], limits: Limits, seconds: float) -> list[FileRead]:
    """Read files in this process, which ends when one of them takes longer than ``seconds``."""
    return _each_within(seconds, [partial(read_people_file, path, limits) for path in paths])


def read_contents(files: list[tuple[bytes, str]], limits: Limits, seconds: float) -> list[FileRead]:
    """The same for files that are at hand, content and name: nothing of them reaches the disk."""
    return _each_within(seconds, [partial(read_people_content, *file, limits) for file in files])


def _each_within(seconds: float, readings: list[Callable[[], FileRead]]) -> list[FileRead]:
    reads: list[FileRead] = []
    for reading in readings:
        # No handler: the alarm's default ends the process, also inside a library's loop.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        reads.append(reading())
        signal.setitimer(signal.ITIMER_REAL, 0)
    return reads
