"""What pages read again and again: outputs of runs and states of proposals, kept while nothing changed.

A run's outputs change only when somebody is forgotten, which changes ``people``; the states of proposals change
with ``placements``. Both are kept under the version of that table, in this process.
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl
from django.db import connection

from seedbed.usecases.proposal_states import proposal_states
from seedbed.usecases.propose_placements import objecting
from seedbed.workbench.people.record import record
from seedbed.workbench.record.models import HeldTable

Version = int | None


def output(run: str, name: str) -> pl.DataFrame:
    """A table that a run left.

    Raises
    ------
    Refusal
        ``store.unknown-run``, ``store.unknown-output``.
    """
    # Inside of a transaction a version may yet be taken back.
    if connection.in_atomic_block:
        return record().run_output(run, name)
    return _output(run, name, _version("people"))


def states() -> pl.DataFrame:
    """Where each proposal stands: see :func:`~seedbed.usecases.proposal_states.proposal_states`."""
    if connection.in_atomic_block:
        return proposal_states(record())
    return _states(_version("placements"))


def objecting_in(run: str) -> list[str]:
    """People of a match who object to automated decisions: somebody decides about each."""
    if connection.in_atomic_block:
        return objecting(record(), record().run_output(run, "pairs")["seeker"].to_list())
    return _objecting_in(run, _version("people"))


@lru_cache(maxsize=32)
def _objecting_in(run: str, version: Version) -> list[str]:
    return objecting(record(), _output(run, "pairs", version)["seeker"].to_list())


@lru_cache(maxsize=32)
def _output(run: str, name: str, version: Version) -> pl.DataFrame:
    return record().run_output(run, name)


@lru_cache(maxsize=1)
def _states(version: Version) -> pl.DataFrame:
    return proposal_states(record())


def _version(table: str) -> Version:
    version: Version = HeldTable.objects.filter(name=table).values_list("version", flat=True).first()
    return version
