"""Read an IATI 2.03 file into the region's programme."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from seedbed.formats.iati import IatiRead, read_iati
from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.usecases.take_over_tables import take_over_tables


@dataclass(frozen=True, slots=True)
class IatiImport:
    """What was read, and ``taken``: ``table, added, changed, unchanged``."""

    read: IatiRead
    taken: pl.DataFrame


def import_iati(store: RegionStore, path: Path, *, dry_run: bool = False) -> IatiImport:
    """Take over the good rows; the bad ones are in ``read.rejects`` with their reasons.

    Raises
    ------
    Refusal
        ``tables.missing-file``; what :func:`~seedbed.formats.iati.read_iati` and the store refuse.
    """
    if not path.is_file():
        raise Refusal.because("tables.missing-file", file=path.name)
    read = read_iati(path.read_bytes(), path.name)
    return IatiImport(read, take_over_tables(store, read.tables, dry_run=dry_run))
