"""Many organisations from a table: what is good is taken over, the rest goes back with reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from seedbed.linkage import link_organisations
from seedbed.tables import SCHEMAS
from seedbed.workbench.people.catalogue import places_by_name
from seedbed.workbench.people.importing import ids_of, joined, loosened, read_upload, sort_out, unknown_ids
from seedbed.workbench.people.models import Upload
from seedbed.workbench.people.record import record
from seedbed.workbench.registry.organisation_views import new_organisation_id

MOST_ALIKE = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were added and changed, the rejected ones, and which look like others: left, right, score, reason."""

    added: int
    changed: int
    rejects: pl.DataFrame
    alike: pl.DataFrame


def import_organisations(name: str, content: bytes) -> Imported:
    """Read, check and keep a table of organisations.

    A row whose id the region knows changes that record: its cells that are not empty. Others are added, under
    an id made from the name where they bring none. Places may be named.

    Raises
    ------
    Refusal
        The file as a whole is no such table.
    """
    store = record()
    read = read_upload(Upload(name=name, content=content), loosened(SCHEMAS["organisations"], "organisation"))
    read = replace(read, frame=read.frame.with_columns(ids_of("place", places_by_name())))
    places = {place: place for place in store.table("places")["place"]}
    sources = {source: source for source in store.table("sources")["source"]}
    wrong = joined(
        unknown_ids(read, "place", places, "places"), unknown_ids(read, "source", sources, "sources")
    )
    done = sort_out(read, wrong)
    keys = [
        key or new_organisation_id(str(called))
        for key, called in done.good.select("organisation", "name").iter_rows()
    ]
    good = done.good.with_columns(pl.Series("organisation", keys, dtype=pl.String)).unique(
        "organisation", keep="last", maintain_order=True
    )
    present = store.table("organisations").filter(pl.col("organisation").is_in(keys))
    store.put_rows("organisations", _over(present, good))
    return Imported(good.height - present.height, present.height, done.rejects, _alike(good))


def _over(present: pl.DataFrame, good: pl.DataFrame) -> pl.DataFrame:
    """New cells over old ones; an empty cell changes nothing."""
    both = good.join(present, on="organisation", how="left", suffix=" before", maintain_order="left")
    return both.with_columns(
        pl.coalesce(name, f"{name} before").alias(name)
        for name in good.columns
        if f"{name} before" in both.columns
    ).select(pl.exclude("^.* before$"))


def _alike(good: pl.DataFrame) -> pl.DataFrame:
    """New organisations that the linkage takes for others on record or for each other."""
    pairs = link_organisations(record().table("organisations"))
    new = good.get_column("organisation").implode()
    return pairs.filter(pl.col("left").is_in(new) | pl.col("right").is_in(new)).head(MOST_ALIKE)
