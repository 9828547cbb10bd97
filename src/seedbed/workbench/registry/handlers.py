"""The jobs of the registry; found by the queue when Django starts."""

from __future__ import annotations

from collections.abc import Mapping

from seedbed.store import Json
from seedbed.workbench.jobs.handlers import handles
from seedbed.workbench.jobs.work import Work
from seedbed.workbench.registry import duplicates, importing


@handles(importing.IMPORT)
def import_organisations(work: Work) -> Mapping[str, Json]:
    """Take a table of organisations over; see :mod:`importing`."""
    return importing.run(work)


@handles(duplicates.SEARCH)
def find_duplicates(work: Work) -> Mapping[str, Json]:
    """Look for records of one organisation; see :mod:`duplicates`."""
    return duplicates.run(work)
