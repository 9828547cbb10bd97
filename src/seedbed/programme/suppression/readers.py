"""Suppression for every reader at once: what is printed for all is also read by the bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.programme.figures import KEY
from seedbed.programme.suppression.attack import attack
from seedbed.programme.suppression.moves import Ints
from seedbed.programme.suppression.policy import Policy
from seedbed.programme.suppression.protect import protect
from seedbed.programme.suppression.system import Key, Page, System, system_of

Reader = tuple[Sequence["Edition"], Policy]
"""What a reader has seen so far, oldest first, and how far it must stay away."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The figures of one report.

    Parameters
    ----------
    snapshot
        Which data it was made from: two reports of the same snapshot hold the same numbers.
    figures
        ``indicator, sex, subproject, place, period, group, value, shown``.
    """

    snapshot: str
    figures: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Which figures of a new report may be printed.

    Attributes
    ----------
    figures
        The figures with ``value`` (the truth), ``shown`` and ``small``.
    exposed
        Keys that earlier reports give away, whatever is withheld now, and the reader who can
        work them out (``reader``).
    """

    figures: pl.DataFrame
    exposed: pl.DataFrame

    @property
    def withheld_share(self) -> float:
        """The share of the figures that is withheld: the price of the protection."""
        return int((~self.figures["shown"]).sum()) / self.figures.height if self.figures.height else 0.0


def suppress(
    figures: pl.DataFrame, snapshot: str, readers: Mapping[str, Reader], policy: Policy
) -> Suppressed:
    """Withhold small cells, and others on their account, until no reader can work them out.

    For each indicator (persons may count for several, so nothing is added across them):

    1. Small cells are withheld.
    2. For each reader the system of all reports that this reader sees is protected
       (:func:`~seedbed.programme.suppression.protect.protect`).
    3. What had to be withheld on one reader's account is withheld for all; step 2 is repeated
       until nothing changes.

    What an earlier report printed is never withheld: it is known.

    Parameters
    ----------
    figures
        From :func:`~seedbed.programme.figures.figures_of`, the truth.
    snapshot
        Which data they were made from.
    readers
        Those who will see the report. None: nothing is withheld.
    policy
        The new report's own rule; every reader's own rule holds as well.
    """
    parts, exposed = [], []
    for (name,), part in figures.group_by("indicator", maintain_order=True):
        keys: list[Key] = part.select(KEY).rows()
        values = part["value"].to_numpy()
        small = policy.small(values)
        shown = ~small if readers else np.ones(len(keys), dtype=bool)
        systems = {
            reader: _seen_by(seen[0], str(name), snapshot, keys, values, shown)
            for reader, seen in readers.items()
        }
        witnesses: dict[str, tuple[Ints, ...]] = {}
        lost: dict[str, NDArray[np.int64]] = {}
        while True:
            before = shown.copy()
            for reader, system in systems.items():
                # What is possible for one reader mostly is for the next, and after more is withheld.
                hints = [
                    moved
                    for other, found in witnesses.items()
                    if systems[other].alike(system)
                    for moved in found
                ]
                protected = protect(system, system.with_shown(shown), readers[reader][1], hints)
                witnesses[reader] = protected.witnesses
                shown = protected.known[system.where]
                lost[reader] = np.flatnonzero(np.isin(system.where, protected.exposed))
            if (shown == before).all():
                break
        parts.append(part.with_columns(shown=pl.Series(shown), small=pl.Series(small)))
        exposed += [
            part[rows.tolist()].select(*KEY, reader=pl.lit(reader))
            for reader, rows in lost.items()
            if len(rows)
        ]
    empty = {**dict.fromkeys(KEY, pl.String()), "reader": pl.String()}
    made = figures.with_columns(shown=pl.lit(True), small=pl.lit(False)).clear()
    return Suppressed(pl.concat([made, *parts]), pl.concat([pl.DataFrame(schema=empty), *exposed]))


def conclusions(figures: pl.DataFrame, snapshot: str, reader: Reader) -> pl.DataFrame:
    """What a reader can conclude about each withheld figure of a new report.

    Parameters
    ----------
    figures
        With ``value`` and ``shown``, as :attr:`Suppressed.figures`.
    snapshot, reader
        As in :func:`suppress`.

    Returns
    -------
    polars.DataFrame
        The key, ``low`` and ``high``: the exact ends of the interval.
    """
    parts = [pl.DataFrame(schema={**dict.fromkeys(KEY, pl.String()), "low": pl.Int64, "high": pl.Int64})]
    for (name,), part in figures.group_by("indicator", maintain_order=True):
        keys: list[Key] = part.select(KEY).rows()
        shown = part["shown"].to_numpy()
        system = _seen_by(reader[0], str(name), snapshot, keys, part["value"].to_numpy(), shown)
        hidden = ~system.known[system.where]
        found = attack(system, system.known, system.where[hidden])
        ends = (pl.Series("low", found.low), pl.Series("high", found.high))
        parts.append(part.filter(pl.Series(hidden)).select(KEY).with_columns(*ends))
    return pl.concat(parts)


def _seen_by(
    seen: Sequence[Edition],
    indicator: str,
    snapshot: str,
    keys: Sequence[Key],
    values: NDArray[np.int64],
    shown: NDArray[np.bool_],
) -> System:
    pages = [Page(edition.snapshot, _cells(edition.figures, indicator)) for edition in seen]
    new = {key: (int(value), bool(show)) for key, value, show in zip(keys, values, shown, strict=True)}
    return system_of([*(page for page in pages if page.cells), Page(snapshot, new)])


def _cells(figures: pl.DataFrame, indicator: str) -> dict[Key, tuple[int, bool]]:
    rows = figures.filter(pl.col("indicator") == indicator).select(*KEY, "value", "shown").iter_rows()
    return {tuple(row[:-2]): (row[-2], row[-1]) for row in rows}
