"""Section 6: demand against supply of skills, in quantity, structure and quality."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from seedbed.charts import Canvas, Chart, NumberStyle, Series, dot_plot, horizontal_bars
from seedbed.messages import Lang
from seedbed.report.document import Block, Column, Heading, Prose, Section, Table, figure
from seedbed.report.wording import own_language, words_of
from seedbed.usecases.report_contents import ReportContents

TOP = 15


def skills_gap_in_three_senses(contents: ReportContents, lang: Lang) -> Section:
    """The fifteen widest gaps in each sense; ties by skill id."""
    words = words_of(lang)
    skills = contents.skills_gap.with_columns(
        own_language("label", lang, "skill"),
        (pl.col("demand") - pl.col("supply")).alias("missing"),
        (pl.col("demand_share") - pl.col("supply_share")).alias("difference"),
        (pl.col("demand_share") - pl.col("supply_share")).abs().alias("imbalance"),
    )

    def widest(by: str, *, descending: bool, frame: pl.DataFrame = skills) -> pl.DataFrame:
        return frame.drop_nulls(by).sort(by, "skill", descending=[descending, False]).head(TOP)

    blocks: list[Block] = [Prose(words("gap-lead"))]

    demand, supply = Series("demand", words("col-demand"), 1), Series("supply", words("col-supply"), 2)
    quantity = widest("missing", descending=True)
    blocks += _sense(
        "quantity",
        quantity,
        (demand, supply, Series("missing", words("col-missing"))),
        "integer",
        lambda canvas: horizontal_bars(
            quantity,
            label="label",
            series=[demand, supply],
            title=words("gap-quantity-picture"),
            canvas=canvas,
        ),
        lang,
    )

    asked, held = (
        Series("demand_share", words("col-demand-share"), 1),
        Series("supply_share", words("col-supply-share"), 2),
    )
    structure = widest("imbalance", descending=True).sort("difference", "skill", descending=[True, False])
    blocks += _sense(
        "structure",
        structure,
        (asked, held, Series("difference", words("col-difference"))),
        "percent",
        lambda canvas: dot_plot(
            structure,
            label="label",
            series=[asked, held],
            title=words("gap-structure-picture"),
            canvas=canvas,
            style="percent",
        ),
        lang,
    )

    # The quality of a skill that hardly anybody asks for says little: the most asked half only.
    often = skills.filter(pl.col("demand") >= pl.col("demand").median())
    quality = widest("quality", descending=False, frame=often)
    credit = Series("quality", words("col-quality"), 1)
    blocks += _sense(
        "quality",
        quality,
        (credit,),
        "percent",
        lambda canvas: dot_plot(
            quality,
            label="label",
            series=[credit],
            title=words("gap-quality-picture"),
            canvas=canvas,
            style="percent",
            reach=1.0,
        ),
        lang,
        extra=(Column("demand", words("col-demand"), "integer"),),
    )
    return Section("skills-gap", words("gap-title"), tuple(blocks), contents.synthetic)


def _sense(
    sense: str,
    frame: pl.DataFrame,
    series: Sequence[Series],
    style: NumberStyle,
    draw: Callable[[Canvas], Chart],
    lang: Lang,
    extra: tuple[Column, ...] = (),
) -> list[Block]:
    words = words_of(lang)
    table = Table(
        f"gap-{sense}",
        words(f"gap-{sense}-caption"),
        frame,
        (
            Column("label", words("col-skill")),
            *(Column(one.column, one.label, style) for one in series),
            *extra,
        ),
        words("gap-empty"),
        lang,
    )
    return [
        Heading(f"gap-{sense}", words(f"gap-{sense}-heading")),
        Prose(words(f"gap-{sense}-lead")),
        figure(draw, f"gap-{sense}", table),
    ]
