"""What a back end of a region must do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import polars as pl

from seedbed.messages import Finding
from seedbed.store.forgetting import Erased
from seedbed.store.run import Json, Run
from seedbed.store.settings import RegionSettings


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did: rows that were new, and the moment under which they are kept."""

    rows: int
    recorded_at: datetime


class RegionStore(Protocol):
    """A region's tables, its log of events and its runs.

    Frames that come out have the columns of the table's schema first (absent ones are null)
    and extra columns after them.
    """

    @property
    def settings(self) -> RegionSettings:
        """Names, periods, weights and floors of the region."""

    def tables(self) -> tuple[str, ...]:
        """The names of the tables that hold something, sorted."""

    def table(self, name: str) -> pl.DataFrame:
        """The good rows of a table; a known table that the region lacks is empty.

        Raises
        ------
        Refusal
            ``tables.unknown-table`` for a name that is neither a schema's nor the region's own,
            or why the table cannot be read.
        """

    def parts(
        self, name: str, columns: Sequence[str], where: tuple[str, Sequence[str]] | None = None
    ) -> Iterator[pl.DataFrame]:
        """Some columns of a table, a part of its rows at a time: who has found enough stops asking.

        Parameters
        ----------
        columns
            Of the schema, or extra ones; an extra one that the table lacks is empty.
        where
            A column of the schema and values: only rows that hold one of them there.

        Raises
        ------
        Refusal
            As :meth:`table`.
        """

    def rejects(self, name: str) -> pl.DataFrame:
        """The bad rows of a table, each with its reasons."""

    def document(self, name: str) -> Mapping[str, Json]:
        """A document of the region that is no table, such as ``counting_rules``.

        Raises
        ------
        Refusal
            ``store.missing-document``, ``store.broken-document``.
        """

    def documents(self, folder: str) -> tuple[str, ...]:
        """The names of the documents that stand together in a folder (``scorecards/integration``), sorted."""

    def append(self, name: str, rows: pl.DataFrame) -> Appended:
        """Add events to an append-only table, all of them or none.

        Rows without ``recorded_at`` get the present moment.

        Raises
        ------
        Refusal
            ``store.not-append-only``, ``store.key-exists``, or what is wrong with the rows.
        """

    def replace(self, name: str, rows: pl.DataFrame) -> None:
        """Put a whole table in the place of the present one, in one step.

        Raises
        ------
        Refusal
            ``store.append-only``, or what is wrong with the rows.
        """

    def forget(self, person: str) -> Erased:
        """Take a person out of everything that is held.

        Rows about the person go, from ``people`` and every table that is no log; rejected rows
        too. Events stay, under a random id that is kept nowhere else and without free text, and
        so do the outputs of runs, except for those that draw a profile of the person. Doing it
        again after an interruption completes it.

        Raises
        ------
        Refusal
            ``store.unknown-person``: nothing is held under the id.
        """

    def check(self) -> list[Finding]:
        """Everything that is wrong with the region's tables; rejected rows are kept."""

    def keep_run(self, run: Run, outputs: Mapping[str, pl.DataFrame]) -> None:
        """Keep a finished run with its outputs, in one step.

        Raises
        ------
        Refusal
            ``store.run-exists``.
        """

    def runs(self, kind: str | None = None) -> tuple[Run, ...]:
        """The runs that are kept, oldest first."""

    def run(self, run: str) -> Run:
        """One run.

        Raises
        ------
        Refusal
            ``store.unknown-run``.
        """

    def run_output(self, run: str, name: str) -> pl.DataFrame:
        """A table that a run left.

        Raises
        ------
        Refusal
            ``store.unknown-run``, ``store.unknown-output``.
        """
