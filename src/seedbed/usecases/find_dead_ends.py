"""People whom nothing fits and openings that nobody fits, each with the nearest way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from seedbed.catalog import Catalog
from seedbed.matching import DeadEnd
from seedbed.matching.dead_ends import find_dead_ends as search_dead_ends
from seedbed.matching.eligibility import PLACE_CODE
from seedbed.messages import Finding
from seedbed.store import RegionStore, Run
from seedbed.usecases.keep_run import inputs_of, keep_run
from seedbed.usecases.open_market import OpenMarket, open_market
from seedbed.usecases.run_match import INPUTS

KINDS = ("place", "condition", "level", "skill", "several", "nothing")
"""What the nearest way out is: one place, one other condition, one level, one skill, several changes; or there is
nobody and nothing on the other side."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DeadEnds:
    """The dead ends of a region: frame side, id, title, kind, nearest, nearest_title, relax (codes), way, skills,
    levels, fit, verified; most frequent kinds of change together, then by id."""

    run: Run | None
    table: pl.DataFrame
    people: int
    openings: int
    findings: tuple[Finding, ...]


def find_dead_ends(
    store: RegionStore,
    catalog: Catalog,
    min_fit: float = 0.0,
    *,
    on: date | None = None,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> DeadEnds:
    """Find the dead ends among people who consented to matching and openings with places, and keep them as a run.

    Raises
    ------
    Refusal
        What :func:`~seedbed.usecases.open_market.open_market` refuses; ``matching.number-out-of-range``.
    """
    started = datetime.now(UTC)
    on = on or date.today()
    opened = open_market(store, catalog, on)
    ends = search_dead_ends(opened.market, opened.capacity, min_fit, progress)
    table = dead_end_table(opened, ends)
    people = sum(end.side == "seeker" for end in ends)
    found = DeadEnds(None, table, people, len(ends) - people, opened.findings)
    if dry_run:
        return found
    kinds = dict(table.group_by("kind").len().sort("kind").iter_rows())
    run = keep_run(
        store,
        "dead-ends",
        started,
        parameters={"min_fit": min_fit, "on": on.isoformat()},
        inputs=inputs_of(store, *INPUTS),
        summary={
            "people": people,
            "openings": found.openings,
            "verified": int(table["verified"].sum()),
            "kinds": {kind: int(kinds.get(kind, 0)) for kind in KINDS},
        },
        outputs={"dead_ends": table},
        catalogue=catalog.release,
    )
    return DeadEnds(run, table, people, found.openings, opened.findings)


def kind_of(end: DeadEnd) -> str:
    """What the nearest way out is; see :data:`KINDS`."""
    if end.partner is None:
        return "nothing"
    if len(end.relax) + len(end.skills) != 1:
        return "several"
    if end.relax:
        return "place" if end.relax == (PLACE_CODE,) else "condition"
    return "skill" if end.way == "learn-skill" else "level"


def dead_end_table(opened: OpenMarket, ends: list[DeadEnd]) -> pl.DataFrame:
    """The dead ends as :class:`DeadEnds` keeps them."""
    people, offers = opened.people["person"].to_list(), opened.opportunities["opportunity"].to_list()
    titles = opened.people["title"].to_list(), opened.opportunities["title"].to_list()
    rows = []
    for end in ends:
        own, other = (people, offers) if end.side == "seeker" else (offers, people)
        own_title, other_title = titles if end.side == "seeker" else titles[::-1]
        rows.append(
            (
                "person" if end.side == "seeker" else "opportunity",
                own[end.number],
                own_title[end.number],
                kind_of(end),
                None if end.partner is None else other[end.partner],
                None if end.partner is None else other_title[end.partner],
                list(end.relax),
                end.way,
                [str(skill) for skill in end.skills],
                list(end.levels),
                end.fit,
                end.verified,
            )
        )
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "side": pl.String,
    "id": pl.String,
    "title": pl.String,
    "kind": pl.String,
    "nearest": pl.String,
    "nearest_title": pl.String,
    "relax": pl.List(pl.String),
    "way": pl.String,
    "skills": pl.List(pl.String),
    "levels": pl.List(pl.Float64),
    "fit": pl.Float64,
    "verified": pl.Boolean,
}
