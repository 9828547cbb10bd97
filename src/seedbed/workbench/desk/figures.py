"""A match as tables and pictures, those of the report; who sees aggregates only gets them without small cells."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.matching.audit import FEWEST_SHOWN
from seedbed.report.document import Figure, Table
from seedbed.report.sections.allocation_tables import (
    audit_shown,
    effects_shown,
    floors_shown,
    prices_shown,
)
from seedbed.store import Run
from seedbed.usecases.follow_floors import follow_floors
from seedbed.usecases.report_frames.allocation import (
    audit_by_group,
    floor_effects,
    floors_asked,
    seat_prices,
)
from seedbed.workbench.desk.words import FloorWords
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.people.record import record


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table, with its picture where there is something to draw."""

    table: Table
    figure: Figure | None = None

    @classmethod
    def of(cls, made: Figure | Table) -> Drawn:
        """Either."""
        return cls(made.table, made) if isinstance(made, Figure) else cls(made)


def few(count: int) -> bool:
    """Whether a number of people is so small that it could single somebody out."""
    return 0 < count < FEWEST_SHOWN


def shown_count(count: int, *, whole: bool) -> str:
    """A number of people, or that there are fewer than are shown."""
    return f"{count:,}" if whole or not few(count) else said("workbench.few", least=FEWEST_SHOWN)


def floors_of_run(run: Run, floors: FloorWords, *, whole: bool) -> Drawn:
    """What each floor asked and what became of it: shares proposed, accepted and to date."""
    frame = _named(floors_asked(record(), run), floors)
    followed = follow_floors(record(), run.run, withhold=not whole).drop("name", "share")
    withheld = pl.when(pl.col("proposed_members").is_not_null())
    frame = frame.hstack(followed).with_columns(
        withheld.then(column).alias(column)
        for column in ("required", "members_placed", "filled", "shortfall")
    )
    return Drawn.of(floors_shown(frame, language()))


def effects_of_run(run: Run, floors: FloorWords, *, whole: bool) -> Table:
    """How many people change when one floor is dropped."""
    frame = _named(floor_effects(record(), run), floors)
    if not whole:
        frame = frame.with_columns(
            pl.when(~pl.col(column).is_between(1, FEWEST_SHOWN - 1)).then(column).alias(column)
            for column in ("newly_placed", "no_longer_placed", "moved")
        )
    return effects_shown(frame, language())


def scarcest_of_run(run: Run) -> Drawn:
    """The opportunities whose places are dearest."""
    return Drawn.of(prices_shown(seat_prices(record(), run), language()))


def audit_of_run(run: Run) -> Drawn:
    """Who is recommended something and who is placed, by group; small groups are hidden from everybody."""
    return Drawn.of(audit_shown(audit_by_group(record(), run), language()))


def _named(frame: pl.DataFrame, floors: FloorWords) -> pl.DataFrame:
    """Floors under the words of the desk: it knows those that somebody asked for one match only."""
    lang, names = language(), frame["name"].to_list()
    said_of = {"label": floors.floor, "scope": floors.scope, "short": floors.short}
    return frame.with_columns(
        pl.Series(f"{column}_{lang}", [words(name) for name in names], dtype=pl.String)
        for column, words in said_of.items()
    )
