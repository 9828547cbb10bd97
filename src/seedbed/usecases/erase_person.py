"""Erase a person: nothing remains but events without a name and numbers in reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from seedbed.messages import Refusal
from seedbed.programme.erased import TABLE as ERASED
from seedbed.programme.erased import added, counts_of
from seedbed.store import RegionStore, Run
from seedbed.usecases.counted_placements import counted_placements, erased_counts
from seedbed.usecases.export_person import export_person
from seedbed.usecases.keep_run import keep_run


@dataclass(frozen=True, slots=True)
class PersonErased:
    """What was, or would be, erased.

    Parameters
    ----------
    rows
        Table -> rows that named the person.
    still_counted
        Results of the person that reports hold and that stay in the figures, without identity.
    evidence
        Files to be destroyed by who holds them.
    run
        The record, which does not name the person; ``None`` for a dry run.
    """

    rows: Mapping[str, int]
    still_counted: int
    evidence: tuple[str, ...]
    run: Run | None


def erase_person(store: RegionStore, person: str, *, dry_run: bool = False) -> PersonErased:
    """Forget a person, and keep what reports have counted as numbers.

    What the person counts for up to the last report stays in ``erased_counts``: the cells that
    reports print, no id, no day, no opportunity. Results that no report held stop counting.
    Backups and the history of a version control system are outside the store's reach: the keeper
    of those has to let them lapse.

    Raises
    ------
    Refusal
        ``usecases.person-unknown``.
    """
    started = datetime.now(UTC)
    held = export_person(store, person)
    if not held:
        raise Refusal.because("usecases.person-unknown", person=person)
    rows = {name: len(part) for name, part in held.items()}
    reports = store.runs("report")
    kept = None
    if reports:
        as_reported = counted_placements(store, as_of=reports[-1].started).counted
        kept = counts_of(as_reported, person)
    still = 0 if kept is None else int(kept["count"].sum())
    if dry_run:
        evidence = {str(row["evidence"]) for row in held.get("placements", ()) if row.get("evidence")}
        return PersonErased(rows, still, tuple(sorted(evidence)), None)
    erased = store.forget(person)
    if kept is not None and still:
        store.replace(ERASED, added(erased_counts(store), kept))
    run = keep_run(
        store,
        "erase",
        started,
        parameters={},
        inputs={},
        summary={
            "removed": erased.removed.get("people", 0),
            "events_unnamed": sum(erased.unnamed.values()),
            "runs": erased.runs,
            "still_counted": still,
        },
        outputs={},
    )
    return PersonErased(rows, still, erased.evidence, run)
