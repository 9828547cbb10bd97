"""Figures of three places and three industries, in two vintages of one of them."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from seedbed.workbench.people.record import record

VALUES = {
    ("101", "C36"): 60.0, ("101", "C35"): 20.0, ("101", "C39"): 20.0,
    ("102", "C36"): 10.0, ("102", "C35"): 80.0, ("102", "C39"): 10.0,
    ("103", "C36"): 30.0, ("103", "C35"): 30.0, ("103", "C39"): 40.0,
}  # fmt: skip


def make_record() -> None:
    """Put them on record; the first cell was 55 before it was 60."""
    store = record()
    store.keep_file("region.toml", b'id = "r"\nplace = "100"\nnames = {en = "Town", zh = "T"}\n')
    store.put("sources", {"source": "yearbook", "title": "The yearbook", "publisher": "Bureau", "year": 2024})
    for place, name in (("101", "East"), ("102", "West"), ("103", "North")):
        store.put("places", {"place": place, "name": name, "level": "county"})
    rows = [
        {"observation": f"o-{place}-{industry}", "measure": "jobs", "place": place, "industry": industry, "period": "2024",
         "value": value, "unit": "persons", "source": "yearbook", "locator": "p. 7",
         "recorded_at": datetime(2025, 2, 1, tzinfo=UTC)}
        for (place, industry), value in VALUES.items()
    ]  # fmt: skip
    before = {**rows[0], "value": 55.0, "recorded_at": datetime(2025, 1, 1, tzinfo=UTC)}
    store.append("observations", pl.DataFrame([before]))
    store.append("observations", pl.DataFrame(rows))
