"""Seconds of the processor by who spent them: trees of processes, read where Linux tells them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

_PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True)
class Spent:
    """A process: its parent, its program, and seconds of its own and of children that have ended."""

    parent: int
    program: str
    seconds: float


def processes() -> dict[int, Spent]:
    """Every process that one may see; none on another system than Linux."""
    tick = os.sysconf("SC_CLK_TCK")
    found = {}
    for folder in _PROCESSES.iterdir() if _PROCESSES.exists() else ():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                head, _, tail = (folder / "stat").read_text("utf-8", "replace").rpartition(")")
                cells = tail.split()
                spent = sum(int(cell) for cell in cells[11:15]) / tick
                found[int(folder.name)] = Spent(int(cells[1]), head.partition("(")[2], spent)
    return found


def tree(root: int, among: Mapping[int, Spent]) -> set[int]:
    """A process and all that it began, directly or not."""
    members, fresh = set(), {root} & among.keys()
    while fresh:
        members |= fresh
        fresh = {number for number, one in among.items() if one.parent in fresh} - members
    return members


def seconds_of(members: Collection[int], among: Mapping[int, Spent]) -> float:
    """Seconds of some processes together; one that is gone counts with its parent."""
    return sum(among[number].seconds for number in members if number in among)
