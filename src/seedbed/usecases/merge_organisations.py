"""Two records of one organisation become one, and that it was done stays on record."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from seedbed.messages import Refusal
from seedbed.store import RegionStore
from seedbed.tables import SCHEMAS, Schema

TABLE, KEY, LOG = "organisations", "organisation", "organisation_merges"
LOG_COLUMNS = ("kept", "gone", "name", "name_zh", "source", "locator", "by", "reason", "merged_at")


def merge_organisations(
    store: RegionStore, kept: str, gone: str, by: str, *, reason: str | None = None, dry_run: bool = False
) -> dict[str, int]:
    """Let one organisation stand for two; returns how many rows of each table point elsewhere now.

    1. What the kept record does not say is taken from the other; what it says stays.
    2. Every row of the region that names the other names the kept one; ties of the two with each other,
       and those that then stand twice, go.
    3. The other record goes. The log keeps its names, its source and locator, who merged, when and why.

    Raises
    ------
    Refusal
        ``usecases.unknown-id``; ``usecases.merge-same``; ``usecases.merge-in-log``: an append-only table
        names the one that would go, so that one has to be kept.
    """
    if kept == gone:
        raise Refusal.because("usecases.merge-same", organisation=kept)
    organisations = store.table(TABLE)
    rows = {row[KEY]: row for row in organisations.filter(pl.col(KEY).is_in([kept, gone])).to_dicts()}
    for name in (kept, gone):
        if name not in rows:
            raise Refusal.because("usecases.unknown-id", column=KEY, value=name)
    changed: dict[str, pl.DataFrame] = {}
    counts: dict[str, int] = {}
    for table in store.tables():
        if table in (TABLE, LOG):
            continue
        frame, schema = store.table(table), SCHEMAS.get(table)
        touched = _naming(frame, schema, gone)
        if not touched:
            continue
        if schema is not None and schema.append_only:
            raise Refusal.because("usecases.merge-in-log", table=table, organisation=gone, kept=kept)
        counts[table] = frame.filter(pl.any_horizontal(pl.col(touched) == gone)).height
        renamed = frame.with_columns(
            pl.when(pl.col(name) == gone).then(pl.lit(kept)).otherwise(pl.col(name)).alias(name)
            for name in touched
        )
        if table == "ties":
            renamed = renamed.filter(pl.col("from") != pl.col("to"))
        key = list(schema.key) if schema is not None else []
        changed[table] = renamed.unique(key, keep="first", maintain_order=True) if key else renamed
    if not dry_run:
        for table, frame in changed.items():
            store.replace(table, frame)
        store.replace(LOG, _logged(store, rows[gone], kept, by, reason))
        store.replace(TABLE, _united(organisations, rows[kept], rows[gone]))
    return counts


def merges_of(store: RegionStore) -> pl.DataFrame:
    """The log, the latest first: :data:`LOG_COLUMNS`."""
    if LOG not in store.tables():
        return pl.DataFrame(schema=dict.fromkeys(LOG_COLUMNS, pl.String))
    return store.table(LOG).reverse()


def _naming(frame: pl.DataFrame, schema: Schema | None, organisation: str) -> list[str]:
    """The columns of a table in which an organisation is named; in tables of the region's own, by its id."""
    if schema is None:
        columns = [name for name, kind in frame.schema.items() if kind == pl.String]
    else:
        columns = [
            column.name
            for column in schema.columns
            if column.reference is not None
            and TABLE in column.reference.tables
            and column.name in frame.columns
        ]
    return [
        name
        for name in columns
        if frame.schema[name] == pl.String and frame.select((pl.col(name) == organisation).any()).item()
    ]


def _united(organisations: pl.DataFrame, kept: dict[str, object], gone: dict[str, object]) -> pl.DataFrame:
    missing = [name for name in organisations.columns if kept[name] is None and gone[name] is not None]
    here = pl.col(KEY) == kept[KEY]
    return organisations.filter(pl.col(KEY) != gone[KEY]).with_columns(
        pl.when(here).then(pl.lit(gone[name])).otherwise(pl.col(name)).alias(name) for name in missing
    )


def _logged(
    store: RegionStore, gone: dict[str, object], kept: str, by: str, reason: str | None
) -> pl.DataFrame:
    entry = {
        "kept": kept, "gone": gone[KEY], "name": gone["name"], "name_zh": gone.get("name_zh"),
        "source": gone.get("source"), "locator": gone.get("locator"), "by": by, "reason": reason,
        "merged_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
    row = pl.DataFrame([entry], schema=dict.fromkeys(LOG_COLUMNS, pl.String))
    return pl.concat([store.table(LOG), row], how="diagonal_relaxed") if LOG in store.tables() else row
