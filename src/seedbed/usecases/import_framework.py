"""Read a filled-in workbook into the region's framework; wrong cells come back marked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from seedbed.formats.framework_excel import TemplateRead, mark_cells, read_template
from seedbed.messages import Lang, Refusal
from seedbed.store import RegionStore
from seedbed.store.atomic import write_atomically
from seedbed.usecases.take_over_tables import take_over_tables


@dataclass(frozen=True, slots=True)
class FrameworkImport:
    """What was read; ``taken``: ``table, added, changed, unchanged``; the marked copy, if one was written."""

    read: TemplateRead
    taken: pl.DataFrame
    marked: Path | None


def import_framework(
    store: RegionStore, path: Path, *, marked: Path, lang: Lang, dry_run: bool = False
) -> FrameworkImport:
    """Take over the good rows; where cells are wrong, write a copy to ``marked`` that shows them.

    Raises
    ------
    Refusal
        ``tables.missing-file``; what :func:`~seedbed.formats.framework_excel.read_template` and the store
        refuse.
    """
    if not path.is_file():
        raise Refusal.because("tables.missing-file", file=path.name)
    read = read_template(path.read_bytes(), path.name)
    if read.rejects:
        write_atomically(marked, mark_cells(read, lang))
    taken = take_over_tables(store, read.tables, dry_run=dry_run)
    return FrameworkImport(read, taken, marked if read.rejects else None)
