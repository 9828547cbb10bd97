"""Multipliers for given stressors beside pymrio and a plain inverse, on the same table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seedbed.bench.bars import Bar
from seedbed.bench.peers import available
from seedbed.bench.table import Figure, Row, Table
from seedbed.bench.timing import Work, timed
from seedbed.observatory import io

Floats = NDArray[np.float64]
SIZES = (1_500, 6_000)
SMALL = 500
"""What is run once before the clock starts."""
STRESSORS = 10
AGREED = 1e-9
"""Difference, relative to a stressor's largest multiplier, up to which results count as the same."""
TIMES = 3.0


def bench_multipliers(sizes: Sequence[int] = SIZES, seed: int = 0, *, apart: bool = True) -> Table:
    """Time the multipliers of ten stressors, each contestant from its own kind of table.

    pymrio does what its ``calc_all`` does for them: x, A, L, S, M. Seedbed's checks of the table are
    counted. They agree where no multiplier differs by more than 1e-9 of its stressor's largest.
    """
    rows: list[Row] = []
    figures: list[Figure] = []
    for sectors in sizes:
        work = _name(sectors)
        own = timed(partial(_seedbed, sectors, seed), apart=apart)
        rows.append(own.row(work, "seedbed", agrees=True))
        peers: dict[str, Callable[[int, int], Work[Floats]]] = {"numpy inverse": _with_inverse}
        if available("pymrio"):
            peers["pymrio"] = _with_pymrio
        for name, prepare in peers.items():
            theirs = timed(partial(prepare, sectors, seed), apart=apart)
            largest = np.abs(theirs.outcome).max(axis=1, keepdims=True)
            difference = float((np.abs(theirs.outcome - own.outcome) / largest).max())
            figures.append(Figure(work, name, "largest-difference", difference))
            rows.append(theirs.row(work, name, agrees=difference <= AGREED))
    table = Table(tuple(rows), tuple(figures))
    return Table(table.rows, table.figures, tuple(_bar(table, sectors) for sectors in SIZES))


def drawn_table(sectors: int, seed: int = 0, stressors: int = STRESSORS) -> io.Table:
    """A table of that size: half of the cells empty, flows log-normal, no sector's inputs above 5/6."""
    rng = np.random.Generator(np.random.PCG64(seed))
    Z = rng.lognormal(0.0, 2.0, (sectors, sectors))
    Z[rng.random((sectors, sectors)) < 0.5] = 0.0
    wanted = rng.random(sectors) * Z.sum(axis=1).mean()
    x = np.maximum(Z.sum(axis=1) + wanted, Z.sum(axis=0) * 1.2)
    causes = rng.random((stressors, sectors)) * x
    names = tuple(f"stressor {at}" for at in range(1, stressors + 1))
    return io.Table(Z, x - Z.sum(axis=1), x, {"stressors": io.Satellite(causes, names)})


def _name(sectors: int) -> str:
    return f"multipliers of {STRESSORS} stressors, {sectors:,} sectors"


def _seedbed(sectors: int, seed: int) -> Work[Floats]:
    _own(drawn_table(SMALL))
    return partial(_own, drawn_table(sectors, seed))


def _own(table: io.Table) -> Floats:
    """A fresh table each time: nothing that an earlier run found out is used again."""
    fresh = io.Table(table.Z, table.Y, table.stated_x, table.satellites)
    return fresh.multipliers().values[1:]


def _with_inverse(sectors: int, seed: int) -> Work[Floats]:
    _by_inverse(drawn_table(SMALL))
    return partial(_by_inverse, drawn_table(sectors, seed))


def _by_inverse(table: io.Table) -> Floats:
    L = np.linalg.inv(np.eye(table.x.size) - table.Z / table.x)
    return np.asarray((table.satellites["stressors"].values / table.x) @ L)


def _with_pymrio(sectors: int, seed: int) -> Work[Floats]:
    _by_pymrio(*_pandas(drawn_table(SMALL)))
    return partial(_by_pymrio, *_pandas(drawn_table(sectors, seed)))


def _pandas(table: io.Table) -> tuple[Any, Any, Any]:
    frame = import_module("pandas").DataFrame
    return frame(table.Z), frame(table.Y), frame(table.satellites["stressors"].values)


def _by_pymrio(Z: Any, Y: Any, F: Any) -> Floats:
    """pymrio's functions in the order of its ``calc_all``."""
    formulas = import_module("pymrio.tools.iomath")
    x = formulas.calc_x(Z, Y)
    L = formulas.calc_L(formulas.calc_A(Z, x))
    return np.asarray(formulas.calc_M(formulas.calc_S(F, x), L), dtype=np.float64)


def _bar(table: Table, sectors: int) -> Bar:
    work = _name(sectors)
    own, peer = table.row(work, "seedbed"), table.row(work, "pymrio")
    ratio = peer.whole / own.whole if own and peer else None
    return Bar("bench.bar-times-pymrio", TIMES, ratio, work=work, where=work)
