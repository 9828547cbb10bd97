"""All that a reader can add and subtract, as linear equations between whole numbers.

Every figure of every report that the reader sees is an unknown or known number of persons, at
least zero. The reader knows how they hang together:

1. a total is the sum of its parts (period, sex, subproject, place);
2. groups overlap: each is at most the total without those of no stated group, and together they
   are at least that;
3. the same figure in two reports differs by a number of persons, whose sign is granted to the
   reader too (this makes the attack stronger than it can be); that change is itself a small cell
   when few persons are behind it;
4. two reports made from the same data hold the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from seedbed.programme.disaggregation import UNSTATED
from seedbed.programme.figures import ALL, KEY

Key = tuple[str, ...]
GROUP = KEY.index("group")


@dataclass(frozen=True, slots=True)
class Page:
    """The figures of one indicator in one report: key -> (value, whether it is printed)."""

    snapshot: str
    cells: Mapping[Key, tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class System:
    """Whole numbers ``x >= 0`` with ``equations @ x == 0``; the truth is one of the solutions.

    Attributes
    ----------
    values
        The truth, (n,).
    equations
        (m, n).
    known
        What the reader can look up, (n,).
    settled
        Known from earlier reports, so that nothing can be taken back, (n,).
    printable
        Figures, in contrast to changes and remainders that are never printed, (n,).
    changes
        Differences between reports, (n,).
    steps
        Positions of each change, its newer and its older figure, (k, 3).
    where
        For each key of the newest page its position, in the page's order.
    layer
        Of a figure: which of the distinct states of the data it belongs to, oldest first, else -1, (n,).
    key
        Of a figure: a number for its key, the same in all reports, else -1, (n,).
    own
        For each equation the change or remainder that stands in no other one, with -1; else -1, (m,).
    """

    values: NDArray[np.int64]
    equations: csr_array
    known: NDArray[np.bool_]
    settled: NDArray[np.bool_]
    printable: NDArray[np.bool_]
    changes: NDArray[np.bool_]
    steps: NDArray[np.int64]
    where: NDArray[np.int64]
    layer: NDArray[np.int64]
    key: NDArray[np.int64]
    own: NDArray[np.int64]

    def alike(self, other: System) -> bool:
        """Whether another reader's system is of the same numbers in the same order."""
        return np.array_equal(self.values, other.values) and np.array_equal(self.key, other.key)

    def with_shown(self, shown: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """What the reader can look up, (n,), with another choice for the newest page, (k,)."""
        known = self.settled.copy()
        known[self.where] |= shown
        return known


@dataclass(slots=True)
class _Draft:
    """The system while it grows."""

    values: list[int] = field(default_factory=list)
    known: list[bool] = field(default_factory=list)
    settled: list[bool] = field(default_factory=list)
    printable: list[bool] = field(default_factory=list)
    changes: list[bool] = field(default_factory=list)
    rows: list[dict[int, int]] = field(default_factory=list)
    steps: list[tuple[int, int, int]] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    layer: list[int] = field(default_factory=list)
    key: list[int] = field(default_factory=list)

    def figure(self, value: int, layer: int, key: int) -> int:
        self.layer.append(layer)
        self.key.append(key)
        return self.add(value, printable=True)

    def state(self, row: dict[int, int], own: int = -1) -> None:
        """An equation, with the number that only it defines."""
        if own >= 0:
            row[own] = -1
        self.rows.append(row)
        self.own.append(own)

    def add(self, value: int, *, printable: bool = False, change: bool = False) -> int:
        self.values.append(value)
        self.known.append(False)
        self.settled.append(False)
        self.printable.append(printable)
        self.changes.append(change)
        if not printable:
            self.layer.append(-1)
            self.key.append(-1)
        return len(self.values) - 1

    def equal(self, whole: int, parts: Sequence[int]) -> None:
        """``whole = sum(parts)``; parts that miss some leave a remainder of at least zero."""
        rest = self.values[whole] - sum(self.values[part] for part in parts)
        if rest < 0:
            return  # the parts overlap, so the reader cannot add them
        row = {whole: 1, **dict.fromkeys(parts, -1)}
        self.state(row, self.add(rest) if rest > 0 else -1)

    def at_least(self, plus: Sequence[int], minus: Sequence[int]) -> None:
        """``sum(plus) >= sum(minus)``, where the truth keeps it."""
        rest = sum(self.values[i] for i in plus) - sum(self.values[i] for i in minus)
        if rest >= 0:
            self.state({**dict.fromkeys(plus, 1), **dict.fromkeys(minus, -1)}, self.add(rest))


def system_of(pages: Sequence[Page]) -> System:
    """The system of one indicator for one reader.

    Parameters
    ----------
    pages
        The reports that the reader sees, oldest first; the last one is the new one.
    """
    draft = _Draft()
    places: list[dict[Key, int]] = []
    of_snapshot: dict[str, dict[Key, int]] = {}
    layer_of: dict[str, int] = {}
    key_of: dict[Key, int] = {}
    for number, page in enumerate(pages):
        new = number == len(pages) - 1
        held = of_snapshot.setdefault(page.snapshot, {})
        layer_of.setdefault(page.snapshot, len(layer_of))
        fresh = not held
        for key, (value, shown) in page.cells.items():
            if key not in held or draft.values[held[key]] != value:
                held[key] = draft.figure(value, layer_of[page.snapshot], key_of.setdefault(key, len(key_of)))
            draft.known[held[key]] |= shown
            draft.settled[held[key]] |= shown and not new
        places.append({key: held[key] for key in page.cells})
        if fresh:
            _within(draft, places[-1])
            if number:
                _between(draft, places[-2], places[-1])
    size = len(draft.values)
    entries = [(r, c, w) for r, row in enumerate(draft.rows) for c, w in row.items()]
    rows, columns, weights = zip(*entries, strict=True) if entries else ((), (), ())
    return System(
        values=np.array(draft.values, dtype=np.int64),
        equations=csr_array((np.array(weights, float), (rows, columns)), shape=(len(draft.rows), size)),
        known=np.array(draft.known, dtype=bool),
        settled=np.array(draft.settled, dtype=bool),
        printable=np.array(draft.printable, dtype=bool),
        changes=np.array(draft.changes, dtype=bool),
        steps=np.array(draft.steps, dtype=np.int64).reshape(-1, 3),
        where=np.array(list(places[-1].values()), dtype=np.int64),
        layer=np.array(draft.layer, dtype=np.int64),
        key=np.array(draft.key, dtype=np.int64),
        own=np.array(draft.own, dtype=np.int64),
    )


def _within(draft: _Draft, at: Mapping[Key, int]) -> None:
    """Totals and parts of one report."""
    parts: dict[tuple[Key, int], list[Key]] = {}
    for key in at:
        for column in range(1, len(KEY)):
            whole = (*key[:column], ALL, *key[column + 1 :])
            if key[column] != ALL and whole in at:
                parts.setdefault((whole, column), []).append(key)
    for (whole, column), members in parts.items():
        if column == GROUP:
            outside = [at[key] for key in members if key[GROUP] == UNSTATED]
            inside = [at[key] for key in members if key[GROUP] != UNSTATED]
            for group in inside:
                draft.at_least([at[whole]], [*outside, group])
            draft.at_least([at[whole]], outside)
            draft.at_least([*inside, *outside], [at[whole]])
        else:
            draft.equal(at[whole], [at[key] for key in members])


def _between(draft: _Draft, before: Mapping[Key, int], after: Mapping[Key, int]) -> None:
    """The changes from one report to the next."""
    for key in after:  # in the page's order, so that the same reports give the same answer
        if key not in before:
            continue
        old, new = before[key], after[key]
        if old == new:
            continue
        more, less = (new, old) if draft.values[new] >= draft.values[old] else (old, new)
        change = draft.add(draft.values[more] - draft.values[less], change=True)
        draft.state({more: 1, less: -1}, change)
        draft.steps.append((change, new, old))
