"""Keep what a piece of work did, on what, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

import polars as pl

import seedbed
from seedbed.store import Json, RegionStore, Run, new_run_id
from seedbed.store.fingerprint import fingerprint


def inputs_of(store: RegionStore, *tables: str) -> dict[str, str]:
    """The fingerprints of the tables that a run reads, as they are now."""
    return {name: fingerprint(store.table(name)) for name in tables}


def keep_run(
    store: RegionStore,
    kind: str,
    started: datetime,
    *,
    parameters: Mapping[str, Json],
    inputs: Mapping[str, str],
    summary: Mapping[str, Json],
    outputs: Mapping[str, pl.DataFrame],
    catalogue: str = "",
    confirmed: Callable[[Run], AbstractContextManager[None]] | None = None,
) -> Run:
    """Give the work an id and keep its record with its outputs; inside of what ``confirmed`` gives, if anything."""
    run = Run(
        run=new_run_id(kind, started),
        kind=kind,
        started=started,
        finished=datetime.now(UTC),
        parameters=parameters,
        inputs=inputs,
        catalogue=catalogue,
        version=seedbed.__version__,
        summary=summary,
        outputs=tuple(outputs),
    )
    with confirmed(run) if confirmed else nullcontext():
        store.keep_run(run, outputs)
    return run
