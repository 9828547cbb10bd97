"""The workbench under load: the talent drive, a surge of ten times as much, and pages as the region grows.

What is measured, and how:

- The server is `seedbed serve` as people start it, on the loopback, with its own choice of processes; the load
  comes from another process of the same machine, which takes its share of the cores. People, their sessions
  and their CVs are drawn; a tenth as many opportunities stand beside the people. A few see a page before each load, so
  that no load meets a server that has just come up.
- *drive* (PostgreSQL): a fixed mix of CVs (Chinese and English; 40 % text, 30 % Word, 30 % PDF; one in twenty
  of ten pages), each uploaded by a visitor of its own through the page's form, at a fixed rate whatever the
  server does. A time counts from when the upload was due. *Matchable* is who has a text in the record after
  its job is done; *lost* is who was accepted and is not matchable when nothing waits any more.
- *surge* (PostgreSQL): the same at ten times the rate, after the drive has drained, on the same house. Each
  upload is accepted, told to come later (503), or got no answer; the record is asked whether the latter two
  left anything behind. The drain rate is that of CVs read after the last upload was due.
- For both, seconds of the processor for each upload accepted: web processes, workers with their readers,
  database, load; and how many cores were busy. The largest of them is the bottleneck.
- *pages* (both databases): each kind of page in turn for some seconds, in a small and in a large region.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from seedbed.bench.bars import Bar, only_where
from seedbed.bench.private_postgresql import answers, free_port, private_postgresql
from seedbed.bench.processor_time import processes, seconds_of, tree
from seedbed.bench.table import Figure, Row, Table
from seedbed.messages import Refusal

RATE = 16.7
"""Documents a second: a million and more in a day's drive of 16 to 17 hours."""
SURGE = 10
"""Times the rate."""
SIZES = {"S": (1_000, 10_000), "M": (10_000, 1_000_000)}
"""People in the small and in the large house; the loads go to the large one."""
PARTS = ("pages", "drive", "surge")
STATED_MINUTES, STATED_SURGE_MINUTES = 30.0, 3.0
MATCHABLE_WITHIN = 60.0
SLOWER_AT_MOST = 2.0
DRAIN_AT_MOST = 3_600.0
_SERVE = "from seedbed.cli.main import run\nif __name__ == '__main__': run()"
_LISTS = (
    "people-list",
    "people-search",
    "people-search-sign",
    "people-search-words",
    "opportunities-list",
    "opportunities-search",
)
_ROLES = ("web", "workers", "database", "load")

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """How much of what.

    Parameters
    ----------
    size
        A key of :data:`SIZES`.
    minutes, surge_minutes, rate
        Of the drive and of the surge; documents a second of the drive.
    page_seconds
        Of asking for pages, for each database and region.
    region
        Folder whose places, organisations and catalogue are used.
    databases, parts
        ``sqlite``, ``postgresql``; of :data:`PARTS`.
    """

    size: str = "S"
    minutes: float = 1.0
    surge_minutes: float = 0.2
    rate: float = RATE
    page_seconds: float = 20.0
    region: Path = Path("regions/chongqing")
    databases: Sequence[str] = ("sqlite", "postgresql")
    parts: Collection[str] = PARTS


@dataclass(slots=True)
class _Found:
    """What is found on the way."""

    tables: dict[str, Table] = field(default_factory=dict)
    medians: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    missing: bool = False


def bench_serve(options: ServeOptions, tell: Tell = lambda *_: None) -> dict[str, Table]:
    """A table for each part, by its title.

    Parameters
    ----------
    tell
        Is told a step, how much of it is done, and of how much.

    Raises
    ------
    Refusal
        ``bench.server-broke``: the house could not be prepared, or the server did not answer.
    """
    found = _Found()
    loads = [part for part in ("drive", "surge") if part in options.parts]
    small, large = SIZES[options.size]
    for people in (small, large) if "pages" in options.parts else (large,):
        with tempfile.TemporaryDirectory(prefix="seedbed-drawn-") as folder:
            region = Path(folder) / "region"
            tell("draw", 0, people)
            _run(tell, "serving_house", "draw", options.region.absolute(), people, region)
            for kind in options.databases:
                driven = loads if kind == "postgresql" and people == large else []
                if "pages" in options.parts or driven:
                    _serve_on(options, kind, people, region, driven, found, tell)
    if "pages" in options.parts and found.medians:
        title = f"serve, pages, size {options.size}, on {', '.join(found.medians)}"
        found.tables[title] = _pages_table(options, found)
    notes = ("bench.note-serving",) + (("bench.note-no-postgresql",) if found.missing else ())
    return {title: table + Table((), notes=notes) for title, table in found.tables.items()}


def _serve_on(
    options: ServeOptions,
    kind: str,
    people: int,
    region: Path,
    loads: Sequence[str],
    found: _Found,
    tell: Tell,
) -> None:
    """One house on one database: its pages, then its loads."""
    counts = {
        "drive": max(1, round(options.rate * 60 * options.minutes)),
        "surge": max(1, round(SURGE * options.rate * 60 * options.surge_minutes)),
    }
    with contextlib.ExitStack() as stack:
        address = ""
        if kind == "postgresql":
            given = stack.enter_context(private_postgresql())
            if given is None:
                found.missing = True
                return
            address = given
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="seedbed-serve-")))
        own = _environment(home, address)
        house, out = home / "house.json", home / "out.json"
        visitors = max(1, sum(counts[load] for load in loads))
        _run(tell, "serving_house", "prepare", region, visitors, house, environment=own)
        server, port = stack.enter_context(_server(own))
        if "pages" in options.parts:
            tell("pages", 0, people)
            _run(tell, "serving_load", "pages", port, options.page_seconds, house, out, environment=own)
            _pages(json.loads(out.read_text("utf-8")), kind, people, options.page_seconds, found)
        first = 0
        for load in loads:
            tell(load, 0, counts[load])
            rate = options.rate * (SURGE if load == "surge" else 1)
            before, began = processes(), time.monotonic()
            driven = home / "driven.json"
            _run(
                tell, "serving_load", "drive", port, rate, first, counts[load], house, driven, environment=own
            )
            _run(tell, "serving_house", "watch", DRAIN_AT_MOST, house, driven, out, environment=own)
            spent = _Spending(before, processes(), server, time.monotonic() - began)
            minutes = options.surge_minutes if load == "surge" else options.minutes
            asked, became = (json.loads(path.read_text("utf-8")) for path in (driven, out))
            title = f"serve, {load}, {people:,} people, {rate:g}/s for {minutes:g} min"
            found.tables[title] = _load_table(options, load, title, asked, became, spent)
            first += counts[load]


@dataclass(frozen=True, slots=True)
class _Spending:
    """Processes before and after a load, and its seconds with the draining."""

    before: dict[int, Any]
    after: dict[int, Any]
    server: int
    wall: float

    def by_role(self, workers: Collection[int], load: float) -> dict[str, float]:
        """Seconds of the processor; the database is every server of PostgreSQL that we began."""
        served = tree(self.server, self.after)
        working = set().union(*(tree(number, self.after) for number in workers)) & served
        database: set[int] = set()
        for number in tree(os.getpid(), self.after) - served:
            if self.after[number].program.startswith("postgres"):
                database.add(number)
        members = {"web": served - working, "workers": working, "database": database}
        seconds = {
            role: seconds_of(those, self.after) - seconds_of(those, self.before)
            for role, those in members.items()
        }
        return {**seconds, "load": load}


def _load_table(
    options: ServeOptions,
    load: str,
    work: str,
    asked: dict[str, Any],
    became: dict[str, Any],
    spent: _Spending,
) -> Table:
    """Figures of a drive or a surge, and its bars."""
    fates = dict.fromkeys(
        ("matchable", "lost", "later", "kept-though-later", "unanswered", "kept-unanswered"), 0
    )
    fates |= became["fates"]
    accepted = fates["matchable"] + fates["lost"]
    seconds = np.array(became["seconds"], dtype=float)
    ends = np.array(became["ends"], dtype=float)
    last_due = max(due for _, due, _, _ in asked["answers"])
    first_due = min(due for _, due, _, _ in asked["answers"])
    late = ends[ends > last_due]
    cpu = spent.by_role(became["workers"], float(asked["load"]))
    lost = float(fates["lost"] + fates["kept-though-later"] + became["files"])
    matchable = float(np.quantile(seconds, 0.95)) if seconds.size else float("inf")
    span = float(ends[-1] - first_due) if ends.size else float("nan")
    figures = {
        "documents": len(asked["answers"]),
        "accepted": accepted,
        "told-later": fates["later"] + fates["kept-though-later"],
        "unanswered": fates["unanswered"] + fates["kept-unanswered"],
        "lost": lost,
        "asked-per-second": len(asked["answers"]) / asked["span"],
        "per-second": ends.size / span,
        "drain-per-second": late.size / (ends[-1] - last_due) if late.size > 1 else float("nan"),
        **{
            f"matchable-p{share}": float(np.quantile(seconds, share / 100)) if seconds.size else float("nan")
            for share in (50, 95, 99)
        },
        **{f"cpu-{role}": 1_000 * cpu[role] / max(accepted, 1) for role in _ROLES},
        "cores-busy": sum(cpu.values()) / spent.wall,
    }
    if asked["looks"]:
        figures["places-told"] = asked["places"] / asked["looks"]
    took = np.array([took for _, _, took, status in asked["answers"] if status], dtype=float)
    told = [Figure(work, "seedbed", name, float(value)) for name, value in figures.items()]
    told += _quantiles(work, "seedbed", took)
    stated = (
        options.size == "M"
        and options.rate == RATE
        and (
            options.surge_minutes >= STATED_SURGE_MINUTES
            if load == "surge"
            else options.minutes >= STATED_MINUTES
        )
    )
    where = f"{SIZES['M'][1]:,} people, {STATED_MINUTES:g} min, {RATE}/s"
    bars = [Bar("bench.bar-lost", 0.0, lost, at_least=False, work=load)]
    if load == "drive":
        within = only_where(stated, matchable)
        bars.append(Bar("bench.bar-matchable", MATCHABLE_WITHIN, within, False, load, where))
        every = float(accepted) / len(asked["answers"])
        bars.append(Bar("bench.bar-accepted", 1.0, only_where(stated, every), True, load, where))
    else:
        bars.append(Bar("bench.bar-answered", 0.0, float(figures["unanswered"]), False, load))
    row = Row(work, "seedbed", 1.0, spent.wall, sum(cpu.values()), lost == 0)
    return Table((row,), tuple(told), tuple(bars))


def _pages(told: dict[str, Any], kind: str, people: int, seconds: float, found: _Found) -> None:
    """Figures of each kind of page on one house."""
    who = "seedbed" if kind == "sqlite" or "sqlite" not in found.medians else f"seedbed-{kind}"
    medians = {}
    for page, times in told["times"].items():
        work = f"{page}, {people:,} people"
        taken = np.array(times)
        medians[page] = float(np.median(taken))
        found.rows.append(Row(work, who, 1.0, float(taken.mean()), float("nan"), not told["wrong"]))
        found.figures.append(Figure(work, who, "per-second", taken.size / seconds))
        found.figures += _quantiles(work, who, taken)
    found.medians.setdefault(kind, []).append(medians)


def _pages_table(options: ServeOptions, found: _Found) -> Table:
    bars = []
    where = f"{SIZES['M'][1]:,} people"
    for kind, medians in found.medians.items():
        slower = max(medians[-1][page] / medians[0][page] for page in _LISTS)
        measured = only_where(options.size == "M", slower)
        bars.append(Bar("bench.bar-pages", SLOWER_AT_MOST, measured, False, kind, where))
    return Table(tuple(found.rows), tuple(found.figures), tuple(bars))


def _quantiles(work: str, who: str, seconds: np.ndarray) -> list[Figure]:
    return [
        Figure(work, who, f"answer-p{share}", float(np.quantile(seconds, share / 100)) * 1_000)
        for share in (50, 95, 99)
        if seconds.size
    ]


def _environment(home: Path, database: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SEEDBED_")}
    own |= {"SEEDBED_HOME": str(home), "SEEDBED_PLAIN_HTTP": "1", "SEEDBED_SECOND_FACTOR": "optional"}
    return own | ({"SEEDBED_DATABASE": database} if database else {})


def _run(tell: Tell, module: str, *arguments: object, environment: dict[str, str] | None = None) -> None:
    """A process of ours; what it says about its progress is passed on."""
    command = [sys.executable, "-m", f"seedbed.bench.{module}", *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as wrong:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=wrong, text=True)
        for line in process.stdout or ():
            step, *numbers = line.split()
            if len(numbers) == 2:
                tell(step, int(numbers[0]), int(numbers[1]))
        if process.wait():
            wrong.seek(0)
            raise Refusal.because("bench.server-broke", detail=wrong.read().strip()[-400:])


@contextlib.contextmanager
def _server(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Process and port of `seedbed serve`."""
    port = free_port()
    command = [sys.executable, "-c", _SERVE, "serve", "--port", str(port)]
    log = Path(environment["SEEDBED_HOME"]) / "serve.log"
    with log.open("wb") as stream:
        server = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
        try:
            if not answers(port, server, 120):
                raise Refusal.because("bench.server-broke", detail=log.read_text("utf-8", "replace")[-400:])
            yield server.pid, port
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
