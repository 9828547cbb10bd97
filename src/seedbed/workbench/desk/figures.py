"""A match as tables and pictures; who sees aggregates only gets them without small cells."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.charts import Canvas, Chart, Series, horizontal_bars
from seedbed.matching.audit import FEWEST_SHOWN
from seedbed.report.document import Column, Figure, Table, figure
from seedbed.store import Run
from seedbed.usecases.follow_floors import follow_floors
from seedbed.usecases.report_frames.allocation import audit_by_group, binding_prices, offers, scarce
from seedbed.workbench.desk.held import output
from seedbed.workbench.desk.words import FloorWords
from seedbed.workbench.look.wording import language, said, word
from seedbed.workbench.people.record import record

WHEN = ("proposed", "accepted", "to_date")
SCARCEST = 10


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
    lang = language()
    outcome = binding_prices(output(run.run, "floors"))
    # The share that was asked stands in both.
    frame = outcome.hstack(follow_floors(record(), run.run).drop("name", "share"))
    if not whole:
        frame = without_small_cells(frame)
    frame = frame.with_columns(
        pl.Series("floor", [floors.both(name) for name in frame["name"]], dtype=pl.String),
        pl.Series("short", [floors.short(name) for name in frame["name"]], dtype=pl.String),
        pl.Series("read", [word("reading", reading) for reading in frame["reading"]], dtype=pl.String),
        *(
            (pl.col(f"{when}_members") / pl.when(pl.col(f"{when}_all") > 0).then(f"{when}_all")).alias(when)
            for when in WHEN
        ),
        pl.when(pl.col("proposed_members").is_null()).then(None).otherwise("required").alias("required"),
    )
    columns = (
        Column("floor", said("workbench.floor")),
        Column("share", said("workbench.asked"), "percent"),
        Column("proposed", said("workbench.share-proposed"), "percent"),
        Column("accepted", said("workbench.share-accepted"), "percent"),
        Column("to_date", said("workbench.share-to-date"), "percent"),
        Column("proposed_members", said("workbench.members-proposed"), "integer"),
        Column("required", said("workbench.members-required"), "integer"),
        Column("met", said("workbench.is-met"), "flag"),
        Column("price", said("workbench.floor-price"), "fit"),
        Column("read", said("workbench.field-floor-reading")),
    )
    table = Table("floors", said("workbench.floors-caption"), frame, columns, said("workbench.no-floors"), lang,
                  said("workbench.floors-note"))  # fmt: skip

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            frame,
            label="short",
            series=[
                Series("proposed", said("workbench.share-proposed"), 1),
                Series("accepted", said("workbench.share-accepted"), 2),
                Series("to_date", said("workbench.share-to-date"), 3),
            ],
            marker=Series("share", said("workbench.asked")),
            title=said("workbench.floors-caption"),
            canvas=canvas,
            style="percent",
        )

    return Drawn.of(figure(draw, "floors", table))


def without_small_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """The counts of floors as aggregates: small ones go, and with them what would give them away.

    1. A cell goes where its members or its others are few.
    2. Of a group that is counted for the whole run and by subproject, what is left of the whole after
       those that are shown is a cell too: while it is small, the smallest shown subproject goes as well.
    """
    hidden: dict[str, set[int]] = {when: set() for when in WHEN}
    rows = frame.with_row_index("at").rows(named=True)
    for when in WHEN:
        members, everyone = f"{when}_members", f"{when}_all"
        for row in rows:
            if few(row[members]) or few(row[everyone] - row[members]):
                hidden[when].add(row["at"])
        for row in rows:
            if ":" in row["name"] or row["at"] in hidden[when]:
                continue
            parts = [one for one in rows if one["name"].startswith(f"{row['name']}:")]
            while True:
                open_parts = [one for one in parts if one["at"] not in hidden[when]]
                rest = row[members] - sum(one[members] for one in open_parts)
                others = (
                    row[everyone] - row[members] - sum(one[everyone] - one[members] for one in open_parts)
                )
                if not (few(rest) or few(others)) or not open_parts:
                    break
                hidden[when].add(min(open_parts, key=lambda one: (one[everyone], one["name"]))["at"])
    index = pl.int_range(pl.len())
    return frame.with_columns(
        pl.when(index.is_in(sorted(hidden[when]))).then(None).otherwise(pl.col(column)).alias(column)
        for when in WHEN
        for column in (f"{when}_members", f"{when}_all")
    )


def effects_of_run(run: Run, floors: FloorWords, *, whole: bool) -> Table:
    """How many people change when one floor is dropped."""
    frame = output(run.run, "floor_effects")
    counts = ("newly_placed", "no_longer_placed", "moved")
    frame = frame.select(
        pl.Series("floor", [floors.both(name) for name in frame["name"]], dtype=pl.String),
        *(
            pl.Series(
                column, [shown_count(int(count), whole=whole) for count in frame[column]], dtype=pl.String
            )
            for column in counts
        ),
    )
    columns = (
        Column("floor", said("workbench.floor-dropped")),
        *(Column(column, said(f"workbench.{column.replace('_', '-')}")) for column in counts),
    )
    return Table(
        "effects",
        said("workbench.effects-caption"),
        frame,
        columns,
        said("workbench.effects-empty"),
        language(),
    )


def scarcest_of_run(run: Run) -> Drawn:
    """The opportunities whose places are dearest."""
    lang = language()
    about = offers(record()).select(
        "opportunity", "title", pl.col(f"organisation_{lang}").alias("organisation")
    )
    frame = (
        scarce(output(run.run, "seat_prices"))
        .head(SCARCEST)
        .join(about, on="opportunity", how="left", maintain_order="left")
        .with_columns(
            pl.concat_str("title", "organisation", separator=" · ", ignore_nulls=True).alias("label")
        )
    )
    columns = (
        Column("title", said("workbench.opportunity")),
        Column("organisation", said("workbench.field-organisation")),
        Column("capacity", said("workbench.places"), "integer"),
        Column("filled", said("workbench.filled"), "integer"),
        Column("price", said("workbench.seat-price"), "fit"),
    )
    table = Table("prices", said("workbench.prices-caption"), frame, columns, said("workbench.prices-empty"), lang,
                  said("workbench.prices-note"))  # fmt: skip

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            frame,
            label="label",
            series=[Series("price", said("workbench.seat-price"), 3)],
            title=said("workbench.prices-caption"),
            canvas=canvas,
            style="fit",
        )

    return Drawn.of(figure(draw, "prices", table))


def audit_of_run(run: Run) -> Table:
    """Who is recommended something and who is placed, by group; small groups are hidden from everybody."""
    lang = language()
    frame = audit_by_group(record(), run).with_columns(pl.col(f"label_{lang}").alias("label"))
    columns = (
        Column("label", said("workbench.group")),
        Column("people", said("workbench.people-count"), "integer"),
        Column("recommended_rate", said("workbench.recommended-rate"), "percent"),
        Column("placed", said("workbench.placed"), "integer"),
        Column("placed_rate", said("workbench.placed-rate"), "percent"),
        Column("mean_fit", said("workbench.mean-fit"), "percent"),
    )
    return Table("audit", said("workbench.audit-by-group"), frame, columns, said("workbench.nothing"), lang,
                 said("workbench.audit-note", least=FEWEST_SHOWN))  # fmt: skip
