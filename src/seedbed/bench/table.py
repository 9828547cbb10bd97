"""What a bench found: times side by side, figures of quality, and the bars that they are held to."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.bench.bars import Bar
from seedbed.messages import Lang, say


@dataclass(frozen=True, slots=True)
class Row:
    """One contestant's figures on one piece of work.

    ``share`` of the work was done (a slow peer does a stated random part); ``wall`` and ``cpu``
    are seconds for that share; ``agrees`` says whether its result equals Seedbed's on it (``None``: it does not answer the same question); ``memory``
    is the peak of the contestant's process above what it held when the work began, its input
    included, in MiB (``None`` where unknown).
    """

    work: str
    contestant: str
    share: float
    wall: float
    cpu: float
    agrees: bool | None
    memory: float | None = None

    @property
    def whole(self) -> float:
        """Wall seconds scaled to the whole work."""
        return self.wall / self.share


@dataclass(frozen=True, slots=True)
class Figure:
    """How good a contestant's result is: ``measure`` is the end of a code ``bench.measure-...``."""

    work: str
    contestant: str
    measure: str
    value: float


@dataclass(frozen=True, slots=True)
class Table:
    """One bench; Seedbed's own row stands first in each work. ``notes`` are codes of sentences."""

    rows: tuple[Row, ...]
    figures: tuple[Figure, ...] = ()
    bars: tuple[Bar, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Table) -> Table:
        """Two benches printed as one."""
        return Table(
            self.rows + other.rows,
            self.figures + other.figures,
            self.bars + other.bars,
            tuple(dict.fromkeys(self.notes + other.notes)),
        )

    def frame(self) -> pl.DataFrame:
        """work, contestant, share, wall_s, cpu_s, memory_mib, whole_s, ratios (peer / Seedbed), agrees.

        ``cpu_ratio`` compares seconds of all threads, which other work on the machine disturbs less.
        """
        own = {row.work: row for row in reversed(self.rows) if row.contestant == "seedbed"}
        return pl.DataFrame(
            [
                {
                    "work": row.work,
                    "contestant": row.contestant,
                    "share": row.share,
                    "wall_s": row.wall,
                    "cpu_s": row.cpu,
                    "memory_mib": row.memory,
                    "whole_s": row.whole,
                    "ratio": row.whole / own[row.work].whole,
                    "cpu_ratio": row.cpu / row.share / (own[row.work].cpu / own[row.work].share),
                    "agrees": row.agrees,
                }
                for row in self.rows
            ],
            schema_overrides={"memory_mib": pl.Float64, "agrees": pl.Boolean},
        )

    def figure_frame(self) -> pl.DataFrame:
        """work, contestant, measure, value: one row for each figure."""
        return pl.DataFrame(
            [(one.work, one.contestant, one.measure, one.value) for one in self.figures],
            schema={"work": pl.String, "contestant": pl.String, "measure": pl.String, "value": pl.Float64},
            orient="row",
        )

    def figure_table(self, lang: Lang) -> pl.DataFrame:
        """work, contestant, then a column for each measure, named in words."""
        long = self.figure_frame()
        wide = long.pivot("measure", index=["work", "contestant"], values="value", maintain_order=True)
        return wide.rename({one: say(f"bench.measure-{one}", lang) for one in wide.columns[2:]})

    @property
    def agree(self) -> bool:
        """Whether no contestant's result differs."""
        return all(row.agrees is not False for row in self.rows)

    def row(self, work: str, contestant: str) -> Row | None:
        """A contestant's row, if it took part."""
        return next((row for row in self.rows if (row.work, row.contestant) == (work, contestant)), None)
