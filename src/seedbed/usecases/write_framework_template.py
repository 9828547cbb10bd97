"""Write the workbook in which a framework is filled in."""

from __future__ import annotations

from pathlib import Path

from seedbed.formats.framework_excel import FRAMEWORK_TABLES, write_template
from seedbed.store import RegionStore
from seedbed.store.atomic import write_atomically


def write_framework_template(store: RegionStore, path: Path) -> Path:
    """Write the workbook (.xlsx) with what the region's framework already holds, atomically.

    Raises
    ------
    Refusal
        What keeps a table from being read; ``formats.template-too-long``.
    """
    write_atomically(path, write_template({name: store.table(name) for name in FRAMEWORK_TABLES}))
    return path
