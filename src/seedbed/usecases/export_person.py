"""Everything that is held about one person, to hand it over."""

from __future__ import annotations

import polars as pl

from seedbed.store import Json, RegionStore

Rows = list[dict[str, Json]]


def export_person(store: RegionStore, person: str) -> dict[str, Rows]:
    """The rows that name a person: by table, and by ``<run>/<output>`` for what runs keep.

    Dates and moments are text as in ISO 8601. Rejected rows stand under ``rejects/<table>``.
    Nothing is held about somebody whose export is empty.
    """
    held: dict[str, Rows] = {}
    for name in store.tables():
        _add(held, name, store.table(name), person)
        _add(held, f"rejects/{name}", store.rejects(name), person)
    for run in store.runs():
        for output in run.outputs:
            _add(held, f"{run.run}/{output}", store.run_output(run.run, output), person)
    return held


def _add(held: dict[str, Rows], name: str, frame: pl.DataFrame, person: str) -> None:
    named = [pl.col(c) == person for c, kind in frame.schema.items() if kind == pl.String]
    named += [
        pl.col(c).list.contains(person) for c, kind in frame.schema.items() if kind == pl.List(pl.String)
    ]
    if not named or not frame.height:
        return
    rows = frame.filter(pl.any_horizontal(test.fill_null(False) for test in named))
    if rows.height:
        held[name] = [
            {key: _plain(value) for key, value in row.items()} for row in rows.iter_rows(named=True)
        ]


def _plain(value: object) -> Json:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
