"""Take over the tables of a programme that came in as a file."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from seedbed.store import RegionStore
from seedbed.tables import Schema, schema_of


def take_over_tables(
    store: RegionStore, tables: Mapping[str, pl.DataFrame], *, dry_run: bool = False
) -> pl.DataFrame:
    """Put rows into the region; returns ``table, added, changed, unchanged``, a row for each table.

    A row whose key the region knows takes the place of the one there; others are added. Nothing is
    deleted: a row that the file lacks, or that was rejected, stays as it was. To a log only events are
    added that it does not hold; those it holds are never changed.

    Raises
    ------
    Refusal
        What the store refuses.
    """
    counts = []
    for name, rows in tables.items():
        schema = schema_of(name)
        present = store.table(name)
        key = _key(schema, rows)
        known = rows.join(present.select(key).unique(), on=key, how="semi", nulls_equal=True)
        added = rows.join(present.select(key).unique(), on=key, how="anti", nulls_equal=True)
        # A log's events are never changed: those that it holds count as unchanged.
        same = known.height if schema.append_only else _unchanged(known, present)
        counts.append(
            {"table": name, "added": added.height, "changed": known.height - same, "unchanged": same}
        )
        if dry_run:
            continue
        if schema.append_only and added.height:
            store.append(name, added)
        elif added.height or known.height > same:
            store.replace(name, _merged(present, known, added, key))
    kinds = {"table": pl.String, "added": pl.Int64, "changed": pl.Int64, "unchanged": pl.Int64}
    return pl.DataFrame(counts, schema=kinds)


def _key(schema: Schema, rows: pl.DataFrame) -> list[str]:
    """The key; an event that does not say when it was recorded is known by the rest of its key."""
    key = [name for name in schema.key if name in rows.columns]
    unstamped = schema.append_only and "recorded_at" in key and rows.get_column("recorded_at").null_count()
    return [name for name in key if name != "recorded_at"] if unstamped else key


def _unchanged(known: pl.DataFrame, present: pl.DataFrame) -> int:
    """Rows that stand in the region as they are; columns that the region lacks must be empty."""
    shared = [name for name in known.columns if name in present.columns]
    new = [pl.col(name).is_null() for name in known.columns if name not in present.columns]
    plain = known.filter(pl.all_horizontal(new)) if new else known
    left, right = (_comparable(frame.select(shared)) for frame in (plain, present))
    return left.join(right.unique(), on=shared, how="semi", nulls_equal=True).height


def _comparable(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists as text, so that rows can be compared."""
    return frame.with_columns(pl.col(pl.List(pl.String)).list.join(";"))


def _merged(present: pl.DataFrame, known: pl.DataFrame, added: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The rows in their old order, changed ones in place, new ones after them."""
    numbered = present.with_row_index("row_of_the_region")
    places = numbered.select(*key, "row_of_the_region")
    changed = known.join(places, on=key, how="left", nulls_equal=True)
    # A column that the file does not have keeps what the region says in it.
    kept = [name for name in present.columns if name not in known.columns]
    if kept:
        changed = changed.join(
            numbered.select("row_of_the_region", *kept), on="row_of_the_region", how="left"
        )
    rest = numbered.join(known.select(key), on=key, how="anti", nulls_equal=True)
    merged = pl.concat([rest, changed], how="diagonal_relaxed").sort("row_of_the_region")
    return pl.concat([merged.drop("row_of_the_region"), added], how="diagonal_relaxed")
