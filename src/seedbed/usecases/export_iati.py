"""Write the programme as an IATI 2.03 file."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Literal

from seedbed.formats.iati import EXCHANGED, Publisher, write_iati
from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.store.atomic import write_atomically
from seedbed.usecases.published_totals import published_totals

IDENTIFIER = re.compile(r"[^\s/&|?]+")


def export_iati(
    store: RegionStore,
    path: Path,
    *,
    publisher: str,
    publisher_name: str,
    publisher_name_zh: str = "",
    audience: Literal["office", "public"] = "office",
    report: str | None = None,
    today: date | None = None,
) -> Path:
    """Write the file, atomically.

    Parameters
    ----------
    publisher, publisher_name, publisher_name_zh
        Organisation identifier and name of who publishes.
    audience
        ``office``: everything, so that :func:`~seedbed.usecases.import_iati.import_iati` gives the same
        tables. ``public``: only the standard's elements, and of the results only the verified totals that an
        issued public report prints (:func:`~seedbed.usecases.published_totals.published_totals`): what is
        published here was published there, so no small cell can be read or derived. Evidence stays inside: a
        file often stands behind one person, and their number would tell what small cells withhold.
    report
        For the public: the id of that report; the latest one when absent.
    today
        Day of the export; the present one when absent.

    Raises
    ------
    Refusal
        ``usecases.iati-publisher``: an identifier with a blank or one of ``/&|?``, which the standard forbids;
        ``usecases.no-public-report``, ``usecases.report-not-public``, ``store.unknown-run``,
        ``usecases.not-a-report``; what keeps a table from being read.
    """
    if not IDENTIFIER.fullmatch(publisher):
        raise Refusal.because("usecases.iati-publisher", publisher=publisher)
    tables = {name: store.table(name) for name in EXCHANGED}
    public = audience == "public"
    if public:
        tables["results"] = published_totals(store, report)
        tables["evidence"] = tables["evidence"].clear()
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
