"""The workbench under load: the talent drive, and pages as the region grows; on SQLite and on PostgreSQL.

The server is `seedbed serve` as people start it, in a process of its own, on the loopback; the load comes from
another process. Documents and people are drawn.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seedbed.bench.bars import Bar, only_where
from seedbed.bench.private_postgresql import answers, free_port, private_postgresql
from seedbed.bench.table import Figure, Row, Table
from seedbed.messages import Refusal

RATE = 16.7
"""Documents a second: a million and more in a day's drive of 16 to 17 hours."""
SIZES = {"S": (1_000, 10_000), "M": (10_000, 1_000_000)}
"""People in the small and in the large house; the drive goes to the large one."""
STATED_MINUTES = 30.0
MATCHABLE_WITHIN = 60.0
SLOWER_AT_MOST = 2.0
DRAIN_AT_MOST = 3_600.0
_SERVE = "from seedbed.cli.main import run\nif __name__ == '__main__': run()"
_LISTS = ("people-list", "people-search", "opportunities-list", "opportunities-search")


@dataclass(frozen=True, slots=True)
class Served:
    """What one database gave: rows and figures of its work, and what the bars ask about."""

    table: Table
    matchable: float
    lost: float
    slower: float


def bench_serve(
    size: str = "S",
    minutes: float = 1.0,
    rate: float = RATE,
    page_seconds: float = 20.0,
    region: Path = Path("regions/chongqing"),
    databases: Sequence[str] = ("sqlite", "postgresql"),
) -> Table:
    """Both loads on each database; one that cannot be started is left out.

    Raises
    ------
    Refusal
        ``bench.server-broke``: the house could not be prepared, or the server did not answer.
    """
    people = SIZES[size]
    served: dict[str, Served] = {}
    for kind in databases:
        with contextlib.ExitStack() as stack:
            addresses: list[str] = []
            if kind == "postgresql":
                for _ in people:
                    address = stack.enter_context(private_postgresql())
                    addresses += [] if address is None else [address]
                if len(addresses) < len(people):
                    continue
            who = f"seedbed-{kind}" if served else "seedbed"  # the first is what the others are compared with
            served[kind] = _serve_on(who, addresses, people, minutes, rate, page_seconds, region)
    told: tuple[str, ...] = ("bench.note-serving",)
    if len(served) < len(databases):
        told += ("bench.note-no-postgresql",)
    whole = Table((), notes=told)
    for one in served.values():
        whole += one.table
    at_size = size == "M" and minutes >= STATED_MINUTES and rate == RATE
    bars: list[Bar] = []
    where = f"{SIZES['M'][1]:,} people, {STATED_MINUTES:g} min, {RATE}/s"
    for kind, one in served.items():
        bars += [
            Bar("bench.bar-lost", 0.0, one.lost, at_least=False, work=kind),
            Bar(
                "bench.bar-matchable",
                MATCHABLE_WITHIN,
                only_where(at_size, one.matchable),
                False,
                kind,
                where,
            ),
            Bar("bench.bar-pages", SLOWER_AT_MOST, only_where(size == "M", one.slower), False, kind, where),
        ]
    return Table(whole.rows, whole.figures, tuple(bars), whole.notes)


def _serve_on(
    who: str,
    addresses: Sequence[str],
    people: Sequence[int],
    minutes: float,
    rate: float,
    page_seconds: float,
    region: Path,
) -> Served:
    count = max(1, round(rate * 60 * minutes))
    rows: list[Row] = []
    figures: list[Figure] = []
    medians: list[dict[str, float]] = []
    drive: dict[str, object] = {}
    after: dict[str, object] = {}
    for at, size in enumerate(people):
        last = at == len(people) - 1
        with tempfile.TemporaryDirectory(prefix="seedbed-serve-") as folder:
            home = Path(folder)
            environment = _environment(home, addresses[at] if addresses else "")
            house, out = home / "house.json", home / "out.json"
            visitors = count if last else 1
            _run(
                "serving_house", "prepare", region.absolute(), size, visitors, house, environment=environment
            )
            with _server(environment) as port:
                _run("serving_load", "pages", port, page_seconds, house, out, environment=environment)
                told = json.loads(out.read_text("utf-8"))
                medians.append(_pages(told, size, who, page_seconds, rows, figures))
                if last:
                    before = resource.getrusage(resource.RUSAGE_CHILDREN)
                    _run("serving_load", "drive", port, rate, count, house, out, environment=environment)
                    drive = json.loads(out.read_text("utf-8"))
                    _run("serving_house", "watch", DRAIN_AT_MOST, out, environment=environment)
                    after = json.loads(out.read_text("utf-8"))
            if last:
                spent = resource.getrusage(resource.RUSAGE_CHILDREN)
                cpu = (
                    spent.ru_utime
                    + spent.ru_stime
                    - before.ru_utime
                    - before.ru_stime
                    - float(str(drive["cpu"]))
                )
                _drive(drive, after, f"drive {rate}/s, {minutes:g} min", who, cpu, rows, figures)
    read = np.array(after["seconds"], dtype=float)
    slower = max(medians[-1][name] / medians[0][name] for name in _LISTS)
    lost = float(int(str(drive["accepted"])) - int(str(after["done"])))
    matchable = float(np.quantile(read, 0.95)) if read.size else float("inf")
    return Served(Table(tuple(rows), tuple(figures)), matchable, lost, slower)


def _pages(
    told: dict[str, dict[str, list[float]]],
    size: int,
    who: str,
    seconds: float,
    rows: list[Row],
    figures: list[Figure],
) -> dict[str, float]:
    """Figures of each kind of page; their medians."""
    medians = {}
    for kind, times in told["times"].items():
        work = f"{kind}, {size:,} people"
        taken = np.array(times)
        medians[kind] = float(np.median(taken))
        rows.append(Row(work, who, 1.0, float(taken.mean()), float("nan"), not told["wrong"]))
        figures.append(Figure(work, who, "per-second", taken.size / seconds))
        figures += _quantiles(work, who, taken)
    return medians


def _drive(
    drive: dict[str, object],
    after: dict[str, object],
    work: str,
    who: str,
    cpu: float,
    rows: list[Row],
    figures: list[Figure],
) -> None:
    """Figures of the drive: taking in, and until one is matchable."""
    accepted, done = int(str(drive["accepted"])), int(str(after["done"]))
    rows.append(Row(work, who, 1.0, float(str(after["span"])), cpu, done == accepted))
    figures += _quantiles(work, who, np.array(drive["seconds"], dtype=float))
    read = np.array(after["seconds"], dtype=float)
    for name, value in {
        "documents": float(str(drive["asked"])),
        "refused": float(str(drive["asked"])) - accepted,
        "lost": float(accepted - done),
        "per-second": done / max(float(str(after["span"])), 1e-9),
        "matchable-p50": float(np.quantile(read, 0.5)) if read.size else float("nan"),
        "matchable-p95": float(np.quantile(read, 0.95)) if read.size else float("nan"),
        "matchable-p99": float(np.quantile(read, 0.99)) if read.size else float("nan"),
    }.items():
        figures.append(Figure(work, who, name, value))


def _quantiles(work: str, who: str, seconds: np.ndarray) -> list[Figure]:
    return [
        Figure(work, who, f"answer-p{share}", float(np.quantile(seconds, share / 100)) * 1_000)
        for share in (50, 95, 99)
    ]


def _environment(home: Path, database: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SEEDBED_")}
    own |= {"SEEDBED_HOME": str(home), "SEEDBED_PLAIN_HTTP": "1", "SEEDBED_SECOND_FACTOR": "optional"}
    return own | ({"SEEDBED_DATABASE": database} if database else {})


def _run(module: str, *arguments: object, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", f"seedbed.bench.{module}", *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal.because("bench.server-broke", detail=done.stderr.strip()[-400:])


@contextlib.contextmanager
def _server(environment: dict[str, str]) -> Iterator[int]:
    """The port of `seedbed serve`."""
    port = free_port()
    command = [sys.executable, "-c", _SERVE, "serve", "--port", str(port)]
    log = Path(environment["SEEDBED_HOME"]) / "serve.log"
    with log.open("wb") as stream:
        server = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
        try:
            if not answers(port, server, 120):
                raise Refusal.because("bench.server-broke", detail=log.read_text("utf-8", "replace")[-400:])
            yield port
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
