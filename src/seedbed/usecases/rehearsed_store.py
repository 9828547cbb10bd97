"""A region on a folder that lives in the time of a rehearsal: the same seed leaves the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl

from seedbed.store import Run
from seedbed.store.folder import FolderStore
from seedbed.store.protocol import Appended

OWN_NAMES = ("report",)
"""Kinds of runs whose ids somebody chose."""


class RehearsedStore(FolderStore):
    """A :class:`~seedbed.store.folder.FolderStore` whose clock is set by the rehearsal.

    What is recorded without a moment gets the rehearsal's day; runs begin and end on it and are numbered by
    day instead of drawn at random; so are the files of what is appended.
    """

    def __init__(self, folder: Path, today: date) -> None:
        super().__init__(folder)
        self.today = today
        self._kept_as: dict[str, str] = {}

    @property
    def now(self) -> datetime:
        """The evening of the rehearsal's day."""
        return datetime.combine(self.today, time(20), UTC)

    def kept_as(self, run: str) -> str:
        """The id under which a run is kept here."""
        return self._kept_as.get(run, run)

    def append(self, name: str, rows: pl.DataFrame) -> Appended:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        moment = pl.lit(self.now).cast(pl.Datetime("us", "UTC"))
        if "recorded_at" not in rows.columns:
            rows = rows.with_columns(recorded_at=moment)
        stamped = rows.with_columns(
            pl.col("recorded_at").cast(pl.Datetime("us", "UTC")).fill_null(moment).alias("recorded_at")
        )
        place = self.folder / name
        before = set(place.iterdir()) if place.is_dir() else set()
        appended = super().append(name, stamped)
        for number, part in enumerate(sorted(set(place.iterdir()) - before), start=len(before) + 1):
            part.rename(part.with_name(f"{number:04d}-{self.today:%Y%m%d}{part.suffix}"))
        return Appended(appended.rows, self.now)

    def keep_run(self, run: Run, outputs: Mapping[str, pl.DataFrame]) -> None:
        """See :class:`~seedbed.store.protocol.RegionStore`."""
        name = run.run
        if run.kind not in OWN_NAMES:
            alike = sum(one.kind == run.kind and one.started.date() == self.today for one in self.runs())
            name = f"{run.kind}-{self.today:%Y%m%d}-{alike + 1:02d}"
        self._kept_as[run.run] = name
        super().keep_run(replace(run, run=name, started=self.now, finished=self.now), outputs)

    def _run_folder(self, run: str) -> Path:
        return super()._run_folder(self.kept_as(run))
