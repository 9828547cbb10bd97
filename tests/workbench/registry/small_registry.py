"""Six organisations, two of them one, with ties and a source."""

from __future__ import annotations

import polars as pl

from seedbed.workbench.people.record import record

ROWS = (
    ("uni", "Town University", "小城大学", "education", "101", None),
    ("uni-too", "Town University", None, "education", "101", "https://uni.example"),
    ("works", "Valve Works", "阀门厂", "enterprise", "102", None),
    ("bank", "Savings Bank", "储蓄银行", "service", None, None),
    ("bureau", "Science Bureau", "科技局", "government", "101", None),
)
TIES = (
    ("uni", "works", "research", "brochure", "p. 4"),
    ("works", "bank", "finance", None, None),
    ("uni-too", "bureau", "supervision", "brochure", "p. 5"),
    ("uni", "uni-too", "member", None, None),
    ("bureau", "works", "support", None, None),
)


def make_registry() -> None:
    """Put them on record."""
    store = record()
    store.keep_file("region.toml", b'id = "r"\nplace = "100"\nnames = {en = "R", zh = "R"}\n')
    store.put("sources", {"source": "brochure", "title": "The brochure", "year": 2024})
    for place, name, longitude in (("101", "East", 106.5), ("102", "West", 106.1)):
        where = {"longitude": longitude, "latitude": 29.5, "datum": "WGS84"}
        store.put("places", {"place": place, "name": name, "name_zh": name, "level": "county", **where})
    columns = ("organisation", "name", "name_zh", "actor_type", "place", "website")
    rows = pl.DataFrame(ROWS, schema=dict.fromkeys(columns, pl.String), orient="row")
    store.put_rows("organisations", rows.with_columns(source=pl.lit("brochure"), locator=pl.lit("p. 1")))
    ends = dict.fromkeys(("from", "to", "kind", "source", "locator"), pl.String)
    store.replace("ties", pl.DataFrame(TIES, schema=ends, orient="row"))
