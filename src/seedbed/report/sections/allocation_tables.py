"""Tables and pictures of an allocation: its floors, what they change, the scarcest places, the audit by group.

The report and the workbench show the same; frames are those of
:mod:`seedbed.usecases.report_frames.allocation`.
"""

from __future__ import annotations

import polars as pl

from seedbed.charts import Canvas, Chart, Series, horizontal_bars
from seedbed.messages import Lang
from seedbed.report.document import Column, Figure, Table, figure
from seedbed.report.wording import named_column, own_language, words_of
from seedbed.usecases.follow_floors import WHEN

SCARCEST = 15


def floors_shown(floors: pl.DataFrame, lang: Lang) -> Figure | Table:
    """What each floor asked and what became of it, with its price.

    Parameters
    ----------
    floors
        As :func:`~seedbed.usecases.report_frames.allocation.floors_asked`. With the shares of
        :func:`~seedbed.usecases.follow_floors.follow_floors` beside them these are drawn, else the places.
    """
    words = words_of(lang)
    followed = set(WHEN) <= set(floors.columns)
    frame = floors.with_columns(
        own_language("label", lang, "name"),
        own_language("scope", lang),
        own_language("short", lang, "name"),
        named_column("reading", "reading", lang).alias("reading_label"),
    )
    in_scope = [
        words("floor-in-scope", floor=one, scope=other) for one, other in frame[["label", "scope"]].rows()
    ]
    frame = frame.with_columns(pl.Series("floor_in_scope", in_scope, dtype=pl.String))
    shares = [Column(when, words(f"col-share-{when.replace('_', '-')}"), "percent") for when in WHEN]
    if followed:
        columns: tuple[Column, ...] = (
            Column("floor_in_scope", words("col-floor")),
            Column("share", words("col-share-asked"), "percent"),
            *shares,
            Column("required", words("col-required"), "integer"),
            Column("members_placed", words("col-placed"), "integer"),
            Column("met", words("col-met"), "flag"),
            Column("price", words("col-floor-price"), "fit"),
            Column("reading_label", words("col-reading")),
        )
    else:
        columns = (
            Column("label", words("col-floor")),
            Column("scope", words("col-scope")),
            Column("reading_label", words("col-reading")),
            Column("share", words("col-share"), "percent"),
            Column("required", words("col-required"), "integer"),
            Column("members_placed", words("col-placed"), "integer"),
            Column("filled", words("col-filled"), "integer"),
            Column("met", words("col-met"), "flag"),
            Column("shortfall", words("col-shortfall"), "integer"),
            Column("price", words("col-floor-price"), "fit"),
        )
    table = Table(
        "floors",
        words("floors-followed-caption" if followed else "floors-caption"),
        frame,
        columns,
        words("floors-empty"),
        lang,
        words("floors-note"),
    )

    def draw(canvas: Canvas) -> Chart:
        if followed:
            return horizontal_bars(
                frame,
                label="short",
                series=[Series(one.name, one.heading, at) for at, one in enumerate(shares, start=1)],
                marker=Series("share", words("col-share-asked")),
                title=words("floors-followed-caption"),
                canvas=canvas,
                style="percent",
            )
        return horizontal_bars(
            frame,
            label="short",
            series=[Series("members_placed", words("col-placed"), 1)],
            marker=Series("required", words("col-required")),
            title=words("floors-picture"),
            canvas=canvas,
        )

    return figure(draw, "floors", table)


def effects_shown(effects: pl.DataFrame, lang: Lang) -> Table:
    """How many people change when one floor is dropped."""
    words = words_of(lang)
    return Table(
        "floor-effects",
        words("effects-caption"),
        effects.with_columns(own_language("label", lang, "name"), own_language("scope", lang)),
        (
            Column("label", words("col-floor-dropped")),
            Column("scope", words("col-scope")),
            Column("newly_placed", words("col-newly-placed"), "integer"),
            Column("no_longer_placed", words("col-no-longer-placed"), "integer"),
            Column("moved", words("col-moved"), "integer"),
        ),
        words("effects-empty"),
        lang,
    )


def prices_shown(seats: pl.DataFrame, lang: Lang) -> Figure | Table:
    """The opportunities whose places are dearest."""
    words = words_of(lang)
    prices = seats.sort("price", "opportunity", descending=[True, False]).head(SCARCEST)
    prices = prices.with_columns(own_language("organisation", lang)).with_columns(
        pl.concat_str("title", "organisation", separator=" \u00b7 ", ignore_nulls=True).alias("label")
    )
    table = Table(
        "seat-prices",
        words("prices-caption"),
        prices,
        (
            Column("title", words("col-opportunity")),
            Column("organisation", words("col-organisation")),
            Column("capacity", words("col-seats"), "integer"),
            Column("filled", words("col-filled"), "integer"),
            Column("price", words("col-seat-price"), "fit"),
        ),
        words("prices-empty"),
        lang,
    )

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            prices,
            label="label",
            series=[Series("price", words("col-seat-price"), 3)],
            title=words("prices-picture"),
            canvas=canvas,
            style="fit",
        )

    return figure(draw, "seat-prices", table)


def audit_shown(audit: pl.DataFrame, lang: Lang) -> Figure | Table:
    """Who is recommended something and who is placed, by group; small groups are hidden from everybody."""
    words = words_of(lang)
    hidden = pl.col("suppressed").fill_null(value=False)
    shown = ("recommended_rate", "placed", "placed_rate", "mean_fit", "ratio")
    frame = audit.with_columns(
        own_language("label", lang, "group"),
        *(pl.when(~hidden).then(pl.col(column)).alias(column) for column in ("people", *shown)),
    )
    table = Table(
        "audit",
        words("audit-caption"),
        frame,
        (
            Column("label", words("col-group")),
            Column("people", words("people"), "integer"),
            Column("recommended_rate", words("col-recommended"), "percent"),
            Column("placed", words("col-placed-people"), "integer"),
            Column("placed_rate", words("col-placed-rate"), "percent"),
            Column("mean_fit", words("col-mean-fit"), "fit"),
            Column("ratio", words("col-ratio"), "decimal"),
        ),
        words("audit-empty"),
        lang,
        words("audit-note"),
    )

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            frame.drop_nulls("placed_rate"),
            label="label",
            series=[Series("placed_rate", words("col-placed-rate"), 1)],
            title=words("audit-picture"),
            canvas=canvas,
            style="percent",
        )

    return table if frame["placed_rate"].is_null().all() else figure(draw, "audit", table)
