"""Section 6: demand against supply of skills, in quantity, structure and quality.

The figures are the engine's own (:func:`seedbed.matching.skills_gap`), so that this section and the
command give one answer.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from seedbed.charts import Canvas, Chart, Series, dot_plot, horizontal_bars
from seedbed.messages import Lang
from seedbed.report.document import Block, Column, Heading, Prose, Section, Table, figure
from seedbed.report.wording import own_language, words_of
from seedbed.usecases.report_contents import ReportContents

TOP = 15
FULL = 0.9995
"""A credit from here on is written as 100.0 %."""


def skills_gap_in_three_senses(contents: ReportContents, lang: Lang) -> Section:
    """The fifteen widest gaps in each sense; ties by skill id. What is no gap is not listed."""
    words = words_of(lang)
    skills = contents.skills_gap.with_columns(
        own_language("label", lang, "skill"), (pl.col("difference") * 100).alias("points")
    )
    blocks: list[Block] = [
        Prose(words("gap-lead")),
        *_quantity(skills, lang),
        *_structure(skills, lang),
        *_quality(skills, lang),
    ]
    return Section("skills-gap", words("gap-title"), tuple(blocks), contents.synthetic)


def lacking(skills: pl.DataFrame) -> pl.DataFrame:
    """Skills for which places would stay empty, the largest shortage first."""
    short = skills.filter(pl.col("shortage") > 0)
    return short.sort("shortage", "skill", descending=[True, False]).head(TOP)


def out_of_balance(skills: pl.DataFrame) -> pl.DataFrame:
    """Skills whose two shares differ most, from the most asked for to the most held."""
    uneven = skills.filter(pl.col("difference") != 0).sort(
        pl.col("difference").abs(), "skill", descending=[True, False]
    )
    return uneven.head(TOP).sort("difference", "skill", descending=[True, False])


def partly_met(skills: pl.DataFrame) -> pl.DataFrame:
    """Of the more often asked half of the skills, those that the best people do not wholly have, worst first."""
    asked = skills.filter(pl.col("places") > 0)
    often = asked.filter(pl.col("places") >= pl.col("places").median())
    return often.filter(pl.col("credit") < FULL).sort("credit", "skill").head(TOP)


def _quantity(skills: pl.DataFrame, lang: Lang) -> list[Block]:
    words = words_of(lang)
    frame = lacking(skills)
    places = Series("places", words("col-asking"), 1)
    fillable = Series("fillable", words("col-fillable"), 2)
    return _sense(
        "quantity",
        skills,
        frame,
        (
            Column("places", places.label, "integer"),
            Column("fillable", fillable.label, "integer"),
            Column("shortage", words("col-shortage-of-skill"), "integer"),
            Column("people", words("col-people-at-lowest"), "integer"),
        ),
        lambda canvas: horizontal_bars(
            frame,
            label="label",
            series=[places, fillable],
            title=words("gap-quantity-picture"),
            canvas=canvas,
        ),
        lang,
    )


def _structure(skills: pl.DataFrame, lang: Lang) -> list[Block]:
    words = words_of(lang)
    frame = out_of_balance(skills)
    asked = Series("demand_share", words("col-demand-share"), 1)
    held = Series("supply_share", words("col-supply-share"), 2)
    return _sense(
        "structure",
        skills,
        frame,
        (
            Column("demand_share", asked.label, "percent"),
            Column("supply_share", held.label, "percent"),
            Column("points", words("col-difference"), "decimal"),
            Column("places", words("col-asking"), "integer"),
            Column("holders", words("col-holders"), "integer"),
        ),
        lambda canvas: dot_plot(
            frame,
            label="label",
            series=[asked, held],
            title=words("gap-structure-picture"),
            canvas=canvas,
            style="percent",
        ),
        lang,
    )


def _quality(skills: pl.DataFrame, lang: Lang) -> list[Block]:
    words = words_of(lang)
    frame = partly_met(skills)
    credit = Series("credit", words("col-quality"), 1)
    return _sense(
        "quality",
        skills,
        frame,
        (Column("credit", credit.label, "percent"), Column("places", words("col-asking"), "integer")),
        lambda canvas: dot_plot(
            frame,
            label="label",
            series=[credit],
            title=words("gap-quality-picture"),
            canvas=canvas,
            style="percent",
            reach=1.0,
        ),
        lang,
    )


def _sense(
    sense: str,
    skills: pl.DataFrame,
    frame: pl.DataFrame,
    columns: tuple[Column, ...],
    draw: Callable[[Canvas], Chart],
    lang: Lang,
) -> list[Block]:
    words = words_of(lang)
    table = Table(
        f"gap-{sense}",
        words(f"gap-{sense}-caption"),
        frame,
        (Column("label", words("col-skill")), *columns),
        words("gap-empty" if skills.is_empty() else f"gap-{sense}-none"),
        lang,
    )
    return [
        Heading(f"gap-{sense}", words(f"gap-{sense}-heading")),
        Prose(words(f"gap-{sense}-lead")),
        figure(draw, f"gap-{sense}", table),
    ]
