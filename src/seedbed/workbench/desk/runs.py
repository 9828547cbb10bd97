"""The matches that are kept, as lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils.timezone import localtime

from seedbed.messages import Refusal
from seedbed.store import Run
from seedbed.usecases.match_scope import MatchScope
from seedbed.workbench.look.wording import said, word
from seedbed.workbench.people.catalogue import names_of
from seedbed.workbench.people.record import record


@dataclass(frozen=True, slots=True)
class Line:
    """A run in a list."""

    run: str
    at: datetime
    scope: str
    people: int
    capacity: int
    filled: int
    without: int
    verdict: str
    short: str


def match_run(run: str) -> Run:
    """A match.

    Raises
    ------
    Http404
        There is none under this id.
    """
    try:
        found = record().run(run)
    except Refusal:
        raise Http404 from None
    if found.kind != "match":
        raise Http404
    return found


def listed(most: int | None = None) -> list[Line]:
    """The matches, newest first."""
    runs = record().runs("match")[::-1]
    return [line_of(run) for run in runs[:most]]


def line_of(run: Run) -> Line:
    """A run as lists show it."""
    told = run.summary
    return Line(
        run=run.run,
        at=run.started,
        scope=scope_words(run),
        people=_whole(told, "people"),
        capacity=_whole(told, "capacity"),
        filled=_whole(told, "filled"),
        without=_whole(told, "filled_without_floors"),
        verdict=str(told.get("verdict", "")),
        short=short_name(run),
    )


def short_name(run: Run) -> str:
    """Day, minute and the last signs of a run's id."""
    return f"{localtime(run.started):%Y-%m-%d %H:%M} · {run.run[-6:]}"


def scope_words(run: Run) -> str:
    """What a match was about, in words."""
    kept = run.parameters.get("scope")
    scope = MatchScope.from_parameters(kept) if isinstance(kept, dict) else MatchScope()
    between = said("workbench.list-comma")
    parts = [
        between.join(word("kind", kind) for kind in scope.kinds),
        between.join(map(names_of("subprojects", "subproject"), scope.subprojects)),
        between.join(map(names_of("places", "place"), scope.places)),
        between.join(map(names_of("organisations", "organisation"), scope.institutions)),
    ]
    return "; ".join(part for part in parts if part) or said("workbench.whole-region")


def _whole(summary: object, name: str) -> int:
    value = summary.get(name, 0) if hasattr(summary, "get") else 0
    return int(value) if isinstance(value, int | float) else 0
