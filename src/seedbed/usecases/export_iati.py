"""Write the programme as an IATI 2.03 file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl

from seedbed.formats.iati import EXCHANGED, Publisher, write_iati
from seedbed.programme.reported import reported_in_force
from seedbed.store import RegionStore
from seedbed.store.atomic import write_atomically

_BREAKDOWNS = ("sex", "group", "place", "subproject")


def export_iati(
    store: RegionStore,
    path: Path,
    *,
    publisher: str,
    publisher_name: str,
    publisher_name_zh: str = "",
    audience: Literal["office", "public"] = "office",
    today: date | None = None,
) -> Path:
    """Write the file, atomically.

    Parameters
    ----------
    publisher, publisher_name, publisher_name_zh
        Organisation identifier and name of who publishes.
    audience
        ``office``: everything, so that :func:`~seedbed.usecases.import_iati.import_iati` gives the same
        tables. ``public``: only the standard's elements, and of the results only verified totals without
        any breakdown, so that no small cell can be read or derived.
    today
        Day of the export; the present one when absent.

    Raises
    ------
    Refusal
        What keeps a table from being read.
    """
    tables = {name: store.table(name) for name in EXCHANGED}
    public = audience == "public"
    if public:
        standing = reported_in_force(
            tables["results"], tables["verifications"], verification_required=True
        ).table
        tables["results"] = standing.filter(pl.all_horizontal(pl.col(_BREAKDOWNS).is_null()))
    settings = store.settings
    about = Publisher(
        ref=publisher,
        name=publisher_name,
        name_zh=publisher_name_zh,
        programme=settings.region,
        title=settings.programme or settings.name,
        title_zh=settings.programme_zh or settings.name_zh,
        starts=date(settings.first_year, 1, 1),
        ends=date(settings.last_year, 12, 31),
        today=today or date.today(),
    )
    write_atomically(path, write_iati(about, tables, own_rows=not public))
    return path
